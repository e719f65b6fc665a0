"""A registration's page in each state of its life: buttons, advice, words, and what is settled."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from qudao.core.actor import Actor
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.deals.looking import in_state
from tests.deals.programme import Programme, in_review
from tests.web.deals_pages import client_of, contested
from tests.web.workbench.pages import page_for, words_of

WAITING = (State.SUBMITTED, State.IN_REVIEW, State.INFO_REQUESTED, State.CONFLICTED)
SETTLED = "It is settled; nothing waits here."
REPORTS = "It is decided; the partner reports how it goes on."
OTHERS_DECIDE = "Your role reads this. The partner&#39;s channel manager decides."


def address(row: Registration) -> str:
    return f"/workbench/registrations/{row.public_id}/"


def dialogs(page: str) -> list[str]:
    """The moves whose dialogs the page holds, in its order."""
    return re.findall(r'<dialog id="do-(\w+)"', page)


def read(actor: Actor, row: Registration, language: str = "en") -> str:
    return page_for(actor, address(row), language)


@pytest.mark.parametrize(
    ("state", "managers", "directors"),
    [
        (State.SUBMITTED, {"ask", "reject"}, {"ask", "reject"}),
        (
            State.IN_REVIEW,
            {"arbitrate", "approve", "ask", "reject"},
            {"arbitrate", "approve", "ask", "reject"},
        ),
        (State.INFO_REQUESTED, {"reject"}, {"reject"}),
        (State.CONFLICTED, {"recall"}, {"recall"}),
        (State.PROTECTED, set(), {"revoke"}),
        (State.REJECTED, set(), set()),
        (State.WITHDRAWN, set(), set()),
        (State.EXPIRED, set(), set()),
        (State.REVOKED, set(), set()),
        (State.WON, set(), set()),
        (State.LOST, set(), set()),
    ],
)
def test_who_decides_is_offered_what_the_state_allows(
    programme: Programme, now: datetime, state: State, managers: set[str], directors: set[str]
) -> None:
    cast = programme.cast
    row = in_state(programme, state, now=now)

    mine, theirs = read(cast.channel_manager, row), read(cast.channel_director, row)

    assert set(dialogs(mine)) == managers
    assert set(dialogs(theirs)) == directors
    waits = state in WAITING
    assert ('id="advice"' in mine and "Reasons and rule" in mine) is waits
    assert (SETTLED in mine) is (not waits and not managers and state is not State.PROTECTED)
    assert (REPORTS in mine) is (state is State.PROTECTED)
    assert ("Decided</h2>" in mine) is (
        state in {State.PROTECTED, State.REJECTED, State.REVOKED, State.WON, State.LOST}
    )
    assert f"QIHE-000{1}" in mine


def test_who_reads_is_told_who_decides_and_gets_no_form(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    for actor in (cast.account_manager, cast.sales_director, cast.operations):
        page = read(actor, row)
        assert dialogs(page) == []
        assert OTHERS_DECIDE in page
        assert "/do/" not in page
        assert "Advice: Approve" in page
        assert "13800001234" not in page
        assert "••••1234" in page
        assert "王＊＊" in page  # the contact stays with the partner


OPENS = {
    "channel_manager": 200,
    "other_channel_manager": 404,
    "channel_director": 200,
    "account_manager": 200,
    "sales_director": 200,
    "operations": 200,
    "human_resources": 403,
    "principal_a": 404,
    "seller_a": 404,
    "seller_b": 404,
    "seller_distributor": 404,
    "engineer_a": 404,
}
SOME = ["channel_manager", "other_channel_manager", "human_resources", "seller_a"]


def test_who_opens_which_tab(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    for rest, people in (("", list(OPENS)), ("talk/", SOME), ("audit/", SOME)):
        found = {
            who: client_of(getattr(programme.cast, who)).get(address(row) + rest).status_code
            for who in people
        }
        assert found == {who: OPENS[who] for who in people}


def test_an_account_manager_of_other_accounts_finds_nothing(
    programme: Programme, now: datetime
) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    row.customer = None
    row.save(update_fields=["customer"])
    assert client_of(programme.cast.account_manager).get(address(row)).status_code == 404


def test_a_draft_is_absent_for_everybody_of_the_vendor(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.DRAFT, now=now)
    for actor in programme.cast.vendor_people():
        assert client_of(actor).get(address(row)).status_code in {403, 404}
    assert client_of(programme.cast.channel_director).get(address(row)).status_code == 404


def test_absent_and_not_mine_read_the_same(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_b, now=now)
    manager = client_of(programme.cast.channel_manager)
    absent = manager.get("/workbench/registrations/reg_0000000000000000/")
    foreign = manager.get(address(row))
    assert (absent.status_code, foreign.status_code) == (404, 404)
    assert words_of(absent) == words_of(foreign)


def test_while_another_holds_the_scope_the_advice_is_no_approval(
    programme: Programme, now: datetime
) -> None:
    row = contested(programme, now)
    page = read(programme.cast.channel_manager, row)
    assert dialogs(page)[0] == "arbitrate"
    assert "approve" not in dialogs(page)
    assert "Same scope held" in page
    assert "DING-0001 · Dingpei Integration" in page
    assert "Open the other registration" not in page  # it is a colleague's
    director = read(programme.cast.channel_director, row)
    assert "Open the other registration" in director


def test_the_answer_of_an_account_manager_stands_beside_the_decision(
    programme: Programme, now: datetime
) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    page = read(programme.cast.channel_manager, row)
    assert "He Jia" in page
    assert "No answer yet; that is no consent." in page


def test_a_settled_page_says_by_whom_why_and_what_the_partner_read(
    programme: Programme, now: datetime
) -> None:
    row = in_state(programme, State.REJECTED, now=now)
    page = words_of(client_of(programme.cast.channel_manager).get(address(row)))
    assert "What the partner reads" in page
    assert "The customer does not know of this project. 客户表示暂无此项目" in page
    assert "Reason The customer has no such project By Xu Mingyuan" in page
    assert "When 2 Mar 2026 09:30" in page


def test_what_the_rules_approved_says_so(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.PROTECTED, now=now)
    page = words_of(client_of(programme.cast.channel_manager).get(address(row)))
    assert "Reason Meets the rules By the rules" in page
    assert "Protected until 28 Jun 2026" in page


def test_the_page_speaks_chinese_throughout(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    page = read(programme.cast.channel_manager, row, "zh-CN")
    said = (
        "审核中",
        "启恒信息",
        "建议",
        "批准",
        "要求补充",
        "拒绝",
        "转仲裁",
        "等待决定",
        "¥1,860,000",
    )
    for words in said:
        assert words in page
    for english in ("Reject", "Approve", "Waits for", "In review", "Evidence"):
        assert english not in page


def test_what_a_partner_writes_is_shown_and_never_run(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    rows = Registration.objects.unscoped(reason="test").filter(pk=row.pk)
    rows.update(project="<script>alert(1)</script>", need='"><img src=x onerror=alert(2)>')
    page = read(programme.cast.channel_manager, row)
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
