"""What is said of a price, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from qudao.core.checks import Checks
from qudao.market.prices.models import Price

KIND_CHOICES = Price.Kind.choices  # for forms
LONGEST_SOURCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceInput:
    """A price of a product from a day on, perhaps with its end; `product` is a code."""

    product: str
    kind: str
    currency: str
    amount: Decimal
    valid_from: date
    valid_until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEnd:
    """Which price ends, and the first day without it. `product` is a code."""

    product: str
    kind: str
    currency: str
    valid_from: date
    on: date


def check_price(price: PriceInput) -> Checks:
    checks = Checks()
    checks.one_of("kind", price.kind, Price.Kind.values)
    checks.currency("currency", price.currency)
    checks.amount("amount", price.amount)
    checks.period(("valid_from", price.valid_from), ("valid_until", price.valid_until))
    checks.text("source", price.source, longest=LONGEST_SOURCE)
    return checks


def check_overlap(
    checks: Checks, price: PriceInput, before: Price | None, after: Price | None
) -> None:
    """A price with an end of its own reaches into no other, and is not cut by one either."""
    if before is not None and before.valid_until and before.valid_until > price.valid_from:
        message = _("A price with an end stands until %(day)s. End it first, or begin on that day.")
        said = message % {"day": before.valid_until.isoformat()}
        checks.refuse("valid_from", "overlaps", said)
    if after is not None and price.valid_until and price.valid_until > after.valid_from:
        message = _("From %(day)s on another price holds. This one must end by then.")
        said = message % {"day": after.valid_from.isoformat()}
        checks.refuse("valid_until", "overlaps", said)


def check_end(checks: Checks, end: PriceEnd, price: Price, today: date) -> None:
    """A price ends today at the earliest: what was offered stays on record."""
    checks.day("on", end.on)
    if end.on < price.valid_from:
        message = _("It begins on %(day)s; to take it back, end it on that day.")
        said = message % {"day": price.valid_from.isoformat()}
        checks.refuse("on", "ends_too_early", said)
    elif end.on < today:
        message = _("Today at the earliest: what was offered until now stays on record.")
        checks.refuse("on", "in_the_past", message)
    if price.valid_until is not None and end.on > price.valid_until:
        message = _("It ends on %(day)s already. To go on, set a price from that day.")
        said = message % {"day": price.valid_until.isoformat()}
        checks.refuse("on", "ended_already", said)


def check_next(checks: Checks, end: PriceEnd, after: Price | None) -> None:
    if after is not None and end.on > after.valid_from:
        message = _("From %(day)s on another price holds. This one must end by then.")
        said = message % {"day": after.valid_from.isoformat()}
        checks.refuse("on", "overlaps", said)
