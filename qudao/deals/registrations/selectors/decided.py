"""Who decided what, for the rows of a list that wait for nobody any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.queue import VendorRow
from qudao.deals.registrations.states import UNDECIDED_STATES, DecisionCode
from qudao.people.names import spoken

SETTLED_COLUMNS = (
    *("public_id", "decision_code", "decided_by_rule"),
    *("decided_by__person__name", "decided_at"),
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in words. `by` is empty where the rules decided."""

    reason: str
    by: str
    at: datetime


def decisions_of(rows: Sequence[VendorRow]) -> dict[str, Decided]:
    """By public id; the rows come from the reader's own query. No query when all of them wait."""
    settled = [
        row.public_id for row in rows if row.state not in UNDECIDED_STATES and row.decided_at
    ]
    if not settled:
        return {}
    reason = "who decided the registrations that the actor's own query has returned"
    found = Registration.objects.unscoped(reason=reason).filter(public_id__in=settled)
    labels = {code.value: str(code.label) for code in DecisionCode}
    return {
        key: Decided(labels.get(code, ""), "" if by_rule else spoken(name or ""), at)
        for key, code, by_rule, name, at in found.values_list(*SETTLED_COLUMNS)
    }
