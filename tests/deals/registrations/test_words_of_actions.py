"""The sentences that people write with an action: needed where the rules say so, of bounded length,
without hidden signs, and kept as they were written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from qudao.core.errors import Invalid
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import AnswerInput, Rejection
from qudao.deals.registrations.models import Overlap, StateChange
from qudao.deals.registrations.states import State
from tests.deals import acting
from tests.deals.acting import Scene, scene
from tests.deals.looking import WHY, codes, everything, last_entry
from tests.deals.programme import Programme, fresh

Write = Callable[[Scene, str], object]
HOSTILE = "<script>alert(1)</script> ' \" & %(x)s {{ 7*7 }} 🎉 汉字\n第二行"
HIDDEN_SIGNS = ["\x00", "甲\x00乙", "a\x1b[31m", "\u202eevil", "\u2066x", "a\u2028b", "\ud800"]


def approve(on: Scene, text: str) -> object:
    manager = on.cast.channel_manager
    return actions.approve(manager, on.key, version=on.row.version, now=on.at, note=text)


def reject(on: Scene, text: str) -> object:
    why = Rejection(code="no_project", note=text)
    manager = on.cast.channel_manager
    return actions.reject(manager, on.key, why, version=on.row.version, now=on.at)


def ask(on: Scene, text: str) -> object:
    manager = on.cast.channel_manager
    return actions.request_information(manager, on.key, text, version=on.row.version, now=on.at)


def arbitrate(on: Scene, text: str) -> object:
    manager = on.cast.channel_manager
    return actions.send_to_arbitration(
        manager, on.key, version=on.row.version, now=on.at, note=text
    )


def recall(on: Scene, text: str) -> object:
    manager = on.cast.channel_manager
    return actions.recall(manager, on.key, text, version=on.row.version, now=on.at)


def revoke(on: Scene, text: str) -> object:
    director, why = on.cast.channel_director, Rejection(code="customer_choice", note=text)
    return actions.revoke(director, on.key, why, version=on.row.version, now=on.at)


def look_at_sample(on: Scene, text: str) -> object:
    manager = on.cast.channel_manager
    return actions.check_sample(manager, on.key, version=on.row.version, now=on.at, note=text)


def answer(on: Scene, text: str) -> object:
    seller, said = on.cast.seller_a, AnswerInput(text=text)
    return actions.answer_information(seller, on.key, said, version=on.row.version, now=on.at)


def update(on: Scene, text: str) -> object:
    seller = on.cast.seller_a
    return actions.record_update(seller, on.key, text, version=on.row.version, now=on.at)


def lose(on: Scene, text: str) -> object:
    seller = on.cast.seller_a
    return actions.mark_lost(seller, on.key, text, version=on.row.version, now=on.at)


def object_to(on: Scene, text: str) -> object:
    return actions.answer_overlap(on.cast.account_manager, on.key, "objected", text, now=on.at)


def in_the_state(state: State) -> Callable[[Programme, datetime], Scene]:
    def make(programme: Programme, now: datetime) -> Scene:
        return scene(programme, state, now)

    return make


@dataclass(frozen=True)
class Sentence:
    """Where a sentence is written: the act, its field, whether it is needed, how long it may be."""

    write: Write
    field: str
    make: Callable[[Programme, datetime], Scene]
    is_needed: bool = True
    longest: int = 2000


SENTENCES = [
    Sentence(approve, "note", in_the_state(State.IN_REVIEW), is_needed=False),
    Sentence(reject, "note", in_the_state(State.IN_REVIEW)),
    Sentence(ask, "note", in_the_state(State.IN_REVIEW)),
    Sentence(arbitrate, "note", acting.rivals, is_needed=False),
    Sentence(recall, "note", in_the_state(State.CONFLICTED)),
    Sentence(revoke, "note", in_the_state(State.PROTECTED)),
    Sentence(look_at_sample, "note", acting.sampled, is_needed=False),
    Sentence(answer, "text", in_the_state(State.INFO_REQUESTED)),
    Sentence(update, "text", in_the_state(State.PROTECTED)),
    Sentence(lose, "reason", in_the_state(State.PROTECTED)),
    Sentence(object_to, "note", in_the_state(State.IN_REVIEW), longest=500),
]
NAMES = [one.write.__name__ for one in SENTENCES]


@pytest.mark.parametrize("one", SENTENCES, ids=NAMES)
def test_a_sentence_that_cannot_be_kept_is_refused_and_nothing_happens(
    programme: Programme, now: datetime, one: Sentence
) -> None:
    on = one.make(programme, now)
    before = everything(on.row)
    bad = dict.fromkeys(HIDDEN_SIGNS, "control_sign")
    bad["字" * (one.longest + 1)] = "too_long"
    if one.is_needed:
        bad |= dict.fromkeys(("", " ", "\n\t ", "\u3000"), "required")

    for text, code in bad.items():
        with pytest.raises(Invalid) as refusal:
            one.write(on, text)
        assert codes(refusal) == {one.field: code}, ascii(text[:20])
        assert str(refusal.value.problems[0].message)

    assert everything(on.row) == before


@pytest.mark.parametrize("one", SENTENCES, ids=NAMES)
def test_a_sentence_of_the_longest_length_is_kept_whole(
    programme: Programme, now: datetime, one: Sentence
) -> None:
    on = one.make(programme, now)
    text = (HOSTILE + "字" * one.longest)[: one.longest]

    one.write(on, text)

    kept = [*StateChange.objects.unscoped(reason=WHY).values_list("note", flat=True)]
    kept += Overlap.objects.unscoped(reason=WHY).values_list("note", flat=True)
    kept += [last_entry(on.row).note]
    assert text in kept


@pytest.mark.parametrize("one", SENTENCES, ids=NAMES)
def test_the_space_around_a_sentence_is_no_part_of_it(
    programme: Programme, now: datetime, one: Sentence
) -> None:
    on = one.make(programme, now)

    one.write(on, "  已核实。\n ")

    entry = last_entry(on.row)
    if one.write is object_to:
        assert entry.after == {"answer": "objected", "note": "已核实。"}
    elif one.write is not look_at_sample:
        change = StateChange.objects.unscoped(reason=WHY).filter(registration=on.row).latest("pk")
        assert (change.note, entry.note) == ("已核实。", "已核实。")
    else:
        assert entry.note == "已核实。"


@pytest.mark.parametrize("code", ["", "meets_rules", "against_advice", "NO_PROJECT", "x\x00"])
def test_a_refusal_has_a_reason_of_the_rules_and_never_one_of_an_approval(
    programme: Programme, now: datetime, code: str
) -> None:
    on = scene(programme, State.PROTECTED, now)
    director, before = on.cast.channel_director, everything(on.row)

    with pytest.raises(Invalid) as refusal:
        actions.revoke(
            director, on.key, Rejection(code=code, note=" "), version=on.row.version, now=on.at
        )

    assert codes(refusal) == {"code": "unknown_choice", "note": "required"}
    assert everything(on.row) == before


@pytest.mark.parametrize("verdict", ["", "maybe", "SAME_PROJECT", "same_project "])
def test_a_verdict_is_one_of_three(programme: Programme, now: datetime, verdict: str) -> None:
    on = acting.rivals(programme, now)
    before = everything(on.row)
    candidate = on.row.candidates.get().public_id

    with pytest.raises(Invalid) as refusal:
        actions.judge_candidate(on.cast.channel_manager, on.key, candidate, verdict, now=on.at)

    assert codes(refusal) == {"verdict": "unknown_choice"}
    assert everything(on.row) == before
    assert on.row.candidates.get().verdict == ""


@pytest.mark.parametrize("paper", ["", "state", "is_sampled", "version", "decided_by_rule"])
def test_only_the_two_papers_can_be_checked(
    programme: Programme, now: datetime, paper: str
) -> None:
    on = scene(programme, State.IN_REVIEW, now)
    before = everything(on.row)

    with pytest.raises(Invalid) as refusal:
        actions.confirm_paper(
            on.cast.channel_manager, on.key, paper, version=on.row.version, now=on.at
        )

    assert codes(refusal) == {"paper": "unknown_choice"}
    assert everything(on.row) == before
    assert fresh(on.row).version == on.row.version


@pytest.mark.parametrize("said", ["", "yes", "Noted", "objected "])
def test_an_overlap_is_noted_or_objected_to(programme: Programme, now: datetime, said: str) -> None:
    on = scene(programme, State.IN_REVIEW, now)
    with pytest.raises(Invalid) as refusal:
        actions.answer_overlap(on.cast.account_manager, on.key, said, "x", now=on.at)

    assert codes(refusal) == {"answer": "unknown_choice"}
    overlap = Overlap.objects.unscoped(reason=WHY).get()
    assert (overlap.answer, overlap.note, overlap.answered_at) == ("", "", None)
