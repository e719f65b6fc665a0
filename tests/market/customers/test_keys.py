"""Match keys: what a company is found by, in both languages, and kept true to the facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.engines.kinds import Match
from qudao.market.customers.actions import add_name, create_customer, merge_customers
from qudao.market.customers.identity import (
    INITIALS,
    LONGEST_KEY,
    check_keys,
    company_facts,
    insert_keys,
    keys_of,
    name_in_parts,
    stored_facts,
    stored_keys_of,
    write_keys,
)
from qudao.market.customers.inputs import CustomerInput, NameInput
from qudao.market.customers.models import Customer, CustomerKey
from qudao.market.customers.selectors import (
    CustomerQuery,
    alike_customers,
    customer_list,
    resolve_company,
)
from tests.market.customers.build import USCC_A, keys, make_customer, uscc
from tests.market.trail import every
from tests.people import Cast

LEGAL = "华东证券股份有限公司"


def kinds(*names: str, **stated: str) -> set[str]:
    return {kind for kind, _value in keys_of(company_facts(names=names, **stated))}


def test_each_thing_that_is_known_of_a_company_is_a_key() -> None:
    assert "identifier" in kinds("x", uscc=USCC_A)
    assert "domain" in kinds("x", website="www.huadong-sec.com.cn")
    assert not {"identifier", "domain"} & kinds(LEGAL, uscc=USCC_A[:-1], website="qq.com")
    assert kinds() == kinds("", "  ") == set()


def test_two_spellings_of_one_name_share_a_key() -> None:
    def shared(one: str, other: str) -> bool:
        return bool(keys_of(company_facts(names=[one])) & keys_of(company_facts(names=[other])))

    for other in ("华东证券", "华东證券股份有限公司", f" {LEGAL} ", "华东证券（集团）股份有限公司"):
        assert shared(LEGAL, other), other
    assert shared("Huadong Securities Co., Ltd.", "HUADONG SECURITIES")
    assert not shared(LEGAL, "南方重工有限公司")


def test_initials_are_for_people_and_match_no_companies() -> None:
    facts = company_facts(names=["浦岚证券股份有限公司"])
    assert stored_keys_of(facts) - keys_of(facts) == {(INITIALS, "plzq")}
    for name in ("Pulan Securities", "浦", ""):
        other = company_facts(names=[name])
        assert stored_keys_of(other) == keys_of(other), name


def test_a_key_fits_its_column_whatever_the_name() -> None:
    for name in ("装" * 200, "x" * 200, "装饰工程" * 50):
        stored = stored_keys_of(company_facts(names=[name]))
        assert stored
        assert all(0 < len(value) <= LONGEST_KEY and kind for kind, value in stored)


def test_a_name_is_taken_apart_the_same_way_each_time() -> None:
    assert name_in_parts(LEGAL) is name_in_parts(LEGAL)
    assert name_in_parts(LEGAL).is_han
    assert not name_in_parts("Huadong").is_han


# ------------------------------------------------------------------ stored


@pytest.fixture
def row(cast: Cast, now: datetime) -> Customer:
    return make_customer(cast.operations, LEGAL, now, USCC_A)


def test_stored_facts_are_what_the_rows_say(cast: Cast, now: datetime) -> None:
    stated = CustomerInput(
        name_zh=LEGAL, website="www.huadong-sec.com.cn", city="上海", identifiers=(uscc(USCC_A),)
    )
    row = create_customer(cast.operations, stated, now=now)
    add_name(cast.operations, row.public_id, NameInput(name="Huadong Securities"), now=now)
    facts = stored_facts([row])[row.pk]
    assert len(facts.names) == 2
    assert facts.domains == frozenset({"huadong-sec.com.cn"})
    assert (facts.city, facts.group) == ("310000", str(row.pk))
    assert stored_facts([]) == {}


def test_keys_are_brought_to_the_facts_and_right_ones_are_left(
    cast: Cast, row: Customer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    right = keys(row)
    gone = every(CustomerKey).filter(customer=row, kind="identifier")
    gone.delete()
    CustomerKey.objects.create(customer=row, kind="domain", value="stale.cn")
    kept = set(every(CustomerKey).exclude(value="stale.cn").values_list("pk", flat=True))
    found = check_keys([row])
    assert (found.customers, found.missing, found.stale) == (1, 1, 1)
    with django_assert_max_num_queries(7):
        write_keys([row])
    assert keys(row) == right
    assert kept < set(every(CustomerKey).values_list("pk", flat=True))
    found = check_keys([row])
    assert (found.missing, found.stale) == (0, 0)


def test_a_key_that_is_there_already_is_not_written_twice(row: Customer) -> None:
    before = keys(row)
    insert_keys({row.pk: [*before, *before]})
    assert keys(row) == before
    assert every(CustomerKey).count() == len(before)
    insert_keys({})
    insert_keys({row.pk: []})


# ------------------------------------------------------------------ found in both languages


@pytest.fixture
def bilingual(cast: Cast, now: datetime) -> Customer:
    stated = CustomerInput(name_zh="浦岚证券股份有限公司", name_en="Pulan Securities Co., Ltd.")
    return create_customer(cast.operations, stated, now=now)


@pytest.mark.parametrize(
    "name",
    [
        "浦岚证券股份有限公司",
        "浦岚证券",
        "浦嵐證券",
        "Pulan Securities",
        "PULAN SECURITIES CO LTD",
        "Ｐｕｌａｎ Ｓｅｃｕｒｉｔｉｅｓ",
    ],
)
def test_a_company_is_recognised_in_either_language(bilingual: Customer, name: str) -> None:
    found = resolve_company(company_facts(names=[name]))
    assert [one.customer for one in found] == [bilingual]
    assert found[0].likeness.match in {Match.LIKELY, Match.EXACT}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("浦岚", 1),
        ("岚证", 1),
        ("pulan", 1),
        ("PULAN SEC", 1),
        ("securities", 1),
        ("plzq", 1),
        ("pu lan zheng quan", 1),
        ("浦嵐", 0),  # a list searches what is written, identity what is meant
        ("qq", 0),
        ("p", 1),
    ],
)
def test_a_list_is_searched_in_either_language_and_by_sound(
    cast: Cast, bilingual: Customer, text: str, count: int
) -> None:
    assert len(customer_list(cast.channel_manager, CustomerQuery(text=text))) == count


def test_a_company_is_not_alike_to_itself_nor_to_what_was_merged_into_it(
    cast: Cast, now: datetime, bilingual: Customer
) -> None:
    twin = make_customer(cast.operations, "浦岚证券", now)
    assert [one.customer for one in alike_customers(bilingual)] == [twin]
    assert [one.customer for one in alike_customers(twin)] == [bilingual]
    merge_customers(cast.operations, twin.public_id, bilingual.public_id, reason="same", now=now)
    for row in (twin, bilingual):
        assert alike_customers(every(Customer).get(pk=row.pk)) == []


def test_units_of_one_group_are_told_apart_from_strangers(cast: Cast, now: datetime) -> None:
    def facts_of(row: Customer) -> Any:
        return stored_facts([every(Customer).get(pk=row.pk)])[row.pk]

    group = make_customer(cast.operations, "南方集团有限公司", now)
    unit = make_customer(cast.operations, "南方重工有限公司", now)
    assert facts_of(group).group != facts_of(unit).group
    every(Customer).filter(pk=unit.pk).update(parent=group)
    assert facts_of(group).group == facts_of(unit).group == str(group.pk)
