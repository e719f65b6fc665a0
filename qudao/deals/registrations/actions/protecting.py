"""What an approval writes: how long it protects, when updates are due, whether it is sampled."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.deals.funnel.actions import Deal, follow_deal
from qudao.deals.funnel.states import Stage
from qudao.deals.registrations.actions.screening import Setting
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.facts import own_facts
from qudao.deals.registrations.states import DecisionCode, PurchaseStage
from qudao.engines.registration import (
    RegistrationPolicy,
    Step,
    protect_until,
    update_every_days,
)
from qudao.engines.workdays import WorkCalendar

_STAGE_OF_PURCHASE: dict[str, Stage] = {
    PurchaseStage.NEED_KNOWN: Stage.PROSPECTING,
    PurchaseStage.PROJECT_APPROVED: Stage.ENGAGING,
    PurchaseStage.BUDGET_REQUESTED: Stage.ENGAGING,
    PurchaseStage.BUDGET_APPROVED: Stage.PROPOSING,
    PurchaseStage.SELECTING: Stage.PROPOSING,
    PurchaseStage.TENDER_PUBLISHED: Stage.NEGOTIATING,
}


def approval_fields(
    actor: Actor, registration: Registration, setting: Setting, *, now: datetime
) -> dict[str, object]:
    """The columns of an approval at this moment, by a person or (without a user) by rule."""
    today = setting.calendar.day_of(now)
    own = own_facts(registration, setting.standing, setting.attached, step=Step.FULL)
    until = protect_until(own, setting.policy, today=today)
    by_rule = actor.user_id is None
    return {
        "decided_at": now,
        "decided_by_id": actor.user_id,
        "decided_by_rule": by_rule,
        "decision_code": DecisionCode.MEETS_RULES,
        "protected_until": until,
        "last_update_at": now,
        "update_due_on": next_update(
            setting.policy, setting.calendar, approved_on=today, until=until, today=today
        ),
        "is_sampled": by_rule and is_in_sample(registration, setting.policy.sample_share),
        "clock_paused_at": None,
    }


def next_update(
    policy: RegistrationPolicy,
    calendar: WorkCalendar,
    *,
    approved_on: date,
    until: date,
    today: date,
) -> date:
    """The working day by which the next update is due; long holidays stop this clock, and a day
    of rest moves it to the next working day."""
    days = update_every_days(policy, approved_on=approved_on, until=until)
    due = calendar.add_days_without_long_breaks(today, days, break_from=policy.long_break_from_days)
    return calendar.next_working_day(due)


def is_in_sample(registration: Registration, share: Decimal) -> bool:
    """Whether this registration belongs to the share that a person looks at afterwards.

    Drawn from its opaque id, which no partner can choose: the same id always gives the same lot.
    """
    lot = int.from_bytes(hashlib.sha256(registration.public_id.encode()).digest()[:4])
    return lot < share * 2**32


def follow_in_funnel(
    actor: Actor,
    registration: Registration,
    stage: Stage | None = None,
    *,
    loss_reason: str = "",
    now: datetime,
) -> None:
    """Let the deal stand in the funnel at the stage that the registration tells (or the one
    given), so that channel and direct pipelines compare like for like."""
    if registration.product_id is None:
        return
    follow_deal(
        actor,
        Deal(
            source="registration",
            source_key=registration.public_id,
            name=registration.project,
            customer_id=registration.customer_id,
            product_id=registration.product_id,
            partner_id=registration.partner_id,
            stage=stage or _STAGE_OF_PURCHASE.get(registration.purchase_stage, Stage.PROSPECTING),
            amount=registration.amount,
            currency=registration.currency,
            expected_on=registration.expected_award_on,
            loss_reason=loss_reason,
        ),
        now=now,
    )
