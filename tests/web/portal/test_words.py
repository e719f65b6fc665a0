"""Where a registration stands, in one sentence of the reader's language, in every state."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from qudao.deals.registrations.selectors import Clock, PortalRow
from qudao.deals.registrations.selectors.clocks import NextActor
from qudao.deals.registrations.states import ENDED_STATES, State
from qudao.web.portal.deals.listing import lines_of
from qudao.web.portal.deals.words import STEPS, Ring, ring_of, sentence_of, track_of
from tests.web.portal.rows import NOTHING_RUNS, protected, row, running
from tests.web.shared.conftest import in_shanghai

__all__ = ["in_shanghai"]
pytestmark = pytest.mark.usefixtures("in_shanghai")


def said(one: PortalRow, person: str = "Xu Mingyuan", language: str = "en") -> str:
    with override(language):
        return sentence_of(one, person)


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (row(State.DRAFT), "A draft: nothing is submitted yet."),
        (
            row(State.SUBMITTED, clock=running()),
            "Received. Complete it by 5 Mar 2026 17:30 to keep your priority time.",
        ),
        (
            row(State.IN_REVIEW, clock=running()),
            "With Xu Mingyuan, answer by 5 Mar 2026 17:30 at the latest.",
        ),
        (
            row(State.INFO_REQUESTED, clock=running()),
            "Waits for your answer until 5 Mar 2026 17:30. Our clock is paused.",
        ),
        (
            row(State.CONFLICTED),
            "In arbitration. You will be heard; your rights stay as they are.",
        ),
        (protected(), "Protected until 1 Jun 2026, 91 days left."),
        (protected(days_left=1), "Protected until 1 Jun 2026, 1 day left."),
        (protected(days_left=0), "Protected until 1 Jun 2026, 0 days left."),
        (
            row(State.REJECTED),
            "Rejected. The decision gives the reason and the way to appeal.",
        ),
        (row(State.WITHDRAWN), "You have withdrawn it."),
        (row(State.EXPIRED), "It has expired; the scope is free again."),
        (row(State.REVOKED), "The protection was revoked. The reason stands inside."),
        (row(State.WON), "Won."),
        (row(State.LOST), "Lost."),
    ],
)
def test_every_state_has_its_sentence(one: PortalRow, sentence: str) -> None:
    assert said(one) == sentence
    chinese = said(one, language="zh-hans")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    assert "%(" not in chinese


def test_no_state_is_without_words() -> None:
    for state in State:
        assert said(row(state, clock=running(), protected_until=date(2026, 6, 1)))


def test_who_answers_is_the_team_where_nobody_is_in_charge() -> None:
    one = row(State.IN_REVIEW, clock=running())
    assert said(one, person="").startswith("With the channel team, answer by")


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 3, 5, 16, tzinfo=UTC)
    one = row(State.SUBMITTED, clock=running(due=midnight))
    assert "by 5 Mar 2026 24:00" in said(one)
    assert "2026-03-05 24:00" in said(one, language="zh-hans")


def test_a_name_with_signs_of_formats_is_only_a_name() -> None:
    one = row(State.IN_REVIEW, clock=running())
    assert "With 100% %(due)s %s" in said(one, person="100% %(due)s %s")


# ------------------------------------------------------------------ the track of steps


@pytest.mark.parametrize(
    ("state", "done", "waiting", "won"),
    [
        (State.DRAFT, 0, True, False),
        (State.SUBMITTED, 1, True, False),
        (State.INFO_REQUESTED, 1, True, False),
        (State.IN_REVIEW, 2, False, False),
        (State.CONFLICTED, 2, False, False),
        (State.PROTECTED, 3, False, False),
        (State.WON, STEPS, False, True),
    ],
)
def test_the_track_shows_how_far_it_came(
    *, state: State, done: int, waiting: bool, won: bool
) -> None:
    track = track_of(state)
    assert track is not None
    assert (track.done, track.waiting, track.won) == (done, waiting, won)


def test_what_ended_without_a_win_has_no_track() -> None:
    for state in ENDED_STATES - {State.WON}:
        assert track_of(state) is None


# ------------------------------------------------------------------ the clock


def ring(clock: Clock, language: str = "en") -> Ring | None:
    with override(language):
        return ring_of(clock)


def test_where_nothing_runs_there_is_no_clock() -> None:
    assert ring(NOTHING_RUNS) is None
    assert ring(Clock(NextActor.PARTNER, left=timedelta(days=3))) is None


@pytest.mark.parametrize(
    ("days", "remaining"),
    [
        (10, "10 working days left"),
        (1.9, "1 working day left"),
        (1, "1 working day left"),
        (0.999, "23 hours left"),
        (0.5, "12 hours left"),
        (1 / 24, "1 hour left"),
        (0.02, "0 hours left"),
    ],
)
def test_what_is_left_is_said_in_days_and_then_in_hours(days: float, remaining: str) -> None:
    found = ring(running(days=days))
    assert found is not None
    assert found.remaining == remaining
    chinese = ring(running(days=days), "zh-hans")
    assert chinese is not None
    assert "left" not in chinese.remaining


@pytest.mark.parametrize(
    ("used", "shown", "look"),
    [
        (0.0, "0", ""),
        (0.004, "0", ""),
        (0.254, "25", ""),
        (0.499, "50", ""),
        (0.5, "50", "half"),
        (0.99, "99", "half"),
        (1.0, "100", "half"),
        (1.7, "100", "half"),
    ],
)
def test_the_ring_fills_and_turns_ochre_from_half_of_the_time(
    used: float, shown: str, look: str
) -> None:
    found = ring(running(used=used))
    assert found == Ring(shown, "3 working days left", "5 Mar 2026 17:30", look)


def test_when_time_is_up_the_ring_is_full_and_says_so() -> None:
    late = running(used=0.4, is_overdue=True)
    assert ring(late) == Ring("100", "Time is up", "5 Mar 2026 17:30", "over")


@given(used=st.floats(0, 3), days=st.floats(0, 400))
def test_a_ring_is_a_whole_share_whatever_the_clock_says(used: float, days: float) -> None:
    found = ring(running(used=used, days=days))
    assert found is not None
    assert 0 <= int(found.used) <= 100


# ------------------------------------------------------------------ the lines of a list


def test_a_line_says_what_it_is_about_and_leaves_out_what_is_not_there() -> None:
    with override("en"):
        whole, bare = lines_of([row(), row(product="", number="")], "Xu Mingyuan")
    assert whole.about == "Secure gateway · 二期 · QIHE-0001"
    assert bare.about == "二期"
    assert whole.url == "/portal/registrations/reg_1/"
    assert (whole.row.customer, whole.track) == ("浦岚证券", track_of(State.IN_REVIEW))


def test_lines_keep_the_order_of_their_rows() -> None:
    rows = [row(public_id=f"reg_{number}") for number in (3, 1, 2)]
    with override("en"):
        assert [line.row.public_id for line in lines_of(rows, "")] == ["reg_3", "reg_1", "reg_2"]
