"""What a partner sees of its own registrations. No field here comes from anybody else's row, and
none from the vendor's private ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q

from qudao.core.actor import Actor
from qudao.core.programme import start_of, work_calendar
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Registration, RegistrationQuerySet
from qudao.deals.registrations.selectors.clocks import Clock, clock_of, days_left
from qudao.deals.registrations.states import State
from qudao.deals.registrations.wording import decision_text
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.market.customers.selectors import in_cell, same_customer_keys

PAGE = slice(0, 80)
# The columns of a list: a row of every column takes three times as long to make.
CLOCKS = (
    "received_at",
    "complete_by",
    "review_started_at",
    "decide_by",
    "answer_by",
    "clock_paused_at",
    "protected_until",
    "update_due_on",
    "decided_at",
)
NAMED = ("customer_name", "project", "product__name_zh", "product__name_en")
LISTED = (
    *("public_id", "number", "version", "state", "is_full", "amount", "currency"),
    *("decision_code", *NAMED, *CLOCKS),
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRow:
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
    rows = narrowed(Registration.objects.visible_to(actor), filters).select_related("product")
    ordered = rows.order_by(*(order_by or NEWEST_FIRST)).only(*LISTED)
    labels = {state.value: str(state.label) for state in State}
    calendar = work_calendar(now)
    today = calendar.day_of(now)
    return [
        PortalRow(
            public_id=row.public_id,
            number=row.number or "",
            version=row.version,
            state=row.state,
            state_label=labels[row.state],
            customer=row.customer_name,
            product=row.product.name(actor.language) if row.product else "",
            project=row.project,
            is_full=row.is_full,
            amount=row.amount,
            currency=row.currency,
            received_at=row.received_at,
            clock=clock_of(row, calendar=calendar, now=now),
            protected_until=row.protected_until,
            days_left=protection_left(row, today),
            update_due_on=row.update_due_on,
            is_update_overdue=is_update_overdue(row, today),
            decided_at=row.decided_at,
            decision=decision_text(row.decision_code),
        )
        for row in ordered[window]
    ]


def count_registrations(actor: Actor, filters: RegistrationFilters) -> int:
    """How many registrations a list would show without paging."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    return narrowed(Registration.objects.visible_to(actor), filters).count()


def narrowed(rows: RegistrationQuerySet, filters: RegistrationFilters) -> RegistrationQuerySet:
    """The rows that the filters leave."""
    if filters.states:
        rows = rows.filter(state__in=filters.states)
    if filters.text:
        text = filters.text
        rows = rows.filter(
            Q(customer_name__icontains=text)
            | Q(project__icontains=text)
            | Q(number__istartswith=text)
        )
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


def protection_left(row: Registration, today: date) -> int | None:
    return days_left(row.protected_until, today) if row.state == State.PROTECTED else None


def is_update_overdue(row: Registration, today: date) -> bool:
    due = row.update_due_on
    return row.state == State.PROTECTED and due is not None and due < today
