"""Until when a decision against a partner may be appealed, as rule G11 says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qudao.deals.registrations.selectors import partner_page
from qudao.deals.registrations.states import State
from tests.deals.looking import in_state
from tests.deals.programme import Programme


def until(programme: Programme, public_id: str, at: datetime) -> datetime | None:
    decision = partner_page(programme.cast.seller_a, public_id, now=at).decision
    assert decision is not None
    return decision.appeal_until


@pytest.mark.parametrize("state", [State.REJECTED, State.REVOKED])
def test_ten_working_days_are_open_until_their_last_midnight(
    programme: Programme, state: State, now: datetime
) -> None:
    row = in_state(programme, state, now=now)
    row.decided_at = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # a Monday morning in Shanghai
    row.save(update_fields=["decided_at"])
    midnight = datetime(2026, 3, 16, 16, tzinfo=UTC)  # 24:00 of Monday the 16th
    assert until(programme, row.public_id, now) == midnight
    assert until(programme, row.public_id, midnight - timedelta(seconds=1)) == midnight
    assert until(programme, row.public_id, midnight) is None


def test_nothing_is_to_be_appealed_where_nothing_was_taken(
    programme: Programme, now: datetime
) -> None:
    row = in_state(programme, State.PROTECTED, now=now)
    assert until(programme, row.public_id, now) is None
