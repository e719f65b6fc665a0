"""Protections that lapsed, were sold past, or never led to anything."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from qudao.engines.findings.book import Book, Claim, Delivery, main_currency
from qudao.engines.findings.finding import Finding, Severity
from qudao.engines.findings.rows import OPEN_OUTCOMES
from qudao.engines.findings.spans import Spans


def find_lapsed(book: Book) -> Iterator[Finding]:
    """Protections that ran out while their value was still open: one finding a currency.

    Open means no win or loss is written and the partner shipped nothing to the customer from
    the registration until a grace after its end.
    """
    shipped = _Shipped(book.deliveries)
    lapsed: dict[str, list[Claim]] = defaultdict(list)
    grace = timedelta(days=book.policy.lapse_grace_days)
    for claim in book.claims:
        ended = claim.approved and claim.end <= book.today
        still_open = claim.source.outcome in OPEN_OUTCOMES
        if ended and still_open and not shipped.by_holder(claim, grace):
            lapsed[claim.source.currency].append(claim)
    for currency, claims in lapsed.items():
        claims.sort(key=lambda claim: (-claim.amount, claim.source.row))
        total = sum((claim.amount for claim in claims), Decimal(0))
        yield Finding(
            code="protection_lapsed_with_value",
            severity=Severity.HIGH,
            params={
                "registrations": len(claims),
                "amount": total,
                "currency": currency,
                "customer": book.name(claims[0].customer),
                "partner": book.name(claims[0].partner),
                "largest": claims[0].amount,
            },
            registrations=tuple(claim.source.row for claim in claims),
            weight=total,
        )


class _Shipped:
    """Days of shipment by partner, customer and product; a blank product fits any."""

    def __init__(self, deliveries: Iterable[Delivery]) -> None:
        self._days: dict[tuple[str, str, str | None], list[date]] = defaultdict(list)
        for delivery in deliveries:
            for product in {delivery.product, None}:
                key = (delivery.partner, delivery.customer, product)
                self._days[key].append(delivery.source.shipped_on)
        for days in self._days.values():
            days.sort()

    def by_holder(self, claim: Claim, grace: timedelta) -> bool:
        """Whether the partner shipped to its customer while protected or shortly after."""
        products = (claim.product, "") if claim.product else (None,)
        return any(self._within(claim, product, grace) for product in products)

    def _within(self, claim: Claim, product: str | None, grace: timedelta) -> bool:
        days = self._days.get((claim.partner, claim.customer, product), [])
        at = bisect_left(days, claim.start)
        return at < len(days) and days[at] < claim.end + grace


def find_sold_past_holder(book: Book) -> Iterator[Finding]:
    """Shipments into a scope that was protected that day, by partners without any right to it."""
    held: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in book.claims:
        if claim.approved and claim.product and claim.customer:
            held[claim.customer, claim.product].append(claim)
    sold: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    for delivery in book.deliveries:
        if (delivery.customer, delivery.product) in held and delivery.partner:
            sold[delivery.customer, delivery.product].append(delivery)
    for scope, deliveries in sold.items():
        holders = {claim.partner for claim in held[scope]}
        protected = Spans((claim.start, claim.end) for claim in held[scope])
        past = [
            delivery
            for delivery in deliveries
            if delivery.partner not in holders and protected.cover(delivery.source.shipped_on)
        ]
        if past:
            yield _sold_past(book, held[scope], past)


def _sold_past(book: Book, held: list[Claim], past: list[Delivery]) -> Finding:
    past.sort(key=lambda delivery: (delivery.source.shipped_on, delivery.source.row))
    days = [delivery.source.shipped_on for delivery in past]
    broken = [claim for claim in held if _any_within(days, claim)]
    currency, lines = main_currency(past)
    amount = sum((line.amount for line in lines), Decimal(0))
    return Finding(
        code="sold_past_holder",
        severity=Severity.HIGH,
        params={
            "customer": book.name(broken[0].customer),
            "product": broken[0].source.product,
            "partner": book.name(broken[0].partner),
            "other_partner": book.name(past[0].partner),
            "amount": amount,
            "currency": currency,
            "first_shipped_on": days[0],
        },
        registrations=tuple(claim.source.row for claim in broken),
        shipments=tuple(delivery.source.row for delivery in past),
        weight=amount,
    )


def _any_within(days: list[date], claim: Claim) -> bool:
    at = bisect_left(days, claim.start)
    return at < len(days) and days[at] < claim.end


def find_won_not_shipped(book: Book) -> Iterator[Finding]:
    """Deals written down as won whose customer got nothing since, as one finding."""
    if not book.deliveries:
        return
    last: dict[str, date] = {}
    for delivery in book.deliveries:
        known = last.get(delivery.customer, date.min)
        last[delivery.customer] = max(known, delivery.source.shipped_on)
    grace = timedelta(days=book.policy.won_grace_days)
    missing = [
        claim
        for claim in book.claims
        if claim.source.outcome == "won"
        and claim.start + grace <= book.today
        and last.get(claim.customer, date.min) < claim.start
    ]
    if not missing:
        return
    missing.sort(key=lambda claim: (-claim.amount, claim.source.row))
    yield Finding(
        code="won_but_never_shipped",
        severity=Severity.MEDIUM,
        params={
            "registrations": len(missing),
            "customer": book.name(missing[0].customer),
            "days": book.policy.won_grace_days,
        },
        registrations=tuple(claim.source.row for claim in missing),
        weight=sum((claim.amount for claim in missing), Decimal(0)),
    )
