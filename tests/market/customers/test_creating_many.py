"""A batch of customers: each one checked by itself, and against the others of the batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from qudao.core.errors import Invalid
from qudao.market.cells.actions import NodeInput, create_segment, create_territory
from qudao.market.customers.actions import create_customer, create_customers
from qudao.market.customers.creating import load_customers
from qudao.market.customers.inputs import CustomerInput, IdentifierInput, NameInput
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerKey,
    CustomerName,
)
from tests.market.customers.build import USCC_A, USCC_B, USCC_WRONG, keys, make_customer, uscc
from tests.market.trail import codes, every, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

PLAIN = CustomerInput(name_zh="北湖水务有限公司")
ALL = (Customer, CustomerName, CustomerIdentifier, CustomerDomain, CustomerKey)


def refusals(cast: Cast, now: datetime, *inputs: CustomerInput) -> dict[int, dict[str, str]]:
    created = create_customers(cast.operations, inputs, now=now)
    assert set(created.customers) | set(created.refused) == set(range(len(inputs)))
    assert not set(created.customers) & set(created.refused)
    return {place: codes(one) for place, one in created.refused.items()}


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ({"identifiers": (uscc(USCC_A),)}, {"identifiers": (uscc(USCC_A),)}, "identifiers"),
        (
            {"identifiers": (uscc(USCC_A),)},
            {"identifiers": (uscc(f" {USCC_A.lower()}"),)},
            "identifiers",
        ),
        (
            {"source": "erp", "source_key": "1"},
            {"source": "erp", "source_key": "1"},
            "source_key",
        ),
        ({"source": "erp", "source_key": "1"}, {"source": "crm", "source_key": "1"}, ""),
        ({"source": "erp"}, {"source": "erp"}, ""),
        ({"identifiers": (uscc(USCC_A),)}, {"identifiers": (uscc(USCC_B),)}, ""),
        (
            {"identifiers": (uscc(USCC_WRONG, keep_unproven=True),)},
            {"identifiers": (uscc(USCC_WRONG, keep_unproven=True),)},
            "",
        ),
    ],
)
def test_what_one_alone_may_have_the_second_of_a_batch_is_refused(
    cast: Cast, now: datetime, first: dict[str, Any], second: dict[str, Any], problem: str
) -> None:
    inputs = (replace(PLAIN, **first), replace(PLAIN, **second))
    expected = {1: {problem: "taken"}} if problem else {}
    assert refusals(cast, now, *inputs) == expected
    # and the same in two batches
    make_second = replace(PLAIN, **second)
    if problem:
        with nothing_changes(*ALL), pytest.raises(Invalid) as refused:
            create_customer(cast.operations, make_second, now=now)
        assert codes(refused.value) == {problem: "taken"}


def test_a_refused_input_takes_no_number_away_from_the_next(cast: Cast, now: datetime) -> None:
    numbered = replace(PLAIN, identifiers=(uscc(USCC_A),))
    assert refusals(cast, now, replace(numbered, city="x" * 121), numbered) == {
        0: {"city": "too_long"}
    }
    assert every(CustomerIdentifier).get().customer == every(Customer).get()


def test_all_names_numbers_and_domains_of_a_batch_hang_on_their_own_customer(
    cast: Cast, now: datetime
) -> None:
    inputs = [
        replace(
            PLAIN,
            name_zh=f"第{at}水务有限公司",
            name_en=f"Water {at}",
            names=(NameInput(name=f"水{at}", kind="short"),),
            identifiers=(IdentifierInput(scheme="registration", value=f"43011100034464{at}"),),
            domains=(f"water{at}.cn",),
            website=f"www.water{at}.com",
        )
        for at in range(4)
    ]
    created = create_customers(cast.operations, inputs, now=now)
    for at, row in created.customers.items():
        assert list(row.names.order_by("pk").values_list("name", "kind")) == [
            (f"第{at}水务有限公司", "registered"),
            (f"Water {at}", "registered"),
            (f"水{at}", "short"),
        ]
        assert set(row.domains.values_list("domain", flat=True)) == {
            f"water{at}.cn",
            f"water{at}.com",
        }
        assert {("domain", f"water{at}.cn"), ("domain", f"water{at}.com")} <= keys(row)
    assert every(CustomerIdentifier).count() == 4


def test_a_name_said_twice_is_kept_once_with_its_first_kind(cast: Cast, now: datetime) -> None:
    twice = replace(
        PLAIN,
        name_en=" 北湖水务有限公司 ",
        names=(NameInput(name="北湖水务有限公司", kind="alias"), NameInput(name=" 北水 ")),
    )
    create_customer(cast.operations, twice, now=now)
    assert list(every(CustomerName).values_list("name", "kind")) == [
        ("北湖水务有限公司", "registered"),
        ("北水", "alias"),
    ]


def test_places_and_parents_are_named_by_code_and_id(cast: Cast, now: datetime) -> None:
    create_territory(cast.operations, NodeInput("EAST", name_en="East"), now=now)
    create_segment(cast.operations, NodeInput("BANKS", name_en="Banks"), now=now)
    group = make_customer(cast.operations, "集团", now)
    placed = replace(PLAIN, region="EAST", industry="BANKS", parent=group.public_id)
    lost = replace(PLAIN, region="east", industry="X", parent="cus_none")
    created = create_customers(cast.operations, [placed, lost], now=now)
    row = created.customers[0]
    assert row.region is not None
    assert row.industry is not None
    assert (row.region.code, row.industry.code, row.parent) == ("EAST", "BANKS", group)
    assert codes(created.refused[1]) == {
        "region": "unknown",
        "industry": "unknown",
        "parent": "unknown",
    }


def test_values_are_kept_without_the_blanks_around_them(cast: Cast, now: datetime) -> None:
    blank = replace(PLAIN, name_zh=" 北湖 ", city=" 无锡 ", address=" 某路 ", source=" ")
    row = create_customer(cast.operations, blank, now=now)
    stored = every(Customer).get(pk=row.pk)
    assert (stored.name_zh, stored.city, stored.address, stored.source) == (
        "北湖",
        "无锡",
        "某路",
        "",
    )


@pytest.mark.parametrize(
    "domains",
    [("qq.com",), ("a b",), ("",), ("ok-water.cn", "163.com")],
)
def test_a_domain_that_is_nobodys_own_is_refused_and_a_web_site_on_it_is_no_domain(
    cast: Cast, now: datetime, domains: tuple[str, ...]
) -> None:
    with nothing_changes(*ALL), pytest.raises(Invalid) as refused:
        create_customer(cast.operations, replace(PLAIN, domains=domains), now=now)
    assert codes(refused.value) == {"domains": "not_a_domain"}
    shared = replace(PLAIN, website="https://weixin.qq.com/beihu")
    row = create_customer(cast.operations, shared, now=now)
    assert (row.website, row.domains.count()) == ("https://weixin.qq.com/beihu", 0)


def test_an_import_writes_the_same_without_an_entry_for_each(cast: Cast, now: datetime) -> None:
    loaded = load_customers(cast.operations, [PLAIN, CustomerInput()], now=now)
    assert (sorted(loaded.customers), sorted(loaded.refused)) == ([0], [1])
    assert verbs() == []
    assert keys(loaded.customers[0])


def test_an_empty_batch_is_nothing(cast: Cast, now: datetime) -> None:
    with nothing_changes(*ALL):
        created = create_customers(cast.operations, [], now=now)
    assert (created.customers, created.refused) == ({}, {})
