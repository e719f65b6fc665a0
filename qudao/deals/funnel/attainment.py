"""Goals held against what was done and what may come: by person, by partner, by market cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import OuterRef, Q, Subquery, Sum

from qudao.core.actor import Actor
from qudao.core.exchange import rates_on
from qudao.core.money import UNIT
from qudao.core.programme import current_programme
from qudao.core.programme import today as today_at
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.outlook import done_sources
from qudao.deals.funnel.states import OPEN_STAGES, UNCALIBRATED_CHANCE, Stage
from qudao.deals.permissions import DealsPermission
from qudao.deals.sellthrough.models import SalesLine
from qudao.engines.quarter import Quarter
from qudao.market.cells.models import Cell
from qudao.market.customers.models import AccountAssignment
from qudao.market.goals.models import Quota
from qudao.market.goals.overlaps import shares_of
from qudao.market.goals.selectors import running_quotas, user_of
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.permissions import MarketPermission
from qudao.people.models import User
from qudao.rules.policies import DoneSource

NOTHING = Decimal(0)
CHANCE: dict[str, Decimal] = {stage.value: p for stage, p in UNCALIBRATED_CHANCE.items()}
_IN_CHARGE = "who is in charge decides whose figure a visible deal is in"


class By(StrEnum):
    """Whose goals are looked at."""

    PERSON = "person"
    PARTNER = "partner"
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """One holder in a quarter, in the programme's currency. `key` is a public id; `quotas` counts
    the targets behind `target`, 0 when none is set."""

    by: By
    key: str
    label: str
    target: Decimal
    quotas: int
    done: Decimal
    expected: Decimal

    @property
    def gap(self) -> Decimal | None:
        """What is missing to the target, never below 0; None without a target."""
        return max(self.target - self.done, NOTHING) if self.quotas else None

    @property
    def outlook(self) -> Decimal:
        return self.done + self.expected

    @property
    def share_done(self) -> float | None:
        return float(self.done / self.target) if self.target > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """The lines by name, and the currencies without a rate whose amounts are in no figure."""

    lines: tuple[GoalLine, ...]
    currency: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sold:
    """A sum of deals or sales lines that share everything that could make them somebody's."""

    partner_id: int | None
    people: frozenset[int]  # users
    sales_person_id: int | None
    product: str  # paths
    region: str
    industry: str
    currency: str
    done: Decimal
    expected: Decimal


@dataclass
class _Sums:
    """What gathers for one holder."""

    label: str = ""
    public_id: str = ""
    target: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    done: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    expected: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    quotas: int = 0

    def add(self, sold: Sold) -> None:
        self.done[sold.currency] += sold.done
        self.expected[sold.currency] += sold.expected


def attainment(actor: Actor, by: By, quarter: Quarter, *, now: datetime) -> Attainment:
    """Every holder that has a target, or something done or coming, within the actor's scope.

    A person is shown alone: who sees the whole programme sees everybody, everybody else itself.
    A deal counts for its owner and for whoever has its partner or account in charge, so people's
    figures do not add up to the whole.
    """
    actor.require(MarketPermission.READ_GOALS)
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    today = today_at(now)
    quotas = running_quotas(actor, quarter.start, quarter.end)
    sold = sold_in(actor, quarter, now=now)
    gather = {By.PERSON: _by_person, By.PARTNER: _by_partner, By.CELL: _by_cell}[by]
    holders = gather(actor, quotas, sold, shares_of(quotas, quarter.start, quarter.end))
    currencies = {
        currency
        for one in holders.values()
        for amounts in (one.target, one.done, one.expected)
        for currency in amounts
    }
    rates = rates_on(currencies, today)
    lines = [_line(by, one, rates) for one in holders.values()]
    return Attainment(
        lines=tuple(sorted(lines, key=lambda line: (line.label.casefold(), line.key))),
        currency=current_programme().currency,
        missing=tuple(sorted(currencies - rates.keys())),
    )


# ------------------------------------------------------------------ what was sold or may be


def sold_in(actor: Actor, quarter: Quarter, *, now: datetime) -> list[Sold]:
    """What counts as done in a quarter and what is open in it, summed by whose it can be."""
    sources = done_sources(now)
    inside = Q(expected_on__gte=quarter.start, expected_on__lt=quarter.end)
    wanted = Q(stage__in=OPEN_STAGES, amount__gt=0) & inside
    if DoneSource.WON_OPPORTUNITIES in sources:
        won = Q(closed_on__gte=quarter.start, closed_on__lt=quarter.end, amount__isnull=False)
        wanted |= Q(stage=Stage.WON) & won
    found = _deals(actor, wanted)
    if DoneSource.SALES_LINES in sources:
        found += _lines(actor, quarter.start, quarter.end)
    return found


def _deals(actor: Actor, wanted: Q) -> list[Sold]:
    rows = (
        Opportunity.objects.visible_to(actor)
        .filter(wanted)
        .annotate(manager=_manager_of("partner_id"), account=_account_manager())
        .order_by()
        .values_list(
            "partner_id", "owner_id", "sales_person__user_id", "manager", "account",
            "sales_person_id", "product__path", "customer__region__path",
            "customer__industry__path", "currency", "stage",
        )
        .annotate(Sum("amount"))
    )  # fmt: skip
    return [_deal(*row) for row in rows]


def _deal(partner_id: int | None, *rest: object) -> Sold:
    *parties, sales_person, product, region, industry, currency, stage, amount = rest
    worth = amount if isinstance(amount, Decimal) else NOTHING
    is_won = stage == Stage.WON
    return Sold(
        partner_id=partner_id,
        people=frozenset(one for one in parties if isinstance(one, int)),
        sales_person_id=sales_person if isinstance(sales_person, int) else None,
        product=str(product),
        region=str(region or ""),
        industry=str(industry or ""),
        currency=str(currency),
        done=worth if is_won else NOTHING,
        expected=NOTHING if is_won else worth * CHANCE[str(stage)],
    )


def _lines(actor: Actor, starts_on: date, ends_on: date) -> list[Sold]:
    rows = (
        SalesLine.objects.visible_to(actor)
        .filter(sold_on__gte=starts_on, sold_on__lt=ends_on)
        .annotate(manager=_manager_of("partner_id"), account=_account_manager())
        .order_by()
        .values_list(
            "partner_id", "sales_person__user_id", "manager", "account", "sales_person_id",
            "product__path", "region__path", "customer__industry__path", "currency",
        )
        .annotate(Sum("amount"))
    )  # fmt: skip
    return [
        Sold(
            partner_id, frozenset(one for one in parties if one), sales_person,
            product, region or "", industry or "", currency, amount, NOTHING,
        )
        for partner_id, *parties, sales_person, product, region, industry, currency, amount in rows
    ]  # fmt: skip


def _manager_of(column: str) -> Subquery:
    held = PartnerAssignment.objects.unscoped(reason=_IN_CHARGE).current()
    return Subquery(held.filter(partner_id=OuterRef(column)).values("user_id")[:1])


def _account_manager() -> Subquery:
    held = AccountAssignment.objects.unscoped(reason=_IN_CHARGE).current()
    return Subquery(held.filter(customer_id=OuterRef("customer_id")).values("user_id")[:1])


# ------------------------------------------------------------------ whose it is


Holders = dict[Hashable, _Sums]
Shares = Mapping[int, Decimal]  # how much each target counts


def _by_person(actor: Actor, quotas: list[Quota], sold: Iterable[Sold], shares: Shares) -> Holders:
    people: Holders = defaultdict(_Sums)
    for row in quotas:
        holder = _person_of(row)
        if holder is not None:
            _aim(people[holder], row, shares)
    for one in sold:
        for user in one.people:
            people[user].add(one)
        if one.sales_person_id and (name := f"name:{one.sales_person_id}") in people:
            people[name].add(one)
    _name_people(people, quotas)
    if actor.sees_whole_programme:
        return people
    return {key: one for key, one in people.items() if key == actor.user_id}


def _person_of(row: Quota) -> Hashable:
    """A user; an imported name that nobody is linked to stands for itself."""
    return user_of(row) or (f"name:{row.sales_person_id}" if row.sales_person_id else None)


def _name_people(people: Holders, quotas: Iterable[Quota]) -> None:
    for row in quotas:
        if row.sales_person is not None and not user_of(row):
            one = people[f"name:{row.sales_person_id}"]
            one.label, one.public_id = row.sales_person.name, row.sales_person.public_id
    users = User.objects.unscoped(reason="colleagues of the vendor's own house are named")
    keys = [key for key in people if isinstance(key, int)]
    for user in users.filter(pk__in=keys).select_related("person"):
        people[user.pk].label, people[user.pk].public_id = user.person.spoken_name, user.public_id


def _by_partner(actor: Actor, quotas: list[Quota], sold: Iterable[Sold], shares: Shares) -> Holders:
    partners: Holders = defaultdict(_Sums)
    for row in quotas:
        if row.partner_id:
            _aim(partners[row.partner_id], row, shares)
    for one in sold:
        if one.partner_id:
            partners[one.partner_id].add(one)
    seen = Partner.objects.visible_to(actor).filter(pk__in=list(partners))
    for partner in seen.only("public_id", "name_zh", "name_en"):
        found = partners[partner.pk]
        found.label, found.public_id = partner.name(actor.language), partner.public_id
    return {key: one for key, one in partners.items() if one.public_id}


def _by_cell(actor: Actor, quotas: list[Quota], sold: list[Sold], shares: Shares) -> Holders:
    """Only cells with a target: everything that was sold lies in many cells at once."""
    cells: Holders = defaultdict(_Sums)
    for row in quotas:
        if row.cell is None:
            continue
        found = cells[row.cell_id]
        if not found.quotas:
            found.label, found.public_id = cell_label(row.cell, actor), row.cell.public_id
            for one in sold:
                if lies_in(one, row.cell):
                    found.add(one)
        _aim(found, row, shares)
    return cells


def cell_label(cell: Cell, actor: Actor) -> str:
    axes = (cell.product, cell.region, cell.industry)
    return " × ".join(one.name(actor.language) for one in axes if one is not None)


def lies_in(one: Sold, cell: Cell) -> bool:
    """Whether what was sold lies on each axis of the cell at its node or below."""
    axes = ((cell.product, one.product), (cell.region, one.region), (cell.industry, one.industry))
    return all(path.startswith(node.path) for node, path in axes if node is not None)


def _aim(holder: _Sums, row: Quota, shares: Shares) -> None:
    holder.target[row.currency] += shares[row.pk]
    holder.quotas += 1


def _line(by: By, one: _Sums, rates: dict[str, Decimal]) -> GoalLine:
    return GoalLine(
        by=by,
        key=one.public_id,
        label=one.label,
        target=_converted(one.target, rates),
        quotas=one.quotas,
        done=_converted(one.done, rates),
        expected=_converted(one.expected, rates),
    )


def _converted(amounts: dict[str, Decimal], rates: dict[str, Decimal]) -> Decimal:
    exact = sum((amount * rates[one] for one, amount in amounts.items() if one in rates), NOTHING)
    return exact.quantize(UNIT)
