"""Customers from files: the known ones recognised, the new ones written, nothing said twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.errors import Invalid
from qudao.core.sequences import next_number
from qudao.core.upserting import BATCH, Fate, Keyed, Outcome, Refused
from qudao.engines.identity import fold
from qudao.market.cells.places import code_of_place
from qudao.market.customers.creating import load_customers
from qudao.market.customers.identity import is_one_city
from qudao.market.customers.inputs import CustomerInput, check_customer
from qudao.market.customers.learning import (
    UNIQUE_SCHEMES,
    Number,
    Told,
    full_names,
    learn,
    proven_numbers,
)
from qudao.market.customers.models import Customer, CustomerIdentifier, CustomerName
from qudao.market.customers.selectors.canonical import canonical_ids
from qudao.market.customers.selectors.resolving import (
    customers_by_identifier,
    customers_by_source_key,
)
from qudao.market.permissions import MarketPermission

LONGEST_KEY = 120
MOST_LEVELS = 20
_RECOGNISING = "a company is recognised across all customers"


def key_of(customer: CustomerInput) -> str:
    """What tells two companies of one file apart: a proven number, else the name and the place."""
    number = min(proven_numbers(customer), default=None, key=_rank)
    if number:
        return f"{number[0]}:{number[1]}"
    name = fold(customer.name_zh or customer.name_en)
    key = f"name:{name}|{customer.region}" if customer.region else f"name:{name}"
    if len(key) <= LONGEST_KEY:
        return key
    return f"name:{hashlib.sha256(key.encode()).hexdigest()}"


def key_in_city(key: str, city: str) -> str:
    """The key of a company without a number whose name another city of the file has already."""
    apart = f"{key}|{code_of_place(city) or fold(city)}"
    if len(apart) <= LONGEST_KEY:
        return apart
    return f"name:{hashlib.sha256(apart.encode()).hexdigest()}"


def _rank(number: Number) -> int:
    return [scheme.value for scheme in UNIQUE_SCHEMES].index(number[0])


def put_customers(
    actor: Actor, source: str, rows: Sequence[Keyed[CustomerInput]], *, now: datetime
) -> list[Outcome]:
    """Bring the customers of a source to what its file says.

    A row is the customer of its key; else one with the same proven number, or the same full name
    in the same place (not in another city) without a number that speaks against it: then it is
    merged into that one, which learns what it did not know. Everything else is a new customer.
    """
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    known = _known(source, rows)
    plan = _Plan()
    outcomes: list[Outcome] = []
    for place, row in enumerate(rows):
        outcomes.append(_placed(place, row, known, plan))
    outcomes = _refuse_unfit(rows, outcomes, plan)
    created = load_customers(actor, [rows[place].input for place in plan.new], now=now)
    homes = {plan.new[at]: customer for at, customer in created.customers.items()}
    for at, problem in created.refused.items():
        outcomes[plan.new[at]] = _refusal(problem)
    told = [
        Told(rows[place].input, known.rows[pk], by_itself=outcomes[place] is Fate.UNCHANGED)
        for place, pk in plan.known.items()
    ]
    told += [
        Told(rows[place].input, homes[first], by_itself=False)
        for place, first in plan.same.items()
        if first in homes
    ]
    changed = learn(actor, source, told, now)
    for place, pk in plan.known.items():
        if outcomes[place] is Fate.UNCHANGED and pk in changed:
            outcomes[place] = Fate.UPDATED
    for place, first in plan.same.items():
        if first not in homes:  # its first row was refused, and so is this one
            outcomes[place] = outcomes[first]
    return outcomes


@dataclass(slots=True)
class _Plan:
    """Places of new rows, of rows about a known customer, and of rows that repeat a new one."""

    new: list[int] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    same: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Known:
    """What is there already, by everything that a row may be recognised by."""

    by_key: Mapping[str, int]
    by_number: Mapping[Number, int]
    by_name: Mapping[str, list[int]]
    rows: Mapping[int, Customer]
    numbers: Mapping[int, set[Number]]
    new_by_key: dict[str, int] = field(default_factory=dict)
    new_by_number: dict[Number, int] = field(default_factory=dict)
    new_by_name: dict[str, list[tuple[int, CustomerInput]]] = field(default_factory=dict)


def _placed(place: int, row: Keyed[CustomerInput], known: _Known, plan: _Plan) -> Outcome:
    own = known.by_key.get(row.key)
    namesake = None if own is None else _namesake_in_its_city(row, own, known)
    if namesake is not None:
        plan.known[place] = namesake
        return Fate.MERGED
    if own is not None:
        plan.known[place] = own
        return Fate.MERGED if row.repeated else Fate.UNCHANGED
    numbers = proven_numbers(row.input)
    found = next((known.by_number[one] for one in numbers if one in known.by_number), None)
    if found is None:
        found = _by_name(row.input, set(numbers), known)
    if found is not None:
        plan.known[place] = found
        return Fate.MERGED
    first = _among_the_new(row, numbers, known)
    if first is not None:
        plan.same[place] = first
        return Fate.MERGED
    plan.new.append(place)
    known.new_by_key[row.key] = place
    known.new_by_number.update((number, place) for number in numbers)
    for name in full_names(row.input):
        known.new_by_name.setdefault(name, []).append((place, row.input))
    return Fate.CREATED


def _refuse_unfit(
    rows: Sequence[Keyed[CustomerInput]], outcomes: Sequence[Outcome], plan: _Plan
) -> list[Outcome]:
    """Rows about a company that is there already keep the rules of a new one, but for the name,
    which they need not repeat; those that break one teach nothing."""
    answers = list(outcomes)
    for about in (plan.known, plan.same):
        for place in list(about):
            found = check_customer(rows[place].input).problems
            problem = next((one for one in found if one.code != "required"), None)
            if problem is not None:
                del about[place]
                answers[place] = Refused(problem.field, problem.code)
    return answers


def _by_name(customer: CustomerInput, numbers: set[Number], known: _Known) -> int | None:
    for name in full_names(customer):
        for pk in known.by_name.get(name, ()):
            row = known.rows[pk]
            region = row.region.code if row.region else ""
            if _no_contradiction(numbers, known.numbers[pk]) and _one_place(
                (customer.region, customer.city), (region, row.city)
            ):
                return pk
    return None


def _namesake_in_its_city(row: Keyed[CustomerInput], own: int, known: _Known) -> int | None:
    """Of two customers of one name the one in the city of the row, where its key, which a file in
    another order gave, names the other."""
    city = row.input.city
    if not row.key.startswith("name:") or is_one_city(known.rows[own].city, city):
        return None
    named = (pk for name in full_names(row.input) for pk in known.by_name.get(name, ()))
    there = (pk for pk in named if pk != own and known.rows[pk].city)
    return next((pk for pk in there if is_one_city(known.rows[pk].city, city)), None)


def _among_the_new(row: Keyed[CustomerInput], numbers: list[Number], known: _Known) -> int | None:
    if row.key in known.new_by_key:
        return known.new_by_key[row.key]
    for number in numbers:
        if number in known.new_by_number:
            return known.new_by_number[number]
    for name in full_names(row.input):
        for place, other in known.new_by_name.get(name, ()):
            if _no_contradiction(set(numbers), set(proven_numbers(other))) and _one_place(
                (row.input.region, row.input.city), (other.region, other.city)
            ):
                return place
    return None


def _no_contradiction(mine: set[Number], theirs: set[Number]) -> bool:
    """Whether no register gave the two sides different numbers."""
    other = dict(theirs)
    return all(other.get(scheme, value) == value for scheme, value in mine)


def _one_place(mine: tuple[str, str], theirs: tuple[str, str]) -> bool:
    """Whether neither region nor city speaks against one company; unknown says nothing."""
    (region, city), (other_region, other_city) = mine, theirs
    is_one_region = not region or not other_region or region == other_region
    return is_one_region and is_one_city(city, other_city)


def _known(source: str, rows: Sequence[Keyed[CustomerInput]]) -> _Known:
    numbers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for scheme, value in proven_numbers(row.input):
            numbers[scheme].add(value)
    by_number = {
        (scheme, value): pk
        for scheme, values in numbers.items()
        for value, pk in customers_by_identifier(scheme, values).items()
    }
    by_key = customers_by_source_key(source, [row.key for row in rows])
    names = {name for row in rows for name in full_names(row.input)}
    everybody = Customer.objects.unscoped(reason=_RECOGNISING).select_related("region")
    found = everybody.filter(
        Q(pk__in={*by_key.values(), *by_number.values()})
        | Q(name_zh__in=names)
        | Q(name_en__in=names)
    )
    customers = {customer.pk: customer for customer in found}
    by_name: dict[str, list[int]] = defaultdict(list)
    for customer in customers.values():
        for name in {customer.name_zh, customer.name_en} - {""}:
            by_name[name].append(customer.pk)
    return _Known(by_key, by_number, by_name, customers, _numbers_of(customers))


def _numbers_of(customers: Collection[int]) -> dict[int, set[Number]]:
    rows = CustomerIdentifier.objects.unscoped(reason=_RECOGNISING).filter(is_valid=True)
    numbers: dict[int, set[Number]] = defaultdict(set)
    for pk, scheme, value in rows.filter(customer_id__in=customers).values_list(
        "customer_id", "scheme", "value"
    ):
        if scheme in UNIQUE_SCHEMES:
            numbers[pk].add((scheme, value))
    return numbers


def _refusal(problem: Invalid) -> Refused:
    first = problem.problems[0]
    return Refused(first.field, first.code)


# ------------------------------------------------------------------------- references


def customers_called(source: str, references: Collection[str]) -> dict[str, int]:
    """Customers by their full name, or by another name that one customer alone has."""
    wanted = set(references) - {""}
    everybody = Customer.objects.unscoped(reason=_RECOGNISING)
    found: dict[str, int] = {}
    rows = everybody.filter(Q(name_zh__in=wanted) | Q(name_en__in=wanted)).order_by("-pk")
    for pk, *names in rows.values_list("pk", "name_zh", "name_en"):
        found.update((name, pk) for name in wanted.intersection(names))
    others = CustomerName.objects.unscoped(reason=_RECOGNISING).filter(
        name__in=wanted - found.keys()
    )
    aliases: dict[str, set[int]] = defaultdict(set)
    for name, pk in others.values_list("name", "customer_id"):
        aliases[name].add(pk)
    survivors = canonical_ids({*found.values(), *chain.from_iterable(aliases.values())})
    called = {name: {survivors[pk] for pk in pks} for name, pks in aliases.items()}
    alone = {name: pks.pop() for name, pks in called.items() if len(pks) == 1}
    return {**alone, **{name: survivors[pk] for name, pk in found.items()}}


def place_below(actor: Actor, source: str, parents: Mapping[str, str]) -> int:
    """Put customers, by their keys, below the companies that their file names as parents.

    Leaves alone who has a parent already, whose parent nobody knows, and what would close a
    circle. Answers how many were placed.
    """
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    next_number("lock.customer_tree")  # two moves at once could close a circle
    own = customers_by_source_key(source, parents)
    called = customers_called(source, set(parents.values()))
    everybody = Customer.objects.unscoped(reason="a circle may run through any customer")
    above: dict[int, int | None] = dict(
        everybody.exclude(parent=None).values_list("pk", "parent_id")
    )
    placed = []
    for key, name in parents.items():
        child, parent = own.get(key), called.get(name)
        if child is None or parent is None or child in above or _is_above(child, parent, above):
            continue
        above[child] = parent
        placed.append(Customer(pk=child, parent_id=parent))
    return everybody.bulk_update(placed, ["parent_id"], batch_size=BATCH)


def _is_above(child: int, parent: int | None, above: Mapping[int, int | None]) -> bool:
    for _level in range(MOST_LEVELS):
        if parent == child:
            return True
        if parent is None:
            return False
        parent = above.get(parent)
    return True
