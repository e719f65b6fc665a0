"""What was approved by rule and is looked at again; what a partner's exit ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.core.errors import Conflict, Invalid
from qudao.deals.funnel.models import Opportunity
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import AnswerInput
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from qudao.market.partners.actions import move_partner
from qudao.market.partners.states import Lifecycle
from tests.deals.acting import sampled
from tests.deals.looking import (
    REJECTION,
    WHY,
    due_jobs,
    everything,
    in_state,
    queued,
    refused,
    told,
)
from tests.deals.programme import Programme, fresh, submitted


def test_a_sample_that_is_wrong_goes_back_into_review_and_may_be_rejected(
    programme: Programme, now: datetime
) -> None:
    cast, row = programme.cast, sampled(programme, now).row
    manager, key = cast.channel_manager, row.public_id
    before = everything(row)
    assert refused(
        Invalid, lambda: actions.reopen(manager, key, " ", version=row.version, now=now)
    ) == "invalid"  # fmt: skip
    assert everything(row) == before

    actions.reopen(manager, key, "金额与需求不符", version=row.version, now=now)

    row = fresh(row)
    assert (row.state, row.is_sampled, row.protected_until) == (State.IN_REVIEW, False, None)
    assert row.live_claim is not None
    assert "ruled_before" in str(row.advice)
    assert told(cast.seller_a)[-1] == "registrations.reopened"
    actions.reject(manager, key, REJECTION, version=row.version, now=now)
    followed = Opportunity.objects.unscoped(reason=WHY).get()
    assert (followed.source, followed.stage) == ("registration:ended", "engaging")


def test_a_sample_may_be_asked_about(programme: Programme, now: datetime) -> None:
    cast, row = programme.cast, sampled(programme, now).row
    manager, key = cast.channel_manager, row.public_id

    actions.reopen_and_ask(manager, key, "请补充需求", version=row.version, now=now)

    row = fresh(row)
    assert (row.state, set(due_jobs(row))) == (State.INFO_REQUESTED, {"lapse_unanswered"})
    answer = AnswerInput(text="见附件")
    actions.answer_information(cast.seller_a, key, answer, version=row.version, now=now)
    assert fresh(row).state == State.IN_REVIEW  # never approved by rule again


def test_only_a_sample_that_waits_is_opened_again(programme: Programme, now: datetime) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    Registration.objects.unscoped(reason=WHY).filter(pk=row.pk).update(is_sampled=False)
    version = fresh(row).version
    for act in (actions.reopen, actions.reopen_and_ask):
        with pytest.raises(Conflict):
            act(programme.cast.channel_manager, row.public_id, "?", version=version, now=now)


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State.IN_REVIEW, State.EXPIRED),
        (State.CONFLICTED, State.EXPIRED),
        (State.PROTECTED, State.PROTECTED),
        (State.SAID_WON, State.SAID_WON),
    ],
)
def test_a_partner_that_exits_leaves_no_registration_standing(
    programme: Programme, now: datetime, state: State, after: State
) -> None:
    cast = programme.cast
    row = in_state(programme, state, now=now)
    partner = cast.partner_a.public_id
    move_partner(cast.channel_director, partner, Lifecycle.EXITED, reason="不再续签", now=now)

    assert actions.partner_left(partner) == [row.public_id]
    actions.end_with_partner(row.public_id, now=now)

    ended = fresh(row)
    assert ended.state == after
    if after == State.EXPIRED:
        assert told(cast.seller_a)[-1] == "registrations.ended_with_partner"
        return
    last = now.date() + timedelta(days=30)
    assert ended.protected_until == last
    assert told(cast.seller_a)[-1] == "registrations.notice_given"
    assert told(cast.channel_manager)[-1] == "registrations.to_reassign"
    if state == State.PROTECTED:
        assert due_jobs(ended)["end_protection"].date() == last


def test_a_partner_that_came_back_keeps_what_it_has(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.PROTECTED, now=now)
    actions.end_with_partner(row.public_id, now=now)
    assert fresh(row).protected_until == row.protected_until
    assert queued("end_with_partner") == 0
