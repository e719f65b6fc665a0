"""The partners that are at work in one market cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from qudao.choose.coverage.worth import open_deals
from qudao.core.actor import Actor
from qudao.core.exchange import rates_on
from qudao.market.cells.selectors import CellAxes, CellName, cell_names
from qudao.market.customers.models import PartnerCustomer
from qudao.market.customers.selectors import in_cell
from qudao.market.partners.models import Partner, PartnerCell
from qudao.market.partners.selectors import owner_names
from qudao.market.partners.states import Lifecycle


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAtWork:
    """A partner that serves the cell or a part of it. `cells` are those that it names."""

    public_id: str
    name: str
    lifecycle: str
    lifecycle_label: str
    type_label: str
    owner: str
    since: date
    cells: tuple[CellName, ...]
    customers: int
    open_value: Decimal  # in the programme's currency


def partners_at_work(
    actor: Actor, overlapping: Q, axes: CellAxes, *, today: date
) -> tuple[PartnerAtWork, ...]:
    """The visible partners that serve the cell, those at work first, by name."""
    rows = PartnerCell.objects.visible_to(actor).filter(overlapping)
    rows = rows.exclude(partner__lifecycle=Lifecycle.EXITED).select_related("partner")
    by_partner: dict[int, list[PartnerCell]] = {}
    for row in rows.order_by("pk"):
        by_partner.setdefault(row.partner_id, []).append(row)
    names = cell_names(actor, {row.cell_id for held in by_partner.values() for row in held})
    owners = owner_names(by_partner)
    known = _known_customers(actor, by_partner, axes)
    worth = _open_by_partner(actor, by_partner, axes, today)
    found = [
        PartnerAtWork(
            public_id=partner.public_id,
            name=partner.name(actor.language),
            lifecycle=partner.lifecycle,
            lifecycle_label=str(partner.get_lifecycle_display()),
            type_label=_type_of(partner),
            owner=owners.get(key, ""),
            since=min(row.since for row in held),
            cells=tuple(names[row.cell_id] for row in held),
            customers=known.get(key, 0),
            open_value=worth.get(key, Decimal(0)),
        )
        for key, held in by_partner.items()
        for partner in (held[0].partner,)
    ]
    return tuple(sorted(found, key=lambda one: (one.lifecycle != Lifecycle.ACTIVE, one.name)))


def _type_of(partner: Partner) -> str:
    return str(partner.get_business_kind_display() or partner.get_partner_type_display())


def _known_customers(actor: Actor, keys: Iterable[int], axes: CellAxes) -> dict[int, int]:
    rows = PartnerCustomer.objects.visible_to(actor).filter(partner__in=list(keys))
    placed = in_cell(rows, CellAxes(region=axes.region, industry=axes.industry))
    counted = placed.order_by().values_list("partner_id").annotate(n=Count("customer"))
    return dict(counted)


def _open_by_partner(
    actor: Actor, keys: Iterable[int], axes: CellAxes, today: date
) -> dict[int, Decimal]:
    rows = open_deals(actor, axes).filter(partner__in=list(keys)).order_by()
    amounts: dict[int, dict[str, Decimal]] = {}
    for key, currency, total in rows.values_list("partner_id", "currency").annotate(Sum("amount")):
        amounts.setdefault(key, {})[currency] = total or Decimal(0)
    rates = rates_on({code for held in amounts.values() for code in held}, today)
    return {
        key: sum((held[code] * rates[code] for code in held if code in rates), Decimal(0))
        for key, held in amounts.items()
    }
