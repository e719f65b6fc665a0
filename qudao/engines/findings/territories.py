"""Territories in which nobody works for us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from qudao.engines.findings.book import Book, Claim, plain
from qudao.engines.findings.finding import Finding, Severity


def find_empty_territories(book: Book, territories: Iterable[str]) -> Iterator[Finding]:
    """Territories of the given list in which no partner shipped or held a registration."""
    served = {plain(delivery.territory) for delivery in book.deliveries}
    served |= {plain(claim.territory) for claim in book.claims if claim.approved}
    asked: dict[str, list[Claim]] = defaultdict(list)
    for claim in book.claims:
        asked[plain(claim.territory)].append(claim)
    for territory in dict.fromkeys(territories):
        key = plain(territory)
        if key and key not in served:
            yield Finding(
                code="territory_without_partner",
                severity=Severity.MEDIUM,
                params={"territory": territory, "registrations": len(asked[key])},
                registrations=tuple(claim.source.row for claim in asked[key]),
                weight=Decimal(len(asked[key])),
            )


def find_unsold_territories(book: Book) -> Iterator[Finding]:
    """Territories where partners asked for protection and nothing was ever shipped."""
    sold = {plain(delivery.territory) for delivery in book.deliveries}
    if not sold - {""}:
        return
    asked: dict[str, list[Claim]] = defaultdict(list)
    for claim in book.claims:
        if claim.territory and plain(claim.territory) not in sold:
            asked[plain(claim.territory)].append(claim)
    for claims in asked.values():
        yield Finding(
            code="territory_nothing_shipped",
            severity=Severity.LOW,
            params={
                "territory": claims[0].territory,
                "registrations": len(claims),
                "partners": len({claim.partner for claim in claims}),
            },
            registrations=tuple(claim.source.row for claim in claims),
            weight=sum((claim.amount for claim in claims), Decimal(0)),
        )
