"""Words, hues and icons of conflicts, advice and states: every one that can come has its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from qudao.deals.registrations.states import TRANSITIONS, Mover, State
from qudao.deals.registrations.wording import OUTCOMES
from qudao.engines.registration import Outcome
from qudao.web.shared import icons
from qudao.web.workbench.deals.candidates import FIELDS, KINDS
from qudao.web.workbench.deals.lists import lines_of
from qudao.web.workbench.deals.moves import BY_NAME, MOVE_OF_OUTCOME, MOVES
from qudao.web.workbench.deals.words import (
    MATCHES,
    OUTCOME_SIGNS,
    Sign,
    advice_sign,
    badges_of,
    group_words,
    status_of,
)
from tests.web.workbench.deals.build import NOW, a_row, badge

BADGES = Path("templates/components/badge.html")
COMPARING = Path("qudao/deals/registrations/selectors/comparing.py")
SCREENING = Path("qudao/deals/registrations/actions/screening.py")


def shown(**changes: object) -> list[Sign]:
    with translation.override("en"):
        return badges_of(a_row(**changes))


def test_a_clean_full_registration_has_no_badge() -> None:
    assert shown() == []


def test_an_objection_stands_first_and_quick_last() -> None:
    found = shown(is_objected=True, is_full=False, badges=(badge("direct"), badge("exact", 3)))
    assert found == [
        Sign("alert", "bad", "Objection"),
        Sign("people", "act", "Direct at work"),
        Sign("overlap", "bad", "Same scope held 3"),
        Sign("clock", "", "Quick"),
    ]


def test_one_conflict_is_not_counted_in_words() -> None:
    assert shown(badges=(badge("likely", 1),)) == [Sign("similar", "warn", "Likely the same")]


def test_a_class_of_a_newer_version_is_shown_as_it_is_called() -> None:
    assert shown(badges=(badge("twin", 2),)) == [Sign("info", "", "twin 2")]


def test_every_word_of_conflicts_is_translated() -> None:
    for words, _hue, _icon in MATCHES.values():
        with translation.override("en"):
            english = str(words)
        with translation.override("zh-hans"):
            assert str(words) != english


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_words_and_a_sign_of_its_own(outcome: Outcome) -> None:
    assert outcome in OUTCOMES
    icon, hue = OUTCOME_SIGNS[outcome.value]
    assert advice_sign(outcome.value, "said") == Sign(icon, hue, "said")
    assert hue in {"good", "warn", "bad", "act"}


def test_an_unknown_outcome_is_shown_faintly() -> None:
    assert advice_sign("toss_a_coin", "Toss") == Sign("info", "faint", "Toss")


def test_every_icon_that_is_named_is_there() -> None:
    named = {icon for _w, _h, icon in MATCHES.values()} | {i for i, _ in OUTCOME_SIGNS.values()}
    drawn = Path(icons.__file__).read_text() + "".join(
        path.read_text() for path in Path("qudao/web").rglob("*.svg")
    )
    missing = [name for name in sorted(named) if f'"{name}"' not in drawn]
    assert missing == []


@pytest.mark.parametrize("state", [one for one in State if one not in {State.DRAFT}])
def test_every_state_has_a_badge_with_an_icon(state: State) -> None:
    known = re.findall(r'"(\w+)": \("', BADGES.read_text())
    if state is State.WITHDRAWN:  # ended by the partner itself: plain, neither good nor bad
        assert status_of(state.value) not in known
    else:
        assert status_of(state.value) in known


def test_arbitration_and_revoked_borrow_the_badges_of_their_like() -> None:
    assert status_of("conflicted") == "arbitration"
    assert status_of("revoked") == "expired"
    assert status_of("won") == "won"


def test_every_field_that_is_compared_has_words() -> None:
    named = set(re.findall(r'yield _(?:text|any)\(\s*"(\w+)"', COMPARING.read_text()))
    assert named
    assert named | {"customer"} == set(FIELDS)


def test_every_kind_of_conflict_has_a_name() -> None:
    assert set(KINDS) == {"registration", "opportunity", "activity", "sale", "tender"}


# ------------------------------------------------------------------ moves


def test_the_page_offers_every_move_that_a_decider_has_and_no_other() -> None:
    of_deciders = {move for move, way in TRANSITIONS.items() if way.mover is Mover.DECIDER}
    assert {one.move for one in MOVES} == of_deciders


def test_no_two_moves_share_a_name_or_a_letter() -> None:
    letters = [one.key for one in MOVES if one.key]
    assert len(set(letters)) == len(letters)
    assert len(BY_NAME) == len(MOVES) + 1  # and the one instead of approving


def test_every_advice_leads_to_a_move_except_a_look_by_a_person() -> None:
    with_button = {outcome.value for outcome in Outcome} - {Outcome.HUMAN_REVIEW.value}
    assert set(MOVE_OF_OUTCOME) == with_button
    assert set(MOVE_OF_OUTCOME.values()) <= set(BY_NAME)


@pytest.mark.parametrize("kind", MOVES, ids=lambda one: one.name)
def test_a_move_says_in_both_languages_what_it_does(kind: object) -> None:
    for name in ("label", "title", "sentence", "done"):
        with translation.override("en"):
            english = str(getattr(kind, name))
        with translation.override("zh-hans"):
            chinese = str(getattr(kind, name))
        assert english
        assert chinese != english


# ------------------------------------------------------------------ lines


@pytest.mark.usefixtures("kept_programme")
@pytest.mark.parametrize("state", [one for one in State if one is not State.DRAFT])
def test_advice_is_given_only_while_somebody_is_to_decide(state: State) -> None:
    [line] = lines_of([a_row(state=state.value, outcome="reject", outcome_label="No")], now=NOW)
    signs = {
        State.SUBMITTED: Sign("crossed", "bad", "No"),
        State.IN_REVIEW: Sign("crossed", "bad", "No"),
        State.INFO_REQUESTED: Sign("pause", "", "Waits for the partner"),
        State.CONFLICTED: Sign("pause", "", "Waits for the arbitration"),
    }
    assert line.advice == signs.get(state)
    assert line.url == "/workbench/registrations/reg_0123456789abcdef/"
    assert line.decided is None


@pytest.mark.usefixtures("kept_programme")
def test_what_was_never_screened_has_no_advice() -> None:
    [line] = lines_of([a_row(outcome="", outcome_label="")], now=NOW)
    assert line.advice is None


def test_groups_have_words_in_both_languages() -> None:
    with translation.override("en"):
        assert list(group_words().values()) == [
            "Overdue",
            "Due today",
            "In the coming days",
            "With the partner",
            "In arbitration",
        ]
    with translation.override("zh-hans"):
        assert group_words()["overdue"] == "已超期"
