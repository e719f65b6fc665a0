"""Sales people and quotas from files: brought to what the file says, one refusal a bad row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import NotPermitted
from qudao.core.upserting import Fate, Keyed, Outcome, Refused
from qudao.market.goals.bulk import (
    QuotaLine,
    SalesPersonLine,
    put_quotas,
    put_sales_people,
    sales_people_called,
)
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.goals.selectors import sales_people, sales_people_by_source_key
from qudao.people.models import User
from tests.market.trail import every, people_of
from tests.people import Cast
from tests.refusals import nothing_changes

MAY_WRITE = {"channel_director", "sales_director"}


def people(cast: Cast, *rows: tuple[str, SalesPersonLine], source: str = "crm") -> list[Outcome]:
    keyed = [Keyed(key, line) for key, line in rows]
    return put_sales_people(cast.channel_director, source, keyed)


def stored() -> list[tuple[str, str, str, str, str]]:
    columns = ("source", "source_key", "name", "region_name", "manager_name")
    return list(every(SalesPerson).values_list(*columns))


def person(name: str = "Anna", *, key: str = "1", user_id: int | None = None) -> SalesPerson:
    row: SalesPerson = SalesPerson.objects.create(
        source="crm", source_key=key, name=name, user_id=user_id
    )
    return row


def line(holder: SalesPerson, amount: str = "100") -> QuotaLine:
    return QuotaLine(holder.pk, date(2026, 1, 1), date(2026, 4, 1), Decimal(amount), "CNY")


def quotas(cast: Cast, *rows: tuple[str, QuotaLine], source: str = "crm") -> list[Outcome]:
    return put_quotas(cast.channel_director, source, [Keyed(key, one) for key, one in rows])


# ------------------------------------------------------------------ people


def test_a_second_file_changes_only_what_it_says_otherwise(cast: Cast) -> None:
    anna = SalesPersonLine("Anna", "East", "Boss")
    assert people(cast, ("1", anna), ("2", SalesPersonLine("Ben"))) == [Fate.CREATED] * 2
    moved = replace(anna, region_name="West", manager_name="")
    assert people(cast, ("1", moved), ("2", SalesPersonLine("Ben"))) == [
        Fate.UPDATED,
        Fate.UNCHANGED,
    ]
    # a blank wipes nothing out
    assert stored() == [("crm", "1", "Anna", "West", "Boss"), ("crm", "2", "Ben", "", "")]


def test_a_key_of_another_source_is_another_person(cast: Cast) -> None:
    people(cast, ("1", SalesPersonLine("Anna")))
    assert people(cast, ("1", SalesPersonLine("Ben")), source="erp") == [Fate.CREATED]
    assert [(row[0], row[2]) for row in stored()] == [("crm", "Anna"), ("erp", "Ben")]
    director = cast.channel_director
    assert set(sales_people_by_source_key(director, "crm")) == {"1"}
    assert sales_people_by_source_key(director, "hr") == {}
    assert [one.name for one in sales_people(director)] == ["Anna", "Ben"]


def test_a_key_that_comes_twice_in_a_file_is_one_person(cast: Cast) -> None:
    assert people(cast, ("1", SalesPersonLine("Anna")), ("1", SalesPersonLine("Anne"))) == [
        Fate.CREATED,
        Fate.MERGED,
    ]
    again = Keyed("1", SalesPersonLine("Other"), repeated=True)
    assert put_sales_people(cast.channel_director, "crm", [again]) == [Fate.MERGED]
    assert [row[2] for row in stored()] == ["Anna"]


def test_a_thousand_people_take_as_many_queries_as_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(str(number), SalesPersonLine(f"Person {number}")) for number in range(100)]
    with django_assert_max_num_queries(4):
        people(cast, *rows)
    assert every(SalesPerson).count() == 100


def test_only_those_who_set_goals_put_people_and_quotas(cast: Cast) -> None:
    holder = person()
    for name, actor in people_of(cast).items():
        if name in MAY_WRITE:
            assert put_sales_people(actor, "crm", []) == put_quotas(actor, "crm", []) == []
            continue
        with nothing_changes(SalesPerson, Quota):
            with pytest.raises(NotPermitted):
                put_sales_people(actor, "crm", [Keyed("9", SalesPersonLine("X"))])
            with pytest.raises(NotPermitted):
                put_quotas(actor, "crm", [Keyed("9", line(holder))])


# ------------------------------------------------------------------ references


def test_people_are_called_by_key_before_name_and_unknown_ones_are_noted(cast: Cast) -> None:
    anna, ben = person("Anna", key="1"), person("1", key="2")
    director = cast.channel_director
    assert sales_people_called(director, "crm", ["1", "Anna", "2"]) == {
        "1": anna.pk,
        "Anna": anna.pk,
        "2": ben.pk,
    }
    found = sales_people_called(director, "crm", ["Anna", "Carla"])
    carla = every(SalesPerson).get(name="Carla")
    assert found == {"Anna": anna.pk, "Carla": carla.pk}
    assert (carla.source, carla.source_key) == ("crm", "Carla")
    assert sales_people_called(director, "crm", ["Carla"]) == {"Carla": carla.pk}
    assert every(SalesPerson).count() == 3


def test_a_name_of_another_source_is_the_person_and_of_two_the_first(cast: Cast) -> None:
    first = person("Anna", key="1")
    person("Anna", key="2")
    assert sales_people_called(cast.channel_director, "erp", ["Anna", "1"])["Anna"] == first.pk
    # key 1 of crm is not key 1 of erp
    assert every(SalesPerson).filter(source="erp").values_list("name", flat=True).get() == "1"


def test_a_reference_longer_than_its_column_is_cut_and_found_again(cast: Cast) -> None:
    long = "张" * 200
    director = cast.channel_director
    (pk,) = sales_people_called(director, "crm", [long]).values()
    row = every(SalesPerson).get()
    assert (row.pk, len(row.source_key), len(row.name)) == (pk, 80, 120)
    assert sales_people_called(director, "crm", [long]) == {long: pk}
    assert every(SalesPerson).count() == 1


def test_nobody_called_is_nobody_noted(cast: Cast) -> None:
    assert sales_people_called(cast.channel_director, "crm", []) == {}
    assert every(SalesPerson).count() == 0


# ------------------------------------------------------------------ quotas


def test_a_quota_of_a_linked_name_is_the_users(cast: Cast) -> None:
    user = cast.account_manager.user_id
    linked, free = person("Anna", user_id=user), person("Ben", key="2")
    assert quotas(cast, ("a", line(linked)), ("b", line(free))) == [Fate.CREATED] * 2
    columns = ("user_id", "sales_person_id", "amount", "source", "source_key")
    assert list(every(Quota).values_list(*columns)) == [
        (user, linked.pk, Decimal(100), "crm", "a"),
        (None, free.pk, Decimal(100), "crm", "b"),
    ]


def test_a_later_file_moves_a_quota_and_says_what_it_did(cast: Cast) -> None:
    anna = person()
    quotas(cast, ("a", line(anna)), ("b", line(person("Ben", key="2"))))
    later = replace(line(anna, "150.0001"), ends_on=date(2026, 5, 1))
    assert quotas(cast, ("a", later), ("a", later)) == [Fate.UPDATED, Fate.UNCHANGED]
    assert quotas(cast, ("a", later)) == [Fate.UNCHANGED]
    row = every(Quota).get(source_key="a")
    assert (row.amount, row.ends_on) == (Decimal("150.0001"), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"amount": Decimal("-0.0001")}, Refused("amount", "out_of_bounds", "-0.0001")),
        ({"amount": Decimal("0.00001")}, Refused("amount", "too_many_decimals", "0.00001")),
        (
            {"amount": Decimal("100000000000000")},
            Refused("amount", "amount_too_large", "100000000000000"),
        ),
        ({"amount": Decimal("NaN")}, Refused("amount", "amount_too_large", "NaN")),
        (
            {"ends_on": date(2026, 1, 1)},
            Refused("starts_on", "period_runs_backwards", "2026-01-01"),
        ),
    ],
)
def test_a_bad_row_is_refused_alone(
    cast: Cast, change: dict[str, object], refusal: Refused
) -> None:
    good = line(person())
    bad = replace(good, **change)  # type: ignore[arg-type]
    assert quotas(cast, ("a", bad), ("b", good)) == [refusal, Fate.CREATED]
    assert list(every(Quota).values_list("source_key", flat=True)) == ["b"]


@pytest.mark.parametrize("amount", ["0", "0.0001", "99999999999999"])
def test_amounts_at_their_bounds_are_kept_exactly(cast: Cast, amount: str) -> None:
    assert quotas(cast, ("a", line(person(), amount))) == [Fate.CREATED]
    assert every(Quota).get().amount == Decimal(amount)


def test_a_hundred_quotas_take_as_many_queries_as_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    anna = person(user_id=User.objects.order_by("pk")[0].pk)
    rows = [(str(day), replace(line(anna), starts_on=date(2026, 1, 1 + day))) for day in range(25)]
    with django_assert_max_num_queries(4):
        assert set(quotas(cast, *rows)) == {Fate.CREATED}
