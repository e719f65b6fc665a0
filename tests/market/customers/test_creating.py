"""Customers are created with their names, numbers, domains and match keys, or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import Conflict, Invalid, NotPermitted
from qudao.market.cells.actions import NodeInput, create_territory
from qudao.market.customers.actions import (
    create_customer,
    create_customers,
    edit_customer,
    place_in_group,
)
from qudao.market.customers.inputs import CustomerInput, IdentifierInput, NameInput
from qudao.market.customers.models import Customer, CustomerIdentifier, CustomerName
from tests.market.customers.build import (
    SYSTEM,
    USCC_A,
    USCC_B,
    USCC_WRONG,
    all_customers,
    keys,
    make_customer,
    problems,
    uscc,
    verbs,
)
from tests.people import Cast

FULL = CustomerInput(
    name_zh="华东证券股份有限公司",
    name_en="Huadong Securities",
    names=(NameInput(name="华东证券", kind="short"), NameInput(name="Huadong Securities")),
    identifiers=(uscc(USCC_A),),
    website="https://www.huadong-sec.com.cn/about",
    city="上海",
)


def test_a_customer_has_its_names_numbers_domains_and_keys(cast: Cast, now: datetime) -> None:
    row = create_customer(cast.channel_manager, FULL, now=now)
    names = CustomerName.objects.visible_to(SYSTEM).filter(customer=row).order_by("pk")
    assert list(names.values_list("name", "kind")) == [
        ("华东证券股份有限公司", "registered"),
        ("Huadong Securities", "registered"),
        ("华东证券", "short"),
    ]
    assert row.domains.get().domain == "huadong-sec.com.cn"
    assert {
        ("identifier", f"uscc:{USCC_A}"),
        ("domain", "huadong-sec.com.cn"),
    } <= keys(row)
    assert verbs() == ["customers.created"]


@pytest.mark.parametrize("who", ["seller_a", "principal_a", "human_resources"])
def test_others_may_not_create_customers(cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotPermitted):
        create_customer(getattr(cast, who), FULL, now=now)
    assert all_customers() == []


def test_every_problem_is_named_at_once(cast: Cast, now: datetime) -> None:
    hostile = CustomerInput(
        kind="empire",
        parent="cus_none",
        account_class="mine",
        region="ATLANTIS",
        industry="NONE",
        address="x" * 301,
        website="not a site",
        employees=10**9,
        names=(NameInput(name="a\x00b"),),
        identifiers=(uscc(USCC_WRONG),),
        domains=("qq.com",),
    )
    with pytest.raises(Invalid) as refused:
        create_customer(cast.channel_manager, hostile, now=now)
    assert problems(refused.value) == {
        "name_zh": "required",
        "kind": "unknown_choice",
        "parent": "unknown",
        "account_class": "unknown_choice",
        "region": "unknown",
        "industry": "unknown",
        "address": "too_long",
        "website": "not_a_website",
        "employees": "out_of_bounds",
        "names": "control_sign",
        "identifiers": "wrong_check_digit",
        "domains": "not_a_domain",
    }
    assert all_customers() == []
    assert verbs() == []


def test_a_wrong_number_can_be_kept_as_unproven_and_is_no_key(cast: Cast, now: datetime) -> None:
    unproven = CustomerInput(
        name_zh="某某科技有限公司", identifiers=(uscc(USCC_WRONG, keep_unproven=True),)
    )
    row = create_customer(cast.channel_manager, unproven, now=now)
    kept = CustomerIdentifier.objects.visible_to(SYSTEM).get(customer=row)
    assert (kept.value, kept.is_valid) == (USCC_WRONG, False)
    assert not [key for key in keys(row) if key[0] == "identifier"]
    again = create_customer(cast.channel_manager, unproven, now=now)
    assert again.pk != row.pk


def test_a_number_belongs_to_one_customer(cast: Cast, now: datetime) -> None:
    make_customer(cast.channel_manager, "甲公司", now, USCC_A)
    with pytest.raises(Invalid) as refused:
        make_customer(cast.channel_manager, "乙公司", now, USCC_A.lower())
    assert problems(refused.value) == {"identifiers": "taken"}
    assert all_customers() == ["甲公司"]


def test_two_registers_may_give_one_registration_number(cast: Cast, now: datetime) -> None:
    number = IdentifierInput(scheme="registration", value="430111000344649")
    for name in ("甲公司", "乙公司"):
        given = CustomerInput(name_zh=name, identifiers=(number,))
        create_customer(cast.channel_manager, given, now=now)
    assert all_customers() == ["甲公司", "乙公司"]


def test_a_bad_row_stops_no_other_row_of_a_batch(cast: Cast, now: datetime) -> None:
    batch = [
        CustomerInput(name_zh="甲公司", identifiers=(uscc(USCC_A),), source="f", source_key="1"),
        CustomerInput(name_zh=""),
        CustomerInput(name_zh="乙公司", identifiers=(uscc(USCC_A),)),
        CustomerInput(name_zh="丙公司", source="f", source_key="1"),
        CustomerInput(name_zh="丁公司", identifiers=(uscc(USCC_B),)),
    ]
    created = create_customers(cast.operations, batch, now=now)
    assert sorted(created.customers) == [0, 4]
    assert {place: problems(one) for place, one in created.refused.items()} == {
        1: {"name_zh": "required"},
        2: {"identifiers": "taken"},
        3: {"source_key": "taken"},
    }
    assert all_customers() == ["甲公司", "丁公司"]
    assert verbs() == ["customers.created"] * 2


def test_a_batch_takes_as_many_queries_as_one_customer(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    batch = [CustomerInput(name_zh=f"第{number}号公司", city="上海") for number in range(100)]
    with django_assert_max_num_queries(16):
        create_customers(cast.operations, batch, now=now)
    assert Customer.objects.visible_to(SYSTEM).count() == 100


def test_an_edit_keeps_the_former_name_and_renews_the_keys(cast: Cast, now: datetime) -> None:
    create_territory(cast.operations, NodeInput("EAST", name_zh="华东"), now=now)
    row = make_customer(cast.channel_manager, "甲方科技有限公司", now)
    before = keys(row)
    change = CustomerInput(name_zh="乙方数据有限公司", region="EAST", account_class="direct")
    edited = edit_customer(cast.account_manager, row.public_id, change, version=1, now=now)
    assert (edited.name_zh, edited.account_class, edited.version) == (
        "乙方数据有限公司",
        "direct",
        2,
    )
    names = CustomerName.objects.visible_to(SYSTEM).filter(customer=row).order_by("pk")
    assert list(names.values_list("name", "kind")) == [
        ("甲方科技有限公司", "former"),
        ("乙方数据有限公司", "registered"),
    ]
    assert before < keys(row)
    with pytest.raises(Conflict):
        edit_customer(cast.account_manager, row.public_id, FULL, version=1, now=now)
    assert Customer.objects.visible_to(SYSTEM).get(pk=row.pk).version == 2


def test_a_group_tree_has_no_circle(cast: Cast, now: datetime) -> None:
    group = make_customer(cast.channel_manager, "甲集团", now)
    company = make_customer(cast.channel_manager, "乙公司", now)
    site = make_customer(cast.channel_manager, "丙分公司", now)
    place_in_group(cast.channel_manager, company.public_id, group.public_id, now=now)
    place_in_group(cast.channel_manager, site.public_id, company.public_id, now=now)
    for below in (group, company, site):
        with pytest.raises(Invalid) as refused:
            place_in_group(cast.channel_manager, group.public_id, below.public_id, now=now)
        assert problems(refused.value) == {"parent": "circle"}
    assert Customer.objects.visible_to(SYSTEM).get(pk=group.pk).parent_id is None
    place_in_group(cast.channel_manager, company.public_id, "", now=now)
    assert Customer.objects.visible_to(SYSTEM).get(pk=company.pk).parent_id is None
