"""A customer's page: who it is, who knows it, what is going on there, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.errors import NotFound
from qudao.core.programme import today
from qudao.deals.funnel.of_customer import CustomerDeals, deals_of_customer
from qudao.deals.registrations import selectors as registrations
from qudao.deals.registrations.selectors import RegistrationFilters
from qudao.deals.registrations.states import State
from qudao.market.customers.actions import NewCustomerInput, add_company
from qudao.market.customers.inputs import CustomerInput, IdentifierInput
from qudao.market.customers.selectors import CustomerPage, RelationView, customer_page
from qudao.market.permissions import MarketPermission
from qudao.people.permissions import PeoplePermission
from qudao.people.trail import TrailLine, subject_of, trail
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.formats import money_short, number
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.deals.lists import Line, settled_lines_of
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.customer_doings import BY_NAME, DOINGS
from qudao.web.workbench.records.customer_forms import NewCustomerForm
from qudao.web.workbench.records.doing import Ask, DoContext, ask_of, do
from qudao.web.workbench.records.listing import Crumb, Figure, Tab

FEW = slice(0, 8)


@dataclass(frozen=True, slots=True)
class CustomerHead:
    """Head and tabs, the same on each tab of a customer."""

    page: CustomerPage
    class_label: str
    sub: str
    crumbs: list[Crumb]
    tabs: list[Tab]


@dataclass(frozen=True, slots=True)
class Tie:
    """A partner that knows the customer; `share` is the tie's strength in per cent."""

    view: RelationView
    share: int


@dataclass(frozen=True, slots=True)
class CustomerContext:
    head: CustomerHead
    page: CustomerPage
    facts: list[tuple[str, str]]
    figures: list[Figure]
    ties: list[Tie]
    deals: CustomerDeals
    claims: list[Line]
    may: dict[str, str]  # address of each thing that the actor may do, by its name
    merge_url: str


@dataclass(frozen=True, slots=True)
class CustomerTrail:
    head: CustomerHead
    lines: list[TrailLine]


@require_GET
@page(Side.VENDOR, MarketPermission.READ_CUSTOMERS)
def customer(request: QudaoRequest, public_id: str) -> HttpResponse:
    now, actor = clock.now(), request.actor
    shown = customer_page(actor, public_id, today=today(now))
    own_id = shown.customer.public_id
    mine = RegistrationFilters(customer_id=own_id)
    claims = registrations.all_registrations(actor, mine, now=now, window=FEW)
    deals = deals_of_customer(actor, own_id, today=today(now))
    writes = actor.may(MarketPermission.WRITE_CUSTOMERS)
    context = CustomerContext(
        head=head_of(shown, "overview"),
        page=shown,
        facts=[(name, value) for name, value in _facts(shown) if value],
        figures=_figures(actor, shown, deals),
        ties=[Tie(one, round(one.strength * 100)) for one in shown.relations],
        deals=deals,
        claims=settled_lines_of(claims, now=now),
        may=_may(actor, own_id),
        merge_url=reverse("workbench:customer_merge", args=[own_id]) if writes else "",
    )
    return show(request, "workbench/records/customer.html", context)


@require_GET
@page(Side.VENDOR, PeoplePermission.READ_AUDIT)
def customer_audit(request: QudaoRequest, public_id: str) -> HttpResponse:
    shown = customer_page(request.actor, public_id, today=today(clock.now()))
    subject = subject_of(request.actor, "customer", shown.customer.public_id)
    context = CustomerTrail(head_of(shown, "audit"), trail(request.actor, subject))
    return show(request, "workbench/records/customer_audit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, MarketPermission.READ_CUSTOMERS)
def customer_do(request: QudaoRequest, public_id: str, name: str) -> HttpResponse:
    doing = BY_NAME.get(name)
    if doing is None:
        raise NotFound
    shown = customer_page(request.actor, public_id, today=today(clock.now()))
    ask = ask_of(request, shown.customer.public_id, now=clock.now())
    return do(request, doing, ask, crumbs_of(shown))


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, MarketPermission.WRITE_CUSTOMERS)
def customer_new(request: QudaoRequest) -> HttpResponse:
    ask = ask_of(request, "", now=clock.now())
    form = NewCustomerForm(ask, request.POST if request.method == "POST" else None)
    status = DONE
    if request.method == "POST":
        made: list[str] = []
        status = carry_out(form, lambda: made.append(_create(ask, form)))
        if status == DONE:
            return redirect("workbench:customer", made[0])
    context = DoContext(
        title=_("New customer"),
        subject="",
        sentence=_("One name is enough. The credit code keeps the same company from coming twice."),
        button=_("Add the customer"),
        crumbs=[list_crumb(), Crumb(_("New customer"))],
        form=form,
        back=reverse("workbench:customers"),
    )
    return show(request, "workbench/records/do.html", context, status=status)


def _create(ask: Ask, form: NewCustomerForm) -> str:
    stated = dict(form.cleaned_data)
    code = stated.pop("identifiers").strip()
    numbers = (IdentifierInput(scheme="uscc", value=code),) if code else ()
    is_another = stated.pop("is_another_company")
    customer = CustomerInput(**stated, identifiers=numbers)
    new = NewCustomerInput(customer=customer, is_another_company=is_another)
    public_id: str = add_company(ask.actor, new, now=ask.now).public_id
    return public_id


# ------------------------------------------------------------------ parts


def head_of(shown: CustomerPage, current: str) -> CustomerHead:
    row = shown.customer
    addresses = {
        "overview": (_("Overview"), "workbench:customer"),
        "talk": (_("Talk"), "workbench:customer_talk"),
        "audit": (_("Audit"), "workbench:customer_audit"),
    }
    city = "" if row.city and row.city in shown.region else row.city
    said = (str(row.get_kind_display()), shown.industry, shown.region, city)
    return CustomerHead(
        page=shown,
        class_label=str(row.get_account_class_display()),
        sub=" · ".join(one for one in said if one),
        crumbs=[list_crumb(), *_group_crumbs(shown), Crumb(shown.name)],
        tabs=[
            Tab(label, reverse(name, args=[row.public_id]), key == current)
            for key, (label, name) in addresses.items()
        ],
    )


def crumbs_of(shown: CustomerPage) -> list[Crumb]:
    """The way to something that is done to a customer."""
    own = reverse("workbench:customer", args=[shown.customer.public_id])
    return [list_crumb(), Crumb(shown.name, own)]


def list_crumb() -> Crumb:
    return Crumb(_("Customers"), reverse("workbench:customers"))


def _group_crumbs(shown: CustomerPage) -> list[Crumb]:
    return [
        Crumb(one.name, reverse("workbench:customer", args=[one.public_id])) for one in shown.above
    ]


def _facts(shown: CustomerPage) -> list[tuple[str, str]]:
    row = shown.customer
    return [
        (_("Chinese name"), row.name_zh),
        (_("English name"), row.name_en),
        (_("Kind"), str(row.get_kind_display())),
        (_("Account class"), str(row.get_account_class_display())),
        (_("Named account"), _("yes") if row.is_named_account else ""),
        (_("Region"), shown.region),
        (_("Industry"), shown.industry),
        (_("City"), row.city),
        (_("Address"), row.address),
        (_("Website"), row.website),
        (_("Employees"), number(row.employees)),
        (_("Source"), row.source),
    ]


def _figures(actor: Actor, shown: CustomerPage, deals: CustomerDeals) -> list[Figure]:
    held = RegistrationFilters(
        states=(State.PROTECTED.value,), customer_id=shown.customer.public_id
    )
    worth = money_short(deals.open_value.amount, deals.open_value.currency)
    without = _("without %(currencies)s: no rate") % {"currencies": ", ".join(deals.missing)}
    return [
        Figure(_("Partners that know it"), number(len(shown.relations))),
        Figure(_("Under protection"), number(registrations.count_registrations(actor, held))),
        Figure(_("Open opportunities"), number(deals.open_count)),
        Figure(_("Open value"), worth, without if deals.missing else ""),
    ]


def _may(actor: Actor, public_id: str) -> dict[str, str]:
    return {
        one.name: reverse("workbench:customer_do", args=[public_id, one.name])
        for one in DOINGS
        if actor.may(one.permission)
    }
