"""Reading targets: what the actor, or the whole programme, is to reach in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.exchange import Converted, to_programme_currency
from qudao.core.money import Money
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.goals.overlaps import shares_of


@dataclass(frozen=True, slots=True)
class Target:
    """A target in the programme's currency. `missing` names currencies without a rate, whose
    quotas are not in it; `quotas` counts the rows behind it, 0 when no target is set."""

    amount: Money
    quotas: int
    missing: tuple[str, ...]


def target_of(actor: Actor, starts_on: date, ends_on: date) -> Target:
    """The actor's target over a half-open period.

    Who sees the whole programme gets the programme's own target, or, when none is set, the sum
    of everybody's; everybody else the own one. A quota whose period is longer or shifted counts
    by its share of days; periods of one holder that overlap are never added up.
    """
    rows = running_quotas(actor, starts_on, ends_on)
    if actor.sees_whole_programme:
        whole = [row for row in rows if row.is_of_the_whole]
        people = [row for row in rows if row.user_id or row.sales_person_id]
        return _summed(whole or people, starts_on, ends_on)
    mine = [row for row in rows if _is_of(row, actor)]
    return _summed(mine, starts_on, ends_on)


def targets_of_users(
    actor: Actor, user_ids: Iterable[int], starts_on: date, ends_on: date
) -> dict[int, Target]:
    """The visible targets of several people over a half-open period, in one query and the rates."""
    wanted = set(user_ids)
    by_user: dict[int, list[Quota]] = defaultdict(list)
    for row in running_quotas(actor, starts_on, ends_on):
        owner = user_of(row)
        if owner in wanted:
            by_user[owner].append(row)
    return {pk: _summed(rows, starts_on, ends_on) for pk, rows in by_user.items()}


def running_quotas(actor: Actor, starts_on: date, ends_on: date) -> list[Quota]:
    """The visible targets that run in a half-open period, with their holders."""
    rows = (
        Quota.objects.visible_to(actor)
        .select_related(
            "user__person",
            "sales_person__user__person",
            "partner",
            "cell__product",
            "cell__region",
            "cell__industry",
        )
        .order_by("starts_on", "pk")
    )
    return list(rows.filter(Q(starts_on__lt=ends_on) & Q(ends_on__gt=starts_on)))


def _is_of(row: Quota, actor: Actor) -> bool:
    return actor.user_id is not None and actor.user_id == user_of(row)


def user_of(row: Quota) -> int | None:
    """The user whose target it is, by itself or through a linked imported name."""
    return row.user_id or (row.sales_person.user_id if row.sales_person else None)


def _summed(rows: list[Quota], starts_on: date, ends_on: date) -> Target:
    by_currency: dict[str, Decimal] = defaultdict(Decimal)
    shares = shares_of(rows, starts_on, ends_on)
    for row in rows:
        by_currency[row.currency] += shares[row.pk]
    converted: Converted = to_programme_currency(by_currency, on=starts_on)
    return Target(converted.total, len(rows), converted.missing)


def sales_people(actor: Actor) -> list[SalesPerson]:
    """The names under which figures were imported, with the user of each."""
    rows = SalesPerson.objects.visible_to(actor).select_related("user__person")
    return list(rows.order_by("source", "name", "pk"))


def sales_people_by_source_key(actor: Actor, source: str) -> dict[str, int]:
    """Keys of a source's sales people, in one query."""
    rows = SalesPerson.objects.visible_to(actor).filter(source=source)
    return dict(rows.values_list("source_key", "pk"))
