"""Products with their families and prices, and price lists alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from qudao.core.upserting import Fate, Keyed, amount_problem
from qudao.engines.tabular.fields import ImportKind
from qudao.intake.writers.base import (
    Incoming,
    Outcome,
    References,
    Refused,
    Setting,
    Values,
    Writer,
    amount,
    day,
    spread,
    text,
    too_long,
)
from qudao.market.cells.bulk import (
    ProductLine,
    in_languages,
    product_codes,
    products_called,
    put_products,
)
from qudao.market.prices.bulk import PriceLine, put_prices
from qudao.market.trees import LONGEST_NAME

PRICE_KINDS = {"list_price": "list", "partner_price": "partner", "registered_price": "registered"}
_ENDED_WORDS = "discontinued obsolete inactive retired eol 停产 停售 下架 退市 停用"
_DISCONTINUED = frozenset(_ENDED_WORDS.split())
_NO_FAMILY = frozenset(["无", "n/a", "na", "none"])
_LONGEST = dict.fromkeys(("name", "name_zh", "category", "family"), LONGEST_NAME)
_Named = tuple[str, str, str, date | None]


class PriceBook:
    """The prices that a file has named so far: two different ones for one day contradict."""

    def __init__(self) -> None:
        self.products: set[str] = set()
        self._named: dict[_Named, tuple[int, Decimal]] = {}

    def note(self, product: str, values: Values, currency: str) -> None:
        """Remember the prices of the next row; also of one that an earlier start settled."""
        self.products.add(product)
        for field in PRICE_KINDS:
            price = amount(values, field)
            if price is not None and amount_problem(field, price) is None:
                key = (product, field, currency, day(values, "valid_from"))
                self._named.setdefault(key, (len(self._named), price))

    def problem(self, names: Sequence[str], values: Values, currency: str) -> Refused | None:
        """Why the prices of a row cannot be taken; `names` is all that its product is called."""
        for field in PRICE_KINDS:
            price = amount(values, field)
            if price is None:
                continue
            problem = amount_problem(field, price)
            if problem:
                return problem
            dated = (field, currency, day(values, "valid_from"))
            said = [self._named[name, *dated] for name in names if (name, *dated) in self._named]
            if said and min(said)[1] != price:
                return Refused(field, "price_contradicts", f"{price:f}")
        return None


def price_lines(values: Values, product_id: int, currency: str) -> list[PriceLine]:
    """The prices of a row, one for each kind that it names."""
    prices = ((kind, amount(values, field)) for field, kind in PRICE_KINDS.items())
    return [
        PriceLine(product_id, kind, currency, price, day(values, "valid_from"))
        for kind, price in prices
        if price is not None
    ]


class PriceWriter(Writer):
    """Prices of products that are there."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        super().__init__(kind, setting)
        self._book = PriceBook()
        self._products = References()

    def meet(self, values: Values) -> str:
        key = super().meet(values)
        self._book.note(self.priced(values), values, self.currency(values))
        return key

    def priced(self, values: Values) -> str:
        """What the file calls the product whose prices a row holds."""
        return text(values, "product")

    def own_key(self, values: Values) -> str:
        dated = day(values, "valid_from") or ""
        return f"{text(values, 'product')} {self.currency(values)} {dated}"

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        unknown = self._products.unknown(self._book.products)
        self._products.learn(unknown, products_called(self.setting.actor, unknown))
        outcomes = [self._refusal(row) for row in rows]
        taken = [row for row, refusal in zip(rows, outcomes, strict=True) if refusal is None]
        return spread(outcomes, self._put(taken))

    def _refusal(self, row: Incoming) -> Refused | None:
        name = text(row.values, "product")
        if self._products.get(name) is None:
            return Refused("product", "product_unknown", name)
        return self._book.problem(self._products.alike(name), row.values, self.currency(row.values))

    def _put(self, rows: Sequence[Incoming]) -> list[Outcome]:
        lines: list[PriceLine] = []
        owners: list[int] = []
        for place, row in enumerate(rows):
            product = self._products.get(text(row.values, "product"))
            own = price_lines(row.values, product or 0, self.currency(row.values))
            lines += own
            owners += [place] * len(own)
        return joined(len(rows), owners, self.put(lines), [row.repeated for row in rows])

    def put(self, lines: Sequence[PriceLine]) -> list[Outcome]:
        keyed = [Keyed("", line) for line in lines]
        return put_prices(self.setting.actor, self.setting.source, keyed, today=self.setting.today)


def joined(
    count: int, owners: Sequence[int], written: Sequence[Outcome], repeated: Sequence[bool]
) -> list[Outcome]:
    """One outcome a row from those of its prices: the one that says most."""
    order = [Fate.MERGED, Fate.UNCHANGED, Fate.UPDATED, Fate.CREATED]
    best: list[Fate] = [Fate.MERGED if again else Fate.UNCHANGED for again in repeated]
    for place, outcome in zip(owners, written, strict=True):
        if isinstance(outcome, Fate) and not repeated[place]:
            best[place] = max(best[place], outcome, key=order.index)
    return list(best)


class ProductWriter(PriceWriter):
    """Products by code, else by name; prices in the same row come along."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        super().__init__(kind, setting)
        self._codes: dict[str, str] = {}  # of products that rows call by their name
        self._called: dict[str, list[str]] = {}  # what rows call a product, by its code

    def own_key(self, values: Values) -> str:
        return text(values, "code") or text(values, "name")

    def priced(self, values: Values) -> str:
        return self.own_key(values)

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        self._find_codes(rows)
        outcomes: list[Outcome | None] = [
            too_long(row.values, _LONGEST) or self._price_problem(row) for row in rows
        ]
        taken = [
            replace(row, key=self._code(row))
            for row, refusal in zip(rows, outcomes, strict=True)
            if refusal is None
        ]
        keyed = [Keyed(row.key, _product(row.values), row.repeated) for row in taken]
        written = put_products(self.setting.actor, keyed)
        self._put_prices(taken, written)
        return spread(outcomes, written)

    def _find_codes(self, rows: Sequence[Incoming]) -> None:
        """A row without a code is the product of its name, if the house or the batch has one."""
        names = {row.key for row in rows if not text(row.values, "code")} - self._codes.keys()
        if not names:
            return
        beside = {
            text(row.values, "name"): text(row.values, "code")
            for row in rows
            if text(row.values, "code") and text(row.values, "name") in names
        }
        self._codes.update({**beside, **product_codes(self.setting.actor, names)})
        for name, code in self._codes.items():
            self._called[code] = list(dict.fromkeys([code, *self._called.get(code, ()), name]))

    def _code(self, row: Incoming) -> str:
        return row.key if text(row.values, "code") else self._codes.get(row.key, row.key)

    def _price_problem(self, row: Incoming) -> Refused | None:
        code = self._code(row)
        names = self._called.get(code, [code])
        return self._book.problem(names, row.values, self.currency(row.values))

    def _put_prices(self, rows: Sequence[Incoming], written: list[Outcome]) -> None:
        """Write the prices; a product that only gained a price counts as updated."""
        known = products_called(self.setting.actor, {row.key for row in rows})
        lines: list[PriceLine] = []
        owners: list[int] = []
        for place, row in enumerate(rows):
            if isinstance(written[place], Refused):
                continue
            own = price_lines(row.values, known[row.key], self.currency(row.values))
            lines += own
            owners += [place] * len(own)
        for place, outcome in zip(owners, self.put(lines), strict=True):
            news = outcome in {Fate.CREATED, Fate.UPDATED}
            if news and written[place] is Fate.UNCHANGED:
                written[place] = Fate.UPDATED


def _product(values: Values) -> ProductLine:
    chinese, other = in_languages(text(values, "name") or text(values, "code"))
    status = text(values, "status").casefold()
    families = (_family(text(values, name)) for name in ("category", "family"))
    return ProductLine(
        name_zh=text(values, "name_zh") or chinese,
        name_en=other,
        families=tuple(dict.fromkeys(name for name in families if name)),
        is_active=status not in _DISCONTINUED if status else None,
    )


def _family(name: str) -> str:
    """The name of a family; "" for a mark that there is none."""
    is_name = any(sign.isalnum() for sign in name) and name.casefold() not in _NO_FAMILY
    return name if is_name else ""
