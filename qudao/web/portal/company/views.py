"""My company: its data, its people, what it may sell, whom it supplies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.errors import Conflict
from qudao.core.files import file_response
from qudao.deals.accountroom import actions as accountroom_actions
from qudao.deals.accountroom import selectors as accountroom
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.accountroom.subjects import Subject, partner_subject
from qudao.deals.permissions import DealsPermission
from qudao.market.partners import actions
from qudao.market.partners.inputs import ContactInput, OwnCompanyInput
from qudao.market.partners.selectors import (
    ContactView,
    OwnCompany,
    SubReseller,
    contact_of,
    own_company,
    supplied_by_own_company,
)
from qudao.market.permissions import MarketPermission
from qudao.people.permissions import PeoplePermission
from qudao.web.portal.company.forms import ColleagueForm, CompanyForm
from qudao.web.portal.customers.views import person_in
from qudao.web.portal.pages import show
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import accepted
from qudao.web.shared.talk import MessageForm, Panel, Post, posts_of, send

ASK = require_http_methods(["GET", "HEAD", "POST"])
CONSENT = "consent"
EDIT = page(Side.PARTNER, MarketPermission.EDIT_OWN_COMPANY)


@dataclass(frozen=True)
class CompanyPage:
    """The own company."""

    company: OwnCompany
    facts: Sequence[tuple[str, str]]
    sub_resellers: Sequence[SubReseller]
    may_edit: bool
    people_url: str | None
    talk: Panel
    talk_url: str


@dataclass(frozen=True)
class FormPage:
    """A form about the own company."""

    form: forms.Form
    title: str
    sentence: str
    version: int


@require_GET
@page(Side.PARTNER, MarketPermission.READ_PARTNERS)
def company(request: QudaoRequest) -> HttpResponse:
    return show(request, "portal/company/company.html", _context(request.actor))


@ASK
@page(Side.PARTNER, DealsPermission.TALK)
def talk(request: QudaoRequest) -> HttpResponse:
    """Write to the channel team about what belongs to no registration; notices lead here to
    read."""
    at_talk = f"{reverse('portal:company')}#talk"
    if request.method != "POST":
        return redirect(at_talk)
    now = clock.now()
    subject = _subject(request.actor)
    form = MessageForm(request.POST, request.FILES, auto_id="message_%s")

    def write(said: MessageInput) -> object:
        return accountroom_actions.write_message(request.actor, subject, said, now=now)

    kept = send(request, request.actor, form, write, now=now)
    if kept is None:
        messages.success(request, _("Sent."))
        return redirect(at_talk)
    refused = Panel(_posts(request.actor, subject), form, kept)
    context = replace(_context(request.actor), talk=refused)
    return show(request, "portal/company/company.html", context, status=422)


@require_GET
@page(Side.PARTNER, DealsPermission.TALK)
def talk_file(request: QudaoRequest, file_id: str) -> HttpResponseBase:
    """A file that was sent in the thread."""
    actor = request.actor
    return file_response(accountroom.message_file(actor, _subject(actor), file_id))


@ASK
@EDIT
def edit(request: QudaoRequest) -> HttpResponse:
    """Address, telephone, website."""
    one = own_company(request.actor)
    names = ("city", "address", "website", "phone")
    form = CompanyForm(request.POST or None, initial={name: getattr(one, name) for name in names})
    if form.is_valid():
        said = OwnCompanyInput(**form.cleaned_data)
        version = _version(request)
        if accepted(
            form,
            lambda: actions.edit_own_company(request.actor, said, version=version, now=clock.now()),
        ):
            messages.success(request, _("Company data saved."))
            return redirect("portal:company")
    words = _("Names and credit code are changed by our channel team: write to them.")
    return _form(request, FormPage(form, _("Edit company data"), words, one.version))


@ASK
@EDIT
def contact(request: QudaoRequest) -> HttpResponse:
    """Add a person at the own company."""
    one = own_company(request.actor)
    form = ColleagueForm(request.POST or None)
    if form.is_valid():
        person = _colleague_in(form)
        if accepted(
            form,
            lambda: actions.add_contact(request.actor, one.public_id, person, now=clock.now()),
        ):
            messages.success(request, _("Contact noted."))
            return redirect("portal:company")
    words = _("Whom we may call. A login is given by an invitation.")
    return _form(request, FormPage(form, _("Add a contact"), words, one.version))


@ASK
@EDIT
def edit_contact(request: QudaoRequest, person_id: str) -> HttpResponse:
    """Change a person at the own company."""
    one = own_company(request.actor)
    before = contact_of(one.contacts, person_id)
    form = ColleagueForm(request.POST or None, initial=_initial_of(before))
    if form.is_valid():
        person = _colleague_in(form, before)
        if accepted(
            form,
            lambda: actions.edit_contact(
                request.actor, one.public_id, person_id, contact=person, now=clock.now()
            ),
        ):
            messages.success(request, _("Contact saved."))
            return redirect("portal:company")
    words = _("Whom we may call. A login is given by an invitation.")
    return _form(request, FormPage(form, _("Edit the contact"), words, one.version))


@require_POST
@EDIT
def remove_contact(request: QudaoRequest, person_id: str) -> HttpResponse:
    one = own_company(request.actor)
    actions.remove_contact(request.actor, one.public_id, person_id, now=clock.now())
    messages.success(request, _("Contact removed."))
    return redirect("portal:company")


def _context(actor: Actor) -> CompanyPage:
    one = own_company(actor)
    posts = _posts(actor, partner_subject(actor, one.public_id))
    return CompanyPage(
        company=one,
        facts=_facts(one),
        sub_resellers=supplied_by_own_company(actor),
        may_edit=actor.may(MarketPermission.EDIT_OWN_COMPANY),
        people_url=_people_url(actor),
        talk=Panel(posts, MessageForm(auto_id="message_%s")),
        talk_url=reverse("portal:partner_talk"),
    )


def _initial_of(one: ContactView) -> dict[str, object]:
    names = ("name", "title", "phone", "email", "function", "is_primary")
    known = {name: getattr(one, name) for name in names}
    return {**known, "consent": one.consent_basis == CONSENT}


def _colleague_in(form: ColleagueForm, before: ContactView | None = None) -> ContactInput:
    """The person as stated. Another ground than consent, which only we record, stays."""
    said = form.cleaned_data
    person = replace(person_in(said), function=said["function"], is_primary=said["is_primary"])
    if before is None:
        return person
    keeps = not said["consent"] and before.consent_basis != CONSENT
    basis = before.consent_basis if keeps else person.consent_basis
    return replace(person, consent_basis=basis, consent_note=before.consent_note)


def _subject(actor: Actor) -> Subject:
    return partner_subject(actor, own_company(actor).public_id)


def _posts(actor: Actor, subject: Subject) -> list[Post]:
    return posts_of(
        accountroom.thread(actor, subject),
        lambda one: reverse("portal:company_file", args=[one]),
    )


def _facts(one: OwnCompany) -> list[tuple[str, str]]:
    pairs = (
        (_("Chinese name"), one.name_zh),
        (_("English name"), one.name_en),
        (_("Code"), one.code),
        (_("Kind of partner"), one.kind_label or one.type_label),
        (_("Region"), one.region),
        (_("City"), one.city),
        (_("Address"), one.address),
        (_("Telephone"), one.phone),
        (_("Website"), one.website),
        (_("Credit code"), one.uscc),
        (_("Channel manager"), one.channel_manager),
    )
    return [(name, value) for name, value in pairs if value]


def _version(request: QudaoRequest) -> int:
    said = request.POST.get("version", "")
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Conflict
    return int(said)


def _people_url(actor: Actor) -> str | None:
    return reverse("portal:people") if actor.may(PeoplePermission.READ_PEOPLE) else None


def _form(request: QudaoRequest, context: FormPage) -> HttpResponse:
    status = 422 if context.form.is_bound else 200
    return show(request, "portal/company/form.html", context, status=status)
