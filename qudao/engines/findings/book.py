"""Both files laid beside each other: companies, products and territories made comparable once."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from qudao.engines.findings.policy import FindingsPolicy
from qudao.engines.findings.rows import (
    APPROVED,
    REJECTED,
    WITHDRAWN,
    RegistrationRow,
    ShipmentRow,
)

SameCompany = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A registration with its keys and the days that it protected: from `start` before `end`."""

    source: RegistrationRow
    partner: str
    customer: str
    product: str
    territory: str
    start: date
    end: date

    @property
    def approved(self) -> bool:
        return self.source.decision == APPROVED

    @property
    def live(self) -> bool:
        """Approved or never decided: it stood in the way of others."""
        return self.source.decision not in {REJECTED, WITHDRAWN}

    @property
    def amount(self) -> Decimal:
        return self.source.amount or Decimal(0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A shipment line with its keys."""

    source: ShipmentRow
    partner: str
    customer: str
    product: str
    territory: str

    @property
    def amount(self) -> Decimal:
        return self.source.amount or Decimal(0)


@dataclass(frozen=True, slots=True)
class Book:
    """All claims and deliveries, and the usual spelling of every company by its key."""

    claims: tuple[Claim, ...]
    deliveries: tuple[Delivery, ...]
    spellings: dict[str, Counter[str]]
    policy: FindingsPolicy
    today: date

    def name(self, key: str) -> str:
        """How a company is written most often; the longer one of equals; nobody is nameless."""
        written = self.spellings.get(key, Counter())
        return max(written, key=lambda name: (written[name], len(name), name), default="")


def make_book(
    registrations: Sequence[RegistrationRow],
    shipments: Sequence[ShipmentRow],
    *,
    same_company: SameCompany,
    policy: FindingsPolicy,
    today: date,
) -> Book:
    """Compute every key once; a shipment without territory takes its customer's, if it has one."""
    keys = _Keys(same_company)
    claims = tuple(_claim(row, keys, policy) for row in registrations)
    home = _territories(claims)
    deliveries = tuple(_delivery(row, keys, home) for row in shipments)
    return Book(claims, deliveries, keys.spellings, policy, today)


class _Keys:
    """Company keys with every spelling seen."""

    def __init__(self, same_company: SameCompany) -> None:
        self._same_company = same_company
        self._known: dict[str, str] = {}
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)

    def of(self, name: str) -> str:
        written = " ".join(name.split())
        if not written:
            return ""
        if written not in self._known:
            self._known[written] = self._same_company(written) or written
        key = self._known[written]
        self.spellings[key][written] += 1
        return key


def plain(text: str) -> str:
    """Comparable form of a product or territory: width, case, spaces and marks do not matter."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in wide if char.isalnum())


def _claim(row: RegistrationRow, keys: _Keys, policy: FindingsPolicy) -> Claim:
    last = row.protected_until or row.submitted_on + timedelta(days=policy.protection_days)
    return Claim(
        source=row,
        partner=keys.of(row.partner),
        customer=keys.of(row.customer),
        product=plain(row.product),
        territory=row.territory.strip(),
        start=row.submitted_on,
        end=max(last, row.submitted_on) + timedelta(days=1),
    )


def _delivery(row: ShipmentRow, keys: _Keys, home: dict[str, str]) -> Delivery:
    customer = keys.of(row.customer)
    return Delivery(
        source=row,
        partner=keys.of(row.partner),
        customer=customer,
        product=plain(row.product),
        territory=row.territory.strip() or home.get(customer, ""),
    )


def _territories(claims: Iterable[Claim]) -> dict[str, str]:
    """The territory of every customer that the registrations place in exactly one."""
    places: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.territory:
            places[claim.customer].add(claim.territory)
    return {customer: next(iter(found)) for customer, found in places.items() if len(found) == 1}


def main_currency(deliveries: Iterable[Delivery]) -> tuple[str, list[Delivery]]:
    """The currency of most lines, and its lines; sums never mix currencies."""
    by_currency: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        by_currency[delivery.source.currency].append(delivery)
    currency = max(sorted(by_currency), key=lambda one: len(by_currency[one]), default="")
    return currency, by_currency.get(currency, [])
