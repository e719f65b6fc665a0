"""Where each figure of the goals comes from, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qudao.deals.funnel.outlook import done_sources
from qudao.rules.policies import DoneSource
from qudao.rules.selectors import NoRulebook, version_in_force


@dataclass(frozen=True, slots=True)
class Source:
    """A figure and what it is made of."""

    figure: str
    words: str


def sources_of(now: datetime) -> list[Source]:
    done = {
        DoneSource.WON_OPPORTUNITIES: _("won deals, on the day they were closed"),
        DoneSource.SALES_LINES: _("sales lines, on the day they were sold"),
    }
    counted = _(" and ").join(done[one] for one in done_sources(now))
    return [
        Source(
            _("Target"),
            _(
                "Set here or brought in by a file. One that runs longer counts by its share of "
                "days. The whole programme's own goes before the sum of everybody's."
            ),
        ),
        Source(_("Done"), _("%(what)s. %(rule)s.") % {"what": counted, "rule": _rule(now)}),
        Source(
            _("Weighted pipeline"),
            _(
                "Open deals expected in the quarter, each by the chance of its stage. The chances "
                "are judgement, uncalibrated until own history gives better."
            ),
        ),
        Source(_("Outlook"), _("Done and weighted pipeline together.")),
        Source(_("Currencies"), _("Amounts of other currencies at today's rate of the settings.")),
    ]


def _rule(now: datetime) -> str:
    try:
        return _("Rulebook %(label)s says so") % {"label": version_in_force(now).label}
    except NoRulebook:
        return _("No rulebook is in force; this is the usual way")
