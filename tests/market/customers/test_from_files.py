"""Customers from files: recognised by key, number, or name and place; each row's fate is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import NotPermitted
from qudao.core.upserting import Fate, Keyed, Outcome, Refused
from qudao.market.cells.actions import NodeInput, create_territory
from qudao.market.customers.actions import add_name, merge_customers
from qudao.market.customers.bulk import customers_called, key_of, place_below, put_customers
from qudao.market.customers.inputs import CustomerInput, IdentifierInput, NameInput
from qudao.market.customers.models import Customer, CustomerName
from tests.market.customers.build import USCC_A, USCC_B, USCC_WRONG, make_customer, uscc
from tests.market.trail import every, people_of
from tests.people import Cast
from tests.refusals import nothing_changes

NAME = "北湖水务有限公司"
PLAIN = CustomerInput(name_zh=NAME, source="erp")
MAY_WRITE = {
    "channel_manager",
    "other_channel_manager",
    "channel_director",
    "account_manager",
    "sales_director",
    "operations",
}


def put(cast: Cast, now: datetime, *inputs: CustomerInput, source: str = "erp") -> list[Outcome]:
    met: set[str] = set()
    rows = []
    for one in inputs:
        key = key_of(one)
        stated = replace(one, source=source, source_key=key)
        rows.append(Keyed(key, stated, repeated=key in met))
        met.add(key)
    return put_customers(cast.operations, source, rows, now=now)


def rows() -> list[tuple[str, str, int]]:
    return list(every(Customer).values_list("name_zh", "city", "version"))


@pytest.fixture
def regions(cast: Cast, now: datetime) -> None:
    for code in ("EAST", "WEST"):
        create_territory(cast.operations, NodeInput(code, name_en=code), now=now)


# ------------------------------------------------------------------ keys


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ({}, f"name:{NAME}"),
        ({"region": "EAST"}, f"name:{NAME}|EAST"),
        ({"name_zh": "", "name_en": "  Beihu   WATER "}, "name:beihu water"),
        ({"name_zh": "北湖水務有限公司"}, "name:北湖水务有限公司"),
        ({"identifiers": (uscc(USCC_A.lower()),)}, f"uscc:{USCC_A}"),
        ({"identifiers": (uscc(USCC_WRONG, keep_unproven=True),)}, f"name:{NAME}"),
        (
            {"identifiers": (IdentifierInput(scheme="registration", value="4301110003"),)},
            f"name:{NAME}",
        ),
    ],
)
def test_two_companies_of_a_file_are_told_apart_by_number_else_by_name_and_place(
    stated: dict[str, Any], key: str
) -> None:
    assert key_of(replace(PLAIN, **stated)) == key


def test_a_key_fits_its_column_and_still_tells_two_apart() -> None:
    long = "水" * 200
    one, two = (key_of(replace(PLAIN, name_zh=f"{long[:199]}{tail}")) for tail in "一二")
    assert one != two
    assert max(len(one), len(two)) <= 120


# ------------------------------------------------------------------ recognised


def test_a_file_read_again_changes_nothing_and_a_changed_row_its_own(
    cast: Cast, now: datetime
) -> None:
    assert put(cast, now, PLAIN) == [Fate.CREATED]
    assert put(cast, now, PLAIN) == [Fate.UNCHANGED]
    assert put(cast, now, replace(PLAIN, city="无锡")) == [Fate.UPDATED]
    assert put(cast, now, replace(PLAIN, city="苏州")) == [Fate.UPDATED]
    assert put(cast, now, PLAIN) == [Fate.UNCHANGED]  # a blank wipes nothing out
    assert rows() == [(NAME, "苏州", 3)]


@pytest.mark.parametrize(
    "stated",
    [
        {"identifiers": (uscc(USCC_A),), "name_zh": "完全不同"},
        {},
        {"city": "无锡"},
        {"identifiers": (uscc(USCC_WRONG, keep_unproven=True),)},
    ],
)
def test_a_row_is_the_known_company_by_number_or_by_name_without_contradiction(
    cast: Cast, now: datetime, stated: dict[str, Any]
) -> None:
    make_customer(cast.operations, NAME, now, USCC_A)
    assert put(cast, now, replace(PLAIN, **stated)) == [Fate.MERGED]
    assert every(Customer).count() == 1


@pytest.mark.parametrize(
    "stated",
    [
        {"identifiers": (uscc(USCC_B),)},
        {"city": "北京"},
        {"region": "WEST"},
        {"name_zh": "北湖水务"},
    ],
)
def test_another_number_place_or_name_is_another_company(
    cast: Cast, now: datetime, regions: None, stated: dict[str, Any]
) -> None:
    first = replace(PLAIN, identifiers=(uscc(USCC_A),), city="无锡", region="EAST")
    put(cast, now, first, source="crm")
    assert put(cast, now, replace(PLAIN, **stated)) == [Fate.CREATED]
    assert every(Customer).count() == 2


def test_rows_of_one_file_that_tell_of_one_company_are_one(cast: Cast, now: datetime) -> None:
    numbered = replace(PLAIN, identifiers=(uscc(USCC_A),))
    named = replace(PLAIN, city="无锡")
    other_name = replace(numbered, name_zh="北湖自来水公司")
    fates = put(cast, now, numbered, named, other_name)
    assert fates == [Fate.CREATED, Fate.MERGED, Fate.MERGED]
    first = every(Customer).get()
    assert (first.name_zh, first.city) == (NAME, "无锡")
    assert set(first.names.values_list("name", flat=True)) == {NAME, "北湖自来水公司"}


def test_a_row_that_repeats_a_refused_one_is_refused_with_it(cast: Cast, now: datetime) -> None:
    bad = replace(PLAIN, city="x" * 121)
    refusal = Refused("city", "too_long")
    assert put(cast, now, bad, bad, replace(PLAIN, name_zh="乙公司")) == [
        refusal,
        refusal,
        Fate.CREATED,
    ]
    assert [row[0] for row in rows()] == ["乙公司"]


# ------------------------------------------------------------------ refused alone


@pytest.mark.parametrize(
    ("stated", "refusal"),
    [
        ({"city": "x" * 121}, Refused("city", "too_long")),
        ({"address": "x" * 301}, Refused("address", "too_long")),
        ({"website": "no site"}, Refused("website", "not_a_website")),
        ({"employees": -1}, Refused("employees", "out_of_bounds")),
        ({"names": (NameInput(name="x" * 201),)}, Refused("names", "too_long")),
        ({"name_en": "x" * 201}, Refused("name_en", "too_long")),
        ({"name_en": "a\x1fb"}, Refused("name_en", "control_sign")),
    ],
)
def test_a_bad_row_is_refused_alone_whether_its_company_is_known_or_new(
    cast: Cast, now: datetime, stated: dict[str, Any], refusal: Refused
) -> None:
    bad, good = replace(PLAIN, **stated), replace(PLAIN, name_zh="乙公司")
    assert put(cast, now, bad, good) == [refusal, Fate.CREATED]
    make_customer(cast.operations, NAME, now)
    before = rows()
    assert put(cast, now, bad) == [refusal]
    assert rows() == before
    assert every(CustomerName).filter(name__contains="xxx").count() == 0


def test_a_known_company_need_not_say_its_name(cast: Cast, now: datetime) -> None:
    make_customer(cast.operations, NAME, now, USCC_A)
    nameless = CustomerInput(identifiers=(uscc(USCC_A),), city="无锡")
    assert put(cast, now, nameless) == [Fate.MERGED]
    assert rows() == [(NAME, "无锡", 2)]
    assert put(cast, now, CustomerInput(city="无锡")) == [Refused("name_zh", "required")]


def test_nobody_else_puts_customers(cast: Cast, now: datetime) -> None:
    for name, actor in people_of(cast).items():
        if name in MAY_WRITE:
            assert put_customers(actor, "erp", [], now=now) == []
            assert place_below(actor, "erp", {}) == 0
            continue
        with nothing_changes(Customer):
            with pytest.raises(NotPermitted):
                put_customers(actor, "erp", [Keyed("1", PLAIN)], now=now)
            with pytest.raises(NotPermitted):
                place_below(actor, "erp", {"1": NAME})


def test_a_long_file_takes_few_queries(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    inputs = [replace(PLAIN, name_zh=f"第{number}水务有限公司") for number in range(60)]
    with django_assert_max_num_queries(14):
        assert set(put(cast, now, *inputs)) == {Fate.CREATED}
    with django_assert_max_num_queries(14):
        assert set(put(cast, now, *inputs)) == {Fate.UNCHANGED}


# ------------------------------------------------------------------ references and groups


def test_a_customer_is_called_by_its_name_or_by_one_it_alone_has(cast: Cast, now: datetime) -> None:
    one = make_customer(cast.operations, "甲方证券", now)
    two = make_customer(cast.operations, "乙方重工", now)
    for row, names in ((one, ("甲", "共用")), (two, ("乙", "共用", "甲方证券"))):
        for name in names:
            add_name(cast.operations, row.public_id, NameInput(name=name), now=now)
    asked = ["甲方证券", "乙", "甲", "共用", "无人", ""]
    assert customers_called("erp", asked) == {"甲方证券": one.pk, "乙": two.pk, "甲": one.pk}
    merge_customers(cast.operations, two.public_id, one.public_id, reason="same", now=now)
    merged = ["乙方重工", "乙", "共用"]  # by whatever name: to the one that is left
    assert customers_called("erp", merged) == dict.fromkeys(merged, one.pk)
    assert customers_called("erp", []) == {}


def test_of_two_customers_of_one_name_the_first_is_meant(cast: Cast, now: datetime) -> None:
    first = make_customer(cast.operations, "甲方证券", now)
    make_customer(cast.operations, "甲方证券", now)
    assert customers_called("erp", ["甲方证券"]) == {"甲方证券": first.pk}


def test_a_file_places_units_below_their_groups_without_a_circle(cast: Cast, now: datetime) -> None:
    names = ("集团", "公司", "分厂", "孤岛")
    put(cast, now, *(replace(PLAIN, name_zh=name) for name in names))

    def place(**named: str) -> int:
        return place_below(
            cast.operations, "erp", {f"name:{child}": above for child, above in named.items()}
        )

    assert place(公司="集团", 分厂="公司", 孤岛="无人", 外人="集团") == 2
    assert place(集团="分厂") == place(集团="集团") == 0
    assert place(公司="孤岛") == 0  # who has a place keeps it
    tree = dict(every(Customer).values_list("name_zh", "parent__name_zh"))
    assert tree == {"集团": None, "公司": "集团", "分厂": "公司", "孤岛": None}
