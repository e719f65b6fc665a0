"""Which buttons a registration's page offers in each state, in which order, and what the partner
will read of each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from qudao.core.models import Programme
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.states import DecisionCode, State
from qudao.deals.registrations.wording import DECISIONS_FOR_PARTNER
from qudao.people.notices import wording
from qudao.web.workbench.deals.advising import Step
from qudao.web.workbench.deals.moves import BY_NAME
from qudao.web.workbench.deals.sheet import LETTERS, Letter, Sheet, sheet_of
from tests.web.workbench.deals.build import NOW, PAGE_ID, a_page, a_reason, an_advice

pytestmark = pytest.mark.usefixtures("kept_programme")
NONE: tuple[str, ...] = ()


@pytest.fixture(autouse=True)
def in_english(kept_programme: Programme) -> object:
    with translation.override("en"):
        yield


def sheet(state: State, withheld: tuple[str, ...] = NONE, **more: object) -> Sheet:
    return sheet_of(a_page(state, **more), now=NOW, withheld=withheld)


def names(found: Sheet) -> list[str]:
    return [one.kind.name for one in found.moves]


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.SUBMITTED, ["ask", "reject"]),
        (State.IN_REVIEW, ["arbitrate", "approve", "ask", "reject"]),
        (State.INFO_REQUESTED, ["reject"]),
        (State.CONFLICTED, ["recall"]),
        (State.PROTECTED, ["reopen", "reopen-ask", "revoke"]),  # a sample; see the selector
        (State.SAID_WON, ["confirm-won", "not-yet-won"]),
        (State.REJECTED, []),
        (State.WITHDRAWN, []),
        (State.EXPIRED, []),
        (State.REVOKED, []),
        (State.WON, []),
        (State.LOST, []),
    ],
)
def test_each_state_offers_its_own_moves(state: State, offered: list[str]) -> None:
    assert names(sheet(state)) == offered


@pytest.mark.parametrize(
    ("outcome", "first"),
    [
        ("approve", "approve"),
        ("reject", "reject"),
        ("ask_information", "ask"),
        ("convert_to_teaming", "ask"),
        ("to_arbitration", "arbitrate"),
    ],
)
def test_the_advised_move_stands_first_and_alone_is_filled(outcome: str, first: str) -> None:
    found = sheet(State.IN_REVIEW, advice=an_advice(outcome)).moves
    assert found[0].kind.name == first
    assert [one.kind.name for one in found if one.css == "primary"] == [first]
    assert len(found) == 4


def test_where_a_person_must_look_the_way_there_is_urged_and_no_move() -> None:
    found = sheet(State.IN_REVIEW, advice=an_advice("human_review"))
    assert [one.css for one in found.moves] == ["", "", "", "stop"]
    assert found.advice
    assert found.advice.step == Step("Human review", "#compare")
    assert [one.css for one in sheet(State.IN_REVIEW).moves] == ["", "", "", "stop"]


def test_what_is_withheld_is_not_offered_even_if_it_is_advised() -> None:
    found = sheet(State.IN_REVIEW, ("approve", "revoke"), advice=an_advice("approve"))
    assert names(found) == ["arbitrate", "ask", "reject"]
    assert names(sheet(State.PROTECTED, ("revoke",))) == ["reopen", "reopen-ask"]
    assert len(found.letters) == 3


def test_while_the_partner_is_asked_nothing_is_advised_but_writing_to_it() -> None:
    found = sheet(State.INFO_REQUESTED, advice=an_advice("approve"))
    assert found.advice
    assert (found.advice.title, found.advice.sign.text) == ("Waits for the partner",) * 2
    assert found.advice.step == Step(
        "Write to the partner", f"/workbench/registrations/{PAGE_ID}/talk/"
    )
    assert [one.css for one in found.moves] == ["stop"]
    assert sheet(State.INFO_REQUESTED, advice=an_advice(), moves=frozenset()).advice.step is None  # type: ignore[union-attr]


def test_a_quick_one_waits_for_its_partner_unless_it_is_to_be_rejected() -> None:
    asked = sheet(State.SUBMITTED, advice=an_advice("ask_information"))
    assert asked.advice
    assert asked.advice.title == "Waits for the partner"
    late = sheet(State.SUBMITTED, advice=an_advice("reject"))
    assert late.advice
    assert late.advice.title == "Advice: Reject"
    assert late.moves[0].css == "primary"


def test_converting_has_a_button_of_its_own_name_and_its_question_ready() -> None:
    first = sheet(State.IN_REVIEW, advice=an_advice("convert_to_teaming")).moves[0]
    assert (str(first.kind.label), first.css) == ("Convert to co-sell", "primary")
    assert "joining our project" in str(first.form["note"].value())


def test_after_the_tender_the_proof_comes_before_the_approval() -> None:
    late = replace(a_reason("No new protection."), code="tender_published")
    found = sheet(State.IN_REVIEW, advice=an_advice("human_review", reasons=(late,)))
    assert names(found) == ["arbitrate", "ask", "reject"]
    assert found.advice
    assert found.advice.step == Step("Human review", "#evidence")


def test_a_button_leads_to_its_move_and_its_form_knows_the_version() -> None:
    for one in sheet(State.IN_REVIEW, version=7).moves:
        assert one.url == f"/workbench/registrations/{PAGE_ID}/do/{one.kind.name}/"
        assert one.form.initial == {"version": 7}
        assert one.form["note"].id_for_label == f"{one.kind.name}_note"


def test_the_forms_of_one_page_share_no_id() -> None:
    ids = [
        field.id_for_label for one in sheet(State.IN_REVIEW).moves for field in one.form if field
    ]
    assert len(ids) == len(set(ids))


# ------------------------------------------------------------------ letters


def test_the_letter_of_every_move_is_shown_beforehand() -> None:
    found = sheet(State.IN_REVIEW, advice=an_advice("approve")).letters
    assert [one.title for one in found] == [
        "When you choose “Approve”",
        "When you choose “To arbitration”",
        "When you choose “Ask for more”",
        "When you choose “Reject”",
    ]
    assert "28 Jun 2026" in found[0].text
    for letter in found:
        assert "%(" not in letter.text


def test_a_letter_without_a_known_day_says_that_the_rules_give_it() -> None:
    found = sheet(State.IN_REVIEW, advice=an_advice("ask_information")).letters[0]
    assert found.title == "When you choose “Ask for more”"
    assert "the day that the rules give" in found.text
    assert "28 Jun 2026" not in found.text
    approve = sheet(State.IN_REVIEW, advice=an_advice("approve", protect_until=None)).letters[0]
    assert "the day that the rules give" in approve.text


def test_where_nothing_is_offered_no_letter_is_shown() -> None:
    assert sheet(State.WITHDRAWN).letters == []
    assert set(LETTERS) == set(BY_NAME)


def test_words_in_place_of_a_day_have_no_blank_before_them_in_chinese() -> None:
    with translation.override("zh-hans"):
        [letter] = sheet(State.IN_REVIEW, ("arbitrate", "ask", "reject")).letters
    assert "至规定期限。" in letter.text


@pytest.mark.parametrize("code", list(DecisionCode))
def test_afterwards_the_letter_is_what_the_partner_read(code: DecisionCode) -> None:
    found = sheet(State.REJECTED, decision_code=code.value, decision_note="See the site.").letters
    said = str(DECISIONS_FOR_PARTNER[code])
    assert found == [Letter("To Qiheng Info", f"{said} See the site.")]


def test_a_decision_without_a_note_has_no_loose_blank() -> None:
    letter = sheet(State.PROTECTED, decision_code="meets_rules").letters[0]
    assert letter.text == "Your registration meets the rules and is protected."


@pytest.mark.parametrize("code", LETTERS.values())
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_letter_asks_for_nothing_that_the_page_does_not_know(
    code: RegistrationNotice, language: str
) -> None:
    known = {"customer": "浦岚证券", "number": "QIHE-0001", "until": "28 Jun 2026"}
    with translation.override(language):
        assert "%(" not in str(wording(code)) % known
