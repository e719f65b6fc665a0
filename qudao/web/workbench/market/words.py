"""A cell of the grid in words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.choose.coverage.measures import MONEY, Measure, Value
from qudao.web.shared.formats import locale, money_short, number

IN_CHINESE, IN_ENGLISH = Decimal(10_000), Decimal(1_000_000)


def named(crossing: Crossing) -> str:
    region = crossing.region.name if crossing.region else _("All regions")
    industry = crossing.industry.name if crossing.industry else _("All industries")
    return f"{region} × {industry}"


def in_words(crossing: Crossing, measure: Measure) -> str:
    said = [
        customers_in_words(crossing.customers),
        ngettext("%(n)s partner at work", "%(n)s partners at work", crossing.partners)
        % {"n": number(crossing.partners)},
    ]
    if measure not in (Measure.CUSTOMERS, Measure.PARTNERS):
        said.append(f"{measure.label} {short(measure, crossing.value(measure))}{unit_of(measure)}")
    if crossing.is_uncovered:
        said.append(_("nobody serves this"))
    return _(", ").join(said)


def customers_in_words(count: int) -> str:
    return ngettext("%(n)s customer", "%(n)s customers", count) % {"n": number(count)}


def short(measure: Measure, value: Value) -> str:
    """A number of a cell; amounts in units of ten thousand or a million, as the reader counts."""
    if measure not in MONEY:
        return number(value)
    if not value:
        return "0"
    if locale().language == "zh":
        return number(Decimal(value) / IN_CHINESE, 0 if value >= IN_CHINESE else 2)
    return number(Decimal(value) / IN_ENGLISH, 2)


def unit_of(measure: Measure) -> str:
    """What an amount of `short` is counted in, after the number."""
    if measure not in MONEY:
        return ""
    return _(" million")


def shown(measure: Measure, value: Value, currency: str) -> str:
    """A value on its own, with its currency."""
    return money_short(Decimal(value), currency) if measure in MONEY else number(value)


def finding(market: Market) -> str:
    """What the grid shows, in a sentence for those who do not see its colours."""
    filled = [one for one in market.filled() if one.customers]
    bare = [one for one in filled if one.is_uncovered]
    if not bare:
        return _("Every cell with customers has a partner at work.")
    largest = max(bare, key=lambda one: one.customers)
    said: Mapping[str, Any] = {
        "bare": number(len(bare)),
        "all": number(len(filled)),
        "cell": named(largest),
        "customers": customers_in_words(largest.customers),
    }
    return (
        _(
            "Nobody serves %(bare)s of %(all)s cells with customers; the largest is %(cell)s with "
            "%(customers)s."
        )
        % said
    )
