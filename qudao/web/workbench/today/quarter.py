"""The quarter on one line: five figures over one bar, each opening its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qudao.core.actor import Actor
from qudao.deals.funnel.goal_rows import What
from qudao.deals.funnel.outlook import Outlook, outlook
from qudao.deals.permissions import DealsPermission
from qudao.web.shared.formats import money_short, percent
from qudao.web.workbench.goals.quarters import rows_url

WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of components/figures.html."""

    label: str
    value: str
    detail: str = ""
    hue: str = ""
    swatch: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """The figures, and the bar's shares in per cent of its width."""

    figures: list[Figure]
    done: float
    pipeline: float
    today: float | None
    label: str
    sentence: str
    has_target: bool
    missing: str


def quarter_line(actor: Actor, *, now: datetime) -> QuarterLine | None:
    """None for people who may not read deals."""
    if not actor.may(DealsPermission.READ_OPPORTUNITIES):
        return None
    return line_of(outlook(actor, now=now))


def line_of(shown: Outlook) -> QuarterLine:
    where = shown.standing
    done, expected = where.done, where.pipeline.expected
    has_target = where.target > 0
    whole = where.target if has_target else max(done + expected, Decimal(1))
    done_share = share_of(done, whole)
    return QuarterLine(
        figures=_figures(shown),
        done=done_share,
        pipeline=min(share_of(expected, whole), WHOLE - done_share),
        today=round(where.share_gone * WHOLE, 1) if has_target else None,
        label=_("Done %(done)s, weighted pipeline %(pipeline)s, %(gone)s of the time gone")
        % {
            "done": _short(shown, done),
            "pipeline": _short(shown, expected),
            "gone": percent(where.share_gone),
        },
        sentence=_sentence(shown),
        has_target=has_target,
        missing=", ".join(shown.missing),
    )


def _figures(shown: Outlook) -> list[Figure]:
    where = shown.standing
    low, high = _short(shown, where.pipeline.p10), _short(shown, where.pipeline.p90)
    rows = partial(rows_url, where.quarter)
    return [
        Figure(
            _("Q%(n)s target") % {"n": where.quarter.number},
            _short(shown, where.target) if where.target > 0 else _("not set"),
            str(where.quarter.year),
            url=rows(What.TARGET),
        ),
        Figure(
            _("Done"),
            _short(shown, where.done),
            percent(where.share_done) if where.share_done is not None else "",
            swatch="done",
            url=rows(What.DONE),
        ),
        Figure(
            _("Gap"),
            _short(shown, max(where.gap, Decimal(0))) if where.target > 0 else "–",
            ngettext("%(n)s day left", "%(n)s days left", where.days_left) % {"n": where.days_left},
        ),
        Figure(
            _("Weighted pipeline"),
            _short(shown, where.pipeline.expected),
            _("%(low)s–%(high)s, uncalibrated") % {"low": low, "high": high},
            swatch="hatch",
            url=rows(What.OPEN),
        ),
        Figure(
            _("Expected this week"),
            _short(shown, shown.week.amount),
            _week_detail(shown),
            url=rows(What.WEEK),
        ),
    ]


def _week_detail(shown: Outlook) -> str:
    """How many deals, and what was expected before today, which is no part of the figure."""
    deals = ngettext("%(n)s deal", "%(n)s deals", shown.week_deals) % {"n": shown.week_deals}
    if not shown.overdue_deals:
        return deals
    late = _("%(n)s overdue, %(amount)s") % {
        "n": shown.overdue_deals,
        "amount": _short(shown, shown.overdue.amount),
    }
    return f"{deals} · {late}"


def _sentence(shown: Outlook) -> str:
    where = shown.standing
    if where.share_done is None:
        return _("No target is set for this quarter yet.")
    return _("The quarter is %(done)s done with %(gone)s of its days gone.") % {
        "done": percent(where.share_done),
        "gone": percent(where.share_gone),
    }


def _short(shown: Outlook, amount: Decimal) -> str:
    return money_short(amount, shown.currency)


def share_of(part: Decimal, whole: Decimal) -> float:
    """A part in per cent of the bar's width, none of nothing."""
    if whole <= 0:
        return 0.0
    return round(min(WHOLE, max(0.0, float(part / whole) * WHOLE)), 1)
