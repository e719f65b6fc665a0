"""A merge points, rewrites nothing, follows chains, needs a reason, and is undone without loss."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.market.customers.actions import (
    add_customer_contact,
    create_customer,
    merge_customers,
    note_partner_knows,
    undo_merge,
)
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import (
    Customer,
    CustomerContact,
    CustomerDomain,
    CustomerIdentifier,
    CustomerKey,
    CustomerName,
    PartnerCustomer,
)
from qudao.market.customers.selectors import (
    CustomerQuery,
    canonical_ids,
    customer_list,
    customer_page,
    same_customer_ids,
)
from qudao.market.customers.selectors.canonical import canonical_of, same_customer_keys
from qudao.market.customers.selectors.merging import customers_like, merge_candidates
from qudao.market.partners.inputs import ContactInput
from tests.market.customers.build import USCC_A, USCC_B, make_customer, uscc
from tests.market.trail import codes, every, last_note, told
from tests.people import Cast
from tests.refusals import nothing_changes, rows_of

DAY = date(2026, 3, 2)
HANGING = (
    CustomerName,
    CustomerIdentifier,
    CustomerDomain,
    CustomerKey,
    CustomerContact,
    PartnerCustomer,
)


@pytest.fixture
def pair(cast: Cast, now: datetime) -> tuple[Customer, Customer]:
    one = make_customer(cast.operations, "北湖水务有限公司", now, USCC_A)
    two = make_customer(cast.operations, "北湖自来水公司", now, USCC_B)
    return one, two


def merge(cast: Cast, two: Customer, one: Customer, now: datetime, reason: str = "same") -> None:
    merge_customers(cast.channel_manager, two.public_id, one.public_id, reason=reason, now=now)


def test_a_merge_and_its_undoing_leave_everything_where_it_hung(
    cast: Cast, now: datetime, pair: tuple[Customer, Customer]
) -> None:
    one, two = pair
    note_partner_knows(cast.partner_a.pk, two, "自来水", on=DAY)
    add_customer_contact(cast.operations, two.public_id, ContactInput(name="Yao"), now=now)
    before, rows = rows_of(HANGING), rows_of((Customer,))
    merge(cast, two, one, now)
    assert rows_of(HANGING) == before
    assert every(Customer).get(pk=two.pk).canonical_id == one.pk
    undo_merge(cast.account_manager, two.public_id, reason="", now=now)
    assert (rows_of(HANGING), rows_of((Customer,))) == (before, rows)


def test_one_page_reads_what_hangs_on_either_row(
    cast: Cast, now: datetime, pair: tuple[Customer, Customer]
) -> None:
    one, two = pair
    note_partner_knows(cast.partner_a.pk, two, "自来水", on=DAY)
    note_partner_knows(cast.partner_b.pk, one, "水务", on=DAY)
    add_customer_contact(cast.operations, two.public_id, ContactInput(name="Yao"), now=now)
    merge(cast, two, one, now)
    for asked in (one, two):
        page = customer_page(cast.channel_director, asked.public_id, today=DAY)
        assert page.customer == one
        assert page.asked_for == ("" if asked == one else two.public_id)
        assert [number.value for number in page.identifiers] == [USCC_A, USCC_B]
        assert [contact.name for contact in page.contacts] == ["Yao"]
        assert [view.partner for view in page.relations] == ["Dingpei Integration", "Qiheng Info"]
    (row,) = customer_list(cast.channel_director, CustomerQuery())
    assert row.public_id == one.public_id


def test_the_trail_of_a_merge_hangs_on_the_duplicate_with_its_reason(
    cast: Cast, now: datetime, pair: tuple[Customer, Customer]
) -> None:
    one, two = pair
    merge(cast, two, one, now, reason="  same number\r\nin the register 🙂 ")
    assert last_note() == "same number\r\nin the register 🙂"
    undo_merge(cast.channel_manager, two.public_id, reason=" two houses ", now=now)
    assert last_note() == "two houses"
    pointer = {"canonical": one.public_id}
    assert told()[2:] == [
        ("customers.merged", two.public_id, {"canonical": ""}, pointer),
        ("customers.merge_undone", two.public_id, pointer, {"canonical": ""}),
    ]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "required"),
        (" \r\n\t", "required"),
        ("x" * 501, "too_long"),
        ("a\x00b", "control_sign"),
        ("a\u2066b", "control_sign"),
    ],
)
def test_a_reason_keeps_its_bounds_both_ways(
    cast: Cast, now: datetime, pair: tuple[Customer, Customer], reason: str, code: str
) -> None:
    one, two = pair
    with nothing_changes(Customer), pytest.raises(Invalid) as refused:
        merge(cast, two, one, now, reason)
    assert codes(refused.value) == {"reason": code}
    merge(cast, two, one, now, "x" * 500)
    if code == "required":  # whoever frees a row may stay silent
        undo_merge(cast.channel_manager, two.public_id, reason=reason, now=now)
        return
    with nothing_changes(Customer), pytest.raises(Invalid) as again:
        undo_merge(cast.channel_manager, two.public_id, reason=reason, now=now)
    assert codes(again.value) == {"reason": code}


def test_absent_customers_are_neither_merged_nor_freed(
    cast: Cast, now: datetime, pair: tuple[Customer, Customer]
) -> None:
    known = pair[0].public_id
    for one, other in ((known, "cus_none"), ("cus_none", known), ("", ""), ("\x00", known)):
        with nothing_changes(Customer), pytest.raises(NotFound):
            merge_customers(cast.operations, one, other, reason="x", now=now)
    with pytest.raises(NotFound):
        undo_merge(cast.operations, "cus_none", reason="x", now=now)


# ------------------------------------------------------------------ chains


@pytest.fixture
def chain(cast: Cast, now: datetime) -> list[Customer]:
    """Five rows, each merged into the one before, the last first."""
    rows = [make_customer(cast.operations, f"第{number}水厂", now) for number in range(5)]
    for at in (4, 3, 2, 1):
        merge(cast, rows[at], rows[at - 1], now)
    return rows


def test_a_chain_ends_in_its_first_row_in_few_queries(
    chain: list[Customer], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [row.pk for row in chain]
    with django_assert_max_num_queries(5):
        assert canonical_ids(keys) == dict.fromkeys(keys, keys[0])
    with django_assert_max_num_queries(10):
        assert same_customer_ids(keys[2]) == set(keys)
    assert canonical_of(every(Customer).get(pk=keys[4])) == chain[0]
    assert same_customer_keys(chain[3].public_id) == set(keys)
    assert same_customer_keys("cus_none") == set()
    assert canonical_ids([]) == {}


def test_undoing_in_the_middle_frees_the_middle_and_what_hangs_on_it(
    cast: Cast, now: datetime, chain: list[Customer]
) -> None:
    undo_merge(cast.operations, chain[2].public_id, reason="", now=now)
    keys = [row.pk for row in chain]
    assert canonical_ids(keys) == {
        **dict.fromkeys(keys[:2], keys[0]),
        **dict.fromkeys(keys[2:], keys[2]),
    }
    with pytest.raises(Conflict) as refused:
        undo_merge(cast.operations, chain[2].public_id, reason="", now=now)
    assert refused.value.code == "not_merged"


def test_a_merge_into_a_merged_row_points_to_its_end(
    cast: Cast, now: datetime, chain: list[Customer]
) -> None:
    late = make_customer(cast.operations, "新水厂", now)
    end = merge_customers(
        cast.operations, late.public_id, chain[4].public_id, reason="same", now=now
    )
    assert end == chain[0]
    assert every(Customer).get(pk=late.pk).canonical_id == chain[0].pk


# ------------------------------------------------------------------ candidates


def test_candidates_are_the_alike_or_what_a_search_finds_and_never_the_row_itself(
    cast: Cast, now: datetime
) -> None:
    one = make_customer(cast.operations, "华东证券股份有限公司", now)
    two = make_customer(cast.operations, "华东证券", now)
    far = make_customer(cast.operations, "南方重工有限公司", now)
    found = merge_candidates(cast.channel_manager, one.public_id)
    assert [row.public_id for row in found] == [two.public_id]
    assert found[0].score is not None
    assert 0 < found[0].score <= 1
    searched = merge_candidates(cast.channel_manager, one.public_id, text=" 南方 ")
    assert [(row.public_id, row.score) for row in searched] == [(far.public_id, None)]
    both = merge_candidates(cast.channel_manager, one.public_id, text="华东")
    assert [row.public_id for row in both] == [two.public_id]
    assert merge_candidates(cast.channel_manager, far.public_id) == []
    merge(cast, two, one, now)
    assert merge_candidates(cast.channel_manager, one.public_id) == []
    with pytest.raises(NotFound):
        merge_candidates(cast.channel_manager, "cus_none")


def test_what_is_about_to_be_added_is_compared_with_what_is_there(
    cast: Cast, now: datetime
) -> None:
    known = make_customer(cast.operations, "华东证券股份有限公司", now, USCC_A)
    make_customer(cast.operations, "华东证券股份有限公司上海分公司", now)  # related, not the same

    def like(**stated: object) -> list[str]:
        given = CustomerInput(**stated)  # type: ignore[arg-type]
        return [row.public_id for row in customers_like(cast.channel_manager, given)]

    assert like(name_zh="华东证券") == [known.public_id]
    assert like(name_zh="无关", identifiers=(uscc(USCC_A),)) == [known.public_id]
    assert like(name_zh="南方重工") == like() == like(name_zh="🙂") == []
    assert every(Customer).count() == 2


def test_a_dozen_candidates_are_enough(cast: Cast, now: datetime) -> None:
    for number in range(15):
        stated = CustomerInput(name_zh=f"北湖水务{number}厂", website="www.beihu-water.cn")
        create_customer(cast.operations, stated, now=now)
    first = every(Customer)[0]
    assert len(merge_candidates(cast.operations, first.public_id)) <= 12
    assert len(merge_candidates(cast.operations, first.public_id, text="北湖")) == 12
