"""The list of customers: narrowed, sorted, paged and exported by its address, within the scope."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.market.customers.actions import merge_customers
from qudao.market.customers.models import AccountAssignment, Customer, PartnerCustomer
from qudao.market.customers.selectors import CustomerQuery, customer_list
from tests.people import Cast, make_partner
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, words_of
from tests.web.workbench.reading import links_of, rows_of, sheet_of
from tests.web.workbench.records.build import CUSTOMERS, make_customer, make_industry, make_region

HEAD = [
    "Customer", "Kind", "Account class", "Named account", "Region", "City", "Industry",
    "Account manager", "Partners that know it",
]  # fmt: skip


@pytest.fixture
def three(cast: Cast, now: datetime) -> dict[str, Customer]:
    """A bank in the East that an account manager looks after, a clinic, and a group above it."""
    east = make_region("EAST", "East China")
    city = make_region("SHA", "Shanghai", east)
    bank = make_industry("BANK", "Banking")
    group = make_customer("康宁集团", now, kind="group", name_en="Kangning Group")
    rows = {
        "bank": make_customer(
            "东川银行", now, region=city, industry=bank, city="上海", account_class="direct",
            is_named_account=True, name_en="Dongchuan Bank",
        ),
        "clinic": make_customer("康宁医院", now, parent=group, name_en="Kangning Clinic"),
        "group": group,
    }  # fmt: skip
    AccountAssignment.objects.create(
        customer=rows["bank"], user_id=cast.account_manager.user_key, since=now.date()
    )
    for partner in (cast.partner_a, cast.partner_b):
        PartnerCustomer.objects.create(
            partner=partner, customer=rows["bank"], depth=2, since=date(2025, 1, 1)
        )
    PartnerCustomer.objects.create(
        partner=cast.partner_a, customer=rows["clinic"], depth=1, since=date(2025, 1, 1)
    )
    return rows


def names(actor: Actor, **asked: str) -> list[str]:
    return [line[0] for line in csv_rows(actor, CUSTOMERS, **asked)[1:]]


BANK, CLINIC, GROUP = "Dongchuan Bank", "Kangning Clinic", "Kangning Group"
NEWEST = [CLINIC, BANK, GROUP]
NARROWED: list[tuple[dict[str, str], list[str]]] = [
    ({}, NEWEST),
    ({"class": "direct"}, [BANK]),
    ({"class": "channel"}, [CLINIC, GROUP]),
    ({"class": "nonsense"}, NEWEST),
    ({"kind": "group"}, [GROUP]),
    ({"region": "EAST"}, [BANK]),  # with everything below it
    ({"region": "SHA"}, NEWEST),  # a city is not among the choices
    ({"industry": "BANK"}, [BANK]),
    ({"manager": "none"}, [CLINIC, GROUP]),
    ({"named": "yes"}, [BANK]),
    ({"named": "no"}, NEWEST),
    ({"q": "kangning"}, [CLINIC, GROUP]),
    ({"q": "康宁医院"}, [CLINIC]),
    ({"q": "  "}, NEWEST),
    ({"q": "%"}, []),
    ({"class": "direct", "kind": "group"}, []),
    ({"sort": "name"}, [BANK, CLINIC, GROUP]),
    ({"sort": "-name"}, [GROUP, CLINIC, BANK]),
    ({"sort": "partners"}, NEWEST),  # does not sort
]


def test_the_address_narrows_and_orders(cast: Cast, three: dict[str, Customer]) -> None:
    for asked, found in NARROWED:
        assert (asked, names(cast.operations, **asked)) == (asked, found)
    mine = cast.account_manager.public_id
    assert names(cast.operations, manager=mine) == [BANK]
    assert names(cast.operations, partner=cast.partner_b.public_id) == [BANK]


@pytest.mark.parametrize(
    "key", ["name", "kind", "account_class", "region", "industry", "city", "account_manager"]
)
def test_every_heading_that_sorts_can_be_read_both_ways(
    cast: Cast, three: dict[str, Customer], key: str
) -> None:
    up = customer_list(cast.operations, CustomerQuery(order=(key,)))
    down = customer_list(cast.operations, CustomerQuery(order=(f"-{key}",)))
    assert {row.name for row in up} == {row.name for row in down} == {BANK, CLINIC, GROUP}


def test_a_row_says_what_it_is(cast: Cast, three: dict[str, Customer]) -> None:
    head, *lines = csv_rows(cast.operations, CUSTOMERS, sort="name")
    assert head == HEAD
    assert lines[0] == [
        BANK, "Company", "Direct", "yes", "Shanghai", "上海", "Banking", "He Jia", "2",
    ]  # fmt: skip
    assert lines[1][-2:] == ["", "1"]


def test_the_export_is_a_workbook_too_and_follows_the_filter(
    cast: Cast, three: dict[str, Customer]
) -> None:
    answer: Any = client_of(cast.operations).get(CUSTOMERS, {"export": "xlsx", "kind": "group"})
    rows = sheet_of(answer)
    assert [row[0] for row in rows] == ["Customer", GROUP]
    page = page_for(cast.operations, CUSTOMERS, kind="group")
    assert "kind=group&amp;export=csv" in page
    assert "kind=group&amp;export=xlsx" in page


def test_the_page_shows_its_rows_and_the_words_for_what_is_missing(
    cast: Cast, three: dict[str, Customer]
) -> None:
    page = page_for(cast.operations, CUSTOMERS, sort="name")
    _head, first, second, _third = rows_of(page)
    assert first == [
        f"{BANK} Company · named account", "Direct", "Shanghai 上海", "Banking", "He Jia", "2",
    ]  # fmt: skip
    assert second[2:5] == ["–", "–", "Nobody"]
    assert links_of(page, f"{CUSTOMERS}cus_") == [
        f"{CUSTOMERS}{three[key].public_id}/" for key in ("bank", "clinic", "group")
    ]
    assert 'aria-sort="ascending"' in page


def test_a_merged_row_is_counted_once(
    cast: Cast, three: dict[str, Customer], now: datetime
) -> None:
    merge_customers(
        cast.operations, three["clinic"].public_id, three["group"].public_id, reason="x", now=now
    )
    assert names(cast.operations) == [BANK, GROUP]
    assert "1–2 of 2" in page_for(cast.operations, CUSTOMERS)


def test_a_partner_is_filtered_by_its_link_and_one_out_of_scope_is_absent(
    cast: Cast, three: dict[str, Customer], now: datetime
) -> None:
    for number in range(51):
        make_partner(f"A{number}", "", f"A partner {number:02}", now=now)
    page = page_for(cast.operations, CUSTOMERS, partner=cast.partner_b.public_id)
    assert "Known to: Dingpei Integration" in page
    assert BANK in page
    assert CLINIC not in page
    manager = client_of(cast.channel_manager)
    assert manager.get(CUSTOMERS, {"partner": cast.partner_b.public_id}).status_code == 404
    assert manager.get(CUSTOMERS, {"partner": "par_0"}).status_code == 404


def test_a_partners_ties_that_i_may_not_see_narrow_nothing_for_me(
    cast: Cast, three: dict[str, Customer]
) -> None:
    mine = names(cast.channel_manager, partner=cast.partner_a.public_id)
    assert sorted(mine) == [BANK, CLINIC]


OPENS = {
    "channel_manager": 200,
    "other_channel_manager": 200,
    "account_manager": 200,
    "operations": 200,
    "human_resources": 403,
    "seller_a": 404,
    "engineer_a": 404,
}


def test_who_opens_the_list_and_who_may_add(cast: Cast) -> None:
    clients = {who: client_of(getattr(cast, who)) for who in OPENS}
    assert {who: one.get(CUSTOMERS).status_code for who, one in clients.items()} == OPENS
    assert {who: one.get(f"{CUSTOMERS}new/").status_code for who, one in clients.items()} == OPENS
    assert clients["operations"].post(CUSTOMERS).status_code == 405


def test_an_empty_list_teaches_in_both_languages(cast: Cast) -> None:
    english = words_of(client_of(cast.channel_manager).get(CUSTOMERS))
    chinese = words_of(client_of(cast.channel_manager, "zh-CN").get(CUSTOMERS))
    assert "No customers yet" in english
    assert "还没有客户" in chinese
    assert "CSV" not in english  # nothing to export
    filtered = words_of(client_of(cast.channel_manager).get(CUSTOMERS, {"q": "x"}))
    assert "Nothing matches this filter." in filtered
