"""My customers: what the partner itself has told, and nothing besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.programme import today
from qudao.deals.registrations.selectors import (
    RegistrationFilters,
    answering_person,
    my_registrations,
)
from qudao.market.customers import actions
from qudao.market.customers.inputs import RelationInput
from qudao.market.customers.selectors import OwnCustomer, customers_of_partner, own_customer
from qudao.market.partners.inputs import ContactInput
from qudao.market.permissions import MarketPermission
from qudao.web.portal.customers.forms import CustomerForm, PersonForm, RelationForm
from qudao.web.portal.deals.listing import Line, lines_of
from qudao.web.portal.pages import show
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.forms import accepted
from qudao.web.shared.lists import Column, ListState, Page, Table, read

ASK = require_http_methods(["GET", "HEAD", "POST"])
READ = page(Side.PARTNER, MarketPermission.READ_CUSTOMERS)
KEEP = page(Side.PARTNER, MarketPermission.KEEP_OWN_CUSTOMERS)


@dataclass(frozen=True)
class CustomersPage:
    """One page of the list."""

    state: ListState[OwnCustomer]
    rows: Page[OwnCustomer]
    may_keep: bool


@dataclass(frozen=True)
class CustomerPage:
    """One own customer with its registrations."""

    customer: OwnCustomer
    lines: Sequence[Line]
    may_keep: bool


@dataclass(frozen=True)
class FormPage:
    """A form about a customer; none while a new one is noted."""

    form: CustomerForm | RelationForm | PersonForm
    title: str
    sentence: str
    customer: OwnCustomer | None = None


def table() -> Table[OwnCustomer]:
    return Table(
        name="customers",
        columns=(
            Column("name", _("Customer"), lambda r: r.name, ("name",)),
            Column("depth", _("How well known"), lambda r: r.depth_label, ("depth",)),
            Column("since", _("Since"), lambda r: r.since, ("since",)),
            Column("last_touch", _("Last contact"), lambda r: r.last_touch, ("last_touch",)),
            Column("contacts", _("Contacts"), lambda r: ", ".join(c.name for c in r.contacts)),
        ),
        search_hint=_("Customer"),
        default_sort="name",
    )


@require_GET
@READ
def customers(request: QudaoRequest) -> HttpResponseBase:
    """The list of own customers."""
    state = read(request, table())
    order = (state.sort,)
    kind = request.GET.get("export")
    if kind:
        every = slice(0, LARGEST_EXPORT)
        found = customers_of_partner(request.actor, text=state.search, order=order, window=every)
        return export(kind, state, found)
    found = customers_of_partner(request.actor, text=state.search, order=order, window=state.window)
    may_keep = request.actor.may(MarketPermission.KEEP_OWN_CUSTOMERS)
    context = CustomersPage(state, state.page_of(found), may_keep)
    return show(request, "portal/customers/customers.html", context)


@require_GET
@READ
def customer(request: QudaoRequest, public_id: str) -> HttpResponse:
    """One own customer."""
    one = own_customer(request.actor, public_id)
    filters = RegistrationFilters(customer_id=public_id)
    rows = my_registrations(request.actor, filters, now=clock.now())
    may_keep = request.actor.may(MarketPermission.KEEP_OWN_CUSTOMERS)
    context = CustomerPage(one, lines_of(rows, answering_person(request.actor)), may_keep)
    return show(request, "portal/customers/customer.html", context)


@ASK
@KEEP
def new(request: QudaoRequest) -> HttpResponse:
    """Note a customer."""
    now = clock.now()
    form = CustomerForm(request.POST or None, initial={"since": today(now)})
    if form.is_valid():
        stated = actions.OwnCustomerInput(
            name=form.cleaned_data["name"],
            city=form.cleaned_data["city"],
            website=form.cleaned_data["website"],
            uscc=form.cleaned_data["uscc"],
            relation=_relation(form),
        )
        if accepted(form, lambda: actions.add_own_customer(request.actor, stated, now=now)):
            messages.success(request, _("Customer noted."))
            return redirect("portal:customers")
    words = _("Noting a customer protects no project; a registration does.")
    return _form(request, FormPage(form, _("Note a customer"), words))


@ASK
@KEEP
def relation(request: QudaoRequest, public_id: str) -> HttpResponse:
    """How well the partner knows it."""
    one = own_customer(request.actor, public_id)
    names = ("depth", "since", "last_touch", "evidence")
    form = RelationForm(request.POST or None, initial={name: getattr(one, name) for name in names})
    if form.is_valid() and accepted(
        form,
        lambda: actions.record_own_relation(
            request.actor, public_id, _relation(form), now=clock.now()
        ),
    ):
        messages.success(request, _("Relationship recorded."))
        return redirect("portal:customer", public_id=public_id)
    words = _("Only you and our channel team see this; no other partner does.")
    return _form(request, FormPage(form, _("How well you know it"), words, one))


@ASK
@KEEP
def contact(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Note a person there."""
    one = own_customer(request.actor, public_id)
    form = PersonForm(request.POST or None)
    if form.is_valid() and accepted(
        form,
        lambda: actions.add_own_contact(
            request.actor, public_id, person_in(form.cleaned_data), now=clock.now()
        ),
    ):
        messages.success(request, _("Contact noted."))
        return redirect("portal:customer", public_id=public_id)
    words = _("No other partner sees whom you know.")
    return _form(request, FormPage(form, _("Add a contact"), words, one))


@require_POST
@KEEP
def remove_contact(request: QudaoRequest, public_id: str, person_id: str) -> HttpResponse:
    """Take a person off the list."""
    actions.remove_own_contact(request.actor, public_id, person_id, now=clock.now())
    messages.success(request, _("Contact removed."))
    return redirect("portal:customer", public_id=public_id)


def person_in(read: dict[str, Any]) -> ContactInput:
    """A person as a form states them."""
    basis = "consent" if read["consent"] else "not_recorded"
    return ContactInput(
        name=read["name"],
        title=read["title"],
        phone=read["phone"],
        email=read["email"],
        consent_basis=basis,
    )


def _relation(form: CustomerForm | RelationForm) -> RelationInput:
    said = form.cleaned_data
    return RelationInput(
        depth=said["depth"],
        since=said["since"],
        last_touch=said["last_touch"],
        evidence=said["evidence"],
    )


def _form(request: QudaoRequest, context: FormPage) -> HttpResponse:
    status = 422 if context.form.is_bound else 200
    return show(request, "portal/customers/form.html", context, status=status)
