"""The date rules of a protection (G2)."""

from __future__ import annotations

from datetime import date, timedelta

from qudao.engines.registration.facts import Business, OwnFacts
from qudao.engines.registration.policy import RegistrationPolicy


def protect_until(own: OwnFacts, policy: RegistrationPolicy, *, today: date) -> date:
    """The last protected day of a registration that is approved today.

    Expected award plus `days_after_award`, not less than `protection_min_days` and not more than
    `protection_max_days` from approval; run-rate business gets `run_rate_days`. Protection ends
    at 24:00 of that day in the programme's time zone.
    """
    if own.business is Business.RUN_RATE:
        return today + timedelta(days=policy.run_rate_days)
    earliest = today + timedelta(days=policy.protection_min_days)
    latest = today + timedelta(days=policy.protection_max_days)
    if own.expected_award_on is None:
        return earliest
    award = min(own.expected_award_on, latest)
    return min(latest, max(earliest, award + timedelta(days=policy.days_after_award)))


def renewal_until(
    own: OwnFacts, policy: RegistrationPolicy, *, approved_on: date, held_until: date, today: date
) -> date:
    """The last protected day after a renewal granted today on proven progress.

    Counted as if approved today, never later than `renewal_max_days` after the first approval,
    and never earlier than what the holder already has.
    """
    limit = approved_on + timedelta(days=policy.renewal_max_days)
    return max(held_until, min(limit, protect_until(own, policy, today=today)))


def update_every_days(policy: RegistrationPolicy, *, approved_on: date, until: date) -> int:
    """Days between two updates: short protections are asked more often than long ones."""
    if (until - approved_on).days < policy.short_protection_below_days:
        return policy.update_every_days_short
    return policy.update_every_days_long


def reminder_days(
    policy: RegistrationPolicy, *, approved_on: date, until: date
) -> tuple[date, ...]:
    """The days on which the holder is reminded that protection ends, first one first."""
    days = (until - timedelta(days=before) for before in policy.remind_before_days)
    return tuple(day for day in days if day > approved_on)
