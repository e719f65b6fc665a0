"""Rows of a partner's list in every state, made without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from qudao.deals.registrations.selectors import Clock, PortalRow
from qudao.deals.registrations.selectors.clocks import NextActor
from qudao.deals.registrations.states import State

DUE = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)  # 17:30 in Shanghai
NOTHING_RUNS = Clock(NextActor.NOBODY)


def running(
    *, due: datetime = DUE, days: float = 3, used: float = 0.25, is_overdue: bool = False
) -> Clock:
    return Clock(
        next_actor=NextActor.DECIDER,
        due_at=due,
        left=timedelta(days=days),
        share_used=used,
        is_overdue=is_overdue,
    )


def row(state: str = State.IN_REVIEW, **changes: Any) -> PortalRow:
    usual = PortalRow(
        public_id="reg_1",
        number="QIHE-0001",
        version=2,
        state=state,
        state_label=str(State(state).label),
        customer="浦岚证券",
        product="Secure gateway",
        project="二期",
        is_full=True,
        amount=None,
        currency="",
        received_at=datetime(2026, 3, 2, 1, 30, tzinfo=UTC),
        clock=NOTHING_RUNS,
        protected_until=None,
        days_left=None,
        update_due_on=None,
        is_update_overdue=False,
        decided_at=None,
        decision="",
    )
    return usual._replace(**changes)


def protected(**changes: Any) -> PortalRow:
    return row(State.PROTECTED, **{"protected_until": date(2026, 6, 1), "days_left": 91, **changes})
