"""Nobody is protected over another's protection before its holder was heard (rule G5)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.core.errors import Conflict
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.deals.looking import everything, last_entry, refused
from tests.deals.programme import LARGE, Programme, fresh, submitted

HOUR = timedelta(hours=1)
NOTE = "两家各做一部分"


@pytest.fixture
def holder(programme: Programme, now: datetime) -> Registration:
    """Protected at the whole customer, so that a part of it overlaps."""
    return submitted(programme, programme.cast.seller_b, now=now)


@pytest.fixture
def row(programme: Programme, holder: Registration, now: datetime) -> Registration:
    return submitted(programme, programme.cast.seller_a, now=now + HOUR, amount=LARGE, site="浦东")


def approve(programme: Programme, row: Registration, at: datetime, *, why: str = "") -> None:
    director, version = programme.cast.channel_director, fresh(row).version
    actions.approve(director, row.public_id, version=version, now=at, note=NOTE, unheard=why)


def ask(programme: Programme, holder: Registration, at: datetime) -> None:
    said = MessageInput(text="该客户的浦东部分是否也由你们负责？请说明。")
    actions.write_message(programme.cast.channel_director, holder.public_id, said, now=at)


def test_an_unheard_holder_bars_the_approval(
    programme: Programme, holder: Registration, row: Registration, now: datetime
) -> None:
    before = everything(row)
    at = now + 2 * HOUR
    assert refused(Conflict, lambda: approve(programme, row, at)) == "holder_not_heard"
    manager, version = programme.cast.channel_manager, row.version

    def pass_over() -> object:  # to pass a holder over is a director's alone
        return actions.approve(
            manager, row.public_id, version=version, now=at, note=NOTE, unheard="急"
        )

    assert refused(Conflict, pass_over) == "holder_not_heard"
    ask(programme, holder, at)  # asked, but it has had no time to answer
    assert refused(Conflict, lambda: approve(programme, row, at + HOUR)) == "holder_not_heard"
    assert everything(row)[:5] == before[:5]


def test_an_answer_or_the_days_to_answer_make_a_hearing(
    programme: Programme, holder: Registration, row: Registration, now: datetime
) -> None:
    ask(programme, holder, now + 2 * HOUR)
    answer = MessageInput(text="浦东不归我们")
    actions.write_message(programme.cast.seller_b, holder.public_id, answer, now=now + 3 * HOUR)

    approve(programme, row, now + 4 * HOUR)

    assert fresh(row).state == fresh(holder).state == State.PROTECTED


def test_silence_for_the_days_of_the_rules_ends_the_waiting(
    programme: Programme, holder: Registration, row: Registration, now: datetime
) -> None:
    ask(programme, holder, now + 2 * HOUR)

    approve(programme, row, now + timedelta(days=15))

    assert fresh(row).state == State.PROTECTED


def test_a_director_says_why_nobody_was_heard_and_the_trail_keeps_it(
    programme: Programme, holder: Registration, row: Registration, now: datetime
) -> None:
    approve(programme, row, now + 2 * HOUR, why="开标在即，已电话沟通")

    assert fresh(row).state == State.PROTECTED
    kept = last_entry(row).after
    assert kept["unheard_because"] == "开标在即，已电话沟通"
    assert kept["unheard_holders"] == [holder.public_id]
    assert "电话" not in fresh(row).decision_note
