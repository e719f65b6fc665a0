"""Six hundred invented customers: a house with branches, a group, a large project, the others."""

from __future__ import annotations

from collections import Counter

import pytest

from qudao.demo.accounts import SUBSIDIARIES, WANTED, _others, _owners
from qudao.demo.names import CITIES
from qudao.engines.identity import fold
from qudao.market.customers.inputs import check_customer
from qudao.market.customers.models import AccountClass, Customer
from tests.demo.imagined import all_inputs, direct_or_shared, imagined, inputs

EVERY = all_inputs()


def test_there_are_as_many_as_wanted_and_no_name_twice() -> None:
    assert len(EVERY) == WANTED == 600
    assert len({fold(one.name_zh) for one in EVERY}) == 600
    assert len({fold(one.name_en) for one in EVERY}) == 600


def test_every_one_of_them_would_pass_as_a_persons_input() -> None:
    assert {one.name_zh: check_customer(one).problems for one in EVERY} == {
        one.name_zh: [] for one in EVERY
    }


def test_a_house_has_branches_in_every_city() -> None:
    branches = [one for one in EVERY if one.kind == Customer.Kind.SITE]
    assert Counter(one.city for one in branches) == dict.fromkeys((city.zh for city in CITIES), 6)
    assert {one.parent for one in branches} == {"cus_house"}
    assert {one.industry for one in branches} == {"GB-67"}
    assert {one.account_class for one in branches} == {AccountClass.CHANNEL}
    assert all("浦岚证券股份有限公司" in one.name_zh for one in branches)
    assert all("  " not in one.name_en for one in branches)


def test_a_group_has_its_units() -> None:
    units = [one for one in EVERY if one.parent == "cus_group"]
    assert len(units) == len(SUBSIDIARIES) == 8
    assert all(one.name_zh.startswith("皖口") for one in units)
    assert {one.city for one in units} == {"合肥"}


def test_three_groups_are_served_by_the_vendor_too() -> None:
    groups = [one for one in inputs() if one.kind == Customer.Kind.GROUP]
    assert [(one.account_class, one.is_named_account) for one in groups] == [
        ("shared", False),
        ("shared", True),
        ("direct", True),
    ]
    assert [one.parent for one in groups] == ["", "", ""]


@pytest.mark.parametrize("count", [0, 1, 9, 200, 468])
def test_the_others_are_as_many_as_asked_and_the_same_each_time(count: int) -> None:
    others = list(_others(count))
    assert len(others) == count
    assert others == list(_others(count))
    assert others == list(_others(468))[:count]


def test_one_in_nine_of_the_others_is_served_directly_or_shared() -> None:
    others = list(_others(468))
    kinds = Counter(one.account_class for one in others)
    assert kinds == {"channel": 416, "direct": 26, "shared": 26}
    assert all(40 <= (one.employees or 0) < 2440 for one in others)
    assert {one.city for one in others} == {city.zh for city in CITIES}


def test_public_houses_have_no_company_form() -> None:
    for one in _others(468):
        is_public = any(word in one.name_zh for word in ("中心医院", "教育局", "职业学院"))
        assert one.name_zh.endswith("有限公司") is not is_public
        assert one.name_en.endswith(" Co., Ltd.") is not is_public


def test_the_customers_of_the_cast_are_among_them() -> None:
    names = {one.name_zh for one in EVERY}
    assert {
        "西陵中心医院",
        "云泽药房连锁有限公司",
        "林湖教育局",
        "岚山农商银行有限公司",
        "白石保险有限公司",
        "海昇物流有限公司",
        "岚山热电有限公司",
        "云泽职业学院",
        "林湖保险有限公司",
        "海昇食品有限公司",
    } <= names


def test_two_account_managers_share_the_direct_ones_by_their_place_in_the_list() -> None:
    world = imagined()
    mine = Counter(world.owners.values())
    assert world.owners.keys() == {one.pk for one in direct_or_shared(world)}
    assert mine.keys() == {"account", "account2"}
    assert mine["account2"] * 2 <= mine["account"] <= mine["account2"] * 4
    assert {world.owners[world.named[key].pk] for key in ("pulan", "wankou", "hanzhou")} == {
        "account"
    }


def test_who_is_in_charge_does_not_depend_on_the_numbers_of_the_database() -> None:
    world = imagined()
    before = [world.owners.get(one.pk) for one in world.customers]
    for one in world.customers:
        one.pk += 1_000_001
    after = _owners(world)
    assert [after.get(one.pk) for one in world.customers] == before
