"""The list of partners."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Actor, Role, Side
from qudao.core.programme import today
from qudao.market.cells.selectors import market_regions
from qudao.market.partners.inputs import BUSINESS_KIND_CHOICES, LIFECYCLE_CHOICES, TYPE_CHOICES
from qudao.market.partners.selectors import PartnerQuery, PartnerRow, count_partners, partner_list
from qudao.market.permissions import MarketPermission
from qudao.market.standing.selectors import tier_in_words, tiers_of
from qudao.people.colleagues import colleagues
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.lists import Column, Filter, ListState, Table, read
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import ListSheet, nodes, order_of, persons, sheet_of, words

NOBODY = "none"


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner as one row of the list shows it."""

    row: PartnerRow
    tier: str


@dataclass(frozen=True, slots=True)
class PartnersContext:
    sheet: ListSheet[PartnerLine]
    may_write: bool


@require_GET
@page(Side.VENDOR, MarketPermission.READ_PARTNERS)
def partners(request: QudaoRequest) -> HttpResponseBase:
    actor = request.actor
    state = read(request, _table(actor))
    wanted = request.GET.get("export")
    if wanted in {"csv", "xlsx"}:
        return export(wanted, state, _lines(actor, _query(state, slice(0, LARGEST_EXPORT))))
    query = _query(state, state.window)
    sheet = sheet_of(state, _lines(actor, query), count=count_partners(actor, query))
    context = PartnersContext(sheet, actor.may(MarketPermission.WRITE_PARTNERS))
    return show(request, "workbench/records/partners.html", context)


def _lines(actor: Actor, query: PartnerQuery) -> list[PartnerLine]:
    rows = partner_list(actor, query)
    tiers = tiers_of([row.id for row in rows], on=today(clock.now()))
    return [PartnerLine(row, tier_in_words(tiers.get(row.id, ""))) for row in rows]


def _query(state: ListState[PartnerLine], window: slice) -> PartnerQuery:
    chosen = state.chosen
    return PartnerQuery(
        lifecycle=chosen.get("lifecycle", ""),
        partner_type=chosen.get("type", ""),
        business_kind=chosen.get("kind", ""),
        region=chosen.get("region", ""),
        owner=chosen.get("owner", ""),
        text=state.search,
        order=order_of(state, "name"),
        window=window,
    )


def _table(actor: Actor) -> Table[PartnerLine]:
    owners = persons(colleagues(actor, Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR))
    return Table(
        name="partners",
        columns=_columns(),
        filters=[
            Filter("lifecycle", _("Lifecycle"), words(LIFECYCLE_CHOICES)),
            Filter("type", _("Type"), words(TYPE_CHOICES)),
            Filter("kind", _("Kind of business"), words(BUSINESS_KIND_CHOICES)),
            Filter("region", _("Region"), nodes(market_regions(actor))),
            Filter("owner", _("Partner owner"), [*owners, (NOBODY, _("Nobody"))]),
        ],
        search_hint=_("Name, code, city or USCC"),
    )


def _columns() -> list[Column[PartnerLine]]:
    return [
        Column("name", _("Partner"), lambda line: line.row.name, ("name",)),
        Column("code", _("Code"), lambda line: line.row.code, ("code",)),
        Column("lifecycle", _("Lifecycle"), lambda line: line.row.lifecycle_label, ("lifecycle",)),
        Column("type", _("Type"), lambda line: line.row.type_label, ("type",)),
        Column("kind", _("Kind of business"), lambda line: line.row.kind_label),
        Column("tier", _("Tier"), lambda line: line.tier),
        Column("region", _("Region"), lambda line: line.row.region, ("region",)),
        Column("city", _("City"), lambda line: line.row.city, ("city",)),
        Column("owner", _("Partner owner"), lambda line: line.row.owner, ("owner",)),
        Column("customers", _("Customers known"), lambda line: line.row.customers, numeric=True),
        Column("joined_on", _("Joined"), lambda line: line.row.joined_on, ("joined_on",)),
    ]
