"""One registration, for its partner and for the vendor: two dataclasses that share no base, so
that nothing private can reach a partner by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.programme import work_calendar
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.advice import advice_of
from qudao.deals.registrations.models import Overlap, Registration, StateChange
from qudao.deals.registrations.people import decider_name_of
from qudao.deals.registrations.selectors.clocks import Clock, clock_of
from qudao.deals.registrations.selectors.discretion import names_another
from qudao.deals.registrations.selectors.portal import is_update_overdue, protection_left
from qudao.deals.registrations.selectors.stated import (
    ContactLine,
    FileLine,
    HistoryLine,
    SnapshotLine,
    Statement,
    contact_of,
    files_of,
    history_of,
    masked,
    snapshots_of,
    statement_of,
)
from qudao.deals.registrations.states import (
    RULE_OF_DECISION,
    TRANSITIONS,
    UNDECIDED_STATES,
    DecisionCode,
    Move,
    Mover,
    State,
)
from qudao.deals.registrations.wording import (
    APPEAL_WORKING_DAYS,
    ReasonLine,
    decision_text,
    lines_of,
    outcome_label,
)
from qudao.engines.kinds import Reason
from qudao.engines.workdays import WorkCalendar
from qudao.rules.policies import registration_policy
from qudao.rules.reading import sentence_behind
from qudao.rules.titles import rule_title

RELATED = ("partner", "product", "customer", "contact", "rulebook_version", "decided_by__person")
# Moves that write no state of their own accord are offered beside the state's moves.
_APPEAL_STATES = frozenset({State.REJECTED, State.REVOKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision as its partner reads it."""

    text: str
    note: str
    rule: str
    rule_title: str
    at: datetime
    by_rule: bool
    appeal_until: datetime | None  # nothing where there is nothing to appeal against, or no more


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPage:
    """A registration as its own partner sees it."""

    public_id: str
    number: str
    version: int
    state: str
    state_label: str
    is_full: bool
    stated: Statement
    contact: ContactLine | None
    evidence: tuple[FileLine, ...]
    snapshots: tuple[SnapshotLine, ...]
    history: tuple[HistoryLine, ...]
    clock: Clock
    next_person: str
    question: str
    received_at: datetime | None
    decision: DecisionLine | None
    protected_until: date | None
    days_left: int | None
    update_due_on: date | None
    is_update_overdue: bool
    rulebook_label: str
    moves: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapLine:
    """The answer of an account manager on whose account the registration stands."""

    user_name: str
    answer: str
    answer_label: str
    note: str
    raised_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLines:
    """What the rules propose, in words."""

    outcome: str
    outcome_label: str
    reasons: tuple[ReasonLine, ...]
    what_would_change: tuple[ReasonLine, ...]
    protect_until: date | None
    rule_sentence: str = ""  # of the rulebook in force at receipt, behind the first reason


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorPage:
    """A registration as the vendor's people see it. Vendor-private."""

    public_id: str
    number: str
    version: int
    state: str
    state_label: str
    is_full: bool
    stated: Statement
    contact: ContactLine | None
    evidence: tuple[FileLine, ...]
    snapshots: tuple[SnapshotLine, ...]
    history: tuple[HistoryLine, ...]
    clock: Clock
    received_at: datetime | None
    partner: str
    partner_id: str
    customer: str
    customer_id: str
    account_class: str
    account_class_label: str
    is_named_account: bool
    advice: AdviceLines | None
    candidates: int
    overlaps: tuple[OverlapLine, ...]
    holds_scope: bool
    decision_code: str
    decision_label: str
    decision_note: str
    names_nobody: bool  # the note was read for names of other partners, and holds none
    decided_at: datetime | None
    decided_by: str
    decided_by_rule: bool
    is_sampled: bool
    sample_checked_at: datetime | None
    earlier_work_proven: bool
    chosen_in_writing: bool
    protected_until: date | None
    days_left: int | None
    update_due_on: date | None
    is_update_overdue: bool
    rulebook_label: str
    moves: frozenset[str]


def partner_page(actor: Actor, public_id: str, *, now: datetime) -> PartnerPage:
    """The partner's own registration; not found for anybody else."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    if not actor.is_partner:
        raise NotFound
    row = Registration.objects.visible_to(actor).select_related(*RELATED).one(public_id)
    calendar = work_calendar(now)
    today = calendar.day_of(now)
    changes = _changes(actor, row)
    return PartnerPage(
        public_id=row.public_id,
        number=row.number or "",
        version=row.version,
        state=row.state,
        state_label=str(State(row.state).label),
        is_full=row.is_full,
        stated=statement_of(row, actor.language),
        contact=contact_of(row.contact),
        evidence=files_of(row),
        snapshots=snapshots_of(row),
        history=history_of(changes),
        clock=clock_of(row, calendar=calendar, now=now),
        next_person=decider_name_of(row.partner_id),
        question=_question(row, changes),
        received_at=row.received_at,
        decision=_decision(row, calendar, now=now),
        protected_until=row.protected_until,
        days_left=protection_left(row, today),
        update_due_on=row.update_due_on,
        is_update_overdue=is_update_overdue(row, today),
        rulebook_label=row.rulebook_version.label if row.rulebook_version else "",
        moves=_moves(row, Mover.PARTNER) if actor.may(DealsPermission.REGISTER) else frozenset(),
    )


def vendor_page(actor: Actor, public_id: str, *, now: datetime) -> VendorPage:
    """A registration for the vendor's people in whose scope it lies."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    if actor.is_partner:
        raise NotFound
    row = Registration.objects.visible_to(actor).select_related(*RELATED).one(public_id)
    calendar = work_calendar(now)
    today = calendar.day_of(now)
    code = row.decision_code
    decides = actor.may(DealsPermission.DECIDE_REGISTRATION)
    return VendorPage(
        public_id=row.public_id,
        number=row.number or "",
        version=row.version,
        state=row.state,
        state_label=str(State(row.state).label),
        is_full=row.is_full,
        stated=statement_of(row, actor.language),
        contact=masked(contact_of(row.contact)),
        evidence=files_of(row),
        snapshots=snapshots_of(row),
        history=history_of(_changes(actor, row)),
        clock=clock_of(row, calendar=calendar, now=now),
        received_at=row.received_at,
        partner=row.partner.name(actor.language),
        partner_id=row.partner.public_id,
        customer=row.customer.name(actor.language) if row.customer else row.customer_name,
        customer_id=row.customer.public_id if row.customer else "",
        account_class=row.customer.account_class if row.customer else "",
        account_class_label=row.customer.get_account_class_display() if row.customer else "",
        is_named_account=bool(row.customer and row.customer.is_named_account),
        advice=advice_lines(row) if row.state in UNDECIDED_STATES else None,
        candidates=row.candidates.count(),
        overlaps=_overlaps(row),
        holds_scope=hasattr(row, "live_claim"),
        decision_code=code,
        decision_label=str(DecisionCode(code).label) if code else "",
        decision_note=row.decision_note,
        names_nobody=not names_another(row, row.decision_note),
        decided_at=row.decided_at,
        decided_by=row.decided_by.person.spoken_name if row.decided_by else "",
        decided_by_rule=row.decided_by_rule,
        is_sampled=row.is_sampled,
        sample_checked_at=row.sample_checked_at,
        earlier_work_proven=row.earlier_work_proven,
        chosen_in_writing=row.chosen_in_writing,
        protected_until=row.protected_until,
        days_left=protection_left(row, today),
        update_due_on=row.update_due_on,
        is_update_overdue=is_update_overdue(row, today),
        rulebook_label=row.rulebook_version.label if row.rulebook_version else "",
        moves=_moves(row, Mover.DECIDER) - _withheld(actor, row) if decides else frozenset(),
    )


def advice_lines(row: Registration) -> AdviceLines | None:
    """The kept advice in words."""
    advice = advice_of(row.advice)
    if advice is None:
        return None
    return AdviceLines(
        outcome=advice.outcome.value,
        outcome_label=outcome_label(advice.outcome, _first_code(advice.reasons)),
        reasons=lines_of(advice.reasons),
        what_would_change=lines_of(advice.what_would_change),
        protect_until=advice.protect_until,
        rule_sentence=_rule_sentence(row, advice.reasons),
    )


def _rule_sentence(row: Registration, reasons: Sequence[Reason]) -> str:
    first = next((one for one in reasons if one.rule), None)
    if first is None or row.rulebook_version is None:
        return ""
    return sentence_behind(registration_policy(row.rulebook_version), first.rule, first.code)


def _first_code(reasons: Sequence[Reason]) -> str:
    return reasons[0].code if reasons else ""


def history(actor: Actor, public_id: str) -> tuple[HistoryLine, ...]:
    """Everything that happened to a registration in the actor's scope, the oldest first."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    row = Registration.objects.visible_to(actor).one(public_id)
    return history_of(_changes(actor, row))


def _changes(actor: Actor, row: Registration) -> list[StateChange]:
    rows = StateChange.objects.visible_to(actor).filter(registration=row)
    return list(rows.select_related("by__person").order_by("at", "pk"))


def _question(row: Registration, changes: list[StateChange]) -> str:
    """What the vendor asked, while it waits for the answer."""
    if row.state != State.INFO_REQUESTED:
        return ""
    asked = [one.note for one in changes if one.move == Move.REQUEST_INFORMATION]
    return asked[-1] if asked else ""


def _decision(row: Registration, calendar: WorkCalendar, *, now: datetime) -> DecisionLine | None:
    if row.decided_at is None or not row.decision_code:
        return None
    rule = RULE_OF_DECISION[DecisionCode(row.decision_code)]
    appeal_until = None
    if row.state in _APPEAL_STATES:
        last = calendar.add_working_days(row.decided_at, APPEAL_WORKING_DAYS)
        appeal_until = calendar.end_of_day(calendar.day_of(last))
    return DecisionLine(
        text=decision_text(row.decision_code),
        note=row.decision_note,
        rule=rule,
        rule_title=str(rule_title(rule)),
        at=row.decided_at,
        by_rule=row.decided_by_rule,
        appeal_until=appeal_until if appeal_until and now < appeal_until else None,
    )


def _overlaps(row: Registration) -> tuple[OverlapLine, ...]:
    return tuple(
        OverlapLine(
            user_name=one.user.person.spoken_name,
            answer=one.answer,
            answer_label=str(Overlap.Answer(one.answer).label) if one.answer else "",
            note=one.note,
            raised_at=one.raised_at,
            answered_at=one.answered_at,
        )
        for one in row.overlaps.select_related("user__person").order_by("pk")
    )


def _withheld(actor: Actor, row: Registration) -> frozenset[str]:
    """Moves of a decider that ask for more than deciding."""
    is_to_check = row.is_sampled and row.sample_checked_at is None
    asked = {
        Move.REVOKE: actor.may(DealsPermission.REVOKE_PROTECTION),
        Move.REOPEN: is_to_check,
    }
    return frozenset(move.value for move, is_met in asked.items() if not is_met)


def _moves(row: Registration, mover: Mover) -> frozenset[str]:
    """What this side may do now, by the table of moves."""
    state = State(row.state)
    return frozenset(
        move.value
        for move, transition in TRANSITIONS.items()
        if transition.mover is mover and state in transition.sources
    )
