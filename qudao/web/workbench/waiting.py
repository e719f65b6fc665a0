"""The numbers in the navigation: what waits for the reader, and where."""

from __future__ import annotations

from qudao.core import clock
from qudao.core.actor import Actor
from qudao.core.programme import today
from qudao.deals.commitments.selectors import count_promises_due
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.selectors import counts_by_state, overlaps_to_answer
from qudao.deals.registrations.states import TO_DECIDE_STATES
from qudao.web.shared.waiting import Counts, kept_counts


def waiting(actor: Actor) -> Counts:
    """By the name of the address under which it waits: three cheap reads, kept for seconds."""
    return kept_counts(actor, lambda: _counted(actor))


def _counted(actor: Actor) -> dict[str, int]:
    counts: dict[str, int] = {}
    if actor.may(DealsPermission.DECIDE_REGISTRATION):
        by_state = counts_by_state(actor)
        waits = sum(n for state, n in by_state.items() if state in TO_DECIDE_STATES)
        counts["workbench:registrations"] = waits
    if actor.may(DealsPermission.ANSWER_OVERLAP):
        counts["workbench:overlaps"] = overlaps_to_answer(actor)
    if actor.may(DealsPermission.RECORD_PROMISE):
        due = count_promises_due(actor, today=today(clock.now()))
        counts["workbench:promises"] = due
    return counts
