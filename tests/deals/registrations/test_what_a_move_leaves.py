"""What each move leaves behind: its row in the history and in the trail, what falls due, who hears
of it, the counts, the scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import StateChange
from qudao.deals.registrations.selectors import counts_by_state
from qudao.deals.registrations.states import State
from qudao.people.models import Notice
from tests.deals import acting
from tests.deals.acting import Act, Scene, scene
from tests.deals.looking import WHY, claims, due_jobs, last_entry
from tests.deals.programme import Programme, fresh

Make = Callable[[Programme, datetime], Scene]
WHILE_PROTECTED = {"end_protection", "remind_expiry", "remind_update"}
IN_REVIEW = {"remind_decider", "escalate"}


def in_the_state(state: State) -> Make:
    def make(programme: Programme, now: datetime) -> Scene:
        return scene(programme, state, now)

    return make


@dataclass(frozen=True)
class Left:
    """An act, who does it, and what it leaves."""

    act: Act
    who: str
    make: Make
    verb: str
    target: State
    rule: str = "2026.1 G2"
    note: str = ""
    due: set[str] = field(default_factory=set)
    heard: dict[str, str] = field(default_factory=dict)
    holds: bool = False


def told(code: str, *people: str) -> dict[str, str]:
    return dict.fromkeys(people, f"registrations.{code}")


WHY_NOT = "客户表示暂无此项目，立项后可再报备。"
TABLE = [
    Left(
        acting.submit, "seller_a", in_the_state(State.DRAFT), "submitted_full", State.IN_REVIEW,
        due=IN_REVIEW, holds=True,
        heard=told("to_decide", "channel_manager") | told("overlap", "account_manager"),
    ),
    Left(
        acting.hurry, "seller_a", in_the_state(State.DRAFT), "submitted_quick", State.SUBMITTED,
        due={"remind_completion", "lapse_unfinished"}, holds=True,
        heard=told("overlap", "account_manager"),
    ),
    Left(
        acting.complete, "seller_a", in_the_state(State.SUBMITTED), "completed", State.IN_REVIEW,
        due=IN_REVIEW, holds=True, heard=told("to_decide", "channel_manager"),
    ),
    Left(
        acting.amend, "seller_a", in_the_state(State.IN_REVIEW), "amended", State.IN_REVIEW,
        due=IN_REVIEW, holds=True,
    ),
    Left(
        acting.answer, "seller_a", in_the_state(State.INFO_REQUESTED), "answered",
        State.IN_REVIEW, note="全部网点", due=IN_REVIEW, holds=True,
        heard=told("answered", "channel_manager"),
    ),
    Left(
        acting.withdraw, "seller_a", in_the_state(State.PROTECTED), "withdrawn", State.WITHDRAWN,
        note="取消",
    ),
    Left(
        acting.update, "seller_a", in_the_state(State.PROTECTED), "updated", State.PROTECTED,
        note="已交流", due=WHILE_PROTECTED, holds=True,
    ),
    Left(
        acting.say_won, "seller_a", in_the_state(State.PROTECTED), "said_won", State.SAID_WON,
        due={"remind_decider", "escalate"}, holds=True, heard=told("said_won", "channel_manager"),
    ),
    Left(
        acting.confirm_won, "channel_manager", in_the_state(State.SAID_WON), "won", State.WON,
        heard=told("won", "seller_a"),
    ),
    Left(
        acting.not_yet_won, "channel_manager", in_the_state(State.SAID_WON), "not_yet_won",
        State.PROTECTED, note="请上传合同", due=WHILE_PROTECTED, holds=True,
        heard=told("not_yet_won", "seller_a"),
    ),
    Left(acting.lose, "seller_a", in_the_state(State.PROTECTED), "lost", State.LOST, note="价格"),
    Left(
        acting.approve, "channel_manager", in_the_state(State.IN_REVIEW), "approved",
        State.PROTECTED, due=WHILE_PROTECTED, holds=True, heard=told("approved", "seller_a"),
    ),
    Left(
        acting.reject, "channel_manager", in_the_state(State.INFO_REQUESTED), "rejected",
        State.REJECTED, note=WHY_NOT, heard=told("rejected", "seller_a"),
    ),
    Left(
        acting.ask, "channel_manager", in_the_state(State.SUBMITTED), "information_requested",
        State.INFO_REQUESTED, note="范围？", due={"lapse_unanswered"}, holds=True,
        heard=told("information_requested", "seller_a"),
    ),
    Left(
        acting.arbitrate, "channel_manager", acting.rivals, "sent_to_arbitration",
        State.CONFLICTED, rule="2026.1 G5", heard=told("in_arbitration", "seller_a"),
    ),
    Left(
        acting.recall, "channel_director", in_the_state(State.CONFLICTED), "resumed",
        State.IN_REVIEW, rule="2026.1 G5", note="双方已谈妥", due=IN_REVIEW,
        heard=told("resumed", "seller_a"),
    ),
    Left(
        acting.revoke, "channel_director", in_the_state(State.PROTECTED), "revoked",
        State.REVOKED, note=WHY_NOT, heard=told("revoked", "seller_a"),
    ),
]  # fmt: skip
NAMES = [one.act.__name__ for one in TABLE]
EVERYBODY = (
    "principal_a", "seller_a", "engineer_a", "seller_b", "seller_distributor", "channel_manager",
    "other_channel_manager", "channel_director", "account_manager", "sales_director", "operations",
)  # fmt: skip


def heard_since(on: Scene, last: int) -> dict[str, str]:
    """Who heard what since a notice."""
    rows = Notice.objects.unscoped(reason=WHY).filter(pk__gt=last)
    by_user = dict(rows.order_by("pk").values_list("user_id", "code"))
    assert len(by_user) == rows.count()
    people: dict[int | None, str] = {getattr(on.cast, one).user_id: one for one in EVERYBODY}
    return {people[user]: code for user, code in by_user.items()}


def latest(model: Any) -> int:
    key: int | None = (
        model.objects.unscoped(reason=WHY).order_by("pk").values_list("pk", flat=True).last()
    )
    return key or 0


def counts(actor: Actor) -> dict[State, int]:
    return counts_by_state(actor)


@pytest.mark.parametrize("left", TABLE, ids=NAMES)
def test_a_move_leaves_its_rows_and_nothing_else(
    programme: Programme, now: datetime, left: Left
) -> None:
    on = left.make(programme, now)
    cast, source = on.cast, on.row.state
    entries, changes, notices = latest(AuditEntry), latest(StateChange), latest(Notice)

    left.act(getattr(cast, left.who), on)

    after = fresh(on.row)
    assert after.state == left.target
    change = StateChange.objects.unscoped(reason=WHY).get(pk__gt=changes)
    actor = getattr(cast, left.who)
    assert (change.source, change.target, change.by_id) == (source, left.target, actor.user_id)
    assert (change.at, change.note) == (on.at, left.note)
    rows = AuditEntry.objects.unscoped(reason=WHY).filter(pk__gt=entries, subject_id=on.key)
    entry = rows.get()
    assert entry.verb == f"registrations.{left.verb}"
    assert (entry.user_id, entry.actor_name, entry.at) == (actor.user_id, "", on.at)
    assert (entry.rule, entry.note, entry.request_id) == (left.rule, left.note, "test-request")
    assert (entry.before, entry.after["state"]) == ({"state": source}, left.target)
    assert set(due_jobs(after)) == left.due
    assert heard_since(on, notices) == left.heard
    assert (after.pk in [key for key, _scope in claims()]) is left.holds


@pytest.mark.parametrize("left", TABLE, ids=NAMES)
def test_a_move_takes_one_out_of_its_state_and_puts_it_into_the_next(
    programme: Programme, now: datetime, left: Left
) -> None:
    on = left.make(programme, now)
    cast, source = on.cast, State(on.row.state)
    readers = (cast.channel_director, cast.channel_manager, cast.seller_a)
    before = [counts(one) for one in readers]
    others = counts(cast.seller_b), counts(cast.other_channel_manager)

    left.act(getattr(cast, left.who), on)

    for reader, had in zip(readers, before, strict=True):
        expected = dict(had)
        if source is not State.DRAFT:
            expected[source] -= 1
        expected[left.target] = expected.get(left.target, 0) + 1
        assert counts(reader) == {state: n for state, n in expected.items() if n}
    assert (counts(cast.seller_b), counts(cast.other_channel_manager)) == others


def test_what_is_no_move_leaves_its_own_row_in_the_trail_and_none_in_the_history(
    programme: Programme, now: datetime
) -> None:
    on = acting.rivals(programme, now)
    cast, changes = on.cast, latest(StateChange)
    acts: list[tuple[Act, str, str, str]] = [
        (acting.judge, "channel_manager", "registrations.candidate_judged", "G5"),
        (acting.confirm, "channel_manager", "registrations.paper_checked", "G13"),
        (acting.tap, "account_manager", "registrations.overlap_answered", "G6"),
        (acting.say, "seller_a", "accountroom.message_written", ""),
        (acting.note, "channel_manager", "accountroom.note_written", ""),
    ]
    for act, who, verb, rule in acts:
        act(getattr(cast, who), Scene(programme, fresh(on.row), now))
        entry = last_entry(on.row)
        assert (entry.verb, entry.rule) == (verb, rule)
        assert entry.user_id == getattr(cast, who).user_id
        assert entry.at == on.at

    assert latest(StateChange) == changes
    assert fresh(on.row).state == State.IN_REVIEW
