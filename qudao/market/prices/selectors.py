"""Reading prices: what is in force on a day. Only the vendor's people see any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from qudao.core.actor import Actor
from qudao.core.programme import current_programme
from qudao.market.cells.models import Product
from qudao.market.prices.models import Price
from qudao.market.prices.spans import Span, spans_of


@dataclass(frozen=True, slots=True)
class PriceView:
    """A price of a product, and whether it is the one in force. `valid_until` is the first day on
    which it holds no longer, by its own end or the next price; a withdrawn one never held."""

    kind: str
    kind_label: str
    currency: str
    amount: Decimal
    valid_from: date
    valid_until: date | None
    in_force: bool
    is_to_come: bool
    is_withdrawn: bool
    source: str

    @property
    def can_end(self) -> bool:
        """What has passed, or was taken back, stays as it is."""
        return self.in_force or self.is_to_come


def price_of(
    actor: Actor, product: Product, kind: Price.Kind, *, currency: str, on: date
) -> Decimal | None:
    """The price in force on a day: the latest that began on or before it, unless it has ended."""
    rows = Price.objects.visible_to(actor).filter(
        product=product, kind=kind, currency=currency, valid_from__lte=on
    )
    found = rows.standing().order_by("-valid_from").first()
    if found is None or (found.valid_until is not None and found.valid_until <= on):
        return None
    return found.amount


def prices_of(actor: Actor, product_ids: Iterable[int], *, on: date) -> dict[int, list[PriceView]]:
    """The prices in force of many products, in one query."""
    rows = Price.objects.visible_to(actor).filter(product__in=list(product_ids), valid_from__lte=on)
    ordered = rows.order_by("product_id", "kind", "currency", "valid_from")
    found: dict[int, list[PriceView]] = {}
    for _key, dated in groupby(ordered, key=_key_of):
        for span in spans_of(dated):
            if span.holds(on):
                found.setdefault(span.price.product_id, []).append(_view(span, on=on))
    return found


def price_history(actor: Actor, product: Product, *, on: date) -> list[PriceView]:
    """Every price that a product had, has or will have, by kind and currency, the latest first."""
    rows = Price.objects.visible_to(actor).filter(product=product)
    ordered = rows.order_by("kind", "currency", "valid_from")
    return [
        _view(span, on=on)
        for _key, dated in groupby(ordered, key=_key_of)
        for span in reversed(spans_of(dated))
    ]


def currencies_in_use(actor: Actor) -> list[str]:
    """The currencies that prices are set in, the programme's own first."""
    own = current_programme().currency
    rows = Price.objects.visible_to(actor).order_by("currency")
    used = rows.values_list("currency", flat=True).distinct()
    return [own, *(code for code in used if code != own)]


def kinds_seen(actor: Actor) -> list[tuple[str, str]]:
    """The kinds of prices that the actor may see at all."""
    sees_all = actor.sees_whole_programme or actor.has_role(*Price.SEEN_WHOLE_BY)
    kinds = list(Price.Kind) if sees_all else [Price.Kind.LIST]
    return [(kind.value, str(kind.label)) for kind in kinds]


def _key_of(row: Price) -> tuple[int, str, str]:
    return row.product_id, row.kind, row.currency


def _view(span: Span, *, on: date) -> PriceView:
    row = span.price
    return PriceView(
        kind=row.kind,
        kind_label=row.get_kind_display(),
        currency=row.currency,
        amount=row.amount,
        valid_from=row.valid_from,
        valid_until=span.until,
        in_force=span.holds(on),
        is_to_come=row.valid_from > on and not span.is_withdrawn,
        is_withdrawn=span.is_withdrawn,
        source=row.source,
    )
