"""Charts of the records' pages, each with the sentence that it shows and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qudao.deals.sellthrough.months import Year
from qudao.web.shared.formats import money, money_short, number


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


def sales_chart(year: Year) -> Chart | None:
    """None when nothing was sold: an empty chart says nothing."""
    if not year.lines:
        return None
    total = money_short(year.amount, year.currency)
    best = {"month": year.best.label, "amount": money_short(year.best.amount, year.currency)}
    title = _("%(total)s in twelve months") % {"total": total}
    said = _("Most in %(month)s: %(amount)s.") % best
    missing = ", ".join(year.missing)
    return Chart(
        title=title,
        detail=_("without %(currencies)s: no rate") % {"currencies": missing} if missing else said,
        alternative=_("Bars of sales by month. %(said)s") % {"said": f"{title}. {said}"},
        headings=[_("Month"), _("Lines"), _("Amount")],
        rows=[
            [one.label, number(one.lines), money(one.amount, year.currency)] for one in year.months
        ],
        spec={
            "kind": "bar",
            "categories": [one.label for one in year.months],
            "unit": year.currency,
            "horizontal": False,
            "series": [
                {
                    "name": _("Sales"),
                    "hue": "azurite",
                    "values": [float(one.amount) for one in year.months],
                }
            ],
        },
    )
