"""The vendor's lists: what waits for a decision, what ends soon, what was settled by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy

from qudao.core.actor import Actor, Side
from qudao.core.errors import NotPermitted
from qudao.core.names import name_in
from qudao.core.ordering import empty_last
from qudao.core.prepared import Fixed, Prepared
from qudao.core.programme import work_calendar
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.advice import reasons_of
from qudao.deals.registrations.models import Candidate, Overlap, Registration
from qudao.deals.registrations.selectors.clocks import Clock, clock_of
from qudao.deals.registrations.selectors.portal import (
    PAGE,
    VENDORS_WORDS,
    RegistrationFilters,
    is_update_overdue,
    narrowed,
    protection_left,
    state_labels,
)
from qudao.deals.registrations.states import QUEUE_STATES, UNDECIDED_STATES, State
from qudao.deals.registrations.wording import ReasonLine, outcome_label, short_line_of
from qudao.engines.registration import Outcome, RegistrationCode
from qudao.engines.workdays import WorkCalendar

Order = tuple[str | OrderBy, ...]

SOONEST_FIRST: Order = (F("decide_by").asc(nulls_last=True), "received_at", "pk")

OTHER_PART = "other_part"  # badge for a registration of the customer outside the scope


class Listed(NamedTuple):
    """The columns of a vendor's list; a whole row takes many times as long to make."""

    pk: int
    public_id: str
    number: str | None
    version: int
    state: str
    is_full: bool
    amount: Decimal | None
    currency: str
    customer_name: str
    customer__public_id: str | None
    customer__name_zh: str | None
    customer__name_en: str | None
    partner__public_id: str
    partner__name_zh: str
    partner__name_en: str
    project: str
    product__name_zh: str | None
    product__name_en: str | None
    advice: dict[str, Any]
    received_at: datetime | None
    complete_by: datetime | None
    review_started_at: datetime | None
    decide_by: datetime | None
    answer_by: datetime | None
    clock_paused_at: datetime | None
    protected_until: date | None
    update_due_on: date | None
    last_update_at: datetime | None
    decided_at: datetime | None
    is_sampled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A class of possible conflicts and how many there are of it."""

    match: str
    count: int


class VendorRow(NamedTuple):
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


class Kind(StrEnum):
    """The lists that the vendor's people have."""

    QUEUE = "queue"
    ALL = "all"
    EXPIRING = "expiring"
    BY_RULE = "by_rule"
    SAMPLES = "samples"


ORDERS: dict[Kind, Order] = {
    Kind.QUEUE: SOONEST_FIRST,
    Kind.ALL: ("-received_at", "-pk"),
    Kind.EXPIRING: ("protected_until", "pk"),
    Kind.BY_RULE: ("-decided_at", "pk"),
    Kind.SAMPLES: ("decided_at", "pk"),
}


def queue(
    actor: Actor,
    filters: RegistrationFilters = RegistrationFilters(),  # noqa: B008 - frozen
    *,
    now: datetime,
    order_by: Sequence[str] = (),
    window: slice = PAGE,
) -> list[VendorRow]:
    """What is not decided yet, what falls due first on top."""
    asked = _Asked(Kind.QUEUE, filters, tuple(order_by), window.start, window.stop)
    return _lines(actor, asked, now=now)


def all_registrations(
    actor: Actor,
    filters: RegistrationFilters = RegistrationFilters(),  # noqa: B008 - frozen
    *,
    now: datetime,
    order_by: Sequence[str] = (),
    window: slice = PAGE,
) -> list[VendorRow]:
    """Registrations in any state, the newest first unless asked otherwise."""
    asked = _Asked(Kind.ALL, filters, tuple(order_by), window.start, window.stop)
    return _lines(actor, asked, now=now)


def expiring(
    actor: Actor, *, now: datetime, days: int = 30, window: slice = PAGE
) -> list[VendorRow]:
    """Protections that end within so many days, the first one on top."""
    until = work_calendar(now).day_of(now) + timedelta(days=days)
    asked = _Asked(Kind.EXPIRING, start=window.start, stop=window.stop)
    return _lines(actor, asked, until, now=now)


def settled_by_rule(
    actor: Actor, *, since: datetime, now: datetime, window: slice = PAGE
) -> list[VendorRow]:
    """What the rules approved by themselves since a moment, the newest first."""
    asked = _Asked(Kind.BY_RULE, start=window.start, stop=window.stop)
    return _lines(actor, asked, since, now=now)


def samples(actor: Actor, *, now: datetime, window: slice = PAGE) -> list[VendorRow]:
    """Of those, the ones that a person still has to look at."""
    asked = _Asked(Kind.SAMPLES, start=window.start, stop=window.stop)
    return _lines(actor, asked, now=now)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which list, narrowed to what, in which order, from which row to which."""

    kind: Kind
    filters: RegistrationFilters = field(default_factory=RegistrationFilters)
    order_by: tuple[str, ...] = ()
    start: int | None = None
    stop: int | None = None


def _list_of(
    actor: Actor, asked: _Asked, bound: date | datetime | None
) -> QuerySet[Registration, Any]:
    rows = narrowed(Registration.objects.visible_to(actor), asked.filters, VENDORS_WORDS)
    if asked.kind is Kind.QUEUE and not asked.filters.states:
        rows = rows.filter(state__in=QUEUE_STATES)
    elif asked.kind is Kind.EXPIRING:
        rows = rows.filter(state=State.PROTECTED, protected_until__lte=bound)
    elif asked.kind is Kind.BY_RULE:
        rows = rows.filter(decided_by_rule=True, decided_at__gte=bound)
    elif asked.kind is Kind.SAMPLES:
        rows = rows.filter(is_sampled=True, sample_checked_at=None)
    ordered = rows.order_by(*empty_last(Registration, asked.order_by) or ORDERS[asked.kind])
    return ordered.values_list(*Listed._fields)[asked.start : asked.stop]


_listed = Prepared[tuple[Any, ...]](_list_of)


def _lines(
    actor: Actor, asked: _Asked, bound: date | datetime | None = None, *, now: datetime
) -> list[VendorRow]:
    actor.require(DealsPermission.READ_REGISTRATIONS)
    if actor.side is Side.PARTNER:
        raise NotPermitted(DealsPermission.READ_REGISTRATIONS.code)
    read = _listed if asked.filters.is_common else _listed.anew
    found = [Listed(*one) for one in read(actor, Fixed(asked), bound)]
    keys = tuple(row.pk for row in found)
    reading = _Reading(
        language=actor.language,
        calendar=work_calendar(now),
        now=now,
        badges=_badges(keys),
        objected=set(_objected(keys)) if keys else set(),
    )
    return [reading.row(one) for one in found]


class _Reading:
    """Makes rows of columns for one reader at one moment: words are looked up once for a list."""

    def __init__(
        self,
        *,
        language: str,
        calendar: WorkCalendar,
        now: datetime,
        badges: Mapping[int, tuple[Badge, ...]],
        objected: Set[int],
    ) -> None:
        self.language, self.calendar, self.now = language, calendar, now
        self.today = calendar.day_of(now)
        self.badges, self.objected = badges, objected
        self.states = state_labels()
        self.outcomes: dict[tuple[str, str], str] = {}
        self.reasons: dict[str, ReasonLine] = {}

    def row(self, row: Listed) -> VendorRow:
        outcome = row.advice.get("outcome", "")
        customer = name_in(self.language, row.customer__name_zh, row.customer__name_en)
        return VendorRow(
            public_id=row.public_id,
            number=row.number or "",
            version=row.version,
            state=row.state,
            state_label=self.states[row.state],
            customer=customer or row.customer_name,
            customer_id=row.customer__public_id or "",
            partner=name_in(self.language, row.partner__name_zh, row.partner__name_en),
            partner_id=row.partner__public_id,
            product=name_in(self.language, row.product__name_zh, row.product__name_en),
            project=row.project,
            is_full=row.is_full,
            amount=row.amount,
            currency=row.currency,
            received_at=row.received_at,
            clock=clock_of(row, calendar=self.calendar, now=self.now),
            badges=(*self.badges.get(row.pk, ()), *_beside(row)),
            outcome=outcome,
            outcome_label=self._outcome_label(row.advice),
            main_reason=self._main_reason(row.advice),
            is_objected=row.pk in self.objected,
            protected_until=row.protected_until,
            days_left=protection_left(row, self.today),
            last_update_at=row.last_update_at,
            is_update_overdue=is_update_overdue(row, self.today),
            decided_at=row.decided_at,
            is_sampled=row.is_sampled,
        )

    def _outcome_label(self, advice: dict[str, Any]) -> str:
        """The advice in words; most rows share theirs."""
        outcome = advice.get("outcome", "")
        key = (outcome, next((one["code"] for one in advice.get("reasons", ())), ""))
        if outcome and key not in self.outcomes:
            self.outcomes[key] = outcome_label(Outcome(outcome), key[1])
        return self.outcomes.get(key, "")

    def _main_reason(self, advice: dict[str, Any]) -> ReasonLine | None:
        """The first reason of the advice; most rows share theirs."""
        plain = advice.get("reasons", [])[:1]
        if not plain:
            return None
        key = repr(plain)
        if key not in self.reasons:
            self.reasons[key] = short_line_of(reasons_of(plain)[0])
        return self.reasons[key]


def _badges(keys: tuple[int, ...]) -> dict[int, tuple[Badge, ...]]:
    """Possible conflicts by class; those that a person has ruled out no longer count."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, match in _standing_candidates(keys) if keys else ():
        counts[key][match] += 1
    return {
        key: tuple(Badge(match=match, count=n) for match, n in sorted(found.items()))
        for key, found in counts.items()
    }


def _beside(row: Listed) -> tuple[Badge, ...]:
    """Another part of the customer's business that is registered: no conflict by the rules, but a
    person compares."""
    codes = [one["code"] for one in row.advice.get("reasons", ())]
    is_claimed = row.state in UNDECIDED_STATES and RegistrationCode.OTHER_PART_CLAIMED in codes
    return (Badge(match=OTHER_PART, count=1),) if is_claimed else ()


def _candidates_of(keys: tuple[int, ...]) -> QuerySet[Candidate, tuple[int, str]]:
    reason = "the badges of registrations that the actor's own query has returned"
    rows = Candidate.objects.unscoped(reason=reason).filter(registration_id__in=keys)
    rows = rows.filter(overlaps=True, waits_behind=False).exclude(
        verdict__in=[Candidate.Verdict.NOT_THE_SAME, Candidate.Verdict.OTHER_PROJECT]
    )
    return rows.values_list("registration_id", "match")


def _objections_to(keys: tuple[int, ...]) -> QuerySet[Overlap, int]:
    reason = "objections to registrations that the actor's own query has returned"
    rows = Overlap.objects.unscoped(reason=reason).filter(
        registration_id__in=keys, answer=Overlap.Answer.OBJECTED
    )
    return rows.values_list("registration_id", flat=True)


_standing_candidates = Prepared[tuple[int, str]](_candidates_of)
_objected = Prepared[int](_objections_to)
