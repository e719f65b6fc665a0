"""The account manager's home: partners at work on own accounts, overlaps to answer, own credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When

from qudao.core.actor import Actor
from qudao.core.programme import work_calendar
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import (
    Overlap,
    Registration,
    RegistrationQuerySet,
    StateChange,
)
from qudao.deals.registrations.selectors.clocks import Clock, clock_of
from qudao.deals.registrations.selectors.portal import PAGE, protection_left
from qudao.deals.registrations.states import HELD_STATES, LIVE_STATES, Move, State
from qudao.market.customers.models import AccountAssignment

FULL_CREDIT = Decimal(1)  # G10: the same credit by either route
_UNANSWERED = Q(answer="", registration__state__in=LIVE_STATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapRow:
    """A partner's registration on one of my accounts, and what I said to it."""

    registration_id: str
    number: str
    customer: str
    customer_id: str
    partner: str
    product: str
    project: str
    amount: Decimal | None
    currency: str
    state: str
    state_label: str
    raised_at: datetime
    answer: str
    answer_label: str
    note: str
    may_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A partner at work on an account of mine. `credit` is the share of the amount that counts
    for me, the same as by the direct route (rule G10)."""

    registration_id: str
    number: str
    customer: str
    customer_id: str
    partner: str
    partner_id: str
    product: str
    project: str
    amount: Decimal | None
    currency: str
    credit: Decimal
    state: str
    state_label: str
    clock: Clock
    days_left: int | None
    last_update_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """A deal through a partner that counts for me, or will, when it is won."""

    registration_id: str
    number: str
    customer: str
    partner: str
    amount: Decimal
    currency: str
    credit: Decimal
    is_won: bool
    won_at: datetime | None


def overlaps_of(actor: Actor, *, window: slice = PAGE) -> list[OverlapRow]:
    """Registrations on my accounts: those without an answer first, then the newest."""
    actor.require(DealsPermission.ANSWER_OVERLAP)
    rows = Overlap.objects.visible_to(actor).select_related(
        "registration__customer", "registration__partner", "registration__product"
    )
    waits = Case(When(_UNANSWERED, then=0), default=1)
    rows = rows.order_by(waits, "-raised_at", "pk")
    return [_overlap(actor, one) for one in rows[window]]


def overlaps_to_answer(actor: Actor) -> int:
    """How many registrations on my accounts wait for my tap."""
    actor.require(DealsPermission.ANSWER_OVERLAP)
    return Overlap.objects.visible_to(actor).filter(_UNANSWERED).count()


def accounts_at_work(actor: Actor, *, now: datetime, window: slice = PAGE) -> list[AccountRow]:
    """The live registrations on the accounts that are mine now."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    rows = _on_my_accounts(actor).filter(state__in=LIVE_STATES)
    rows = rows.select_related("customer", "partner", "product").order_by(
        F("decide_by").asc(nulls_last=True), "pk"
    )
    calendar = work_calendar(now)
    today = calendar.day_of(now)
    return [
        AccountRow(
            registration_id=row.public_id,
            number=row.number or "",
            customer=row.customer.name(actor.language) if row.customer else row.customer_name,
            customer_id=row.customer.public_id if row.customer else "",
            partner=row.partner.name(actor.language),
            partner_id=row.partner.public_id,
            product=row.product.name(actor.language) if row.product else "",
            project=row.project,
            amount=row.amount,
            currency=row.currency,
            credit=FULL_CREDIT,
            state=row.state,
            state_label=str(State(row.state).label),
            clock=clock_of(row, calendar=calendar, now=now),
            days_left=protection_left(row, today),
            last_update_at=row.last_update_at,
        )
        for row in rows[window]
    ]


@dataclass(frozen=True, slots=True)
class AtWorkCounts:
    """How many registrations partners have at work, on how many accounts of mine."""

    registrations: int
    accounts: int


def count_accounts_at_work(actor: Actor) -> AtWorkCounts:
    """Of all, not of a window."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    rows = _on_my_accounts(actor).filter(state__in=LIVE_STATES)
    sums = rows.aggregate(registrations=Count("pk"), accounts=Count("customer_id", distinct=True))
    return AtWorkCounts(**sums)


def credit_of(actor: Actor, *, since: date, now: datetime) -> list[CreditLine]:
    """What counts for me through partners on my accounts: deals won since a day, and protected
    ones, which count when they are won. Made from the rows of own accounts alone."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    start = work_calendar(now).start_of_day(since)
    won_at = StateChange.objects.visible_to(actor).filter(
        registration_id=OuterRef("pk"), move=Move.WIN
    )
    rows = (
        _on_my_accounts(actor)
        .annotate(won_at=Subquery(won_at.values("at")[:1]))
        .filter(Q(state__in=HELD_STATES) | Q(state=State.WON, won_at__gte=start))
        .filter(amount__isnull=False)
        .select_related("customer", "partner")
        .order_by(F("won_at").desc(nulls_last=True), "-decided_at", "pk")
    )
    return [_credit(actor, row, row.amount) for row in rows if row.amount is not None]


def _credit(actor: Actor, row: Registration, amount: Decimal) -> CreditLine:
    return CreditLine(
        registration_id=row.public_id,
        number=row.number or "",
        customer=row.customer.name(actor.language) if row.customer else row.customer_name,
        partner=row.partner.name(actor.language),
        amount=amount,
        currency=row.currency,
        credit=FULL_CREDIT,
        is_won=row.state == State.WON,
        won_at=getattr(row, "won_at", None),
    )


def _overlap(actor: Actor, one: Overlap) -> OverlapRow:
    row = one.registration
    return OverlapRow(
        registration_id=row.public_id,
        number=row.number or "",
        customer=row.customer.name(actor.language) if row.customer else row.customer_name,
        customer_id=row.customer.public_id if row.customer else "",
        partner=row.partner.name(actor.language),
        product=row.product.name(actor.language) if row.product else "",
        project=row.project,
        amount=row.amount,
        currency=row.currency,
        state=row.state,
        state_label=str(State(row.state).label),
        raised_at=one.raised_at,
        answer=one.answer,
        answer_label=str(Overlap.Answer(one.answer).label) if one.answer else "",
        note=one.note,
        may_answer=row.state in LIVE_STATES,
    )


def _on_my_accounts(actor: Actor) -> RegistrationQuerySet:
    reason = "the accounts that are the actor's own"
    mine = AccountAssignment.objects.unscoped(reason=reason).current()
    mine = mine.filter(user_id=actor.user_key, customer_id=OuterRef("customer_id"))
    return Registration.objects.visible_to(actor).filter(Exists(mine))
