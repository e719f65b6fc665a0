"""The vendor's lists: what waits for a decision, what ends soon, what was settled by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F

from qudao.core.actor import Actor, Side
from qudao.core.errors import NotPermitted
from qudao.core.programme import work_calendar
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.advice import reasons_of
from qudao.deals.registrations.models import Candidate, Overlap, Registration, RegistrationQuerySet
from qudao.deals.registrations.selectors.clocks import Clock, clock_of
from qudao.deals.registrations.selectors.portal import (
    LISTED,
    PAGE,
    RegistrationFilters,
    is_update_overdue,
    narrowed,
    protection_left,
)
from qudao.deals.registrations.states import QUEUE_STATES, State
from qudao.deals.registrations.wording import OUTCOMES, ReasonLine, line_of

VENDOR_LISTED = (
    *("advice", "last_update_at", "is_sampled"),
    *("customer__public_id", "customer__name_zh", "customer__name_en"),
    *("partner__public_id", "partner__name_zh", "partner__name_en"),
)
SOONEST_FIRST = (F("decide_by").asc(nulls_last=True), "received_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A class of possible conflicts and how many there are of it."""

    match: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRow:
    """A registration in one of the vendor's lists. Vendor-private."""

    public_id: str
    number: str
    version: int
    state: str
    state_label: str
    customer: str
    customer_id: str
    partner: str
    partner_id: str
    product: str
    project: str
    is_full: bool
    amount: Decimal | None
    currency: str
    received_at: datetime | None
    clock: Clock
    badges: tuple[Badge, ...]
    outcome: str
    outcome_label: str
    main_reason: ReasonLine | None
    is_objected: bool
    protected_until: date | None
    days_left: int | None
    last_update_at: datetime | None
    is_update_overdue: bool
    decided_at: datetime | None
    is_sampled: bool


def queue(
    actor: Actor,
    filters: RegistrationFilters = RegistrationFilters(),  # noqa: B008 - frozen
    *,
    now: datetime,
    order_by: Sequence[str] = (),
    window: slice = PAGE,
) -> list[VendorRow]:
    """What is not decided yet, what falls due first on top."""
    rows = narrowed(_visible(actor), filters)
    if not filters.states:
        rows = rows.filter(state__in=QUEUE_STATES)
    return _lines(actor, rows.order_by(*(order_by or SOONEST_FIRST)), window, now=now)


def all_registrations(
    actor: Actor,
    filters: RegistrationFilters = RegistrationFilters(),  # noqa: B008 - frozen
    *,
    now: datetime,
    order_by: Sequence[str] = (),
    window: slice = PAGE,
) -> list[VendorRow]:
    """Registrations in any state, the newest first unless asked otherwise."""
    rows = narrowed(_visible(actor), filters)
    return _lines(actor, rows.order_by(*(order_by or ("-received_at", "-pk"))), window, now=now)


def expiring(
    actor: Actor, *, now: datetime, days: int = 30, window: slice = PAGE
) -> list[VendorRow]:
    """Protections that end within so many days, the first one on top."""
    today = work_calendar(now).day_of(now)
    rows = _visible(actor).filter(
        state=State.PROTECTED, protected_until__lte=today + timedelta(days=days)
    )
    return _lines(actor, rows.order_by("protected_until", "pk"), window, now=now)


def settled_by_rule(
    actor: Actor, *, since: datetime, now: datetime, window: slice = PAGE
) -> list[VendorRow]:
    """What the rules approved by themselves since a moment, the newest first."""
    rows = _visible(actor).filter(decided_by_rule=True, decided_at__gte=since)
    return _lines(actor, rows.order_by("-decided_at", "pk"), window, now=now)


def samples(actor: Actor, *, now: datetime, window: slice = PAGE) -> list[VendorRow]:
    """Of those, the ones that a person still has to look at."""
    rows = _visible(actor).filter(is_sampled=True, sample_checked_at=None)
    return _lines(actor, rows.order_by("decided_at", "pk"), window, now=now)


def _visible(actor: Actor) -> RegistrationQuerySet:
    actor.require(DealsPermission.READ_REGISTRATIONS)
    if actor.side is Side.PARTNER:
        raise NotPermitted(DealsPermission.READ_REGISTRATIONS.code)
    return Registration.objects.visible_to(actor)


def _lines(
    actor: Actor, rows: RegistrationQuerySet, window: slice, *, now: datetime
) -> list[VendorRow]:
    related = rows.select_related("product", "partner", "customer")
    found = list(related.only(*LISTED, *VENDOR_LISTED)[window])
    keys = [row.pk for row in found]
    badges, objected = _badges(actor, keys), _objected(actor, keys)
    words = _words()
    calendar = work_calendar(now)
    today = calendar.day_of(now)
    return [
        _line(
            actor,
            row,
            words,
            clock=clock_of(row, calendar=calendar, now=now),
            badges=badges.get(row.pk, ()),
            is_objected=row.pk in objected,
            today=today,
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class _Words:
    """Words in the reader's language, looked up once for a whole list: most rows share them."""

    states: dict[str, str]
    outcomes: dict[str, str]
    reasons: dict[str, ReasonLine] = field(default_factory=dict)

    def main_reason(self, row: Registration) -> ReasonLine | None:
        """The first reason of the advice."""
        plain = row.advice.get("reasons", [])[:1]
        if not plain:
            return None
        key = repr(plain)
        if key not in self.reasons:
            self.reasons[key] = line_of(reasons_of(plain)[0])
        return self.reasons[key]


def _words() -> _Words:
    return _Words(
        states={state.value: str(state.label) for state in State},
        outcomes={outcome.value: str(label) for outcome, label in OUTCOMES.items()},
    )


def _line(
    actor: Actor,
    row: Registration,
    words: _Words,
    *,
    clock: Clock,
    badges: tuple[Badge, ...],
    is_objected: bool,
    today: date,
) -> VendorRow:
    outcome = row.advice.get("outcome", "")
    return VendorRow(
        public_id=row.public_id,
        number=row.number or "",
        version=row.version,
        state=row.state,
        state_label=words.states[row.state],
        customer=row.customer.name(actor.language) if row.customer else row.customer_name,
        customer_id=row.customer.public_id if row.customer else "",
        partner=row.partner.name(actor.language),
        partner_id=row.partner.public_id,
        product=row.product.name(actor.language) if row.product else "",
        project=row.project,
        is_full=row.is_full,
        amount=row.amount,
        currency=row.currency,
        received_at=row.received_at,
        clock=clock,
        badges=badges,
        outcome=outcome,
        outcome_label=words.outcomes.get(outcome, ""),
        main_reason=words.main_reason(row),
        is_objected=is_objected,
        protected_until=row.protected_until,
        days_left=protection_left(row, today),
        last_update_at=row.last_update_at,
        is_update_overdue=is_update_overdue(row, today),
        decided_at=row.decided_at,
        is_sampled=row.is_sampled,
    )


def _badges(actor: Actor, keys: list[int]) -> dict[int, tuple[Badge, ...]]:
    """Possible conflicts by class; those that a person has ruled out no longer count."""
    if not keys:
        return {}
    reason = "the badges of registrations that the actor's own query has returned"
    rows = Candidate.objects.unscoped(reason=reason).filter(registration_id__in=keys)
    rows = rows.filter(overlaps=True).exclude(
        verdict__in=[Candidate.Verdict.NOT_THE_SAME, Candidate.Verdict.OTHER_PROJECT]
    )
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, match in rows.values_list("registration_id", "match"):
        counts[key][match] += 1
    return {
        key: tuple(Badge(match=match, count=n) for match, n in sorted(found.items()))
        for key, found in counts.items()
    }


def _objected(actor: Actor, keys: list[int]) -> set[int]:
    if not keys:
        return set()
    reason = "objections to registrations that the actor's own query has returned"
    rows = Overlap.objects.unscoped(reason=reason).filter(
        registration_id__in=keys, answer=Overlap.Answer.OBJECTED
    )
    return set(rows.values_list("registration_id", flat=True))
