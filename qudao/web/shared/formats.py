"""Numbers, money, days and moments in the reader's locale. Rounding happens here and only here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit
from django.utils.translation import get_language

from qudao.core.money import Money
from qudao.core.programme import current_programme

Number = int | Decimal | float
MINUS = "\u2212"
LENGTHS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def locale() -> Locale:
    return (
        Locale("zh", "CN", script="Hans")
        if (get_language() or "").startswith("zh")
        else Locale("en", "GB")
    )


def number(value: Number | None, decimals: int = 0) -> str:
    if value is None:
        return ""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _signed(format_decimal(value, pattern, locale=locale()))


def percent(value: Number | None, decimals: int = 0) -> str:
    """A share of 1 as a percentage."""
    if value is None:
        return ""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
    return _signed(format_percent(value, pattern, locale=locale()))


def money(amount: Decimal | Money | None, currency: str = "") -> str:
    """An amount in full, as where something is decided: ¥1,860,000."""
    if amount is None:
        return ""
    value = amount if isinstance(amount, Money) else Money(amount, currency)
    value = value.rounded()
    whole = value.amount == value.amount.to_integral_value()
    pattern = "¤#,##0" if whole else "¤#,##0.00"
    text = format_currency(
        value.amount, value.currency, pattern, locale=locale(), currency_digits=False
    )
    return _signed(_short_sign(text))


def money_short(amount: Decimal | None, currency: str = "") -> str:
    """An amount as in lists: ¥1.86m, ¥186 万."""
    if amount is None:
        return ""
    size = abs(amount)
    if locale().language == "zh":
        steps = [(Decimal(100_000_000), " 亿"), (Decimal(10_000), " 万")]
    else:
        steps = [(Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k")]
    for step, word in steps:
        if size >= step:
            scaled = format_decimal(amount / step, "#,##0.##", locale=locale())
            sign = _short_sign(format_currency(0, currency, "¤", locale=locale()).rstrip("0"))
            return _signed(f"{sign}{scaled}{word}")
    return money(amount, currency)


def day(value: date | datetime | None) -> str:
    """A calendar day; a moment is taken in the programme's time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(_zone()).date()
    return format_date(value, "yyyy-MM-dd" if _is_zh() else "d MMM yyyy", locale=locale())


def span(value: timedelta) -> str:
    """A length of time in whole days, hours or minutes, whichever fits first: 20 days, 1 minute."""
    seconds = int(value.total_seconds())
    unit, length = next(((u, n) for u, n in LENGTHS if seconds >= n), LENGTHS[-1])
    return str(format_unit(seconds // length, f"duration-{unit}", "long", locale=locale()))


def moment(value: datetime | None) -> str:
    """Day and 24-hour time in the programme's time zone."""
    if value is None:
        return ""
    pattern = "yyyy-MM-dd HH:mm" if _is_zh() else "d MMM yyyy HH:mm"
    return format_datetime(value, pattern, tzinfo=_zone(), locale=locale())


def deadline(value: datetime | None) -> str:
    """A moment until which something lasts: the midnight that ends a day belongs to that day."""
    if value is None:
        return ""
    local = value.astimezone(_zone())
    if (local.hour, local.minute) != (0, 0):
        return moment(value)
    return f"{day(local.date() - timedelta(days=1))} 24:00"


def _is_zh() -> bool:
    return locale().language == "zh"


def _zone() -> ZoneInfo:
    return ZoneInfo(current_programme().time_zone)


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def _short_sign(text: str) -> str:
    return text.replace("CN¥", "¥").replace("US$", "$")


FILTERS: dict[str, Callable[..., str]] = {
    "number": number,
    "percent": percent,
    "money": money,
    "money_short": money_short,
    "day": day,
    "moment": moment,
    "deadline": deadline,
}
