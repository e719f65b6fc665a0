"""Lists of partners: each filter, each order, everybody's scope, and few queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY
from qudao.core.keyset import Place
from qudao.market.cells.actions import NodeInput, create_territory
from qudao.market.customers.actions import note_partner_knows
from qudao.market.partners.feed import partner_row, partners_after
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.selectors import (
    PartnerQuery,
    count_partners,
    owner_ids,
    owner_names,
    partner_choices,
    partner_list,
    partner_names,
)
from tests.market.customers.build import make_customer
from tests.market.partners.build import USCC, new_partner
from tests.market.trail import every, people_of, user_of
from tests.people import Cast

ALL = {"QIHE", "DING", "LIAN", "HENG"}
SCOPES = {
    "channel_director": ALL,
    "sales_director": ALL,
    "operations": ALL,
    "account_manager": ALL,
    "channel_manager": ALL - {"DING"},
    "other_channel_manager": {"DING"},
    "human_resources": set(),
    "principal_a": {"QIHE"},
    "seller_a": {"QIHE"},
    "engineer_a": {"QIHE"},
    "seller_b": {"DING"},
    "seller_distributor": {"LIAN"},
    "seller_sub_reseller": {"HENG"},
}


def codes(cast: Cast, who: str = "channel_director", **asked: Any) -> list[str]:
    actor, query = getattr(cast, who), PartnerQuery(**asked)
    rows = partner_list(actor, query)
    assert count_partners(actor, query) == len(rows)
    return [row.code for row in rows]


def test_everybody_lists_what_is_in_the_own_scope(cast: Cast) -> None:
    assert {name: set(codes(cast, name)) for name in people_of(cast)} == SCOPES
    assert partner_list(NOBODY, PartnerQuery()) == []
    everybody = [row.pk for row in every(Partner)]
    for name, actor in people_of(cast).items():
        assert len(partner_names(actor, everybody)) == len(SCOPES[name])
        assert len(partner_choices(actor)) == len(SCOPES[name])


@pytest.fixture
def varied(cast: Cast, now: datetime) -> None:
    who = cast.operations
    create_territory(who, NodeInput("EAST", name_en="East", name_zh="华东"), now=now)
    create_territory(who, NodeInput("WUXI", name_en="Wuxi", parent="EAST"), now=now)
    create_territory(who, NodeInput("EAST2", name_en="East 2"), now=now)
    for code, stated in (
        ("R-EAST", {"region": "EAST", "city": "苏州", "partner_type": "retailer"}),
        ("R-WUXI", {"region": "WUXI", "uscc": USCC, "business_kind": "system_integrator"}),
        ("R-EAST2", {"region": "EAST2", "joined_on": date(2020, 5, 1), "name_en": "100%_Best"}),
    ):
        new_partner(who, code, now, **stated)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"lifecycle": "prospect"}, {"R-EAST", "R-WUXI", "R-EAST2"}),
        ({"lifecycle": "exited"}, set()),
        ({"lifecycle": "<b>"}, set()),
        ({"partner_type": "retailer"}, {"R-EAST"}),
        ({"partner_type": "distributor"}, {"LIAN"}),
        ({"business_kind": "system_integrator"}, {"R-WUXI"}),
        ({"region": "EAST"}, {"R-EAST", "R-WUXI"}),
        ({"region": "WUXI"}, {"R-WUXI"}),
        ({"region": "EAS"}, set()),
        ({"region": "%"}, set()),
        ({"owner": "none"}, {"R-EAST", "R-WUXI", "R-EAST2"}),
        ({"owner": "usr_none"}, set()),
        ({"text": "r-e"}, {"R-EAST", "R-EAST2"}),
        ({"text": "苏"}, {"R-EAST"}),
        ({"text": USCC.lower()}, {"R-WUXI"}),
        ({"text": USCC[:-1]}, set()),
        ({"text": "qiheng"}, {"QIHE"}),
        ({"text": " 启恒 "}, {"QIHE"}),
        ({"text": "%"}, {"R-EAST2"}),
        ({"text": "_"}, {"R-EAST2"}),
        ({"text": "   "}, ALL | {"R-EAST", "R-WUXI", "R-EAST2"}),
        ({"text": "x" * 500}, set()),
        ({"lifecycle": "prospect", "region": "EAST", "text": "wuxi"}, {"R-WUXI"}),
    ],
)
def test_each_filter_narrows_the_list(
    cast: Cast, varied: None, asked: dict[str, str], found: set[str]
) -> None:
    assert set(codes(cast, **asked)) == found


def test_a_list_is_narrowed_to_who_is_in_charge_now(cast: Cast, now: datetime) -> None:
    mine = user_of(cast.channel_manager)
    assert set(codes(cast, owner=mine)) == {"QIHE", "LIAN", "HENG"}
    assert codes(cast, "other_channel_manager", owner=mine) == []
    held = PartnerAssignment.objects.filter(partner=cast.partner_a)
    held.update(until=now.date())
    assert set(codes(cast, owner=mine)) == {"LIAN", "HENG"}
    assert codes(cast, owner="none") == ["QIHE"]
    assert codes(cast, "channel_manager", owner="none") == []


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (("name",), ["DING", "HENG", "LIAN", "QIHE"]),
        (("-name",), ["QIHE", "LIAN", "HENG", "DING"]),
        (("code",), ["DING", "HENG", "LIAN", "QIHE"]),
        (("type", "-code"), ["QIHE", "HENG", "DING", "LIAN"]),
        (("owner", "code"), ["DING", "HENG", "LIAN", "QIHE"]),
        (("-owner", "code"), ["HENG", "LIAN", "QIHE", "DING"]),
        (("joined_on",), ["QIHE", "DING", "LIAN", "HENG"]),
        (("lifecycle", "-pk"), ["HENG", "LIAN", "DING", "QIHE"]),
        (("wish",), ["QIHE", "DING", "LIAN", "HENG"]),
    ],
)
def test_a_list_stands_in_the_order_asked_for(
    cast: Cast, order: tuple[str, ...], found: list[str]
) -> None:
    assert codes(cast, order=order) == found


def test_a_row_says_what_the_reader_needs(cast: Cast, varied: None, now: datetime) -> None:
    customer = make_customer(cast.operations, "甲方证券", now)
    note_partner_knows(cast.partner_a.pk, customer, "甲方", on=now.date())
    (row,) = partner_list(cast.channel_manager, PartnerQuery(text="QIHE"))
    assert (row.id, row.public_id, row.name) == (
        cast.partner_a.pk,
        cast.partner_a.public_id,
        "Qiheng Info",
    )
    assert (row.lifecycle, row.lifecycle_label, row.type_label, row.kind_label) == (
        "active",
        "Active",
        "Business partner",
        "",
    )
    assert (row.owner, row.customers, row.joined_on) == ("Xu Mingyuan", 1, now.date())
    chinese = replace(cast.channel_director, language="zh-hans")
    (east,) = partner_list(chinese, PartnerQuery(text="R-EAST", partner_type="retailer"))
    assert (east.region, east.city, east.owner, east.customers) == ("华东", "苏州", "", 0)


def test_a_list_takes_three_queries_however_long(
    cast: Cast, varied: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        assert len(partner_list(cast.channel_director, PartnerQuery())) == 7
    with django_assert_num_queries(1):
        count_partners(cast.channel_director, PartnerQuery(text="best", owner="none"))
    with django_assert_num_queries(1):
        assert len(partner_choices(cast.channel_director, "r-", limit=2)) == 2


def test_windows_share_out_the_list(cast: Cast) -> None:
    pages = [
        partner_list(cast.channel_director, PartnerQuery(window=slice(at, at + 3)))
        for at in (0, 3, 6)
    ]
    assert [[row.code for row in page] for page in pages] == [
        ["DING", "HENG", "LIAN"],
        ["QIHE"],
        [],
    ]


def test_programs_walk_the_same_rows(cast: Cast) -> None:
    place = Place(sort="code", size=2)
    for name, actor in people_of(cast).items():
        found, step = [], partners_after(actor, PartnerQuery(), place)
        found += step.rows
        while step.last is not None:
            step = partners_after(actor, PartnerQuery(), replace(place, after=step.last))
            found += step.rows
        assert [row.code for row in found] == sorted(SCOPES[name]), name
    assert partner_row(cast.seller_a, cast.partner_a.public_id) == cast.partner_a


def test_who_is_in_charge_of_several_partners_is_told_at_once(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    both = [cast.partner_a.pk, cast.partner_b.pk, 0]
    with django_assert_num_queries(2):
        assert owner_names(both) == {both[0]: "Xu Mingyuan", both[1]: "Lin Yue"}
        assert owner_ids(both) == {
            both[0]: cast.channel_manager.user_id,
            both[1]: cast.other_channel_manager.user_id,
        }
    assert owner_names([]) == {}
    assert owner_ids([]) == {}
