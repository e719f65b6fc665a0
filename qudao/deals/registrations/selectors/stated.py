"""What a registration states, for both sides' pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qudao.deals.registrations.models import Registration, StateChange
from qudao.deals.registrations.states import (
    Business,
    EvidenceKind,
    Kind,
    Move,
    Purchase,
    PurchaseStage,
    State,
    TenderKind,
)
from qudao.deals.registrations.verbs import VERB_OF_MOVE
from qudao.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The latest snapshot's content, choices also in words."""

    customer: str
    customer_uscc: str
    customer_website: str
    customer_city: str
    product: str
    product_id: str
    project: str
    kind: str
    kind_label: str
    business: str
    business_label: str
    purchase: str
    purchase_label: str
    site: str
    tender_number: str
    amount: Decimal | None
    currency: str
    purchase_stage: str
    purchase_stage_label: str
    tender_kind: str
    tender_kind_label: str
    tender_published_on: date | None
    earlier_work_on: date | None
    expected_tender_on: date | None
    expected_award_on: date | None
    need: str
    rival_brand: str
    value_added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """The contact at the customer. The vendor's side gets it masked."""

    name: str
    title: str
    phone: str
    email: str
    has_consented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of evidence; `file_id` names it in a form that is sent again."""

    public_id: str
    file_id: str
    kind: str
    kind_label: str
    name: str
    size: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLine:
    """One of the numbered statements."""

    number: int
    taken_at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One move, as the partner may read it; `by` is empty for the system."""

    move: str
    text: str
    state: str
    state_label: str
    at: datetime
    by: str
    note: str


def statement_of(row: Registration, language: str) -> Statement:
    return Statement(
        customer=row.customer_name,
        customer_uscc=row.customer_uscc,
        customer_website=row.customer_website,
        customer_city=row.customer_city,
        product=row.product.name(language) if row.product else "",
        product_id=row.product.public_id if row.product else "",
        project=row.project,
        kind=row.kind,
        kind_label=str(Kind(row.kind).label),
        business=row.business,
        business_label=str(Business(row.business).label),
        purchase=row.purchase,
        purchase_label=str(Purchase(row.purchase).label) if row.purchase else "",
        site=row.site,
        tender_number=row.tender_number,
        amount=row.amount,
        currency=row.currency,
        purchase_stage=row.purchase_stage,
        purchase_stage_label=(
            str(PurchaseStage(row.purchase_stage).label) if row.purchase_stage else ""
        ),
        tender_kind=row.tender_kind,
        tender_kind_label=str(TenderKind(row.tender_kind).label) if row.tender_kind else "",
        tender_published_on=row.tender_published_on,
        earlier_work_on=row.earlier_work_on,
        expected_tender_on=row.expected_tender_on,
        expected_award_on=row.expected_award_on,
        need=row.need,
        rival_brand=row.rival_brand,
        value_added=row.value_added,
    )


def contact_of(person: Person | None) -> ContactLine | None:
    """The contact in full, for the partner that named it."""
    if person is None:
        return None
    return ContactLine(
        name=person.name,
        title=person.title,
        phone=person.phone,
        email=person.email,
        has_consented=person.consented_at is not None,
    )


def masked(contact: ContactLine | None) -> ContactLine | None:
    """The contact for the vendor: enough to recognise, not enough to go round the partner."""
    if contact is None:
        return None
    name, _at, domain = contact.email.partition("@")
    return ContactLine(
        name=contact.name[:1] + "＊" * min(2, len(contact.name) - 1),
        title=contact.title,
        phone="••••" + contact.phone[-4:] if len(contact.phone) > 6 else "",
        email=f"{name[:1]}•••@{domain}" if domain else "",
        has_consented=contact.has_consented,
    )


def files_of(row: Registration) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(
            public_id=one.public_id,
            file_id=one.file.public_id,
            kind=one.kind,
            kind_label=str(EvidenceKind(one.kind).label),
            name=one.file.name,
            size=one.file.size,
            sha256=one.file.sha256,
            added_at=one.added_at,
        )
        for one in row.evidence.select_related("file").order_by("pk")
    )


def snapshots_of(row: Registration) -> tuple[SnapshotLine, ...]:
    rows = row.snapshots.order_by("number").values_list("number", "taken_at", "digest")
    return tuple(SnapshotLine(number=n, taken_at=at, digest=digest) for n, at, digest in rows)


def history_of(changes: Iterable[StateChange]) -> tuple[HistoryLine, ...]:
    return tuple(
        HistoryLine(
            move=one.move,
            text=str(VERB_OF_MOVE[Move(one.move)].label),
            state=one.target,
            state_label=str(State(one.target).label),
            at=one.at,
            by=one.by.person.spoken_name if one.by else "",
            note=one.note,
        )
        for one in changes
    )
