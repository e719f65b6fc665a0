"""The rows behind a figure of a goal: targets, what was done, what is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.exchange import rates_on
from qudao.core.money import UNIT
from qudao.core.programme import current_programme
from qudao.core.programme import today as today_at
from qudao.deals.funnel.attainment import CHANCE, By, cell_label
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.outlook import A_WEEK, done_sources
from qudao.deals.funnel.states import OPEN_STAGES, Stage
from qudao.deals.permissions import DealsPermission
from qudao.deals.sellthrough.models import SalesLine
from qudao.engines.quarter import Quarter
from qudao.market.cells.models import Cell
from qudao.market.customers.models import AccountAssignment
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.goals.overlaps import shares_of
from qudao.market.goals.selectors import running_quotas, user_of
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.permissions import MarketPermission
from qudao.people.models import User
from qudao.rules.policies import DoneSource

_IN_CHARGE = "who is in charge decides whose figure a visible deal is in"
MOST_ROWS = 20_000


class What(StrEnum):
    """Which figure is opened."""

    TARGET = "target"
    DONE = "done"
    OPEN = "open"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: which, in which quarter, whose. Without a holder it is the actor's own."""

    what: What
    quarter: Quarter
    by: By | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """One row. `counted` is what it adds to the figure, in the programme's currency; None for a
    currency without a rate. `quota_id` is set for a target alone."""

    kind_label: str
    name: str
    detail: str
    on: date | None
    until: date | None
    amount: Decimal
    currency: str
    chance: Decimal | None
    counted: Decimal | None
    quota_id: str = ""
    is_imported: bool = False


@dataclass(frozen=True, slots=True)
class _Holder:
    """Whose figure it is, as conditions on deals and on sales lines."""

    label: str
    deals: Q
    lines: Q


def rows_behind(actor: Actor, figure: Figure, *, now: datetime) -> tuple[str, list[GoalRow]]:
    """The holder's name ("" for the actor's own whole) and the rows, the latest first.

    `NotFound` for a holder outside the actor's scope: another person's figures are for those who
    see the whole programme.
    """
    actor.require(MarketPermission.READ_GOALS)
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    holder = _holder(actor, figure)
    if figure.what is What.TARGET:
        return holder.label, _targets(actor, figure, now=now)
    deals = _deals(actor, figure, holder, now=now)
    lines: list[GoalRow] = []
    if figure.what is What.DONE and DoneSource.SALES_LINES in done_sources(now):
        lines = _lines(actor, figure.quarter, holder)
    found = sorted([*deals, *lines], key=lambda row: row.on or date.min, reverse=True)
    return holder.label, _converted(found, on=today_at(now))


# ------------------------------------------------------------------ whose


def _holder(actor: Actor, figure: Figure) -> _Holder:
    if figure.by is None:
        return _Holder("", Q(), Q())
    if figure.by is By.PARTNER:
        partner = Partner.objects.visible_to(actor).one(figure.key)
        own = Q(partner=partner)
        return _Holder(partner.name(actor.language), own, own)
    if figure.by is By.CELL:
        return _of_cell(actor, figure.key)
    return _of_person(actor, figure.key)


def _of_person(actor: Actor, key: str) -> _Holder:
    if not actor.sees_whole_programme and key != actor.public_id:
        raise NotFound
    name = SalesPerson.objects.visible_to(actor).filter(public_id=key, user=None).first()
    if name is not None:
        return _Holder(name.name, Q(sales_person=name), Q(sales_person=name))
    users = User.objects.unscoped(reason="a colleague of the vendor's own house")
    user: User = users.select_related("person").one(key)
    partners = PartnerAssignment.objects.unscoped(reason=_IN_CHARGE).current()
    accounts = AccountAssignment.objects.unscoped(reason=_IN_CHARGE).current()
    held = Q(Exists(partners.filter(user=user, partner_id=OuterRef("partner_id"))))
    held |= Q(Exists(accounts.filter(user=user, customer_id=OuterRef("customer_id"))))
    held |= Q(sales_person__user=user)
    return _Holder(user.person.spoken_name, held | Q(owner=user), held)


def _of_cell(actor: Actor, key: str) -> _Holder:
    cells = Cell.objects.visible_to(actor).select_related("product", "region", "industry")
    cell: Cell = cells.one(key)
    deals = lines = Q()
    if cell.product is not None:
        within = Q(product__path__startswith=cell.product.path)
        deals, lines = deals & within, lines & within
    if cell.region is not None:
        deals &= Q(customer__region__path__startswith=cell.region.path)
        lines &= Q(region__path__startswith=cell.region.path)
    if cell.industry is not None:
        within = Q(customer__industry__path__startswith=cell.industry.path)
        deals, lines = deals & within, lines & within
    return _Holder(cell_label(cell, actor), deals, lines)


# ------------------------------------------------------------------ rows


def _targets(actor: Actor, figure: Figure, *, now: datetime) -> list[GoalRow]:
    quarter = figure.quarter
    rows = running_quotas(actor, quarter.start, quarter.end)
    wanted = [row for row in rows if _is_behind(actor, row, figure, rows)]
    rates = rates_on({row.currency for row in wanted}, today_at(now))
    shares = shares_of(wanted, quarter.start, quarter.end)
    return [_target(actor, row, shares[row.pk], rates.get(row.currency)) for row in wanted]


def _is_behind(actor: Actor, row: Quota, figure: Figure, rows: list[Quota]) -> bool:
    """The same choice of rows as the figure's own: the whole's target goes before the sum."""
    if figure.by is By.PARTNER:
        return row.partner is not None and row.partner.public_id == figure.key
    if figure.by is By.CELL:
        return row.cell is not None and row.cell.public_id == figure.key
    if figure.by is By.PERSON:
        return figure.key in _person_keys(row)
    if not actor.sees_whole_programme:
        return user_of(row) == actor.user_id
    has_whole = any(one.is_of_the_whole for one in rows)
    return row.is_of_the_whole if has_whole else bool(row.user_id or row.sales_person_id)


def _person_keys(row: Quota) -> set[str]:
    named = row.sales_person
    user = row.user or (named.user if named else None)
    if user is not None:
        return {user.public_id}
    return {named.public_id} if named else set()


def _target(actor: Actor, row: Quota, counted: Decimal, rate: Decimal | None) -> GoalRow:
    return GoalRow(
        kind_label=_("Target"),
        name=_holder_of(actor, row),
        detail=row.source,
        on=row.starts_on,
        until=row.ends_on,
        amount=row.amount,
        currency=row.currency,
        chance=None,
        counted=(counted * rate).quantize(UNIT) if rate is not None else None,
        quota_id=row.public_id,
        is_imported=bool(row.source_key),
    )


def _holder_of(actor: Actor, row: Quota) -> str:
    if row.user is not None:
        return row.user.person.spoken_name
    if row.sales_person is not None:
        return row.sales_person.name
    if row.partner is not None:
        return row.partner.name(actor.language)
    if row.cell is not None:
        return cell_label(row.cell, actor)
    return current_programme().name(actor.language)


def _deals(actor: Actor, figure: Figure, holder: _Holder, *, now: datetime) -> list[GoalRow]:
    start, end = figure.quarter.start, figure.quarter.end
    if figure.what is What.WEEK:
        today = today_at(now)
        start, end = max(start, today), min(end, today + A_WEEK)
    if figure.what in {What.OPEN, What.WEEK}:
        wanted = Q(stage__in=OPEN_STAGES, amount__gt=0)
        wanted &= Q(expected_on__gte=start, expected_on__lt=end)
    elif DoneSource.WON_OPPORTUNITIES in done_sources(now):
        wanted = Q(stage=Stage.WON, amount__isnull=False)
        wanted &= Q(closed_on__gte=start, closed_on__lt=end)
    else:
        return []
    rows = Opportunity.objects.visible_to(actor).filter(wanted).filter(holder.deals)
    rows = rows.select_related("customer", "partner", "product").order_by("-pk")
    return [_deal(actor, row) for row in rows[:MOST_ROWS]]


def _deal(actor: Actor, row: Opportunity) -> GoalRow:
    is_won = row.stage == Stage.WON
    customer = row.customer.name(actor.language) if row.customer else ""
    product = row.product.name(actor.language)
    partner = row.partner.name(actor.language) if row.partner else ""
    return GoalRow(
        kind_label=str(Stage(row.stage).label),
        name=row.name or customer or product,
        detail=" · ".join(one for one in (customer if row.name else "", partner, product) if one),
        on=row.closed_on if is_won else row.expected_on,
        until=None,
        amount=row.amount or Decimal(0),
        currency=row.currency,
        chance=None if is_won else CHANCE[row.stage],
        counted=None,
    )


def _lines(actor: Actor, quarter: Quarter, holder: _Holder) -> list[GoalRow]:
    rows = SalesLine.objects.visible_to(actor).filter(
        sold_on__gte=quarter.start, sold_on__lt=quarter.end
    )
    rows = rows.filter(holder.lines).select_related("customer", "partner", "product")
    return [_sales_line(actor, row) for row in rows.order_by("-sold_on", "-pk")[:MOST_ROWS]]


def _sales_line(actor: Actor, row: SalesLine) -> GoalRow:
    customer = row.customer.name(actor.language) if row.customer else row.customer_key
    partner = row.partner.name(actor.language) if row.partner else ""
    return GoalRow(
        kind_label=_("Sales line"),
        name=customer or row.order_number or row.source_key,
        detail=" · ".join(one for one in (partner, row.product.name(actor.language)) if one),
        on=row.sold_on,
        until=None,
        amount=row.amount,
        currency=row.currency,
        chance=None,
        counted=None,
    )


def _converted(rows: Iterable[GoalRow], *, on: date) -> list[GoalRow]:
    found = list(rows)
    rates = rates_on({row.currency for row in found}, on)
    return [replace(row, counted=_counted(row, rates.get(row.currency))) for row in found]


def _counted(row: GoalRow, rate: Decimal | None) -> Decimal | None:
    if rate is None:
        return None
    chance = row.chance if row.chance is not None else Decimal(1)
    return (row.amount * rate * chance).quantize(UNIT)
