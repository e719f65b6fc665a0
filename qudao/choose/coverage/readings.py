"""Reading the measures: one grouped query each, by region and industry of the customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from qudao.choose.coverage.measures import Measure, Value
from qudao.core.actor import Actor
from qudao.core.exchange import rates_on
from qudao.deals.funnel.models import Opportunity, OpportunityQuerySet
from qudao.deals.funnel.states import OPEN_STAGES, Stage
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers.selectors import customers_at, in_cell
from qudao.market.customers.selectors.places import PLACE
from qudao.market.partners.models import PartnerCell
from qudao.market.partners.states import Lifecycle

Key = tuple[int | None, int | None]  # region and industry
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure's value at each place; amounts stand in the programme's currency, those in the
    currencies of `missing` have no rate and are left out."""

    values: Mapping[Key, Value]
    missing: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Served:
    """A market cell that an active partner serves, by the paths of its axes; None is all."""

    partner_id: int
    product: str | None
    region: str | None
    industry: str | None


def served_cells() -> list[Served]:
    """Who serves what, over the whole programme: whether a market is served is no secret among
    the vendor's people, whosever partner it is."""
    reason = "how many serve a cell is told to every vendor's person, not who they are"
    rows = PartnerCell.objects.unscoped(reason=reason).filter(partner__lifecycle=Lifecycle.ACTIVE)
    paths = ("cell__product__path", "cell__region__path", "cell__industry__path")
    return [Served(*row) for row in rows.order_by().values_list("partner_id", *paths)]


def read_measure(actor: Actor, measure: Measure, *, product: str, today: date) -> Reading:
    return _READERS[measure](actor, product, today)


def _customers(actor: Actor, product: str, today: date) -> Reading:
    return Reading(dict(customers_at(actor)))


def _open(actor: Actor, product: str, today: date) -> Reading:
    rows = Opportunity.objects.visible_to(actor).filter(stage__in=OPEN_STAGES)
    return _worth(rows, product, today)


def _won(actor: Actor, product: str, today: date) -> Reading:
    rows = Opportunity.objects.visible_to(actor).filter(
        stage=Stage.WON, closed_on__gt=today - A_YEAR, closed_on__lte=today
    )
    return _worth(rows, product, today)


def _protected(actor: Actor, product: str, today: date) -> Reading:
    rows = Registration.objects.visible_to(actor).filter(state=State.PROTECTED)
    placed = in_cell(rows, CellAxes(product=product)).annotate(**PLACE)
    counted = placed.order_by().values_list(*PLACE).annotate(n=Count("pk"))
    return Reading({(region, industry): n for region, industry, n in counted})


def _worth(rows: OpportunityQuerySet, product: str, today: date) -> Reading:
    placed = in_cell(rows, CellAxes(product=product)).annotate(**PLACE)
    summed = list(placed.order_by().values_list(*PLACE, "currency").annotate(total=Sum("amount")))
    currencies = {currency for _region, _industry, currency, _total in summed}
    rates = rates_on(currencies, today)
    values: dict[Key, Value] = {}
    for region, industry, currency, total in summed:
        rate = rates.get(currency)
        if rate is not None and total:
            key = (region, industry)
            values[key] = values.get(key, Decimal(0)) + total * rate
    return Reading(values, frozenset(currencies - rates.keys()))


_READERS: dict[Measure, Callable[[Actor, str, date], Reading]] = {
    Measure.CUSTOMERS: _customers,
    Measure.OPEN: _open,
    Measure.WON: _won,
    Measure.PROTECTED: _protected,
}
