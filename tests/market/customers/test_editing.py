"""A customer's own fields change: a former name stays known, the trail keeps what was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.market.cells.actions import NodeInput, create_segment, create_territory
from qudao.market.customers.actions import assign_account_manager, create_customer, edit_customer
from qudao.market.customers.inputs import CustomerInput, NameInput
from qudao.market.customers.models import (
    AccountAssignment,
    Customer,
    CustomerDomain,
    CustomerName,
)
from qudao.market.customers.selectors.lists import account_manager_ids, account_manager_names
from tests.market.customers.build import USCC_A, keys, make_customer, uscc
from tests.market.trail import codes, every, told, user_of, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

FULL = CustomerInput(
    name_zh="华东证券股份有限公司",
    name_en="Huadong Securities",
    kind="group",
    account_class="direct",
    is_named_account=True,
    region="EAST",
    industry="BANKS",
    city="上海",
    address="某路 1 号",
    website="www.huadong-sec.com.cn",
    employees=4000,
    identifiers=(uscc(USCC_A),),
    source="erp",
    source_key="7",
)


@pytest.fixture(autouse=True)
def axes(cast: Cast, now: datetime) -> None:
    create_territory(cast.operations, NodeInput("EAST", name_en="East"), now=now)
    create_segment(cast.operations, NodeInput("BANKS", name_en="Banks"), now=now)


@pytest.fixture
def row(cast: Cast, now: datetime) -> Customer:
    return create_customer(cast.operations, FULL, now=now)


def names(row: Customer) -> dict[str, str]:
    return dict(every(CustomerName).filter(customer=row).values_list("name", "kind"))


def test_a_customer_says_in_the_trail_what_it_was_created_as(row: Customer) -> None:
    verb, subject, before, after = told()[-1]
    assert (verb, subject, before) == ("customers.created", row.public_id, {})
    assert after == {
        "kind": "group",
        "name_zh": "华东证券股份有限公司",
        "name_en": "Huadong Securities",
        "account_class": "direct",
        "is_named_account": True,
        "city": "上海",
        "address": "某路 1 号",
        "website": "www.huadong-sec.com.cn",
        "employees": 4000,
        "source": "erp",
        "source_key": "7",
        "identifiers": [f"uscc {USCC_A}"],
    }


def test_an_edit_says_only_what_it_changed(cast: Cast, now: datetime, row: Customer) -> None:
    edit = partial(edit_customer, cast.account_manager, row.public_id, now=now)
    edit(replace(FULL, city=" 苏州 ", region="", employees=None), version=1)
    assert told()[-1] == (
        "customers.edited",
        row.public_id,
        {"city": "上海", "employees": 4000, "region": "EAST"},
        {"city": "苏州", "employees": None, "region": ""},
    )
    rows = len(told())
    assert edit(replace(FULL, city="苏州", region="", employees=None), version=2).version == 2
    assert len(told()) == rows  # what changes nothing leaves no trace
    edit(replace(FULL, industry="", account_class="shared"), version=2)
    assert told()[-1][2]["industry"] == "BANKS"
    assert every(Customer).get(pk=row.pk).version == 3


def test_an_edit_leaves_source_group_numbers_and_other_names(
    cast: Cast, now: datetime, row: Customer
) -> None:
    change = CustomerInput(
        name_zh="新名证券", source="other", source_key="9", names=(NameInput(name="小名"),)
    )
    edited = edit_customer(cast.operations, row.public_id, change, version=1, now=now)
    assert (edited.source, edited.source_key, edited.parent_id) == ("erp", "7", None)
    assert [one.value for one in edited.identifiers.all()] == [USCC_A]
    assert names(row) == {
        "华东证券股份有限公司": "former",
        "Huadong Securities": "former",
        "新名证券": "registered",
    }


def test_a_name_that_comes_back_is_registered_again(
    cast: Cast, now: datetime, row: Customer
) -> None:
    edit = partial(edit_customer, cast.operations, row.public_id, now=now)
    edit(replace(FULL, name_zh="新名证券"), version=1)
    edit(FULL, version=2)
    assert names(row) == {
        "华东证券股份有限公司": "registered",
        "Huadong Securities": "registered",
        "新名证券": "former",
    }


def test_a_new_web_site_is_one_more_domain(cast: Cast, now: datetime, row: Customer) -> None:
    change = replace(FULL, website="https://new-sec.cn/")
    edit_customer(cast.operations, row.public_id, change, version=1, now=now)
    shared = replace(FULL, website="weixin.qq.com/huadong")
    edit_customer(cast.operations, row.public_id, shared, version=2, now=now)
    found = every(CustomerDomain).filter(customer=row).values_list("domain", flat=True)
    assert list(found) == ["huadong-sec.com.cn", "new-sec.cn"]
    assert ("domain", "new-sec.cn") in keys(row)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"name_zh": " ", "name_en": ""}, {"name_zh": "required"}),
        ({"region": "ATLANTIS"}, {"region": "unknown"}),
        ({"industry": "none"}, {"industry": "unknown"}),
        ({"employees": -1, "city": "x" * 121}, {"employees": "out_of_bounds", "city": "too_long"}),
        (
            {"website": "no site", "kind": "?"},
            {"website": "not_a_website", "kind": "unknown_choice"},
        ),
        ({"address": "a\x00"}, {"address": "control_sign"}),
    ],
)
def test_a_wrong_edit_is_refused_whole(
    cast: Cast, now: datetime, row: Customer, change: dict[str, Any], problems: dict[str, str]
) -> None:
    with nothing_changes(Customer, CustomerName), pytest.raises(Invalid) as refused:
        edit_customer(cast.operations, row.public_id, replace(FULL, **change), version=1, now=now)
    assert codes(refused.value) == problems


@pytest.mark.parametrize("version", [0, 2, -1, 10**6])
def test_another_version_is_refused(cast: Cast, now: datetime, row: Customer, version: int) -> None:
    change = replace(FULL, name_zh="太迟")
    with nothing_changes(Customer, CustomerName), pytest.raises(Conflict):
        edit_customer(cast.operations, row.public_id, change, version=version, now=now)


def test_an_absent_customer_cannot_be_changed(cast: Cast, now: datetime, row: Customer) -> None:
    for public_id in ("", "cus_none", "\x00"):
        with nothing_changes(Customer), pytest.raises(NotFound):
            edit_customer(cast.operations, public_id, FULL, version=1, now=now)


# ------------------------------------------------------------------ whose account


def test_an_account_has_one_manager_and_the_trail_of_all(
    cast: Cast, now: datetime, row: Customer
) -> None:
    he, sun = user_of(cast.account_manager), user_of(cast.sales_director)
    for user in (he, he, sun):
        assign_account_manager(cast.operations, row.public_id, user, now=now)
    assert [(was, is_now) for _verb, _id, was, is_now in told()[-2:]] == [
        ({"assigned_to": ""}, {"assigned_to": he}),
        ({"assigned_to": he}, {"assigned_to": sun}),
    ]
    assert verbs().count("customers.assigned") == 2
    assert account_manager_names([row.pk, 0]) == {row.pk: "Sun Wei"}
    assert account_manager_ids([row.pk]) == {row.pk: cast.sales_director.user_id}


@pytest.mark.parametrize("who", ["channel_manager", "channel_director", "seller_a", "operations"])
def test_nobody_else_can_have_an_account_in_charge(
    cast: Cast, now: datetime, row: Customer, who: str
) -> None:
    with nothing_changes(AccountAssignment), pytest.raises(Invalid) as refused:
        assign_account_manager(cast.operations, row.public_id, user_of(getattr(cast, who)), now=now)
    assert codes(refused.value) == {"user": "wrong_role"}


def test_an_absent_account_is_in_nobodys_charge(cast: Cast, now: datetime) -> None:
    user = user_of(cast.account_manager)
    with nothing_changes(AccountAssignment), pytest.raises(NotFound):
        assign_account_manager(cast.operations, "cus_none", user, now=now)
    assert make_customer(cast.operations, "甲", now).assignments.count() == 0
