"""The whole table: every action in every state is carried out or refused, and a refusal leaves
nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qudao.core.errors import Conflict, NotFound
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import AnswerInput
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import ENDED_STATES, LIVE_STATES, State
from tests.deals.looking import REJECTION, claims, due_jobs, everything, in_state
from tests.deals.programme import LARGE, Programme, fresh

Act = Callable[[Programme, Registration, datetime], object]


def withdraw(programme: Programme, row: Registration, now: datetime) -> object:
    return actions.withdraw(
        programme.cast.seller_a, row.public_id, version=row.version, now=now, reason="取消"
    )


def amend(programme: Programme, row: Registration, now: datetime) -> object:
    stated = replace(programme.full(programme.cast.seller_a), need="另加两处")
    seller = programme.cast.seller_a
    return actions.amend(seller, row.public_id, stated, version=row.version, now=now)


def complete(programme: Programme, row: Registration, now: datetime) -> object:
    stated = replace(programme.full(programme.cast.seller_a), amount=LARGE)
    seller = programme.cast.seller_a
    return actions.complete_registration(
        seller, row.public_id, stated, version=row.version, now=now
    )


def submit(programme: Programme, row: Registration, now: datetime) -> object:
    stated = replace(programme.full(programme.cast.seller_a), amount=LARGE)
    return actions.submit_full(programme.cast.seller_a, stated, row.public_id, now=now)


def answer(programme: Programme, row: Registration, now: datetime) -> object:
    seller = programme.cast.seller_a
    told = AnswerInput(text="全部网点")
    return actions.answer_information(seller, row.public_id, told, version=row.version, now=now)


def update(programme: Programme, row: Registration, now: datetime) -> object:
    seller = programme.cast.seller_a
    return actions.record_update(seller, row.public_id, "已交流", version=row.version, now=now)


def win(programme: Programme, row: Registration, now: datetime) -> object:
    return actions.say_won(programme.cast.seller_a, row.public_id, version=row.version, now=now)


def lose(programme: Programme, row: Registration, now: datetime) -> object:
    seller = programme.cast.seller_a
    return actions.mark_lost(seller, row.public_id, "价格", version=row.version, now=now)


def approve(programme: Programme, row: Registration, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.approve(manager, row.public_id, version=row.version, now=now)


def reject(programme: Programme, row: Registration, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.reject(manager, row.public_id, REJECTION, version=row.version, now=now)


def ask(programme: Programme, row: Registration, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.request_information(
        manager, row.public_id, "范围？", version=row.version, now=now
    )


def arbitrate(programme: Programme, row: Registration, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.send_to_arbitration(manager, row.public_id, version=row.version, now=now)


def revoke(programme: Programme, row: Registration, now: datetime) -> object:
    director = programme.cast.channel_director
    return actions.revoke(director, row.public_id, REJECTION, version=row.version, now=now)


def confirm(programme: Programme, row: Registration, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.confirm_won(manager, row.public_id, version=row.version, now=now)


def not_yet(programme: Programme, row: Registration, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.not_yet_won(manager, row.public_id, "?", version=row.version, now=now)


# What each action makes of each state from which it is allowed (workflows.md); from all the other
# states it is refused.
TABLE: dict[Act, dict[State, State]] = {
    submit: {State.DRAFT: State.IN_REVIEW},
    complete: {State.SUBMITTED: State.IN_REVIEW},
    amend: {
        State.SUBMITTED: State.SUBMITTED,
        State.IN_REVIEW: State.IN_REVIEW,
        State.INFO_REQUESTED: State.INFO_REQUESTED,
        State.PROTECTED: State.PROTECTED,
        State.SAID_WON: State.SAID_WON,
    },
    answer: {State.INFO_REQUESTED: State.IN_REVIEW},
    withdraw: {
        State.DRAFT: State.WITHDRAWN,
        State.SUBMITTED: State.WITHDRAWN,
        State.IN_REVIEW: State.WITHDRAWN,
        State.INFO_REQUESTED: State.WITHDRAWN,
        State.CONFLICTED: State.WITHDRAWN,
        State.PROTECTED: State.WITHDRAWN,
        State.SAID_WON: State.WITHDRAWN,
    },
    update: {State.PROTECTED: State.PROTECTED},
    win: {State.PROTECTED: State.SAID_WON},
    lose: {State.PROTECTED: State.LOST, State.SAID_WON: State.LOST},
    approve: {State.IN_REVIEW: State.PROTECTED},
    reject: {
        State.SUBMITTED: State.REJECTED,
        State.IN_REVIEW: State.REJECTED,
        State.INFO_REQUESTED: State.REJECTED,
    },
    ask: {State.SUBMITTED: State.INFO_REQUESTED, State.IN_REVIEW: State.INFO_REQUESTED},
    arbitrate: {},  # needs something to be weighed against: test_arbitrating.py
    revoke: {State.PROTECTED: State.REVOKED},
    confirm: {State.SAID_WON: State.WON},
    not_yet: {State.SAID_WON: State.PROTECTED},
}
VENDOR_ACTS = (approve, reject, ask, arbitrate, revoke, confirm, not_yet)
ALLOWED = [(act, source, target) for act, to in TABLE.items() for source, target in to.items()]


@pytest.mark.parametrize(("act", "source", "target"), ALLOWED)
def test_an_action_moves_a_registration_as_the_table_says(
    programme: Programme, now: datetime, act: Act, source: State, target: State
) -> None:
    row = in_state(programme, source, now=now)

    act(programme, row, now + timedelta(minutes=5))

    after = fresh(row)
    assert after.state == target
    assert after.version == row.version + 1
    if after.state in ENDED_STATES:
        assert due_jobs(after) == {}
        assert after.pk not in [key for key, _scope in claims()]


@pytest.mark.parametrize("state", list(State))
def test_every_other_action_is_refused_and_leaves_nothing(
    programme: Programme, now: datetime, state: State
) -> None:
    row = in_state(programme, state, now=now)
    before = everything(row)
    others = [act for act, to in TABLE.items() if state not in to]
    if state is State.IN_REVIEW:
        others.remove(arbitrate)

    for act in others:
        with pytest.raises((Conflict, NotFound)) as refusal:
            act(programme, row, now + timedelta(minutes=5))
        is_hidden = state is State.DRAFT and act in VENDOR_ACTS
        assert refusal.value.code == ("not_found" if is_hidden else "wrong_state"), act.__name__

    assert everything(row) == before


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.PROTECTED])
def test_a_stale_version_is_refused_by_every_action(
    programme: Programme, now: datetime, state: State
) -> None:
    row = in_state(programme, state, now=now)
    before = everything(row)
    row.version -= 1

    for act in [one for one in TABLE if one is not submit]:
        with pytest.raises(Conflict) as refusal:
            act(programme, row, now)
        assert refusal.value.code == "conflict", act.__name__

    assert everything(row) == before


@pytest.mark.parametrize("act", [withdraw, win, lose, approve, reject, ask, revoke])
def test_the_same_step_twice_is_refused_the_second_time(
    programme: Programme, now: datetime, act: Act
) -> None:
    source = State.PROTECTED if act in (win, lose, revoke) else State.IN_REVIEW
    row = in_state(programme, source, now=now)
    act(programme, row, now)
    row = fresh(row)
    before = everything(row)

    with pytest.raises(Conflict) as refusal:
        act(programme, row, now)

    assert refusal.value.code == "wrong_state"
    assert everything(row) == before


@pytest.mark.parametrize("state", sorted(LIVE_STATES))
def test_whoever_lives_alone_holds_its_scope(
    programme: Programme, now: datetime, state: State
) -> None:
    row = in_state(programme, state, now=now)

    holders = [key for key, _scope in claims()]

    assert len(holders) == 1
    assert (row.pk in holders) is (state is not State.CONFLICTED)


@pytest.mark.parametrize("state", sorted(ENDED_STATES))
def test_whatever_ended_frees_its_scope_for_the_next(
    programme: Programme, now: datetime, state: State
) -> None:
    row = in_state(programme, state, now=now)
    assert claims() == []

    second = actions.submit_quick(programme.cast.seller_b, programme.quick(), now=now)

    assert [key for key, _scope in claims()] == [second.pk]
    assert fresh(row).state == state
