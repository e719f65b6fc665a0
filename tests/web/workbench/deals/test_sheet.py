"""The parts of a registration's page: what is stated, advised, offered, and what is told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from qudao.core.models import Programme
from qudao.deals.registrations.selectors import Clock, NextActor
from qudao.deals.registrations.selectors.stated import ContactLine, FileLine
from qudao.deals.registrations.states import State
from qudao.engines.kinds import Stance
from qudao.web.workbench.deals.advising import Advice
from qudao.web.workbench.deals.sheet import Sheet, frame_of, sheet_of
from qudao.web.workbench.deals.words import Sign
from tests.web.workbench.deals.build import (
    NOW,
    PAGE_ID,
    a_happening,
    a_page,
    a_reason,
    a_statement,
    an_advice,
)

HOME = f"/workbench/registrations/{PAGE_ID}/"

pytestmark = pytest.mark.usefixtures("kept_programme")


@pytest.fixture(autouse=True)
def in_english(kept_programme: Programme) -> object:
    with translation.override("en"):
        yield


def sheet(state: State = State.IN_REVIEW, withheld: tuple[str, ...] = (), **more: object) -> Sheet:
    return sheet_of(a_page(state, **more), now=NOW, withheld=withheld)


def advice(**changes: object) -> Advice:
    found = sheet(advice=an_advice(**changes)).advice  # type: ignore[arg-type]
    assert found is not None
    return found


# ------------------------------------------------------------------ frame


def test_the_frame_names_customer_project_and_the_way_back() -> None:
    frame = frame_of(a_page(), "talk", now=NOW)
    assert frame.heading == "浦岚证券 · 网点安全网关二期"
    assert (frame.number, frame.amount, frame.partner) == ("QIHE-0001", "¥1,860,000", "Qiheng Info")
    assert [(one.label, one.url) for one in frame.crumbs] == [
        ("Registrations", "/workbench/registrations/"),
        ("QIHE-0001", None),
    ]
    assert [(one.label, one.url, one.current) for one in frame.tabs] == [
        ("The decision", HOME, False),
        ("Talk", f"{HOME}talk/", True),
        ("Audit", f"{HOME}audit/", False),
    ]


def test_a_registration_without_project_or_amount_has_no_loose_ends() -> None:
    stated = a_statement(project="", amount=None)
    frame = frame_of(a_page(stated=stated), "decision", now=NOW)
    assert (frame.heading, frame.amount) == ("浦岚证券", "")


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.CONFLICTED, "arbitration"),
        (State.REVOKED, "expired"),
        (State.WON, "won"),
        (State.WITHDRAWN, "withdrawn"),
    ],
)
def test_the_frame_bears_the_badge_of_the_state(state: State, status: str) -> None:
    frame = frame_of(a_page(state), "decision", now=NOW)
    assert (frame.status, frame.state_label) == (status, str(state.label))


# ------------------------------------------------------------------ facts


def test_only_what_is_stated_is_listed() -> None:
    facts = dict(sheet().facts)
    assert facts["Customer as stated"] == "浦岚证券股份有限公司"
    assert facts["Expected award"] == "29 May 2026"
    assert facts["Received"] == "2 Mar 2026 09:30"
    for empty in ("Tender number", "Website", "Contact, masked", "Protected until", "Value added"):
        assert empty not in facts


def test_the_contact_stands_masked_on_one_line() -> None:
    contact = ContactLine(
        name="王＊＊",
        title="",
        phone="••••1234",
        email="w•••@example.com",
        has_consented=True,
    )
    facts = dict(sheet(contact=contact).facts)
    assert facts["Contact, masked"] == "王＊＊ · ••••1234"


def test_days_of_a_protection_are_among_the_facts() -> None:
    ends, due = date(2026, 6, 28), date(2026, 4, 1)
    facts = dict(sheet(State.PROTECTED, protected_until=ends, update_due_on=due).facts)
    assert (facts["Protected until"], facts["Update due"]) == ("28 Jun 2026", "1 Apr 2026")


# ------------------------------------------------------------------ advice


def test_no_advice_where_there_is_none() -> None:
    assert sheet(advice=None).advice is None


def test_the_advice_says_what_it_proposes_and_what_follows() -> None:
    found = advice(outcome="approve")
    assert found.title == "Advice: Approve"
    assert found.sign == Sign("ticked", "good", "Approve")
    assert found.sentence == "Protection would last until 28 Jun 2026."
    assert advice(outcome="approve", protect_until=None).sentence == ""


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("convert_to_teaming", "Ask the partner to register as joining our project."),
        ("human_review", "Look at each possible conflict, then decide."),
    ],
)
def test_advice_without_a_button_of_its_own_says_what_to_do(outcome: str, sentence: str) -> None:
    assert advice(outcome=outcome).sentence == sentence


def test_reasons_name_their_rule_only_where_it_is_another_one() -> None:
    reasons = (
        a_reason("Fact without a rule.", stance=Stance.NEUTRAL),
        a_reason("First.", rule="G5", title="Order of claims", stance=Stance.AGAINST),
        a_reason("Second.", rule="G5", title="Order of claims"),
        a_reason("Third.", rule="G4", title="Tenders"),
    )
    found = advice(reasons=reasons)
    assert [(one.verdict, one.sentence, one.fact) for one in found.reasons] == [
        ("neutral", "Fact without a rule.", ""),
        ("against", "First.", ""),
        ("for", "Second.", ""),
        ("for", "Third.", "Tenders"),
    ]
    assert found.rule == "Order of claims"
    assert found.rule_detail == "Rulebook 2026.1, in force at receipt · G5"


def test_advice_without_a_rule_names_the_rulebook_alone() -> None:
    assert advice(reasons=(a_reason("x"),)).rule_detail == "Rulebook 2026.1, in force at receipt"
    found = sheet(advice=an_advice(), rulebook_label="").advice
    assert found is not None
    assert (found.rule, found.rule_detail) == ("", "")


def test_what_would_change_it_is_listed() -> None:
    wanted = (a_reason("Supply what is missing."), a_reason("A written choice."))
    assert advice(what_would_change=wanted).changes == [
        "Supply what is missing.",
        "A written choice.",
    ]


# ------------------------------------------------------------------ files, papers, sample


def test_a_file_leads_to_its_download_and_shows_its_print() -> None:
    file = FileLine(
        public_id="evd_1",
        file_id="fil_1",
        kind="need_document",
        kind_label="Requirements document",
        name="需求说明.pdf",
        size=1200,
        sha256="ab12cd34ef",
        added_at=NOW,
    )
    [shown] = sheet(evidence=(file,)).files
    assert shown.name == "需求说明.pdf"
    assert shown.detail == "Requirements document · 2 Mar 2026 · ab12cd…"
    assert shown.url == f"{HOME}evidence/evd_1/"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.INFO_REQUESTED])
def test_papers_are_asked_for_while_it_can_be_rejected(state: State) -> None:
    by_tender = a_statement(tender_kind="open_tender")
    papers = sheet(state, stated=by_tender, chosen_in_writing=True).papers
    assert [(one.name, one.checked) for one in papers] == [
        ("earlier_work_proven", False),
        ("chosen_in_writing", True),
    ]
    assert papers[0].label == "Work before the tender is proven"


def test_without_a_tender_no_work_before_it_is_asked_for() -> None:
    assert [one.name for one in sheet(State.IN_REVIEW).papers] == ["chosen_in_writing"]


@pytest.mark.parametrize("state", [State.CONFLICTED, State.PROTECTED, State.REJECTED, State.WON])
def test_afterwards_only_the_papers_that_were_checked_are_shown(state: State) -> None:
    assert sheet(state).papers == []
    assert [one.name for one in sheet(state, earlier_work_proven=True).papers] == [
        "earlier_work_proven"
    ]


def test_a_sample_is_offered_once() -> None:
    assert sheet(State.PROTECTED).sample_url == ""
    assert sheet(State.PROTECTED, is_sampled=True).sample_url == f"{HOME}sample/"
    checked = sheet(State.PROTECTED, is_sampled=True, sample_checked_at=NOW)
    assert checked.sample_url == ""


# ------------------------------------------------------------------ history


def test_history_is_newest_first_below_who_must_act_now() -> None:
    happened = (
        a_happening("submitted it", by="Chen Xiaoyu", days_ago=2),
        a_happening("screened it", note="exact", days_ago=1),
    )
    entries = sheet(history=happened).history
    assert [(one.text, one.when, one.detail, one.now) for one in entries] == [
        ("Waits for a decision", "3 workdays · Thu 09:30", "", True),
        ("The system screened it", "1 Mar 2026 09:30", "exact", False),
        ("Chen Xiaoyu submitted it", "28 Feb 2026 09:30", "", False),
    ]
    assert entries[1].moment == (NOW - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (NextActor.DECIDER, "Waits for a decision"),
        (NextActor.PARTNER, "Waits for the partner"),
        (NextActor.ARBITRATION, "Waits for the arbitration"),
    ],
)
def test_without_a_deadline_it_waits_now(turn: NextActor, words: str) -> None:
    [entry] = sheet(clock=Clock(turn)).history
    assert (entry.text, entry.when, entry.now) == (words, "now", True)


def test_what_is_over_waits_for_nobody() -> None:
    happened = (a_happening("rejected it", by="Xu Mingyuan"),)
    entries = sheet(State.REJECTED, clock=Clock(NextActor.NOBODY), history=happened).history
    assert [one.now for one in entries] == [False]


def test_the_parts_speak_chinese() -> None:
    with translation.override("zh-hans"):
        found = sheet(advice=an_advice("human_review"), history=(a_happening("登记"),))
        assert found.history[0].text == "等待决定"
        assert found.history[1].text == "系统 登记"
        assert found.advice is not None
        assert found.advice.sentence == "逐条看过可能的冲突，再作决定。"
        stated = a_statement(amount=Decimal(1_860_000))
        assert frame_of(a_page(stated=stated), "audit", now=NOW).tabs[2].label == "审计"
