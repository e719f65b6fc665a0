"""A customer's page: everything the vendor knows, in the reader's language, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY
from qudao.core.errors import NotFound
from qudao.market.cells.actions import NodeInput, create_segment, create_territory
from qudao.market.customers.actions import (
    add_domain,
    add_identifier,
    add_name,
    assign_account_manager,
    create_customer,
    note_partner_knows,
    place_in_group,
)
from qudao.market.customers.actions.indexing import check, reindex
from qudao.market.customers.inputs import CustomerInput, IdentifierInput, NameInput
from qudao.market.customers.models import Customer, CustomerKey
from qudao.market.customers.selectors import customer_page
from tests.market.customers.build import USCC_A, USCC_WRONG, keys, make_customer, uscc
from tests.market.trail import every, people_of, user_of
from tests.people import Cast

DAY = date(2026, 3, 2)


@pytest.fixture
def row(cast: Cast, now: datetime) -> Customer:
    who = cast.operations
    create_territory(who, NodeInput("EAST", name_zh="华东", name_en="East"), now=now)
    create_segment(who, NodeInput("BANKS", name_zh="银行业", name_en="Banks"), now=now)
    stated = CustomerInput(
        name_zh="华东证券",
        name_en="Huadong Securities",
        region="EAST",
        industry="BANKS",
        identifiers=(uscc(USCC_A),),
        website="www.huadong-sec.com.cn",
    )
    return create_customer(who, stated, now=now)


def test_the_page_is_there_for_the_vendors_people_but_personnel(cast: Cast, row: Customer) -> None:
    note_partner_knows(cast.partner_a.pk, row, "华证", on=DAY)
    for name, actor in people_of(cast).items():
        if actor.is_vendor and name != "human_resources":
            assert customer_page(actor, row.public_id, today=DAY).customer == row, name
            continue
        with pytest.raises(NotFound):
            customer_page(actor, row.public_id, today=DAY)
    for actor, public_id in ((NOBODY, row.public_id), (cast.operations, "cus_none")):
        with pytest.raises(NotFound):
            customer_page(actor, public_id, today=DAY)


def test_the_page_reads_in_the_readers_language(cast: Cast, row: Customer) -> None:
    english = customer_page(cast.operations, row.public_id, today=DAY)
    assert (english.name, english.region, english.industry) == (
        "Huadong Securities",
        "East",
        "Banks",
    )
    chinese = replace(cast.operations, language="zh-hans")
    page = customer_page(chinese, row.public_id, today=DAY)
    assert (page.name, page.region, page.industry) == ("华东证券", "华东", "银行业")


def test_the_page_shows_what_the_customer_is_known_by(
    cast: Cast, now: datetime, row: Customer
) -> None:
    who, public_id = cast.operations, row.public_id
    add_name(who, public_id, NameInput(name="华证", kind="short"), now=now)
    add_domain(who, public_id, "hdzq.cn", now=now)
    add_identifier(who, public_id, uscc(USCC_WRONG, keep_unproven=True), now=now)
    number = IdentifierInput(scheme="registration", value="430111000344649")
    add_identifier(who, public_id, number, now=now)
    page = customer_page(who, public_id, today=DAY)
    assert [(one.name, one.kind_label) for one in page.names] == [
        ("华东证券", "Registered name"),
        ("Huadong Securities", "Registered name"),
        ("华证", "Short name"),
    ]
    assert [(one.scheme, one.value, one.is_valid) for one in page.identifiers] == [
        ("registration", "430111000344649", True),
        ("uscc", USCC_WRONG, False),
        ("uscc", USCC_A, True),
    ]
    assert page.domains == ("hdzq.cn", "huadong-sec.com.cn")
    assert (page.above, page.units, page.merged, page.relations, page.contacts) == ((),) * 5


def test_the_page_shows_who_looked_after_the_account_the_present_one_first(
    cast: Cast, now: datetime, row: Customer
) -> None:
    assert customer_page(cast.operations, row.public_id, today=DAY).account_manager is None
    for days, who in ((0, cast.account_manager), (5, cast.sales_director)):
        at = now + timedelta(days=days)
        assign_account_manager(cast.operations, row.public_id, user_of(who), now=at)
    page = customer_page(cast.operations, row.public_id, today=DAY)
    assert [(one.name, one.since, one.until) for one in page.charges] == [
        ("Sun Wei", date(2026, 3, 7), None),
        ("He Jia", DAY, date(2026, 3, 7)),
    ]
    assert page.account_manager == page.charges[0]


def test_the_page_of_a_full_customer_takes_as_many_queries_as_that_of_an_empty_one(
    cast: Cast, now: datetime, row: Customer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        unit = make_customer(cast.operations, f"第{number}营业部", now)
        place_in_group(cast.operations, unit.public_id, row.public_id, now=now)
        add_name(cast.operations, row.public_id, NameInput(name=f"别名{number}"), now=now)
    for partner in (cast.partner_a, cast.partner_b, cast.distributor, cast.sub_reseller):
        note_partner_knows(partner.pk, row, "华证", on=DAY)
    with django_assert_max_num_queries(14):
        page = customer_page(cast.channel_director, row.public_id, today=DAY)
    assert (len(page.units), len(page.names), len(page.relations)) == (12, 14, 4)
    assert [unit.name for unit in page.units[:2]] == ["第0营业部", "第1营业部"]


# ------------------------------------------------------------------ keys as a whole


def test_reindexing_mends_every_customer_and_tells_how_far_it_came(
    cast: Cast, now: datetime, row: Customer
) -> None:
    other = make_customer(cast.operations, "北湖水务有限公司", now)
    right = {one.pk: keys(one) for one in (row, other)}
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    every(CustomerKey).delete()
    CustomerKey.objects.create(customer=other, kind="domain", value="stale.cn")
    found = check(progress)
    missing = sum(len(one) for one in right.values())
    assert (found.customers, found.missing, found.stale) == (2, missing, 1)
    assert reindex(progress) == 2
    assert {one.pk: keys(one) for one in (row, other)} == right
    assert told == [(2, 2), (2, 2)]
    before = list(every(CustomerKey).values_list("pk", flat=True))
    reindex(progress)
    assert list(every(CustomerKey).values_list("pk", flat=True)) == before  # right keys stay


def test_nothing_to_reindex_is_nothing_done(cast: Cast) -> None:
    def progress(*_counts: int) -> None:
        pytest.fail("nobody is there to tell of")

    found = check(progress)
    assert (found.customers, found.missing, found.stale) == (0, 0, 0)
    assert reindex(progress) == 0
