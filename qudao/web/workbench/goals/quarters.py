"""The quarters that the pages of goals offer, and how an address names one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.deals.funnel.goal_rows import What
from qudao.deals.funnel.quarters import Quarter, fiscal_years, quarters_around, this_quarter

BACK, AHEAD = 4, 3


@dataclass(frozen=True, slots=True)
class Period:
    """A span that a target may be set for: a quarter, or a fiscal year."""

    value: str  # first day and first day after, as an address holds them
    label: str


def offered(today: date) -> list[Quarter]:
    return quarters_around(today, back=BACK, ahead=AHEAD)


def beside(today: date) -> list[Quarter]:
    """The quarter before, this one, and two to come."""
    return quarters_around(today, back=1, ahead=2)


def label_of(quarter: Quarter) -> str:
    return _("Q%(n)s %(year)s") % {"n": quarter.number, "year": quarter.year}


def value_of(quarter: Quarter) -> str:
    return quarter.start.isoformat()


def rows_url(quarter: Quarter, what: What, **holder: str) -> str:
    """The rows behind a figure: the reader's own, or of the holder that `by` and `key` name."""
    asked = {"what": what.value, **holder, "quarter": value_of(quarter)}
    return f"{reverse('workbench:goal_rows')}?{urlencode(asked)}"


def quarter_named(value: str, today: date) -> Quarter:
    """The quarter of an address; this one for anything that is not offered."""
    known = {value_of(one): one for one in offered(today)}
    return known.get(value) or this_quarter(today)


def periods(today: date) -> list[Period]:
    """What a target may be set for: the quarters from the last one on, and two fiscal years."""
    quarters = quarters_around(today, back=1, ahead=AHEAD)
    return [
        *(Period(span(one.start, one.end), label_of(one)) for one in quarters),
        *(
            Period(span(starts_on, ends_on), _("Fiscal year %(year)s") % {"year": year})
            for year, starts_on, ends_on in fiscal_years(today)
        ),
    ]


def span(starts_on: date, ends_on: date) -> str:
    return f"{starts_on.isoformat()}/{ends_on.isoformat()}"
