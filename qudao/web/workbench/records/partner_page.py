"""A partner's page: who it is, where it is at work, what it brings, and what to do next."""

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
from qudao.deals.registrations import selectors as registrations
from qudao.deals.registrations.selectors import RegistrationFilters
from qudao.deals.registrations.states import QUEUE_STATES, State
from qudao.deals.sellthrough.months import last_months
from qudao.deals.sellthrough.selectors import SalesFilters
from qudao.market.customers.selectors import (
    CustomerQuery,
    CustomerRow,
    count_customers,
    customer_list,
)
from qudao.market.partners.actions import ProspectInput, add_partner
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.selectors import PartnerPage, partner_page
from qudao.market.partners.states import TRANSITIONS, Lifecycle
from qudao.market.permissions import MarketPermission
from qudao.market.standing.selectors import tier_in_words, tier_of
from qudao.people.permissions import PeoplePermission
from qudao.people.trail import TrailLine, subject_of, trail
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.formats import day, number
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.deals.lists import Line, settled_lines_of
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.charts import Chart, sales_chart
from qudao.web.workbench.records.doing import Ask, DoContext, ask_of, do
from qudao.web.workbench.records.listing import Crumb, Figure, Tab
from qudao.web.workbench.records.partner_doings import BY_NAME, DOINGS
from qudao.web.workbench.records.partner_forms import NewPartnerForm

FEW = slice(0, 8)


@dataclass(frozen=True, slots=True)
class PartnerHead:
    """Head and tabs, the same on each tab of a partner."""

    page: PartnerPage
    crumbs: list[Crumb]
    tabs: list[Tab]
    status: str
    status_label: str
    sub: str


@dataclass(frozen=True, slots=True)
class NextState:
    """A state that the partner may move to."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PartnerContext:
    head: PartnerHead
    page: PartnerPage
    facts: list[tuple[str, str]]
    figures: list[Figure]
    tier: str
    chart: Chart | None
    deals: list[Line]
    deals_url: str
    customers: list[CustomerRow]
    customers_url: str
    next_states: list[NextState]
    may: dict[str, str]  # address of each thing that the actor may do, by its name


@dataclass(frozen=True, slots=True)
class PartnerTrail:
    head: PartnerHead
    lines: list[TrailLine]


@require_GET
@page(Side.VENDOR, MarketPermission.READ_PARTNERS)
def partner(request: QudaoRequest, public_id: str) -> HttpResponse:
    now, actor = clock.now(), request.actor
    shown = partner_page(actor, public_id)
    mine = RegistrationFilters(partner_id=public_id)
    known = CustomerQuery(partner=public_id, order=("name",), window=FEW)
    deals = registrations.all_registrations(actor, mine, now=now, window=FEW)
    year = last_months(actor, SalesFilters(partner_id=public_id), today=today(now))
    may = _may(actor, public_id)
    context = PartnerContext(
        head=head_of(shown, "overview"),
        page=shown,
        facts=[(name, value) for name, value in _facts(shown) if value],
        figures=_figures(actor, shown, count_customers(actor, known)),
        tier=tier_in_words(tier_of(shown.partner.pk, on=today(now))),
        chart=sales_chart(year),
        deals=settled_lines_of(deals, now=now),
        deals_url=_deals_url(public_id),
        customers=customer_list(actor, known),
        customers_url=_customers_url(public_id),
        next_states=_next_states(shown) if "move" in may else [],
        may=may,
    )
    return show(request, "workbench/records/partner.html", context)


@require_GET
@page(Side.VENDOR, PeoplePermission.READ_AUDIT)
def partner_audit(request: QudaoRequest, public_id: str) -> HttpResponse:
    shown = partner_page(request.actor, public_id)
    subject = subject_of(request.actor, "partner", public_id)
    context = PartnerTrail(head_of(shown, "audit"), trail(request.actor, subject))
    return show(request, "workbench/records/partner_audit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, MarketPermission.READ_PARTNERS)
def partner_do(request: QudaoRequest, public_id: str, name: str) -> HttpResponse:
    doing = BY_NAME.get(name)
    if doing is None:
        raise NotFound
    shown = partner_page(request.actor, public_id)
    ask = ask_of(request, public_id, now=clock.now())
    return do(request, doing, ask, [_list_crumb(), _own_crumb(shown)])


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, MarketPermission.WRITE_PARTNERS)
def partner_new(request: QudaoRequest) -> HttpResponse:
    ask = ask_of(request, "", now=clock.now())
    form = NewPartnerForm(ask, request.POST if request.method == "POST" else None)
    status = DONE
    if request.method == "POST":
        made: list[str] = []
        status = carry_out(form, lambda: made.append(_create(ask, form)))
        if status == DONE:
            return redirect("workbench:partner", made[0])
    context = DoContext(
        title=_("New partner"),
        subject="",
        sentence=_("One name is enough to begin. Who adds a partner as its manager owns it."),
        button=_("Add the partner"),
        crumbs=[_list_crumb(), Crumb(_("New partner"))],
        form=form,
        back=reverse("workbench:partners"),
    )
    return show(request, "workbench/records/do.html", context, status=status)


def _create(ask: Ask, form: NewPartnerForm) -> str:
    stated = dict(form.cleaned_data)
    stated["code"] = stated["code"].upper()
    is_another = stated.pop("is_another_company")
    company = ProspectInput(partner=PartnerInput(**stated), is_another_company=is_another)
    public_id: str = add_partner(ask.actor, company, now=ask.now).public_id
    return public_id


# ------------------------------------------------------------------ parts


def head_of(shown: PartnerPage, current: str) -> PartnerHead:
    row = shown.partner
    addresses = {
        "overview": (_("Overview"), "workbench:partner"),
        "talk": (_("Talk"), "workbench:partner_talk"),
        "audit": (_("Audit"), "workbench:partner_audit"),
    }
    kind = row.get_business_kind_display() or row.get_partner_type_display()
    return PartnerHead(
        page=shown,
        crumbs=[_list_crumb(), Crumb(row.code)],
        tabs=[
            Tab(label, reverse(name, args=[row.public_id]), key == current)
            for key, (label, name) in addresses.items()
        ],
        status=row.lifecycle,
        status_label=str(row.get_lifecycle_display()),
        sub=" · ".join(str(one) for one in (kind, _place(shown.region, row.city)) if one),
    )


def _place(region: str, city: str) -> str:
    """Region and city, the same place only once."""
    if not city or not region:
        return region or city
    return region if region.startswith(city) or city.startswith(region) else f"{region} · {city}"


def _list_crumb() -> Crumb:
    return Crumb(_("Partners"), reverse("workbench:partners"))


def _own_crumb(shown: PartnerPage) -> Crumb:
    return Crumb(shown.name, reverse("workbench:partner", args=[shown.partner.public_id]))


def _facts(shown: PartnerPage) -> list[tuple[str, str]]:
    row = shown.partner
    return [
        (_("Code"), row.code),
        (_("Chinese name"), row.name_zh),
        (_("English name"), row.name_en),
        (_("Type"), str(row.get_partner_type_display())),
        (_("Kind of business"), str(row.get_business_kind_display())),
        (_("Region"), shown.region),
        (_("City"), row.city),
        (_("Address"), row.address),
        (_("Credit code (USCC)"), row.uscc),
        (_("Website"), row.website),
        (_("Telephone"), row.phone),
        (_("Employees"), number(row.employees)),
        (_("Partner since"), day(row.joined_on)),
        (_("Source"), row.source),
    ]


def _figures(actor: Actor, shown: PartnerPage, known: int) -> list[Figure]:
    public_id = shown.partner.public_id
    waiting = RegistrationFilters(
        states=tuple(one.value for one in QUEUE_STATES), partner_id=public_id
    )
    held = RegistrationFilters(states=(State.PROTECTED.value,), partner_id=public_id)
    deals = _deals_url(public_id)
    return [
        Figure(
            _("To decide"),
            number(registrations.count_registrations(actor, waiting)),
            url=f"{reverse('workbench:registrations')}?partner={public_id}",
        ),
        Figure(
            _("Under protection"),
            number(registrations.count_registrations(actor, held)),
            url=f"{deals}&state={State.PROTECTED.value}",
        ),
        Figure(_("Customers known"), number(known), url=_customers_url(public_id)),
        Figure(_("Market cells served"), number(len(shown.cells))),
    ]


def _next_states(shown: PartnerPage) -> list[NextState]:
    move = reverse("workbench:partner_do", args=[shown.partner.public_id, "move"])
    allowed = TRANSITIONS[Lifecycle(shown.partner.lifecycle)]
    return [
        NextState(str(one.label), f"{move}?to={one.value}") for one in Lifecycle if one in allowed
    ]


def _may(actor: Actor, public_id: str) -> dict[str, str]:
    return {
        one.name: reverse("workbench:partner_do", args=[public_id, one.name])
        for one in DOINGS
        if actor.may(one.permission)
    }


def _deals_url(public_id: str) -> str:
    return f"{reverse('workbench:all_registrations')}?partner={public_id}"


def _customers_url(public_id: str) -> str:
    return f"{reverse('workbench:customers')}?partner={public_id}"
