"""Two partners on one customer and product at the same time, and what hid it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from qudao.engines.findings.book import Book, Claim
from qudao.engines.findings.finding import Finding, Severity
from qudao.engines.findings.spans import Highest


def find_clashes(book: Book) -> Iterator[Finding]:
    """One finding for each customer and product that partners held at overlapping times."""
    for claims in _scopes(claim for claim in book.claims if claim.live).values():
        involved = _overlapping(claims)
        if involved:
            yield _clash(book, involved)


def find_repeats(book: Book) -> Iterator[Finding]:
    """One partner that registered the same scope again within days: split or filed twice."""
    for claims in _scopes(claim for claim in book.claims if claim.live).values():
        by_partner: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            by_partner[claim.partner].append(claim)
        for partner, own in by_partner.items():
            rows = _close_together(own, book.policy.repeat_days)
            if rows:
                yield Finding(
                    code="registered_twice",
                    severity=Severity.LOW,
                    params={
                        "partner": book.name(partner),
                        "customer": book.name(own[0].customer),
                        "product": own[0].source.product,
                        "registrations": len(rows),
                    },
                    registrations=tuple(claim.source.row for claim in rows),
                    weight=Decimal(len(rows)),
                )


def find_many_names(book: Book) -> Iterator[Finding]:
    """Customers that the files write in more than one way, as one finding."""
    many = {
        key
        for key in {claim.customer for claim in book.claims}
        | {delivery.customer for delivery in book.deliveries}
        if key and len(book.spellings[key]) > 1
    }
    if not many:
        return
    example = max(sorted(many), key=lambda key: book.spellings[key].total())
    written = sorted(book.spellings[example], key=lambda name: (-len(name), name))
    yield Finding(
        code="customers_under_many_names",
        severity=Severity.LOW,
        params={"customers": len(many), "name": written[0], "other_name": written[1]},
        registrations=tuple(c.source.row for c in book.claims if c.customer in many),
        shipments=tuple(d.source.row for d in book.deliveries if d.customer in many),
        weight=Decimal(len(many)),
    )


def _scopes(claims: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    scopes: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.customer and claim.partner:
            scopes[claim.customer, claim.product].append(claim)
    return {
        scope: sorted(found, key=lambda claim: (claim.start, claim.source.row))
        for scope, found in scopes.items()
        if len(found) > 1
    }


def _overlapping(claims: list[Claim]) -> list[Claim]:
    """Claims that overlap in time with one of another partner; `claims` in order of start."""
    touched: set[int] = set()
    ends = Highest()
    for at, claim in enumerate(claims):
        latest = ends.of_others(claim.partner)
        if latest is not None and latest > claim.start.toordinal():
            touched.add(at)
        ends.push(claim.partner, claim.end.toordinal())
    starts = Highest()
    for at in range(len(claims) - 1, -1, -1):
        claim = claims[at]
        earliest = starts.of_others(claim.partner)
        if earliest is not None and -earliest < claim.end.toordinal():
            touched.add(at)
        starts.push(claim.partner, -claim.start.toordinal())
    return [claims[at] for at in sorted(touched)]


def _clash(book: Book, claims: list[Claim]) -> Finding:
    """Gravest where two partners were both told yes."""
    names = sorted({" ".join(claim.source.customer.split()) for claim in claims}, key=len)
    first = claims[0]
    second = next(c for c in claims if c.partner != first.partner and c.start < first.end)
    approved = {claim.partner for claim in claims if claim.approved}
    largest = max(claims, key=lambda claim: (claim.amount, bool(claim.source.currency)))
    return Finding(
        code="clash_two_names" if len(names) > 1 else "clash_same_name",
        severity=Severity.HIGH if len(approved) > 1 else Severity.MEDIUM,
        params={
            "customer": names[-1],
            "other_name": names[0],
            "product": first.source.product,
            "partner": book.name(first.partner),
            "other_partner": book.name(second.partner),
            "partners": len({claim.partner for claim in claims}),
            "since": max(first.start, second.start),
            "until": max(min(first.end, second.end) - timedelta(days=1), second.start),
            "amount": largest.amount,
            "currency": largest.source.currency,
        },
        registrations=tuple(claim.source.row for claim in claims),
        weight=largest.amount,
    )


def _close_together(claims: list[Claim], days: int) -> list[Claim]:
    near: set[int] = set()
    for at in range(1, len(claims)):
        if claims[at].start - claims[at - 1].start <= timedelta(days=days):
            near |= {at - 1, at}
    return [claims[at] for at in sorted(near)]
