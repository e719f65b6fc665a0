"""Sales people and their quotas from files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.upserting import Keyed, Outcome, Refused, Upsert, amount_problem, negative
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.permissions import MarketPermission


@dataclass(frozen=True, slots=True)
class SalesPersonLine:
    """A name under which figures come."""

    name: str
    region_name: str = ""
    manager_name: str = ""


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A target of one sales person over a half-open period."""

    sales_person_id: int
    starts_on: date
    ends_on: date
    amount: Decimal
    currency: str


def put_sales_people(
    actor: Actor, source: str, rows: Sequence[Keyed[SalesPersonLine]]
) -> list[Outcome]:
    """Bring the sales people of a source to what its file says."""
    actor.require(MarketPermission.WRITE_GOALS)
    known = SalesPerson.objects.visible_to(actor).filter(
        source=source, source_key__in=[row.key for row in rows]
    )
    people = Upsert(
        {person.source_key: person for person in known}, ["name", "region_name", "manager_name"]
    )
    outcomes: list[Outcome] = []
    for row in rows:
        person = SalesPerson(
            source=source,
            source_key=row.key,
            name=row.input.name,
            region_name=row.input.region_name,
            manager_name=row.input.manager_name,
        )
        outcomes.append(people.put(row.key, person, repeated=row.repeated))
    people.write(SalesPerson.objects.visible_to(actor))
    return outcomes


def put_quotas(actor: Actor, source: str, rows: Sequence[Keyed[QuotaLine]]) -> list[Outcome]:
    """Bring quotas to what a file says; the quota of a linked user counts for that user."""
    actor.require(MarketPermission.WRITE_GOALS)
    quotas = Quota.objects.visible_to(actor)
    known = quotas.filter(source=source, source_key__in=[row.key for row in rows])
    upsert = Upsert(
        {quota.source_key: quota for quota in known},
        ["sales_person_id", "user_id", "starts_on", "ends_on", "amount", "currency"],
    )
    users = _users(actor, {row.input.sales_person_id for row in rows})
    outcomes: list[Outcome] = []
    for row in rows:
        line = row.input
        problem = amount_problem("amount", line.amount) or negative("amount", line.amount)
        problem = problem or _backwards(line)
        if problem:
            outcomes.append(problem)
            continue
        quota = Quota(
            source=source,
            source_key=row.key,
            sales_person_id=line.sales_person_id,
            user_id=users.get(line.sales_person_id),
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            amount=line.amount,
            currency=line.currency,
        )
        outcomes.append(upsert.put(row.key, quota, repeated=row.repeated))
    upsert.write(quotas)
    return outcomes


def _backwards(line: QuotaLine) -> Refused | None:
    if line.ends_on > line.starts_on:
        return None
    return Refused("starts_on", "period_runs_backwards", line.starts_on.isoformat())


def _users(actor: Actor, people: Collection[int]) -> dict[int, int]:
    linked = SalesPerson.objects.visible_to(actor).filter(pk__in=people, user__isnull=False)
    return {pk: user for pk, user in linked.values_list("pk", "user_id") if user is not None}


def sales_people_called(actor: Actor, source: str, references: Collection[str]) -> dict[str, int]:
    """Sales people by the key of their source, else by name; those nobody knows are noted."""
    found = _called(actor, source, references)
    missing = [reference for reference in references if reference not in found]
    if not missing:
        return found
    by_key = {reference[:80]: reference[:120] for reference in sorted(missing)}
    SalesPerson.objects.bulk_create(
        SalesPerson(source=source, source_key=key, name=name) for key, name in by_key.items()
    )
    return {**found, **_called(actor, source, missing)}


def _called(actor: Actor, source: str, references: Collection[str]) -> dict[str, int]:
    rows = SalesPerson.objects.visible_to(actor).filter(
        Q(source=source, source_key__in=[one[:80] for one in references]) | Q(name__in=references)
    )
    by_key: dict[str, int] = {}
    by_name: dict[str, int] = {}
    rows = rows.order_by("pk")  # of two people of one name the one that was there first
    for pk, its_source, key, name in rows.values_list("pk", "source", "source_key", "name"):
        if its_source == source:
            by_key[key] = pk
        by_name.setdefault(name, pk)
    found = {one: by_key.get(one[:80]) or by_name.get(one) for one in references}
    return {one: pk for one, pk in found.items() if pk is not None}
