"""Whom a claim means: the certain one, else a new customer, with those that are alike beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import Invalid
from qudao.engines.kinds import Match
from qudao.market.customers.actions import add_domain, claim_customer, merge_customers
from qudao.market.customers.actions.claims import facts_of_input
from qudao.market.customers.identity import company_facts, keys_of
from qudao.market.customers.inputs import CustomerInput, NameInput
from qudao.market.customers.models import Customer, CustomerKey
from qudao.market.customers.selectors import resolve_company
from qudao.market.customers.selectors.resolving import (
    customers_by_identifier,
    customers_by_source_key,
    keys_for_many,
)
from tests.market.customers.build import USCC_A, USCC_B, USCC_WRONG, make_customer, uscc
from tests.market.trail import codes, every
from tests.people import Cast
from tests.refusals import nothing_changes

LEGAL = "华东证券股份有限公司"


@pytest.fixture
def known(cast: Cast, now: datetime) -> Customer:
    return make_customer(cast.operations, LEGAL, now, USCC_A)


@pytest.mark.parametrize(
    "stated",
    [
        {"name_zh": "别的名字", "identifiers": (uscc(USCC_A),)},
        {"name_zh": LEGAL},
        {"name_zh": f" {LEGAL} "},
        {"name_zh": "华东證券股份有限公司"},
        {"name_zh": "别的名字", "names": (NameInput(name=LEGAL),)},
        {"name_zh": LEGAL, "city": "上海"},
    ],
)
def test_a_certain_claim_meets_the_known_customer(
    cast: Cast, now: datetime, known: Customer, stated: dict[str, Any]
) -> None:
    with nothing_changes(Customer, CustomerKey):
        claim = claim_customer(cast.seller_a, CustomerInput(**stated), now=now)
    assert claim.customer == known
    assert known not in [one.customer for one in claim.alike]


@pytest.mark.parametrize(
    ("stated", "alike"),
    [
        ({"name_zh": "华东证券"}, [LEGAL]),
        ({"name_zh": f"{LEGAL}上海分公司"}, [LEGAL]),
        ({"name_zh": LEGAL, "identifiers": (uscc(USCC_B),)}, None),
        ({"name_zh": "南方重工有限公司"}, []),
        ({"name_en": "Alphabet Soup Ltd"}, []),
    ],
)
def test_anything_less_than_certain_is_a_new_customer(
    cast: Cast, now: datetime, known: Customer, stated: dict[str, Any], alike: list[str] | None
) -> None:
    claim = claim_customer(cast.seller_a, CustomerInput(**stated), now=now)
    assert claim.customer != known
    assert every(Customer).count() == 2
    if alike is not None:
        assert [one.customer.name_zh for one in claim.alike] == alike


def test_a_claim_for_a_merged_customer_meets_the_canonical_one(
    cast: Cast, now: datetime, known: Customer
) -> None:
    other = make_customer(cast.operations, "北湖水务有限公司", now)
    merge_customers(cast.operations, other.public_id, known.public_id, reason="same", now=now)
    claim = claim_customer(cast.seller_a, CustomerInput(name_zh="北湖水务有限公司"), now=now)
    assert claim.customer == known


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({}, {"name_zh": "required"}),
        ({"name_zh": " ", "city": "x" * 121}, {"name_zh": "required", "city": "too_long"}),
        (
            {"name_zh": "新", "identifiers": (uscc(USCC_WRONG),)},
            {"identifiers": "wrong_check_digit"},
        ),
        ({"name_zh": "新" * 201}, {"name_zh": "too_long"}),
    ],
)
def test_a_wrong_claim_makes_no_customer(
    cast: Cast, now: datetime, known: Customer, stated: dict[str, Any], problems: dict[str, str]
) -> None:
    with nothing_changes(Customer, CustomerKey), pytest.raises(Invalid) as refused:
        claim_customer(cast.seller_a, CustomerInput(**stated), now=now)
    assert codes(refused.value) == problems


def test_an_input_says_what_identity_compares() -> None:
    given = CustomerInput(
        name_zh=LEGAL,
        name_en="Huadong Securities",
        names=(NameInput(name="华证"),),
        identifiers=(uscc(USCC_A),),
        website="www.huadong-sec.com.cn",
        city="Shanghai",
    )
    facts = facts_of_input(given)
    assert len(facts.names) == 3
    assert facts.domains == frozenset({"huadong-sec.com.cn"})
    assert facts.city == "310000"
    assert [one.value for one in facts.identifiers] == [USCC_A]
    silent = facts_of_input(
        replace(given, identifiers=(uscc(USCC_WRONG),), website="qq.com", city="Atlantis")
    )
    assert (silent.identifiers, silent.domains, silent.city) == (frozenset(), frozenset(), "")
    assert company_facts(names=["", "  "]).names == ()


# ------------------------------------------------------------------ who is alike


def matches(**facts: Any) -> list[tuple[str, Match]]:
    found = resolve_company(company_facts(**{"names": [], **facts}))
    return [(one.customer.name_zh, one.likeness.match) for one in found]


def test_the_most_alike_comes_first_and_those_left_out_do_not_come(
    cast: Cast, now: datetime, known: Customer
) -> None:
    branch = make_customer(cast.operations, f"{LEGAL}苏州分公司", now)
    facts = company_facts(names=[LEGAL], uscc=USCC_A)
    assert [one.customer for one in resolve_company(facts)] == [known, branch]
    assert [one.customer for one in resolve_company(facts, without=[known.pk])] == [branch]
    assert resolve_company(facts, without=[known.pk, branch.pk]) == []


def test_a_company_is_known_by_its_domain(cast: Cast, now: datetime, known: Customer) -> None:
    assert matches(names=["全新名称"], website="huadong-sec.com.cn") == []
    add_domain(cast.operations, known.public_id, "huadong-sec.com.cn", now=now)
    ((name, match),) = matches(names=["全新名称"], website="mail.huadong-sec.com.cn")
    assert name == LEGAL
    assert match is not Match.EXACT  # a domain may be shared by a group


def test_nothing_said_is_nobody_meant(
    cast: Cast, known: Customer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert matches() == matches(names=["", " "]) == []


def test_customers_are_looked_up_by_the_hundred_in_one_query(
    cast: Cast, known: Customer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert customers_by_identifier("uscc", [USCC_A, USCC_B]) == {USCC_A: known.pk}
        assert customers_by_source_key("erp", ["1"]) == {}
    assert customers_by_identifier("vat", [USCC_A]) == {}
    facts = [company_facts(names=[f"第{number}水厂"]) for number in range(50)]
    with django_assert_num_queries(len({kind for kind, _value in _kinds(facts)})):
        assert keys_for_many(facts) == {}
    assert keys_for_many([]) == {}


def _kinds(companies: list[Any]) -> set[tuple[str, str]]:
    return {key for facts in companies for key in keys_of(facts)}
