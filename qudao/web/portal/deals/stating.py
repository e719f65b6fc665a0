"""Between the form and what a registration states."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from qudao.core.programme import current_programme
from qudao.deals.registrations.actions import ContactInput, RegistrationInput
from qudao.deals.registrations.selectors import PartnerPage
from qudao.deals.registrations.states import Business, Kind
from qudao.web.portal.deals.forms import RegistrationForm
from qudao.web.portal.deals.uploads import KeptFile, inputs

TEXTS = (
    "customer_name",
    "customer_uscc",
    "customer_website",
    "customer_city",
    "project",
    "purchase",
    "site",
    "tender_number",
    "purchase_stage",
    "tender_kind",
    "need",
    "rival_brand",
    "value_added",
)
DAYS = ("tender_published_on", "earlier_work_on", "expected_tender_on", "expected_award_on")
CONTACT = ("name", "title", "phone", "email")
# What only a full registration states: as soon as one is given, the full rules are checked.
FULL_ONLY = ("amount", "purchase_stage", "expected_award_on", "tender_kind", "need", "rival_brand")
CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP", "SGD")


def currencies() -> list[tuple[str, str]]:
    """The programme's own currency first."""
    own = current_programme().currency
    return [(code, code) for code in dict.fromkeys((own, *CURRENCIES))]


def stated_in(form: RegistrationForm, files: Iterable[KeptFile]) -> RegistrationInput:
    """What the form states; a field that could not be read counts as empty."""
    read = values_of(form)
    texts: dict[str, Any] = {name: read.get(name) or "" for name in TEXTS}
    days: dict[str, Any] = {name: read.get(name) for name in DAYS}
    return RegistrationInput(
        **texts,
        **days,
        product_id=read.get("product") or "",
        kind=read.get("kind") or Kind.FOUND,
        business=read.get("business") or Business.PROJECT,
        amount=read.get("amount"),
        currency=read.get("currency") or current_programme().currency,
        contact=_contact(read),
        evidence=inputs(files),
        acknowledges_rulebook=bool(read.get("acknowledges_rulebook")),
    )


def states_full(form: RegistrationForm) -> bool:
    """Whether anything of a full registration has been given."""
    return any(values_of(form).get(name) for name in FULL_ONLY)


def values_of(form: RegistrationForm) -> dict[str, Any]:
    """What stands in the form: as it was read, or its first values when it was not sent yet."""
    return form.cleaned_data if form.is_bound else dict(form.initial)


def initial_of(page: PartnerPage) -> dict[str, Any]:
    """The form's first values from a registration as it stands."""
    stated, contact = page.stated, page.contact
    values: dict[str, Any] = {name: getattr(stated, name) for name in TEXTS if name in _SAME}
    values |= {name: getattr(stated, name) for name in DAYS}
    values |= {
        "customer_name": stated.customer,
        "product": stated.product_id,
        "kind": stated.kind,
        "business": stated.business,
        "amount": _plain(stated.amount),
        "currency": stated.currency,
    }
    if contact is not None:
        values |= {f"contact_{name}": getattr(contact, name) for name in CONTACT}
        values["contact_consent"] = contact.has_consented
    return values


_SAME = frozenset(TEXTS) - {"customer_name"}


def _plain(amount: Decimal | None) -> Decimal | None:
    """Without the zeros that only fill up the column."""
    return None if amount is None else Decimal(f"{amount.normalize():f}")


def _contact(read: dict[str, Any]) -> ContactInput | None:
    given = {name: (read.get(f"contact_{name}") or "").strip() for name in CONTACT}
    if not any(given.values()):
        return None
    return ContactInput(**given, has_consented=bool(read.get("contact_consent")))
