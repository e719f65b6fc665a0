"""Lists of customers: each filter, each order, scopes, and where customers stand in the market."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY
from qudao.market.cells.actions import NodeInput, create_segment, create_territory
from qudao.market.cells.models import Region
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers.actions import (
    add_name,
    assign_account_manager,
    create_customer,
    merge_customers,
    note_partner_knows,
)
from qudao.market.customers.inputs import CustomerInput, NameInput
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerKey,
    CustomerName,
    PartnerCustomer,
)
from qudao.market.customers.selectors import (
    CustomerQuery,
    count_customers,
    customer_list,
    customer_names,
)
from qudao.market.customers.selectors.places import customers_at, in_cell
from tests.market.customers.build import USCC_A, uscc
from tests.market.trail import every, people_of, user_of
from tests.people import Cast

DAY = date(2026, 3, 2)
Rows = dict[str, Customer]


@pytest.fixture
def rows(cast: Cast, now: datetime) -> Rows:
    who = cast.operations
    create_territory(who, NodeInput("EAST", name_en="East", name_zh="华东"), now=now)
    create_territory(who, NodeInput("WUXI", name_en="Wuxi", parent="EAST"), now=now)
    create_territory(who, NodeInput("EAST2", name_en="East 2"), now=now)
    create_segment(who, NodeInput("BANKS", name_en="Banks"), now=now)
    made: Rows = {}
    for key, stated in (
        ("bank", {"name_zh": "华东银行", "region": "EAST", "industry": "BANKS", "city": "上海"}),
        ("works", {"name_en": "Wuxi Works", "region": "WUXI", "account_class": "direct"}),
        ("site", {"name_zh": "北湖水厂", "kind": "site", "region": "EAST2"}),
        ("named", {"name_en": "100%_Gate", "is_named_account": True, "name_zh": "百门"}),
    ):
        identifiers = (uscc(USCC_A),) if key == "bank" else ()
        given = CustomerInput(identifiers=identifiers, **stated)
        made[key] = create_customer(who, given, now=now)
    add_name(who, made["site"].public_id, NameInput(name="第三水厂 Three"), now=now)
    return made


def keys(cast: Cast, rows: Rows, who: str = "channel_manager", **asked: Any) -> list[str]:
    actor, query = getattr(cast, who), CustomerQuery(**{"order": ("-pk",), **asked})
    found = customer_list(actor, query)
    assert count_customers(actor, query) == len(found)
    names = {row.pk: key for key, row in rows.items()}
    return [names[one.id] for one in found]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"bank", "works", "site", "named"}),
        ({"account_class": "direct"}, {"works"}),
        ({"account_class": "none"}, set()),
        ({"kind": "site"}, {"site"}),
        ({"only_named_accounts": True}, {"named"}),
        ({"region": "EAST"}, {"bank", "works"}),
        ({"region": "WUXI"}, {"works"}),
        ({"region": "EAS"}, set()),
        ({"region": "%"}, set()),
        ({"industry": "BANKS"}, {"bank"}),
        ({"industry": "BANKS", "region": "WUXI"}, set()),
        ({"account_manager": "none"}, {"bank", "works", "site", "named"}),
        ({"account_manager": "usr_none"}, set()),
        ({"partner": "par_none"}, set()),
        ({"text": "华东"}, {"bank"}),
        ({"text": " wuxi "}, {"works"}),
        ({"text": "three"}, {"site"}),
        ({"text": USCC_A.lower()}, {"bank"}),
        ({"text": USCC_A[:-1]}, set()),
        ({"text": "hdyh"}, {"bank"}),
        ({"text": "huadong"}, {"bank"}),
        ({"text": "%"}, {"named"}),
        ({"text": "_"}, {"named"}),
        ({"text": "'; DROP TABLE"}, set()),
        ({"text": "x" * 500}, set()),
        ({"text": "   "}, {"bank", "works", "site", "named"}),
    ],
)
def test_each_filter_narrows_the_list(
    cast: Cast, rows: Rows, asked: dict[str, Any], found: set[str]
) -> None:
    assert set(keys(cast, rows, **asked)) == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (("name",), ["named", "works", "site", "bank"]),
        (("-name",), ["bank", "site", "works", "named"]),
        (("newest",), ["bank", "works", "site", "named"]),
        (("-newest",), ["named", "site", "works", "bank"]),
        (("account_class", "newest"), ["bank", "site", "named", "works"]),
        (("kind", "-newest"), ["named", "works", "bank", "site"]),
        (("-city", "newest"), ["bank", "works", "site", "named"]),
        (("wish",), ["bank", "works", "site", "named"]),
    ],
)
def test_a_list_stands_in_the_order_asked_for(
    cast: Cast, rows: Rows, order: tuple[str, ...], found: list[str]
) -> None:
    assert keys(cast, rows, order=order) == found


def test_an_account_is_found_by_who_looks_after_it_now(
    cast: Cast, now: datetime, rows: Rows
) -> None:
    he, sun = user_of(cast.account_manager), user_of(cast.sales_director)
    for user in (he, sun):
        assign_account_manager(cast.operations, rows["bank"].public_id, user, now=now)
    assert keys(cast, rows, account_manager=sun) == ["bank"]
    assert keys(cast, rows, account_manager=he) == []
    assert set(keys(cast, rows, account_manager="none")) == {"works", "site", "named"}
    (row,) = customer_list(cast.channel_manager, CustomerQuery(text=USCC_A))
    assert row.account_manager == "Sun Wei"


def test_a_row_says_what_the_reader_needs(cast: Cast, rows: Rows) -> None:
    for partner in (cast.partner_a, cast.partner_b):
        note_partner_knows(partner.pk, rows["bank"], "银行", on=DAY)
    chinese = replace(cast.channel_manager, language="zh-hans")
    (row,) = customer_list(chinese, CustomerQuery(partner=cast.partner_a.public_id))
    assert (row.name, row.region, row.industry, row.city) == ("华东银行", "华东", "Banks", "上海")
    assert (row.account_class, row.is_named_account, row.partners) == ("channel", False, 2)
    # who reads no other partner's ties finds nothing by them... but the vendor reads them all
    assert keys(cast, rows, partner=cast.partner_b.public_id) == ["bank"]


def test_lists_ask_as_often_however_long(
    cast: Cast, rows: Rows, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        customer_list(cast.channel_manager, CustomerQuery(text="hdyh", region="EAST"))
    with django_assert_num_queries(1):
        count_customers(cast.channel_manager, CustomerQuery(account_manager="none"))
    with django_assert_num_queries(1):
        everybody = [row.pk for row in rows.values()]
        assert len(customer_names(cast.account_manager, everybody)) == 4


# ------------------------------------------------------------------ scopes


def test_who_sees_which_rows_of_a_customer(cast: Cast, rows: Rows) -> None:
    note_partner_knows(cast.partner_a.pk, rows["bank"], "银行", on=DAY)
    private = (CustomerName, CustomerIdentifier, CustomerKey, CustomerDomain)
    for name, actor in people_of(cast).items():
        customers = Customer.objects.visible_to(actor).count()
        ties = PartnerCustomer.objects.visible_to(actor).count()
        names = CustomerName.objects.visible_to(actor).count()
        if actor.is_partner:
            own = name.endswith("_a")
            assert (customers, ties) == ((1, 1) if own else (0, 0)), name
            assert not any(kind.objects.visible_to(actor).exists() for kind in private), name
        else:
            seen = 0 if name == "human_resources" else 4
            assert (customers, ties, names > 0) == (seen, 1, True), name
    assert Customer.objects.visible_to(NOBODY).count() == 0
    assert PartnerCustomer.objects.visible_to(NOBODY).count() == 0


# ------------------------------------------------------------------ places


def test_customers_are_counted_where_they_stand_and_merged_ones_once(
    cast: Cast, now: datetime, rows: Rows, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    who = cast.operations
    merge_customers(who, rows["site"].public_id, rows["bank"].public_id, reason="same", now=now)
    with django_assert_num_queries(1):
        counted = customers_at(who)
    by_code = {
        (region and Region.objects.get(pk=region).code, bool(industry)): n
        for (region, industry), n in counted.items()
    }
    assert by_code == {("EAST", True): 1, ("WUXI", False): 1, (None, False): 1}
    assert customers_at(cast.human_resources) == {}


def test_what_hangs_on_a_merged_customer_stands_where_its_canonical_one_does(
    cast: Cast, now: datetime, rows: Rows
) -> None:
    for row in rows.values():
        note_partner_knows(cast.partner_a.pk, row, "x", on=DAY)
    merge_customers(
        cast.operations, rows["site"].public_id, rows["works"].public_id, reason="same", now=now
    )
    ties = PartnerCustomer.objects.visible_to(cast.operations)

    def at(**axes: str) -> set[str]:
        found = in_cell(ties, CellAxes(**axes)).values_list("customer_id", flat=True)
        return {key for key, row in rows.items() if row.pk in set(found)}

    assert at(region="EAST") == {"bank", "works", "site"}
    assert at(region="WUXI") == {"works", "site"}
    assert at(region="EAST2") == set()
    assert at(region="EAST", industry="BANKS") == {"bank"}
    assert at() == set(rows)
    assert every(Customer).get(pk=rows["site"].pk).region.code == "EAST2"  # nothing was rewritten
