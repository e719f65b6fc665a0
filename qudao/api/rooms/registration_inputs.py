"""From the bodies of requests to what the registrations' actions take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from qudao.api.rooms.registration_shapes import Evidence, RegistrationBody
from qudao.api.rooms.shared import given
from qudao.deals.registrations.actions import ContactInput, EvidenceInput, RegistrationInput
from qudao.deals.registrations.selectors import PartnerPage

# Choices that the rooms keep as an empty text when nothing was chosen.
_EMPTY_FOR_NULL = ("purchase", "purchase_stage", "tender_kind", "currency")
_NOT_STATED = frozenset({"submit_as", "draft"})


def as_stated(body: RegistrationBody) -> RegistrationInput:
    """All that the body states."""
    return RegistrationInput(**_values(body, body.model_dump()))


def overlaid(present: RegistrationInput, body: RegistrationBody) -> RegistrationInput:
    """What is stated now, with the fields that the body carries."""
    return replace(present, **_values(body, given(body)))


def as_evidence(evidence: Iterable[Evidence]) -> tuple[EvidenceInput, ...]:
    return tuple(EvidenceInput(kind=one.kind, file_id=one.file) for one in evidence)


def present_of(page: PartnerPage) -> RegistrationInput:
    """What a registration states now. Contact and files stay as they are when none are given."""
    stated = page.stated
    return RegistrationInput(
        customer_name=stated.customer,
        customer_uscc=stated.customer_uscc,
        customer_website=stated.customer_website,
        customer_city=stated.customer_city,
        product_id=stated.product_id,
        project=stated.project,
        kind=stated.kind,
        business=stated.business,
        purchase=stated.purchase,
        site=stated.site,
        tender_number=stated.tender_number,
        amount=stated.amount,
        currency=stated.currency,
        purchase_stage=stated.purchase_stage,
        tender_kind=stated.tender_kind,
        tender_published_on=stated.tender_published_on,
        earlier_work_on=stated.earlier_work_on,
        expected_tender_on=stated.expected_tender_on,
        expected_award_on=stated.expected_award_on,
        need=stated.need,
        rival_brand=stated.rival_brand,
        value_added=stated.value_added,
    )


def _values(body: RegistrationBody, values: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in values.items() if name not in _NOT_STATED}
    for name in _EMPTY_FOR_NULL:
        if name in values:
            values[name] = values[name] or ""
    if "product" in values:
        values["product_id"] = values.pop("product")
    if "contact" in values:
        contact = body.contact
        values["contact"] = ContactInput(**contact.model_dump()) if contact else None
    if "evidence" in values:
        values["evidence"] = as_evidence(body.evidence)
    return values
