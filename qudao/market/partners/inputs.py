"""What a form, a file or a program may say about a partner, and the rules that it must keep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qudao.core.checks import Checks
from qudao.market.partners.models import PartnerContact
from qudao.market.partners.states import BusinessKind, Lifecycle, PartnerType
from qudao.people.models import Person

MOST_EMPLOYEES = 5_000_000
# for forms, which know inputs and never models
TYPE_CHOICES = PartnerType.choices
BUSINESS_KIND_CHOICES = BusinessKind.choices
LIFECYCLE_CHOICES = Lifecycle.choices
FUNCTION_CHOICES = PartnerContact.Function.choices
CONSENT_CHOICES = Person.ConsentBasis.choices
FUNCTIONS = tuple(PartnerContact.Function.choices)  # what a contact does at the partner
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,11}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerInput:
    """A partner's data. `region` is a code; `code` may be empty and is then made."""

    name_zh: str = ""
    name_en: str = ""
    partner_type: str = PartnerType.BUSINESS_PARTNER
    business_kind: str = ""
    code: str = ""
    lifecycle: str = Lifecycle.PROSPECT  # of a new partner; later it moves by `move_partner`
    region: str = ""
    city: str = ""
    address: str = ""
    uscc: str = ""
    website: str = ""
    phone: str = ""
    employees: int | None = None
    joined_on: date | None = None
    source: str = ""
    source_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCompanyInput:
    """What a partner's principal may change of its own company."""

    city: str = ""
    address: str = ""
    website: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInput:
    """A person at a partner, and on what ground the data is held."""

    name: str
    email: str = ""
    phone: str = ""
    title: str = ""
    function: str = PartnerContact.Function.OTHER
    is_primary: bool = False
    consent_basis: str = Person.ConsentBasis.NOT_RECORDED
    consent_note: str = ""


def check_partner(partner: PartnerInput) -> Checks:
    """The problems of a partner's data, without those that only the database can tell."""
    checks = Checks()
    checks.a_name(partner.name_zh, partner.name_en)
    checks.one_of("partner_type", partner.partner_type, PartnerType.values)
    checks.one_of("lifecycle", partner.lifecycle, Lifecycle.values)
    _check_business_kind(checks, partner)
    if partner.code and not _CODE.fullmatch(partner.code):
        message = _("A code has 2 to 12 capital letters, digits or hyphens.")
        checks.refuse("code", "not_a_code", message)
    checks.text("source", partner.source, longest=60)
    checks.text("source_key", partner.source_key, longest=80)
    checks.between("employees", partner.employees, 0, MOST_EMPLOYEES)
    checks.day("joined_on", partner.joined_on)
    _check_address(checks, partner)
    return checks


def _check_business_kind(checks: Checks, partner: PartnerInput) -> None:
    if not partner.business_kind:
        return
    checks.one_of("business_kind", partner.business_kind, BusinessKind.values)
    if partner.partner_type != PartnerType.BUSINESS_PARTNER:
        message = _("Only a business partner has a kind of business.")
        checks.refuse("business_kind", "not_a_business_partner", message)


def check_own_company(company: OwnCompanyInput) -> Checks:
    checks = Checks()
    _check_address(checks, company)
    return checks


def _check_address(checks: Checks, company: PartnerInput | OwnCompanyInput) -> None:
    checks.text("city", company.city, longest=120)
    checks.text("address", company.address, longest=300)
    checks.website("website", company.website)
    checks.phone("phone", company.phone)


def check_contact(contact: ContactInput) -> Checks:
    checks = Checks()
    checks.required("name", contact.name.strip())
    checks.text("name", contact.name, longest=120)
    checks.named("name", contact.name)
    checks.text("title", contact.title, longest=120)
    checks.text("consent_note", contact.consent_note, longest=200)
    checks.email("email", contact.email)
    checks.phone("phone", contact.phone)
    checks.one_of("function", contact.function, PartnerContact.Function.values)
    checks.one_of("consent_basis", contact.consent_basis, Person.ConsentBasis.values)
    return checks
