"""Findings in sentences: each says what was found, with its figures, and what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_MONEY = ("amount", "largest", "lowest", "highest")
_DAYS = ("since", "until", "oldest", "first_shipped_on")


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words."""

    title: str
    detail: str


FINDINGS: dict[str, tuple[_StrPromise, _StrPromise]] = {
    "clash_two_names": (
        _("%(partner)s and %(other_partner)s held one customer under two names"),
        _(
            "“%(customer)s” and “%(other_name)s” are one company; %(product)s was held at the same "
            "time from %(since)s to %(until)s, the largest for %(amount)s."
        ),
    ),
    "clash_same_name": (
        _("%(partner)s and %(other_partner)s held %(customer)s at the same time"),
        _("Both for %(product)s, from %(since)s to %(until)s, the largest for %(amount)s."),
    ),
    "customers_under_many_names": (
        ngettext_lazy(
            "%(customers)s customer is written in more than one way",
            "%(customers)s customers are written in more than one way",
            "customers",
        ),
        _("For example “%(name)s” and “%(other_name)s”. A search by name misses half of them."),
    ),
    "like_cases_decided_differently": (
        _("Like cases of %(product)s: %(approved)s approved, %(rejected)s rejected"),
        _(
            "All between %(lowest)s and %(highest)s, and no written reason or earlier holder "
            "explains the difference."
        ),
    ),
    "never_decided": (
        ngettext_lazy(
            "%(registrations)s registration was never answered",
            "%(registrations)s registrations were never answered",
            "registrations",
        ),
        _("The oldest has waited since %(oldest)s."),
    ),
    "partner_carries_one_customer": (
        _("%(partner)s lives on one customer: %(customer)s buys %(share)s"),
        _(
            "%(customers)s customers, concentration %(concentration)s, %(amount)s with the "
            "largest. If that one leaves, the partner does."
        ),
    ),
    "protection_lapsed_with_value": (
        ngettext_lazy(
            "%(registrations)s protection lapsed with %(amount)s still open",
            "%(registrations)s protections lapsed with %(amount)s still open",
            "registrations",
        ),
        _(
            "The largest: %(customer)s, held by %(partner)s, %(largest)s. It was neither shipped "
            "nor lost."
        ),
    ),
    "registered_never_shipped": (
        ngettext_lazy(
            "%(partner)s held %(registrations)s protection and shipped nothing",
            "%(partner)s held %(registrations)s protections and shipped nothing",
            "registrations",
        ),
        _("Ask what became of them before the next one is protected."),
    ),
    "registered_twice": (
        _("%(partner)s registered %(customer)s %(registrations)s times within days"),
        _("All for %(product)s: split deals, or one deal filed twice."),
    ),
    "shipped_without_registering": (
        _("%(partner)s shipped %(amount)s without registering anything"),
        ngettext_lazy(
            "%(lines)s shipment. Its deals are seen only when they are over.",
            "%(lines)s shipments. Its deals are seen only when they are over.",
            "lines",
        ),
    ),
    "slow_decisions": (
        _("%(slow)s of %(decided)s decisions took longer than %(promised)s working days"),
        _("Half of all took %(median)s days or more, the slowest %(worst)s."),
    ),
    "sold_past_holder": (
        _("%(other_partner)s shipped to %(customer)s while %(partner)s was protected"),
        _("%(product)s for %(amount)s, first on %(first_shipped_on)s."),
    ),
    "territory_nothing_shipped": (
        ngettext_lazy(
            "%(territory)s: %(registrations)s registration and no shipment",
            "%(territory)s: %(registrations)s registrations and no shipment",
            "registrations",
        ),
        ngettext_lazy(
            "%(partners)s partner is at work there.",
            "%(partners)s partners are at work there.",
            "partners",
        ),
    ),
    "territory_without_partner": (
        _("%(territory)s has no partner that sells"),
        ngettext_lazy(
            "%(registrations)s registration in a year came from there.",
            "%(registrations)s registrations in a year came from there.",
            "registrations",
        ),
    ),
    "won_but_never_shipped": (
        ngettext_lazy(
            "%(registrations)s deal is marked as won and was never shipped",
            "%(registrations)s deals are marked as won and were never shipped",
            "registrations",
        ),
        _("%(days)s days have passed. The first is %(customer)s."),
    ),
}
SEVERITIES: dict[int, _StrPromise] = {3: _("First"), 2: _("Soon"), 1: _("When there is time")}


def worded(code: str, params: Mapping[str, object]) -> Said:
    """A finding's title and details in the reader's language."""
    title, detail = FINDINGS[code]
    shown = {name: _shown(name, value, params) for name, value in params.items()}
    return Said(_filled(title, shown), _filled(detail, shown))


def severity_words(severity: int) -> str:
    return str(SEVERITIES[severity])


def _filled(sentence: _StrPromise, shown: Mapping[str, str | int]) -> str:
    return str(sentence % _Known(shown))


class _Known(dict[str, str | int]):
    """Figures by name; one that a file did not give is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(name: str, value: object, params: Mapping[str, object]) -> str | int:
    locale = "zh_Hans" if (get_language() or "").startswith("zh") else "en"
    if name in _MONEY:
        return _money(value, str(params.get("currency") or ""), locale)
    if name == "share":
        return format_percent(Decimal(str(value)), "0%", locale=locale)
    if name in _DAYS:
        pattern = "d MMM yyyy" if locale == "en" else "yyyy-MM-dd"
        return format_date(date.fromisoformat(str(value)), pattern, locale=locale)
    if isinstance(value, int):
        return value
    return str(value) or "–"


def _money(value: object, currency: str, locale: str) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return "–"
    if currency:
        text = format_currency(amount, currency, "¤#,##0", locale=locale, currency_digits=False)
        return str(text).replace("CN¥", "¥").replace("US$", "$")  # as everywhere in the product
    return format_decimal(amount, "#,##0", locale=locale)
