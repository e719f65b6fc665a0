"""Charts of the records' pages, each with the sentence that it shows and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from qudao.deals.sellthrough.months import Year
from qudao.web.shared.formats import locale, money, money_short, number


@dataclass(frozen=True, slots=True)
class Chart:
    """What components/chart.html draws."""

    title: str
    alternative: str
    headings: list[str]
    rows: list[list[str]]
    spec: dict[str, Any]
    detail: str = ""
    size: str = "short"


def month_words(label: str, *, short: bool = False) -> str:
    """A month in the reader's words; short: the year only where a year begins."""
    first = date.fromisoformat(f"{label}-01")
    is_zh = locale().language == "zh"
    if short and first.month > 1:
        return format_date(first, "M月" if is_zh else "MMM", locale=locale())
    return format_date(first, "yyyy年M月" if is_zh else "MMM yyyy", locale=locale())


def sales_chart(year: Year) -> Chart | None:
    """None when nothing was sold: an empty chart says nothing. What has no rate was sold, too."""
    if not year.lines and not year.missing:
        return None
    total = money_short(year.amount, year.currency)
    best = {
        "month": month_words(year.best.label),
        "amount": money_short(year.best.amount, year.currency),
    }
    title = _("%(total)s in twelve months") % {"total": total}
    said = _("Most in %(month)s: %(amount)s.") % best
    missing = ", ".join(year.missing)
    return Chart(
        title=title,
        detail=_("without %(currencies)s: no rate") % {"currencies": missing} if missing else said,
        alternative=_("Bars of sales by month. %(said)s") % {"said": f"{title}. {said}"},
        headings=[_("Month"), _("Lines"), _("Amount")],
        rows=[
            [month_words(one.label), number(one.lines), money(one.amount, year.currency)]
            for one in year.months
        ],
        spec={
            "kind": "bar",
            "categories": [month_words(one.label, short=True) for one in year.months],
            "running": True,
            "unit": year.currency,
            "horizontal": False,
            "series": [
                {
                    "name": _("Sales"),
                    "hue": "azurite",
                    "values": [float(one.amount) for one in year.months],
                    "labels": [money_short(one.amount, year.currency) for one in year.months],
                }
            ],
        },
    )
