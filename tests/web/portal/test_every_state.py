"""One registration's page in every state: what it says, what it offers, and what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import LIST, Deals, kept, main_of, page_of

MOVES = ("complete", "answer", "update", "won", "lost", "amend", "withdraw")
OFFERED: dict[str, tuple[str, ...]] = {
    State.SUBMITTED: ("complete", "amend", "withdraw"),
    State.IN_REVIEW: ("amend", "withdraw"),
    State.INFO_REQUESTED: ("answer", "amend", "withdraw"),
    State.CONFLICTED: ("withdraw",),
    State.PROTECTED: ("update", "won", "lost", "amend", "withdraw"),
    State.REJECTED: (),
    State.WITHDRAWN: (),
    State.EXPIRED: (),
    State.REVOKED: (),
    State.WON: (),
    State.LOST: (),
}


def offered_on(page: str, row: Registration) -> list[str]:
    return [move for move in MOVES if f'href="{page_of(row, move)}/"' in page]


@pytest.mark.parametrize("state", OFFERED)
def test_a_page_offers_what_its_state_allows_and_the_rest_is_refused(
    deals: Deals, seller: Client, state: str
) -> None:
    row = deals.in_state(state)

    page = main_of(seller, page_of(row))

    assert offered_on(page, row) == list(OFFERED[state])
    assert f"<h1>{row.customer_name}</h1>" in page
    assert str(State(state).label) in page
    assert row.number is not None
    assert row.number in page
    before = kept(row)
    for move in set(MOVES) - set(OFFERED[state]):
        said = {"version": row.version, "text": "x", "reason": "x"}
        assert seller.post(page_of(row, f"{move}/"), said).status_code == 409, move
    assert kept(row) == before


def test_an_engineer_reads_and_is_offered_nothing(deals: Deals, log_in: LogIn) -> None:
    engineer = log_in(deals.cast.engineer_a)
    for row in (deals.quick(), deals.asked(), deals.protected()):
        page = main_of(engineer, page_of(row))
        assert offered_on(page, row) == []
        assert row.customer_name in page
        for move in ("amend/", "withdraw/"):
            assert engineer.get(page_of(row, move)).status_code == 403


def test_a_draft_opens_in_its_form_for_who_may_write_it(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    row = deals.draft(project="一期")

    answer = seller.get(page_of(row))
    assert (answer.status_code, answer["Location"]) == (302, f"/portal/register/{row.public_id}/")
    reading = main_of(log_in(deals.cast.engineer_a), page_of(row))
    assert "A draft: nothing is submitted yet." in reading
    assert "一期" in reading
    assert offered_on(reading, row) == []
    for move in ("complete", "answer", "update", "won", "lost", "amend"):
        assert seller.get(page_of(row, f"{move}/")).status_code == 409


def test_a_draft_has_no_receipt_and_what_was_submitted_has(deals: Deals, seller: Client) -> None:
    assert seller.get(page_of(deals.draft(), "receipt/")).status_code == 404
    quick, full = deals.quick(), deals.full()
    first = main_of(seller, page_of(quick, "receipt/"))
    assert "Complete it by" in first
    assert f'href="{page_of(quick, "complete")}/"' in first
    second = main_of(seller, page_of(full, "receipt/"))
    assert "You have the answer by" in second
    assert "Next person: Xu Mingyuan." in second
    third = main_of(seller, page_of(deals.protected(), "receipt/"))
    assert "Protected until" in third
    for page, row in ((first, quick), (second, full)):
        assert row.snapshots.get().digest in page
        assert "Rulebook" in page


def test_a_receipt_offers_an_engineer_nothing_to_do(deals: Deals, log_in: LogIn) -> None:
    row = deals.quick()
    page = main_of(log_in(deals.cast.engineer_a), page_of(row, "receipt/"))
    assert f"{row.number}" in page
    assert "Complete it now" not in page


def test_facts_are_those_that_were_stated_and_empty_ones_fall_away(
    deals: Deals, seller: Client
) -> None:
    bare = main_of(seller, page_of(deals.quick()))
    row = deals.full(
        site="上海总部",
        customer_city="上海",
        customer_website="www.example.com",
        tender_number="SH-2026-001",
        purchase="repeat",
        value_added="本地服务",
        expected_tender_on=(deals.at + timedelta(days=20)).date(),
    )
    page = main_of(seller, page_of(row))
    for words in ("上海总部", "www.example.com", "SH-2026-001", "Repeat purchase", "本地服务"):
        assert words in page
        assert words not in bare
    for name in ("Tender number", "Site or part", "What you add", "Expected tender", "Website"):
        assert name in page
        assert name not in bare
    assert "¥1,860,000" in page
    assert "Amount" not in bare


def test_a_page_speaks_chinese_to_a_chinese_reader(deals: Deals) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    from qudao.people.models import User

    client.force_login(User.objects.get(pk=deals.cast.seller_a.user_id))
    row = deals.full()
    page = main_of(client, page_of(row))
    assert "评审中" in page or "审核中" in page or "审" in page
    assert "安全网关" in page
    assert "Secure gateway" not in page
    assert "Xu Mingyuan" in page
    for english in ("Where it stands", "What you stated", "History", "Evidence", "Withdraw"):
        assert english not in page


def test_history_is_told_from_the_newest_to_the_oldest(deals: Deals, seller: Client) -> None:
    row = deals.in_state(State.LOST)
    page = main_of(seller, page_of(row)).partition("History")[2]
    assert page.index("价格") < page.rindex("Chen Xiaoyu")
    assert page.count("<li") >= 2


def test_pages_that_are_not_there_are_absent(deals: Deals, seller: Client) -> None:
    for part in ("", "receipt/", "complete/", "files/evd_none/", "talk/files/fil_none/"):
        assert seller.get(f"{LIST}reg_none/{part}").status_code == 404
    row = deals.full()
    assert seller.get(page_of(row, "files/evd_none/")).status_code == 404
    assert seller.get(page_of(row, "talk/files/fil_none/")).status_code == 404
    assert seller.get(page_of(row, "approve/")).status_code == 404


def test_pages_that_only_show_take_no_post(deals: Deals, seller: Client) -> None:
    row = deals.full()
    for part in ("", "receipt/"):
        assert seller.post(page_of(row, part), {"x": "y"}).status_code == 405
    assert seller.get(page_of(row, "talk/"))["Location"] == f"{page_of(row)}#talk"
