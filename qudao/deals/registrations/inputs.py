"""What a partner states in a registration, and what is wrong with it as a form.

Only the form is checked here: kinds, lengths, bounds. Whether the rules allow a registration is
the engine's matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.core.checks import Checks
from qudao.core.errors import FieldProblem
from qudao.deals.registrations.states import (
    Business,
    EvidenceKind,
    Kind,
    Purchase,
    PurchaseStage,
    TenderKind,
)
from qudao.engines.identity import IdentifierScheme, check_identifier

LARGEST_AMOUNT = Decimal(1_000_000_000_000)
MOST_EVIDENCE = 20
FEWEST_SIGNS = 2
LONGEST_AHEAD = timedelta(days=5 * 366)
LONGEST_BACK = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInput:
    """The person who decides at the customer. Kept in the table of persons alone."""

    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    has_consented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceInput:
    """A file that the same person has uploaded before, and what it proves."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationInput:
    """All that a registration states. A quick one needs the first part only.

    `product_id` is a product's public id. `acknowledges_rulebook` is the one tap inside a first
    registration; it is no part of the registration itself.
    """

    customer_name: str = ""
    customer_uscc: str = ""
    customer_website: str = ""
    customer_city: str = ""
    product_id: str = ""
    project: str = ""
    contact: ContactInput | None = None
    evidence: tuple[EvidenceInput, ...] = ()

    kind: str = Kind.FOUND
    business: str = Business.PROJECT
    purchase: str = ""
    site: str = ""
    tender_number: str = ""
    amount: Decimal | None = None
    currency: str = ""
    purchase_stage: str = ""
    tender_kind: str = ""
    tender_published_on: date | None = None
    earlier_work_on: date | None = None
    expected_tender_on: date | None = None
    expected_award_on: date | None = None
    need: str = ""
    rival_brand: str = ""
    value_added: str = ""
    acknowledges_rulebook: bool = field(default=False)


# The columns of a registration that hold what the partner states, as they stand in the input.
STATED_FIELDS = (
    "customer_name",
    "customer_uscc",
    "customer_website",
    "customer_city",
    "project",
    "kind",
    "business",
    "purchase",
    "site",
    "tender_number",
    "amount",
    "currency",
    "purchase_stage",
    "tender_kind",
    "tender_published_on",
    "earlier_work_on",
    "expected_tender_on",
    "expected_award_on",
    "need",
    "rival_brand",
    "value_added",
)
_LONGEST: dict[str, int] = {
    "customer_name": 200,
    "customer_uscc": 40,
    "customer_city": 120,
    "project": 200,
    "site": 120,
    "tender_number": 80,
    "need": 4000,
    "rival_brand": 120,
    "value_added": 2000,
}
_MANY_LINES = frozenset({"need", "value_added"})
_CHOICES: dict[str, type[TextChoices]] = {
    "kind": Kind,
    "business": Business,
    "purchase": Purchase,
    "purchase_stage": PurchaseStage,
    "tender_kind": TenderKind,
}
_NEVER_EMPTY = frozenset({"kind", "business"})
_CONTACT_LONGEST: dict[str, int] = {"name": 120, "title": 120, "phone": 40, "email": 254}

_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

TOO_LONG: Promise = gettext_lazy("At most %(longest)s characters; there are %(there)s.")
UNKNOWN_CHOICE: Promise = gettext_lazy("Choose one of the values that the form offers.")
UNSAFE: Promise = gettext_lazy("Remove the control characters.")


def form_problems(stated: RegistrationInput, *, today: date) -> list[FieldProblem]:
    """Everything that is wrong with the form itself, all at once."""
    return [
        *_text_problems(stated),
        *_named_problems("customer_name", stated.customer_name),
        *_uscc_problems(stated.customer_uscc),
        *_website_problems(stated.customer_website),
        *_choice_problems(stated),
        *_amount_problems(stated),
        *_day_problems(stated, today),
        *_contact_problems(stated.contact),
        *_evidence_problems(stated.evidence),
    ]


def text_problems(name: str, text: str, longest: int) -> Iterator[FieldProblem]:
    """A text of several lines that is too long or holds control characters."""
    if len(text) > longest:
        said = str(TOO_LONG) % {"longest": longest, "there": len(text)}
        yield FieldProblem(name, "too_long", said)
    elif _has_controls(text, allowed="\n\r\t"):
        yield FieldProblem(name, "control_sign", str(UNSAFE))


def says_something(text: str) -> bool:
    """Whether there are words in it: two letters, signs of a word or digits, not all alike."""
    signs = [sign for sign in text.casefold() if sign.isalnum()]
    return len(signs) >= FEWEST_SIGNS and len(set(signs)) > 1


def _text_problems(stated: RegistrationInput) -> Iterator[FieldProblem]:
    for name, longest in _LONGEST.items():
        text: str = getattr(stated, name)
        if name not in _MANY_LINES and _has_controls(text):
            yield FieldProblem(name, "control_sign", str(UNSAFE))
        else:
            yield from text_problems(name, text, longest)


def _has_controls(text: str, *, allowed: str = "") -> bool:
    """Signs that no text needs: controls, halves of characters, turned directions of writing."""
    return any(
        sign not in allowed
        and (unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or sign in _DIRECTIONS)
        for sign in text
    )


def tidy_uscc(raw: str) -> str:
    """A credit code as it is kept: half-width, upper case, without the signs between its parts."""
    return check_identifier(IdentifierScheme.USCC, raw).normalised


def _uscc_problems(raw: str) -> Iterator[FieldProblem]:
    if raw.strip() and not check_identifier(IdentifierScheme.USCC, raw).valid:
        said = _(
            "This is no valid unified social credit code: it has 18 signs, and the last one checks "
            "the others. Correct it or leave it empty."
        )
        yield FieldProblem("customer_uscc", "wrong_check_digit", said)


def _named_problems(field: str, name: str) -> list[FieldProblem]:
    checks = Checks()
    checks.named(field, name)
    return checks.problems


def _website_problems(website: str) -> list[FieldProblem]:
    checks = Checks()
    checks.website("customer_website", website.strip())
    return checks.problems


def _choice_problems(stated: RegistrationInput) -> Iterator[FieldProblem]:
    for name, choices in _CHOICES.items():
        value: str = getattr(stated, name)
        if value not in choices.values and (value or name in _NEVER_EMPTY):
            yield FieldProblem(name, "unknown_choice", str(UNKNOWN_CHOICE))


def _amount_problems(stated: RegistrationInput) -> Iterator[FieldProblem]:
    amount = stated.amount
    if amount is None:
        return
    if not amount.is_finite() or not 0 < amount <= LARGEST_AMOUNT:
        said = _("Give an amount above 0 and not above %(largest)s.")
        yield FieldProblem("amount", "out_of_bounds", said % {"largest": f"{LARGEST_AMOUNT:,}"})
    elif amount != round(amount, 4):
        yield FieldProblem("amount", "too_many_decimals", _("At most four decimals."))
    currency = stated.currency
    if not re.fullmatch("[A-Z]{3}", currency):
        said = _("Give the currency as its three capital letters, for instance CNY.")
        yield FieldProblem("currency", "not_a_currency", said)


def _day_problems(stated: RegistrationInput, today: date) -> Iterator[FieldProblem]:
    """Days of the future may lie up to five years ahead, days of the past as far back."""
    award = stated.expected_award_on
    if award is not None and not today <= award <= today + LONGEST_AHEAD:
        said = _("Give a day from today on, at most five years ahead.")
        yield FieldProblem("expected_award_on", "out_of_bounds", said)
    tender = stated.expected_tender_on
    if tender is not None and not today - LONGEST_BACK <= tender <= today + LONGEST_AHEAD:
        said = _("Give a day at most five years from today.")
        yield FieldProblem("expected_tender_on", "out_of_bounds", said)
    for name in ("tender_published_on", "earlier_work_on"):
        day: date | None = getattr(stated, name)
        if day is not None and not today - LONGEST_BACK <= day <= today:
            said = _("Give a day up to today, at most five years back.")
            yield FieldProblem(name, "out_of_bounds", said)


def _contact_problems(contact: ContactInput | None) -> Iterator[FieldProblem]:
    if contact is None:
        return
    if not contact.name.strip():
        yield FieldProblem("contact.name", "required", _("Give the contact's name."))
    for name, longest in _CONTACT_LONGEST.items():
        yield from text_problems(f"contact.{name}", getattr(contact, name), longest)
    yield from _named_problems("contact.name", contact.name)
    checks = Checks()
    checks.email("contact.email", contact.email.strip())
    yield from checks.problems


def _evidence_problems(evidence: tuple[EvidenceInput, ...]) -> Iterator[FieldProblem]:
    if len(evidence) > MOST_EVIDENCE:
        said = _("At most %(most)s files.") % {"most": MOST_EVIDENCE}
        yield FieldProblem("evidence", "too_many", said)
    for one in evidence:
        if one.kind not in EvidenceKind.values:
            yield FieldProblem("evidence", "unknown_choice", str(UNKNOWN_CHOICE))
