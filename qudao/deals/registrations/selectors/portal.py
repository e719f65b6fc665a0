"""What a partner sees of its own registrations. No field here comes from anybody else's row, and
none from the vendor's private ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, Protocol

from django.db.models import F, Q, QuerySet

from qudao.core.actor import Actor
from qudao.core.names import name_in
from qudao.core.ordering import empty_last
from qudao.core.prepared import Fixed, Prepared
from qudao.core.programme import start_of, work_calendar
from qudao.core.texts import once_a_language
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Registration, RegistrationQuerySet
from qudao.deals.registrations.selectors.clocks import Clock, clock_of, days_left
from qudao.deals.registrations.states import State
from qudao.deals.registrations.wording import decision_text
from qudao.engines.workdays import WorkCalendar
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.market.customers.selectors import in_cell, same_customer_keys

PAGE = slice(0, 80)


class Listed(NamedTuple):
    """The columns of a partner's list; a whole row takes many times as long to make."""

    public_id: str
    number: str | None
    version: int
    state: str
    is_full: bool
    amount: Decimal | None
    currency: str
    decision_code: str
    customer_name: str
    project: str
    product__name_zh: str | None
    product__name_en: str | None
    received_at: datetime | None
    complete_by: datetime | None
    review_started_at: datetime | None
    decide_by: datetime | None
    answer_by: datetime | None
    clock_paused_at: datetime | None
    protected_until: date | None
    update_due_on: date | None
    decided_at: datetime | None


NEWEST_FIRST = (F("received_at").desc(nulls_first=True), "-pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFilters:
    """What a list is narrowed to; an empty value narrows nothing. `states` are values of State,
    ids are public ids; `cell` is a market cell with everything below its codes."""

    states: tuple[str, ...] = ()
    text: str = ""
    product_id: str = ""
    partner_id: str = ""
    customer_id: str = ""
    received_from: date | None = None
    cell: CellAxes = EVERYWHERE

    @property
    def is_common(self) -> bool:
        """Asked for again and again: at most by state."""
        return self == RegistrationFilters(states=self.states)


class PortalRow(NamedTuple):
    """One of the partner's own registrations in its list."""

    public_id: str
    number: str
    version: int
    state: str
    state_label: str
    customer: str
    product: str
    project: str
    is_full: bool
    amount: Decimal | None
    currency: str
    received_at: datetime | None
    clock: Clock
    protected_until: date | None
    days_left: int | None
    update_due_on: date | None
    is_update_overdue: bool
    decided_at: datetime | None
    decision: str


def my_registrations(
    actor: Actor,
    filters: RegistrationFilters = RegistrationFilters(),
    *,
    now: datetime,
    order_by: Sequence[str] = (),
    window: slice = PAGE,
) -> list[PortalRow]:
    """The partner's own registrations, the newest first unless asked otherwise."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    read = _listed if filters.is_common else _listed.anew
    found = read(actor, Fixed(filters), Fixed(tuple(order_by)), Fixed((window.start, window.stop)))
    reading = _Reading(actor.language, work_calendar(now), now)
    return [reading.row(Listed(*one)) for one in found]


def _list_of(
    actor: Actor,
    filters: RegistrationFilters,
    order_by: Sequence[str],
    window: tuple[int | None, int | None],
) -> QuerySet[Registration, Any]:
    rows = narrowed(Registration.objects.visible_to(actor), filters)
    ordered = rows.order_by(*empty_last(Registration, order_by or NEWEST_FIRST))
    return ordered.values_list(*Listed._fields)[slice(*window)]


_listed = Prepared[tuple[Any, ...]](_list_of)


@once_a_language
def state_labels() -> Mapping[str, str]:
    """The states in words, by their values."""
    return {state.value: str(state.label) for state in State}


class _Reading:
    """Makes rows of columns for one reader at one moment: labels and days are looked up once."""

    def __init__(self, language: str, calendar: WorkCalendar, now: datetime) -> None:
        self.language, self.calendar, self.now = language, calendar, now
        self.today = calendar.day_of(now)
        self.labels = state_labels()
        self.decisions: dict[str, str] = {}

    def row(self, row: Listed) -> PortalRow:
        return PortalRow(
            public_id=row.public_id,
            number=row.number or "",
            version=row.version,
            state=row.state,
            state_label=self.labels[row.state],
            customer=row.customer_name,
            product=name_in(self.language, row.product__name_zh, row.product__name_en),
            project=row.project,
            is_full=row.is_full,
            amount=row.amount,
            currency=row.currency,
            received_at=row.received_at,
            clock=clock_of(row, calendar=self.calendar, now=self.now),
            protected_until=row.protected_until,
            days_left=protection_left(row, self.today),
            update_due_on=row.update_due_on,
            is_update_overdue=is_update_overdue(row, self.today),
            decided_at=row.decided_at,
            decision=self._decision(row.decision_code),
        )

    def _decision(self, code: str) -> str:
        if code not in self.decisions:
            self.decisions[code] = decision_text(code)
        return self.decisions[code]


def count_registrations(actor: Actor, filters: RegistrationFilters) -> int:
    """How many registrations a list would show without paging."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    words = VENDORS_WORDS if actor.is_vendor else OWN_WORDS
    return narrowed(Registration.objects.visible_to(actor), filters, words).count()


# What a text is searched in; the names of the matched customer are the vendor's alone.
OWN_WORDS = ("customer_name__icontains", "project__icontains", "number__istartswith")
VENDORS_WORDS = (*OWN_WORDS, "customer__name_zh__icontains", "customer__name_en__icontains")


def narrowed(
    rows: RegistrationQuerySet, filters: RegistrationFilters, words: Sequence[str] = OWN_WORDS
) -> RegistrationQuerySet:
    """The rows that the filters leave."""
    if filters.states:
        rows = rows.filter(state__in=filters.states)
    if filters.text:
        rows = rows.filter(reduce(or_, (Q((word, filters.text)) for word in words)))
    exact = {
        "product__public_id": filters.product_id,
        "partner__public_id": filters.partner_id,
    }
    if filters.customer_id:
        rows = rows.filter(customer__in=same_customer_keys(filters.customer_id))
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.received_from is not None:
        rows = rows.filter(received_at__gte=start_of(filters.received_from))
    return in_cell(rows, filters.cell)


class Protected(Protocol):
    """The columns of a protection."""

    @property
    def state(self) -> str: ...
    @property
    def protected_until(self) -> date | None: ...
    @property
    def update_due_on(self) -> date | None: ...


def protection_left(row: Protected, today: date) -> int | None:
    return days_left(row.protected_until, today) if row.state == State.PROTECTED else None


def is_update_overdue(row: Protected, today: date) -> bool:
    due = row.update_due_on
    return row.state == State.PROTECTED and due is not None and due < today
