"""Which section of help each page of the product opens: one table.

A page is looked up by the name of its address; a name that is not in the table is shortened word
by word, so `workbench:registration_evidence` finds the row of `workbench:registration`.
"""

from __future__ import annotations

from django.urls import ResolverMatch
from django.utils.translation import get_language

from qudao.web.shared.help.documents import anchor_in

# name of an address: document#english-anchor
HELP: dict[str, str] = {
    "home": "getting-started#sign-in",
    "help": "getting-started#find-your-way",
    "set": "people#language-and-theme",  # set_language
    "healthz": "install#watch-it",
    "own": "people#your-account",
    "own_keys": "people#api-keys",
    "own_notice": "people#notices",
    "own_notices": "people#notices",
    "logo": "settings#the-programme",
    "invitation": "people#invitations",
    "account": "people#your-account",
    "mfa": "people#second-factor",
    "usersessions": "people#sessions",
    "workbench:today": "getting-started#the-channel-managers-day",
    "workbench:cells": "partners#the-market-grid",
    "workbench:cell": "partners#the-market-grid",
    "workbench:product": "partners#products-and-prices",
    "workbench:product_audit": "security#the-audit-trail",
    "workbench:products": "partners#products-and-prices",
    "workbench:search": "getting-started#find-your-way",
    "workbench:registration": "registrations#decide",
    "workbench:registrations": "registrations#the-queue",
    "workbench:all_registrations": "registrations#the-queue",
    "workbench:expiring": "registrations#protection",
    "workbench:samples": "registrations#approval-by-rule",
    "workbench:settled": "registrations#approval-by-rule",
    "workbench:audit": "security#the-audit-trail",
    "workbench:registration_audit": "security#the-audit-trail",
    "workbench:registration_talk": "registrations#talk",
    "workbench:partner_talk": "registrations#talk",
    "workbench:customer_talk": "registrations#talk",
    "portal:registration_talk": "registrations#talk",
    "portal:partner_talk": "registrations#talk",
    "portal:customer_talk": "registrations#talk",
    "workbench:rulebook": "settings#the-rules-of-registration",
    "workbench:acknowledge": "settings#the-rules-of-registration",
    "portal:rulebook": "settings#the-rules-of-registration",
    "portal:acknowledge": "settings#the-rules-of-registration",
    "workbench:overlap": "registrations#overlaps-with-direct-sales",
    "workbench:overlaps": "registrations#overlaps-with-direct-sales",
    "workbench:partner": "partners#a-partners-page",
    "workbench:partner_audit": "security#the-audit-trail",
    "workbench:partners": "partners#the-list",
    "workbench:lifecycle": "partners#a-partners-life",
    "workbench:customer": "partners#customers",
    "workbench:customer_audit": "security#the-audit-trail",
    "workbench:customers": "partners#customers",
    "workbench:goal": "partners#goals",
    "workbench:goals": "partners#goals",
    "workbench:funnel": "partners#opportunities",
    "workbench:promises": "partners#promises",
    "workbench:people": "people#members-and-roles",
    "workbench:invite": "people#invitations",
    "workbench:revoke": "people#invitations",
    "workbench:member": "people#members-and-roles",
    "workbench:person": "security#personal-data",
    "workbench:persons": "security#personal-data",
    "workbench:programme": "settings#the-programme",
    "workbench:calendar": "settings#calendar",
    "workbench:holiday": "settings#calendar",
    "workbench:rate": "settings#exchange-rates",
    "workbench:rates": "settings#exchange-rates",
    "workbench:mail": "settings#mail",
    "workbench:import": "imports#bring-a-file-in",
    "workbench:imports": "imports#bring-a-file-in",
    "workbench:check": "imports#your-own-spreadsheet-in-ten-minutes",
    "workbench:checks": "imports#your-own-spreadsheet-in-ten-minutes",
    "workbench:finding": "imports#your-own-spreadsheet-in-ten-minutes",
    "portal:home": "getting-started#the-partners-day",
    "portal:register": "registrations#register",
    "portal:registration": "registrations#follow-a-registration",
    "portal:registrations": "registrations#follow-a-registration",
    "portal:own": "registrations#register",
    "portal:draft": "registrations#register",
    "portal:autosave": "registrations#register",
    "portal:receipt": "registrations#register",
    "portal:complete": "registrations#follow-a-registration",
    "portal:amend": "registrations#follow-a-registration",
    "portal:answer": "registrations#follow-a-registration",
    "portal:update": "registrations#follow-a-registration",
    "portal:withdraw": "registrations#follow-a-registration",
    "portal:won": "registrations#follow-a-registration",
    "portal:lost": "registrations#follow-a-registration",
    "portal:evidence": "registrations#follow-a-registration",
    "portal:new": "getting-started#the-partners-day",  # new_customer
    "portal:relation": "getting-started#the-partners-day",
    "portal:contact": "getting-started#the-partners-day",
    "portal:remove_contact": "getting-started#the-partners-day",
    "portal:edit": "people#your-company",
    "portal:remove_company": "people#your-company",
    "portal:customer": "getting-started#the-partners-day",
    "portal:customers": "getting-started#the-partners-day",
    "portal:company": "people#your-company",
    "portal:people": "people#members-and-roles",
    "portal:invite": "people#invitations",
    "portal:revoke": "people#invitations",
    "portal:member": "people#members-and-roles",
    "portal:notice": "people#notices",
    "portal:notices": "people#notices",
    "api": "api#start",
}


def place_of(url_name: str) -> str:
    """The row of the table for an address; empty if there is none."""
    name = url_name
    while name:
        if name in HELP:
            return HELP[name]
        name, shorter, _word = name.rpartition("_")
        if not shorter:
            return ""
    return ""


def help_url(match: ResolverMatch | None) -> str:
    """Where the help link of a page leads: its own section, else the contents."""
    place = place_of(match.view_name) if match and match.view_name else ""
    name, _hash, english = place.partition("#")
    if not name:
        return "/help/"
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    anchor = anchor_in(language, name, english)
    return f"/help/{name}/#{anchor}" if anchor else f"/help/{name}/"
