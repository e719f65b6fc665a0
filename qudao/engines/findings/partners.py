"""Partners seen over both files: who carries one customer, who never registers or never ships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from qudao.engines.findings.book import Book, Claim, Delivery, main_currency
from qudao.engines.findings.finding import Finding, Severity

_PRIOR_WEIGHT = 3
_PRIOR = Decimal("0.40")


def concentration(amounts: Iterable[Decimal]) -> Decimal:
    """(n·HHI + 3·.40)/(n + 3) over the amounts of n customers (model M3); .40 without any."""
    positive = [amount for amount in amounts if amount > 0]
    total = sum(positive, Decimal(0))
    hhi = sum(((amount / total) ** 2 for amount in positive), Decimal(0)) if total else Decimal(0)
    count = len(positive)
    return (count * hhi + _PRIOR_WEIGHT * _PRIOR) / (count + _PRIOR_WEIGHT)


def find_one_customer_partners(book: Book) -> Iterator[Finding]:
    """Partners whose shipments hang on one customer; too few lines say nothing."""
    for partner, deliveries in _by_partner(book.deliveries).items():
        currency, lines = main_currency(line for line in deliveries if line.customer)
        by_customer: dict[str, Decimal] = defaultdict(Decimal)
        for line in lines:
            by_customer[line.customer] += line.amount
        sold = {key: amount for key, amount in by_customer.items() if amount > 0}
        if len(lines) < book.policy.concentration_lines or not sold:
            continue
        top, amount = max(sold.items(), key=lambda item: (item[1], item[0]))
        share = amount / sum(sold.values(), Decimal(0))
        measure = concentration(sold.values())
        if measure >= book.policy.concentration and share >= book.policy.top_share:
            yield Finding(
                code="partner_carries_one_customer",
                severity=Severity.MEDIUM,
                params={
                    "partner": book.name(partner),
                    "customer": book.name(top),
                    "customers": len(sold),
                    "share": share.quantize(Decimal("0.001")),
                    "concentration": measure.quantize(Decimal("0.001")),
                    "amount": amount,
                    "currency": currency,
                },
                shipments=tuple(line.source.row for line in lines),
                weight=amount,
            )


def find_shipped_without_registering(book: Book) -> Iterator[Finding]:
    """Partners that sold and never registered anything: their deals are seen too late."""
    registered = {claim.partner for claim in book.claims}
    for partner, deliveries in _by_partner(book.deliveries).items():
        if partner in registered:
            continue
        currency, lines = main_currency(deliveries)
        amount = sum((line.amount for line in lines), Decimal(0))
        yield Finding(
            code="shipped_without_registering",
            severity=Severity.MEDIUM,
            params={
                "partner": book.name(partner),
                "lines": len(deliveries),
                "amount": amount,
                "currency": currency,
            },
            shipments=tuple(delivery.source.row for delivery in deliveries),
            weight=amount,
        )


def find_registered_never_shipped(book: Book) -> Iterator[Finding]:
    """Partners with several ended protections and not one shipment: squatting, or bad luck."""
    if not book.deliveries:
        return
    shipping = {delivery.partner for delivery in book.deliveries}
    ended: dict[str, list[Claim]] = defaultdict(list)
    for claim in book.claims:
        if claim.approved and claim.end <= book.today and claim.partner not in shipping:
            ended[claim.partner].append(claim)
    for partner, claims in ended.items():
        if partner and len(claims) >= book.policy.squatting_registrations:
            yield Finding(
                code="registered_never_shipped",
                severity=Severity.MEDIUM,
                params={"partner": book.name(partner), "registrations": len(claims)},
                registrations=tuple(claim.source.row for claim in claims),
                weight=sum((claim.amount for claim in claims), Decimal(0)),
            )


def _by_partner(deliveries: Iterable[Delivery]) -> dict[str, list[Delivery]]:
    grouped: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        if delivery.partner:
            grouped[delivery.partner].append(delivery)
    return grouped
