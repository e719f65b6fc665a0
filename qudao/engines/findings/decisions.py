"""How registrations were decided: alike in like cases, and in time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from statistics import median_high

from qudao.engines.findings.book import Book, Claim
from qudao.engines.findings.finding import Finding, Severity
from qudao.engines.findings.rows import APPROVED, REJECTED
from qudao.engines.findings.spans import Spans


def find_unlike_decisions(book: Book) -> Iterator[Finding]:
    """Rejections for no written reason beside approvals of like cases: one finding a product.

    Like means the same product, currency and size (amounts within `like_ratio` of each other).
    A rejection is explained when somebody held the customer and product that day, or when its
    reason names a rule: a duplicate, a tender, direct sales.
    """
    cases: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    held = _protected_days(book)
    for claim in book.claims:
        comparable = claim.source.decision in {APPROVED, REJECTED} and claim.amount > 0
        if comparable and claim.product and not _explained(book, claim, held):
            cases[claim.product, claim.source.currency].append(claim)
    for claims in cases.values():
        approved, rejected = _alike(claims, book.policy.like_ratio)
        if len({claim.partner for claim in [*approved, *rejected]}) > 1:
            yield _unlike(approved, rejected)


def _alike(claims: list[Claim], ratio: Decimal) -> tuple[list[Claim], list[Claim]]:
    """Approved and rejected cases that have a like case on the other side."""
    ordered = sorted(claims, key=lambda claim: (claim.amount, claim.source.row))
    approved = [claim for claim in ordered if claim.approved]
    amounts = [claim.amount for claim in approved]
    steps = [0] * (len(approved) + 1)
    rejected = []
    for claim in ordered:
        low = bisect_left(amounts, claim.amount / ratio)
        high = bisect_right(amounts, claim.amount * ratio)
        if not claim.approved and low < high:
            rejected.append(claim)
            steps[low] += 1
            steps[high] -= 1
    near = accumulate(steps[:-1])
    return [claim for claim, times in zip(approved, near, strict=True) if times], rejected


def _unlike(approved: list[Claim], rejected: list[Claim]) -> Finding:
    weighty = sorted(rejected, key=lambda claim: (-claim.amount, claim.source.row))
    both = [*weighty, *sorted(approved, key=lambda claim: (-claim.amount, claim.source.row))]
    return Finding(
        code="like_cases_decided_differently",
        severity=Severity.HIGH if len(rejected) > 1 else Severity.MEDIUM,
        params={
            "product": both[0].source.product,
            "approved": len(approved),
            "rejected": len(rejected),
            "lowest": min(claim.amount for claim in both),
            "highest": max(claim.amount for claim in both),
            "currency": both[0].source.currency,
        },
        registrations=tuple(claim.source.row for claim in both),
        weight=sum((claim.amount for claim in rejected), Decimal(0)),
    )


def _protected_days(book: Book) -> dict[tuple[str, str], Spans]:
    """By customer and product: the days on which somebody was protected."""
    held: dict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
    for claim in book.claims:
        if claim.approved:
            held[claim.customer, claim.product].append((claim.start, claim.end))
    return {scope: Spans(periods) for scope, periods in held.items()}


def _explained(book: Book, claim: Claim, held: dict[tuple[str, str], Spans]) -> bool:
    if claim.approved:
        return False
    reason = claim.source.reason.casefold()
    if any(word in reason for word in book.policy.explaining_words):
        return True
    protected = held.get((claim.customer, claim.product))
    return protected is not None and protected.cover(claim.start)


def find_slow_decisions(book: Book) -> Iterator[Finding]:
    """Decisions that took longer than promised, as one finding."""
    waits = [
        (weekdays_between(claim.start, claim.source.decided_on), claim)
        for claim in book.claims
        if claim.source.decided_on and claim.source.decided_on >= claim.start
    ]
    slow = [(days, claim) for days, claim in waits if days > book.policy.decision_weekdays]
    if not slow:
        return
    slow.sort(key=lambda item: (-item[0], item[1].source.row))
    share = Decimal(len(slow)) / len(waits)
    yield Finding(
        code="slow_decisions",
        severity=Severity.HIGH if share > Decimal("0.5") else Severity.MEDIUM,
        params={
            "slow": len(slow),
            "decided": len(waits),
            "promised": book.policy.decision_weekdays,
            "median": median_high([days for days, _claim in waits]),
            "worst": slow[0][0],
        },
        registrations=tuple(claim.source.row for _days, claim in slow),
        weight=Decimal(len(slow)),
    )


def find_never_decided(book: Book) -> Iterator[Finding]:
    """Registrations that nobody answered, where the file does record answers."""
    if not any(claim.source.decision for claim in book.claims):
        return
    waiting = [
        claim
        for claim in book.claims
        if claim.source.decision in {None, "pending"}
        and claim.source.decided_on is None
        and weekdays_between(claim.start, book.today) > book.policy.decision_weekdays
    ]
    if not waiting:
        return
    waiting.sort(key=lambda claim: (claim.start, claim.source.row))
    yield Finding(
        code="never_decided",
        severity=Severity.MEDIUM,
        params={"registrations": len(waiting), "oldest": waiting[0].start},
        registrations=tuple(claim.source.row for claim in waiting),
        weight=Decimal(len(waiting)),
    )


def weekdays_between(start: date, end: date) -> int:
    """Mondays to Fridays after `start` up to and with `end`; 0 when `end` is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    tail = sum((start + timedelta(days=step)).weekday() < 5 for step in range(1, rest + 1))
    return weeks * 5 + tail
