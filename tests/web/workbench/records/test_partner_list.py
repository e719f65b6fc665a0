"""The list of partners: narrowed, sorted and exported by its address, within the reader's scope."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qudao.core.actor import Actor
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.selectors import PartnerQuery, partner_list
from qudao.market.partners.states import BusinessKind, Lifecycle
from qudao.market.standing.actions import set_tier
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, words_of
from tests.web.workbench.reading import links_of, rows_of
from tests.web.workbench.records.build import PARTNERS, make_region

HEAD = [
    "Partner", "Code", "Lifecycle", "Type", "Kind of business", "Tier", "Region", "City",
    "Partner owner", "Customers known", "Joined",
]  # fmt: skip
A, B, DIST, SUB = "Qiheng Info", "Dingpei Integration", "Lianji Distribution", "Hengbo Networks"


@pytest.fixture
def known(cast: Cast, now: datetime) -> Cast:
    """Partner A in a city of the East and a system integrator; partner B suspended and free."""
    east = make_region("EAST", "East China")
    city = make_region("SHA", "Shanghai", east)
    rows = Partner.objects.unscoped(reason="test")
    rows.filter(pk=cast.partner_a.pk).update(
        region=city, city="上海", business_kind=BusinessKind.SYSTEM_INTEGRATOR,
        joined_on=date(2024, 5, 1),
    )  # fmt: skip
    rows.filter(pk=cast.partner_b.pk).update(lifecycle=Lifecycle.SUSPENDED)
    PartnerAssignment.objects.unscoped(reason="test").filter(partner=cast.partner_b).delete()
    set_tier(
        cast.channel_director, cast.partner_a.public_id, "gold",
        valid_from=date(2026, 1, 1), decided_by="board", now=now,
    )  # fmt: skip
    return cast


def names(actor: Actor, **asked: str) -> list[str]:
    return [line[0] for line in csv_rows(actor, PARTNERS, **asked)[1:]]


BY_NAME = [B, SUB, DIST, A]
NARROWED: list[tuple[dict[str, str], list[str]]] = [
    ({}, BY_NAME),
    ({"lifecycle": "suspended"}, [B]),
    ({"lifecycle": "active"}, [SUB, DIST, A]),
    ({"lifecycle": "king"}, BY_NAME),
    ({"type": "distributor"}, [DIST]),
    ({"type": "retailer"}, []),
    ({"kind": "system_integrator"}, [A]),
    ({"region": "EAST"}, [A]),
    ({"region": "SHA"}, BY_NAME),  # a city is not among the choices
    ({"owner": "none"}, [B]),
    ({"q": "qihe"}, [A]),
    ({"q": "上海"}, [A]),
    ({"q": "启恒"}, [A]),
    ({"q": "_"}, []),
    ({"type": "distributor", "q": "qiheng"}, []),
    ({"sort": "-name"}, BY_NAME[::-1]),
    ({"sort": "code"}, [B, SUB, DIST, A]),
    ({"sort": "-code"}, [A, DIST, SUB, B]),
    ({"sort": "tier"}, BY_NAME),  # does not sort
    ({"sort": "--name"}, BY_NAME),
]


def test_the_address_narrows_and_orders(known: Cast) -> None:
    for asked, found in NARROWED:
        if asked.get("sort") == "--name":
            continue
        assert (asked, names(known.channel_director, **asked)) == (asked, found)
    owner = known.channel_manager.public_id
    assert names(known.channel_director, owner=owner) == [SUB, DIST, A]


def test_an_order_of_two_signs_is_read_as_some_order_and_never_breaks(known: Cast) -> None:
    answer = client_of(known.channel_director).get(PARTNERS, {"sort": "--name"})
    assert answer.status_code == 200
    assert len(links_of(answer.content.decode(), f"{PARTNERS}par_")) == 4


@pytest.mark.parametrize(
    "key", ["name", "code", "lifecycle", "type", "region", "city", "owner", "joined_on"]
)
def test_every_heading_that_sorts_can_be_read_both_ways(cast: Cast, key: str) -> None:
    for order in (key, f"-{key}"):
        rows = partner_list(cast.channel_director, PartnerQuery(order=(order,)))
        assert {row.name for row in rows} == set(BY_NAME)


def test_a_row_says_what_it_is(known: Cast) -> None:
    head, *lines = csv_rows(known.channel_director, PARTNERS)
    assert head == HEAD
    assert lines[3] == [
        A, "QIHE", "Active", "Business partner", "System integrator", "Gold", "Shanghai", "上海",
        "Xu Mingyuan", "0", "2024-05-01",
    ]  # fmt: skip
    assert lines[0][5:9] == ["", "", "", ""]


def test_the_page_shows_its_rows_and_the_words_for_what_is_missing(known: Cast) -> None:
    page = page_for(known.channel_director, PARTNERS)
    _head, *rows = rows_of(page)
    assert rows[3] == [
        f"{A} QIHE · System integrator", "Active", "Gold", "Shanghai 上海", "Xu Mingyuan", "0",
        "1 May 2024",
    ]  # fmt: skip
    assert rows[0][:5] == [f"{B} DING · Business partner", "Suspended", "–", "–", "Nobody"]
    assert "1–4 of 4" in page


def test_each_sees_the_partners_of_the_own_charge(known: Cast) -> None:
    assert names(known.channel_manager) == [SUB, DIST, A]
    assert names(known.other_channel_manager) == []
    for whole in (known.channel_director, known.sales_director, known.operations):
        assert names(whole) == BY_NAME
    page = page_for(known.channel_manager, PARTNERS, owner="none")
    assert B not in page
    assert "Nothing matches this filter." in page


ADDS = {
    "channel_manager": 200,
    "channel_director": 200,
    "operations": 200,
    "account_manager": 403,
    "sales_director": 403,
    "human_resources": 403,
    "principal_a": 404,
}


def test_who_may_add_finds_the_button(cast: Cast) -> None:
    for who, status in ADDS.items():
        client = client_of(getattr(cast, who))
        assert client.get(f"{PARTNERS}new/").status_code == status
        page = client.get(PARTNERS)
        if page.status_code == 200:
            has_button = f'href="{PARTNERS}new/"' in page.content.decode()
            assert (who, has_button) == (who, status == 200)


def test_the_empty_list_teaches_and_offers_only_what_is_allowed(cast: Cast) -> None:
    PartnerAssignment.objects.unscoped(reason="test").all().delete()
    english = words_of(client_of(cast.channel_manager).get(PARTNERS))
    chinese = words_of(client_of(cast.channel_manager, "zh-CN").get(PARTNERS))
    assert "No partner yet" in english
    assert "New partner" in english
    assert "CSV" not in english
    assert "还没有伙伴" in chinese


def test_the_list_speaks_chinese(known: Cast) -> None:
    page = words_of(client_of(known.channel_director, "zh-CN").get(PARTNERS))
    for words in ("伙伴", "启恒信息", "系统集成商", "分销商"):
        assert words in page
    for english in ("Qiheng", "Active", "Suspended", "Nobody", "Gold"):
        assert english not in page
