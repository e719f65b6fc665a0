"""Every move of a registration by API in every state: made where the table allows it, else refused
as a conflict, and nothing written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import TRANSITIONS, Move, Mover, State
from tests.api.caller import Caller, Reply, caller_for
from tests.deals.programme import Programme, in_review

# operation → its move, and a body that says all that the move needs
MOVES: dict[str, tuple[Move, dict[str, Any]]] = {
    "approve": (Move.APPROVE, {"note": "资料齐全"}),
    "reject": (Move.REJECT, {"code": "incomplete", "note": "缺文件"}),
    "ask": (Move.REQUEST_INFORMATION, {"note": "请补充"}),
    "arbitrate": (Move.SEND_TO_ARBITRATION, {"note": "两家都在"}),
    "recall": (Move.RECALL, {"note": "已协商"}),
    "complete": (Move.COMPLETE, {}),
    "answer": (Move.ANSWER, {"text": "已补充"}),
    "update": (Move.UPDATE, {"text": "测试通过"}),
    "withdraw": (Move.WITHDRAW, {"reason": "客户取消"}),
    "won": (Move.SAY_WON, {}),
    "confirm-won": (Move.WIN, {"note": ""}),
    "not-yet-won": (Move.NOT_YET_WON, {"note": "请上传合同"}),
    "lost": (Move.LOSE, {"reason": "预算取消"}),
    "": (Move.AMEND, {"need": "更换网关"}),
}
# a draft is nobody's but its partner's, and amending it is no move
NOT_FOR_THE_VENDOR = State.DRAFT


@pytest.fixture
def registration(programme: Programme, now: datetime) -> Registration:
    return in_review(programme, programme.cast.principal_a, now=now)


@pytest.fixture
def movers(programme: Programme, now: datetime) -> dict[Mover, Caller]:
    cast = programme.cast
    return {
        Mover.PARTNER: caller_for(cast.principal_a, now),
        Mover.DECIDER: caller_for(cast.channel_manager, now),
    }


def put_into(registration: Registration, state: State, now: datetime) -> None:
    """The row as it might be in that state; a protection has its days."""
    is_protected = state in {State.PROTECTED, State.SAID_WON}
    Registration.objects.unscoped(reason="a test").filter(pk=registration.pk).update(
        state=state,
        is_full=state is not State.SUBMITTED,
        protected_until=(now + timedelta(days=60)).date() if is_protected else None,
        update_due_on=(now + timedelta(days=20)).date() if is_protected else None,
        decided_at=now if is_protected else None,
        number=None if state is State.DRAFT else registration.number,
    )


def tried(caller: Caller, registration: Registration, step: str) -> Reply:
    """One move, undone whatever came of it; refused ones must have written nothing."""
    etag = f'"{registration.version}-000000000000"'
    address = f"/registrations/{registration.public_id}"
    with transaction.atomic():
        before = written()
        body = MOVES[step][1]
        reply = caller.do(f"{address}/{step}", body, etag) if step else caller.change(
            address, body, etag
        )  # fmt: skip
        if reply.status >= 300:
            assert written() == before, (step, reply.text)
        transaction.set_rollback(True)
    return reply


def written() -> list[object]:
    rows = Registration.objects.unscoped(reason="a test").order_by("pk")
    return [list(rows.values()), AuditEntry.objects.unscoped(reason="a test").count()]


def is_allowed(step: str, state: State) -> bool:
    move = MOVES[step][0]
    return state in TRANSITIONS[move].sources or (step == "" and state is State.DRAFT)


@pytest.mark.parametrize("state", list(State))
def test_a_move_is_made_where_the_table_allows_it_and_nowhere_else(
    registration: Registration, movers: dict[Mover, Caller], state: State, now: datetime
) -> None:
    put_into(registration, state, now)
    for step, (move, _body) in MOVES.items():
        mover = TRANSITIONS[move].mover
        reply = tried(movers[mover], registration, step)
        case = (step, state, reply.text)
        if mover is Mover.DECIDER and state is NOT_FOR_THE_VENDOR:
            assert reply.status == 404, case
        elif step == "arbitrate" and state is State.IN_REVIEW:
            assert (reply.status, reply.code) == (409, "no_candidate"), case
        elif is_allowed(step, state):
            assert reply.status == 200, case
            target = TRANSITIONS[move].target
            assert reply.json["state"] == (target or state), case
        else:
            assert (reply.status, reply.code) == (409, "wrong_state"), case


@pytest.mark.parametrize("state", list(State))
def test_what_one_may_do_now_is_told_as_it_is(
    registration: Registration, movers: dict[Mover, Caller], state: State, now: datetime
) -> None:
    """A program that offers the named moves is refused none of them for the state."""
    put_into(registration, state, now)
    address = f"/registrations/{registration.public_id}"
    steps = {move.value: step for step, (move, _body) in MOVES.items()}
    for mover, caller in movers.items():
        reply = caller.get(address)
        if mover is Mover.DECIDER and state is NOT_FOR_THE_VENDOR:
            assert reply.status == 404
            continue
        told = set(reply.json["moves"])
        ours = {move.value for move, row in TRANSITIONS.items() if row.mover is mover}
        assert told <= ours, (mover, state)
        assert {one for one in told if one in steps} == {
            value for value, step in steps.items() if value in ours and is_allowed_move(step, state)
        }, (mover, state)


def is_allowed_move(step: str, state: State) -> bool:
    return state in TRANSITIONS[MOVES[step][0]].sources


def test_moves_of_the_other_side_need_its_permission(
    registration: Registration, movers: dict[Mover, Caller]
) -> None:
    scopes = {Mover.PARTNER: "registrations.decide", Mover.DECIDER: "registrations.write"}
    for step, (move, _body) in MOVES.items():
        for mover, caller in movers.items():
            if TRANSITIONS[move].mover is not mover:
                reply = tried(caller, registration, step)
                assert (reply.status, reply.json["scope"]) == (403, scopes[mover]), step


def test_every_move_has_one_operation_or_belongs_to_the_system() -> None:
    by_program = {move for move, _body in MOVES.values()}
    others = set(TRANSITIONS) - by_program
    systems = {move for move in others if TRANSITIONS[move].mover is Mover.SYSTEM}
    # a sample alone is reopened, so the state says too little of it
    apart = {Move.SUBMIT_QUICK, Move.SUBMIT_FULL, Move.REVOKE, Move.REOPEN}
    assert others - systems == apart
