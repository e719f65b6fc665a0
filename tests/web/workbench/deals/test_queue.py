"""The queue and the list of all: narrowed, sorted, paged and exported by their address."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.deals.looking import in_state
from tests.deals.programme import Programme, in_review, quickly, submitted
from tests.people import make_partner
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, words_of
from tests.web.workbench.reading import links_of, rows_of

QUEUE = "/workbench/registrations/"
EVERYTHING = f"{QUEUE}all/"
OTHER = "寒舟制药有限公司"


@pytest.fixture
def market(programme: Programme, now: datetime) -> Programme:
    """Four of partner A in four states, one of partner B; the earliest first."""
    cast = programme.cast
    quickly(programme, cast.seller_a, now=now - timedelta(days=3), customer_name=OTHER)
    in_review(programme, cast.seller_b, now=now - timedelta(days=9))
    in_state(programme, State.INFO_REQUESTED, now=now)
    submitted(programme, cast.seller_a, now=now, customer_name="启明电力有限公司", project="机房")
    return programme


def numbers(programme: Programme, path: str = QUEUE, **asked: str) -> list[str]:
    director = programme.cast.channel_director
    return [line[0] for line in csv_rows(director, path, **asked)[1:]]


def partner_id(programme: Programme, which: str) -> str:
    return str(getattr(programme.cast, which).public_id)


def test_the_queue_holds_what_is_not_decided_and_all_holds_everything(market: Programme) -> None:
    assert numbers(market) == ["DING-0001", "QIHE-0002", "QIHE-0001"]
    assert numbers(market, EVERYTHING) == ["QIHE-0003", "QIHE-0002", "QIHE-0001", "DING-0001"]


NARROWED: list[tuple[dict[str, str], list[str]]] = [
    ({"state": "submitted"}, ["QIHE-0001"]),
    ({"state": "in_review"}, ["DING-0001"]),
    ({"state": "info_requested"}, ["QIHE-0002"]),
    ({"state": "conflicted"}, []),
    ({"q": "寒舟"}, ["QIHE-0001"]),
    ({"q": "ding-0001"}, ["DING-0001"]),
    ({"q": "nothing of that name"}, []),
    ({"q": "%"}, []),
    ({"sort": "number"}, ["DING-0001", "QIHE-0001", "QIHE-0002"]),
    ({"sort": "-number"}, ["QIHE-0002", "QIHE-0001", "DING-0001"]),
    ({"sort": "received"}, ["DING-0001", "QIHE-0001", "QIHE-0002"]),
    ({"sort": "advice"}, ["DING-0001", "QIHE-0002", "QIHE-0001"]),  # does not sort
    ({"state": "in_review", "q": "寒舟"}, []),
]


def test_the_address_narrows_and_orders(market: Programme) -> None:
    for asked, found in NARROWED:
        assert (asked, numbers(market, **asked)) == (asked, found)


def test_a_partner_is_chosen_by_its_id(market: Programme) -> None:
    assert numbers(market, partner=partner_id(market, "partner_b")) == ["DING-0001"]
    assert numbers(market, EVERYTHING, partner=partner_id(market, "partner_a")) == [
        "QIHE-0003",
        "QIHE-0002",
        "QIHE-0001",
    ]
    assert numbers(market, partner=partner_id(market, "distributor")) == []


def test_a_partner_is_found_by_its_link_however_many_there_are(
    market: Programme, now: datetime
) -> None:
    """The links of partners' pages name partners that no short list of choices holds."""
    for number in range(51):
        make_partner(f"A{number}", "", f"A partner {number:02}", now=now)
    page = page_for(
        market.cast.channel_director, EVERYTHING, partner=partner_id(market, "partner_b")
    )
    assert links_of(page, f"{QUEUE}reg_") == links_of(page, f"{QUEUE}reg_")[:1]
    assert "Partner: Dingpei Integration" in page
    assert "1–1 of 1" in page


def test_a_partner_out_of_scope_is_absent_as_one_that_does_not_exist(market: Programme) -> None:
    manager = client_of(market.cast.channel_manager)
    for asked in (partner_id(market, "partner_b"), "par_0000000000000000", "x"):
        assert manager.get(QUEUE, {"partner": asked}).status_code == 404
    assert manager.get(f"{QUEUE}expiring/", {"partner": "x"}).status_code == 200  # not narrowed


def test_the_page_of_the_queue_is_banded_and_counts_what_is_to_decide(market: Programme) -> None:
    page = words_of(client_of(market.cast.channel_director).get(QUEUE))
    assert "To decide 1 " in page  # what waits for the partners is not counted
    assert "1–3 of 3" in page
    table = page[page.index("Overdue") :]
    second = table.index("With the partner")
    assert table.index("Dingpei Integration") < second < table.index("寒舟")


def test_a_sorted_queue_has_no_bands(market: Programme) -> None:
    page = page_for(market.cast.channel_director, QUEUE, sort="amount")
    assert 'class="band"' not in page
    assert 'aria-sort="ascending"' in page
    assert f'href="{QUEUE}?sort=-amount"' in page


def test_a_filtered_list_counts_what_it_finds_and_can_be_cleared(market: Programme) -> None:
    director = market.cast.channel_director
    page = page_for(director, QUEUE, state="submitted")
    assert "State: Submitted" in page
    assert "1–1 of 1" in page
    empty = page_for(director, QUEUE, q="nobody")
    assert "Nothing matches this filter." in empty
    assert f'href="{QUEUE}">Clear the filter' in empty
    assert "Nothing waits for a decision." not in empty


def test_each_list_says_what_it_is_when_it_is_empty(programme: Programme) -> None:
    said = {
        "": "Nothing waits for a decision.",
        "all/": "No registration has been submitted yet.",
        "expiring/": "No protection ends within 30 days.",
        "samples/": "No sample waits to be checked.",
        "by-rule/": "The rules have approved nothing by themselves this quarter.",
    }
    for rest, sentence in said.items():
        page = page_for(programme.cast.channel_manager, QUEUE + rest)
        assert sentence in page
        assert f'href="{QUEUE}{rest}" aria-current="page"' in page


def test_a_draft_is_in_no_list_of_the_vendors(programme: Programme, now: datetime) -> None:
    in_state(programme, State.DRAFT, now=now)
    for actor in (programme.cast.channel_director, programme.cast.channel_manager):
        assert len(csv_rows(actor, EVERYTHING)) == 1
        page = page_for(actor, EVERYTHING)
        assert "No registration has been submitted yet." in page


def test_what_ends_soon_ends_first_and_what_ends_later_is_left_out(
    market: Programme, now: datetime
) -> None:
    rows = Registration.objects.unscoped(reason="test")
    for number, days in (("QIHE-0003", 30), ("DING-0001", 0), ("QIHE-0002", 31)):
        rows.filter(number=number).update(
            state=State.PROTECTED, protected_until=now.date() + timedelta(days=days)
        )
    assert numbers(market, f"{QUEUE}expiring/") == ["DING-0001", "QIHE-0003"]
    shown = rows_of(page_for(market.cast.channel_director, f"{QUEUE}expiring/"))
    assert "0 days left" in shown[1][0]
    assert "30 days left" in shown[2][0]


def test_what_the_rules_settled_is_read_for_a_quarter_by_who_may_see_it(
    market: Programme, now: datetime
) -> None:
    by_rule = f"{QUEUE}by-rule/"
    assert numbers(market, by_rule) == ["QIHE-0003"]
    page = words_of(client_of(market.cast.channel_manager).get(by_rule))
    assert "Meets the rules by the rules, 2 Mar 2026" in page
    assert len(csv_rows(market.cast.other_channel_manager, by_rule)) == 1
    rows = Registration.objects.unscoped(reason="test")
    rows.filter(number="QIHE-0003").update(decided_at=now - timedelta(days=93))
    assert numbers(market, by_rule) == []


def test_what_a_person_decided_stands_with_name_and_day(
    programme: Programme, now: datetime
) -> None:
    in_state(programme, State.REJECTED, now=now)
    page = words_of(client_of(programme.cast.account_manager).get(EVERYTHING))
    assert "The customer has no such project Xu Mingyuan, 2 Mar 2026" in page
    assert "Advice or decision" in page


def test_pages_follow_each_other_and_a_page_beyond_leads_back(
    programme: Programme, now: datetime
) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    copies = []
    for n in range(81):
        copy = Registration.objects.unscoped(reason="test").get(pk=row.pk)
        copy.pk, copy.public_id, copy.number = None, f"reg_{n:016}", f"COPY-{n:04}"
        copy.amount = Decimal(100_000 + n)
        copies.append(copy)
    Registration.objects.bulk_create(copies)
    director = client_of(programme.cast.channel_director)
    asked = {"sort": "amount", "q": "浦岚"}

    first = rows_of(director.get(QUEUE, asked).content.decode())
    second = rows_of(director.get(QUEUE, {**asked, "page": "2"}).content.decode())

    assert (len(first), len(second)) == (81, 3)  # with their headings
    assert "COPY-0000" in first[1][2]
    assert "QIHE-0001" in second[2][2]
    assert not {row[2] for row in first[1:]} & {row[2] for row in second[1:]}
    page = page_for(programme.cast.channel_director, QUEUE, **asked, page="2")
    assert "81–82 of 82" in page
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page
    beyond = director.get(QUEUE, {**asked, "page": "9"})
    assert beyond.status_code == 302
    assert beyond["Location"].endswith("sort=amount&page=2")


def test_the_lists_speak_chinese(market: Programme) -> None:
    page = page_for(market.cast.channel_director, QUEUE, language="zh-CN")
    for words in ("项目报备", "待决定", "保护将到期", "已超期", "等伙伴", "鼎沛集成", "186 万"):
        assert words in page
