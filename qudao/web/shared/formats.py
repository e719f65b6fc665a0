"""Numbers, money, days and moments in the reader's locale. Rounding happens here and only here.

A list formats hundreds of figures, so nothing is asked twice: the locale is chosen once a language,
days and signs of currencies are kept, and grouped digits are Python's own, which are those of both
locales (a test compares them with Babel's).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency
from babel.units import format_unit
from django.conf import settings
from django.utils.translation import get_language

from qudao.core.money import Money
from qudao.core.programme import programme_zone

Number = int | Decimal | float
MINUS = "\u2212"
CHINESE, ENGLISH = Locale("zh", "CN", script="Hans"), Locale("en", "GB")
STEPS_ZH = ((Decimal(10**8), " 亿"), (Decimal(10**4), " 万"))
STEPS_EN = ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k"))
# Babel knows the Chinese words for days and hours as short ones only.
_SPAN_STYLE: dict[str, Literal["short", "long"]] = {"zh": "short", "en": "long"}
LENGTHS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


@dataclass(frozen=True)
class Formats:
    """How the readers of one language read figures and days."""

    locale: Locale
    day_pattern: str
    day_of_the_year_pattern: str
    steps: tuple[tuple[Decimal, str], ...]

    def number(self, value: Number | None, decimals: int = 0) -> str:
        return "" if value is None else _grouped(value, decimals)

    def percent(self, value: Number | None, decimals: int = 0) -> str:
        """A share of 1 as a percentage."""
        return "" if value is None else f"{_grouped(_exact(value) * 100, decimals)}%"

    def money(self, amount: Decimal | Money | None, currency: str = "") -> str:
        """An amount in full, as where something is decided: ¥1,860,000."""
        if amount is None:
            return ""
        value = (amount if isinstance(amount, Money) else Money(amount, currency)).rounded()
        is_whole = value.amount == value.amount.to_integral_value()
        sign = _sign(value.currency, self.locale)
        return _with_sign(sign, _grouped(value.amount, 0 if is_whole else 2))

    def money_short(self, amount: Decimal | None, currency: str = "") -> str:
        """An amount as in lists: ¥1.86m, ¥186 万."""
        if amount is None:
            return ""
        size = abs(amount)
        for (step, word), (finer, _word) in pairwise((*self.steps, (Decimal(1), ""))):
            if round(size / finer, 2) * finer >= step:  # what rounds up to a unit is said in it
                scaled = _grouped(amount / step, 2).rstrip("0").rstrip(".")
                return _with_sign(_sign(currency, self.locale), f"{scaled}{word}")
        return self.money(amount, currency)

    def day(self, value: date | datetime | None) -> str:
        """A calendar day; a moment is taken in the programme's time zone."""
        if value is None:
            return ""
        if isinstance(value, datetime):
            value = value.astimezone(programme_zone()).date()
        return _day(value, self.day_pattern, self.locale)

    def moment(self, value: datetime | None) -> str:
        """Day and 24-hour time in the programme's time zone."""
        if value is None:
            return ""
        local = value.astimezone(programme_zone())
        return f"{self.day(local.date())} {local.hour:02}:{local.minute:02}"

    def deadline(self, value: datetime | None) -> str:
        """A moment until which something lasts: the midnight that ends a day belongs to that
        day."""
        if value is None:
            return ""
        local = value.astimezone(programme_zone())
        if (local.hour, local.minute) != (0, 0):
            return self.moment(value)
        return f"{self.day(local.date() - timedelta(days=1))} 24:00"

    def filters(self) -> dict[str, Callable[..., str]]:
        """What templates may write behind a bar."""
        return {
            "number": self.number,
            "percent": self.percent,
            "money": self.money,
            "money_short": lru_cache(maxsize=8192)(self.money_short),
            "day": self.day,
            "moment": self.moment,
            "deadline": self.deadline,
        }


IN_CHINESE = Formats(CHINESE, "yyyy-MM-dd", "MM-dd", STEPS_ZH)
IN_ENGLISH = Formats(ENGLISH, "d MMM yyyy", "d MMM", STEPS_EN)


def formats_in(language: str) -> Formats:
    return IN_CHINESE if language.startswith("zh") else IN_ENGLISH


def formats() -> Formats:
    """Of the reader's language."""
    return formats_in(get_language() or settings.LANGUAGE_CODE)


def locale() -> Locale:
    return formats().locale


def number(value: Number | None, decimals: int = 0) -> str:
    return formats().number(value, decimals)


def percent(value: Number | None, decimals: int = 0) -> str:
    return formats().percent(value, decimals)


def money(amount: Decimal | Money | None, currency: str = "") -> str:
    return formats().money(amount, currency)


def money_short(amount: Decimal | None, currency: str = "") -> str:
    return formats().money_short(amount, currency)


def day(value: date | datetime | None) -> str:
    return formats().day(value)


def day_of_the_year(value: date) -> str:
    """Without the year: "6 Dec", 12-06."""
    chosen = formats()
    return _day(value, chosen.day_of_the_year_pattern, chosen.locale)


def span(value: timedelta) -> str:
    """A length of time in whole days, hours or minutes, whichever fits first: 20 days, 1 minute."""
    seconds = int(value.total_seconds())
    unit, length = next(((u, n) for u, n in LENGTHS if seconds >= n), LENGTHS[-1])
    style = _SPAN_STYLE[locale().language]
    return str(format_unit(seconds // length, f"duration-{unit}", style, locale=locale()))


def moment(value: datetime | None) -> str:
    return formats().moment(value)


def deadline(value: datetime | None) -> str:
    return formats().deadline(value)


def weekday_short(value: date) -> str:
    """ "Fri", 周五."""
    return _weekday(value.weekday(), locale())


@lru_cache(maxsize=64)
def _weekday(number: int, in_locale: Locale) -> str:
    a_monday = date(2024, 1, 1)
    return format_date(a_monday + timedelta(days=number), "EEE", locale=in_locale)


@lru_cache(maxsize=8192)
def _day(value: date, pattern: str, in_locale: Locale) -> str:
    return format_date(value, pattern, locale=in_locale)


@lru_cache(maxsize=512)
def _sign(currency: str, in_locale: Locale) -> str:
    text = format_currency(0, currency, "¤", locale=in_locale).rstrip("0")
    return text.replace("CN¥", "¥").replace("US$", "$")


def _with_sign(sign: str, digits: str) -> str:
    if digits.startswith(MINUS):
        return f"{MINUS}{sign}{digits[1:]}"
    return f"{sign}{digits}"


def _grouped(value: Number, decimals: int) -> str:
    """Digits in groups of three, rounded half to even."""
    exact = _exact(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return f"{exact:,f}".replace("-", MINUS)


def _exact(value: Number) -> Decimal:
    """As Babel reads a float: by its shortest digits."""
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)
