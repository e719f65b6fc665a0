"""How the vendor's pages show clocks, possible conflicts and advice. Words and icons only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from qudao.core.programme import programme_zone
from qudao.core.texts import once_a_language
from qudao.deals.registrations.selectors import OTHER_PART, Clock, NextActor, VendorRow
from qudao.deals.registrations.states import UNDECIDED_STATES, State
from qudao.web.shared.formats import day, day_of_the_year, locale, weekday_short

HALF = 0.5
END_OF_DAY = "24:00"
A_WEEK = 6


class ClockFace(NamedTuple):
    """What components/clock.html draws; `css` is its state."""

    used: int
    remaining: str
    exact: str
    css: str = ""


class Sign(NamedTuple):
    """An icon with its hue and words."""

    icon: str | None
    hue: str
    text: str


# Class of a possible conflict: words, hue, icon.
MATCHES: dict[str, tuple[Promise, str, str]] = {
    "exact": (gettext_lazy("Same scope held"), "bad", "overlap"),
    OTHER_PART: (gettext_lazy("Another part held"), "warn", "overlap"),
    "other_product": (gettext_lazy("Another product registered"), "", "overlap"),
    "likely": (gettext_lazy("Likely the same"), "warn", "similar"),
    "related": (gettext_lazy("Same group"), "", "building"),
    "direct": (gettext_lazy("Direct at work"), "act", "people"),
    "incumbent": (gettext_lazy("Last served by another"), "warn", "star"),
    "self": (gettext_lazy("Own earlier one"), "", "copy"),
    "tender": (gettext_lazy("Tender out"), "bad", "calendar"),
}
OUTCOME_SIGNS: dict[str, tuple[str, str]] = {
    "approve": ("ticked", "good"),
    "reject": ("crossed", "bad"),
    "ask_information": ("pause", "warn"),
    "convert_to_teaming": ("people", "warn"),
    "to_arbitration": ("scales", "warn"),
    "human_review": ("eye", "act"),
}
# The badge component calls arbitration by its own word.
STATUS_OF_STATE = {"conflicted": "arbitration", "revoked": "expired"}


def face_of(clock: Clock, *, now: datetime) -> ClockFace:
    """The clock as a ring: what remains in words, and the exact time."""
    if clock.due_at is None:
        return _without_deadline(clock)
    used = min(100, round(100 * clock.share_used))
    exact = exact_time(clock.due_at, now=now)
    if clock.next_actor is NextActor.PARTNER:
        word = _("Overdue") if clock.is_overdue else _("With the partner")
        return ClockFace(used, word, _("until %(time)s") % {"time": exact}, "paused")
    if clock.is_overdue:
        return ClockFace(100, _("Escalated"), _("was due %(time)s") % {"time": exact}, "over")
    css = "half" if clock.share_used >= HALF else ""
    if _ends_on(clock.due_at) == _day_at(now, programme_zone()):
        css = "due"
    return ClockFace(used, left_in_words(clock.left), exact, css)


def left_in_words(left: timedelta) -> str:
    """Working time, a working day being 24 hours."""
    minutes = int(left.total_seconds()) // 60
    days, hours = left.days, minutes // 60
    if days >= 2:
        return ngettext("%(n)s workday", "%(n)s workdays", days) % {"n": days}
    if days and hours == 24:
        return ngettext("%(n)s workday", "%(n)s workdays", 1) % {"n": 1}
    if days:
        return _("1 workday %(hours)s h") % {"hours": hours - 24}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}


def exact_time(at: datetime, *, now: datetime) -> str:
    """ "Today 17:00", "Fri 10:12", "6 Dec 24:00"; the year only when it is another one."""
    zone = programme_zone()
    return _exact_time(at, _day_at(now, zone), zone, get_language() or "en")


@lru_cache(maxsize=8192)
def _exact_time(at: datetime, here: date, zone: ZoneInfo, _language: str) -> str:
    """Kept by all that it depends on: the same deadlines stand in the lists of a whole day."""
    local = at.astimezone(zone)
    on = _ends_on(at)
    hour = f"{local:%H:%M}" if on == local.date() else END_OF_DAY
    distance = (on - here).days
    if distance == 0:
        return _("Today %(time)s") % {"time": hour}
    if 0 < distance <= A_WEEK:
        return f"{weekday_short(on)} {hour}"
    return f"{day_of_the_year(on) if on.year == here.year else day(on)} {hour}"


@once_a_language
def group_words() -> Mapping[str, str]:
    """The groups of a queue: whose turn it is, and how soon."""
    return {
        "overdue": _("Overdue"),
        "today": _("Due today"),
        "later": _("In the coming days"),
        "partner": _("With the partner"),
        "arbitration": _("In arbitration"),
    }


def badges_of(row: VendorRow) -> list[Sign]:
    """Possible conflicts of a queue row, an objection first."""
    signs = [Sign("alert", "bad", _("Objection"))] if row.is_objected else []
    for badge in row.badges:
        words, hue, icon = MATCHES.get(badge.match, (badge.match, "", "info"))
        count = f" {badge.count}" if badge.count > 1 else ""
        signs.append(Sign(icon, hue, f"{words}{count}"))
    if not row.is_full:
        signs.append(Sign("clock", "", _("Quick")))
    return signs


def advised(row: VendorRow) -> Sign | None:
    """What the rules propose, or whose answer comes first; nothing once it is decided."""
    if not row.outcome or row.state not in UNDECIDED_STATES:
        return None
    waiting = waits_for(row.state, row.outcome)
    return Sign("pause", "", waiting) if waiting else advice_sign(row.outcome, row.outcome_label)


def waits_for(state: str, outcome: str) -> str:
    """Whose turn it is where the advice cannot be followed yet; "" where it can."""
    if state == State.CONFLICTED:
        return _("Waits for the arbitration")
    is_with_partner = state == State.SUBMITTED and outcome != "reject"
    return _("Waits for the partner") if is_with_partner or state == State.INFO_REQUESTED else ""


def advice_sign(outcome: str, words: str) -> Sign:
    icon, hue = OUTCOME_SIGNS.get(outcome, ("info", "faint"))
    return Sign(icon, hue, words)


def status_of(state: str) -> str:
    """The key of the badge component for a state."""
    return STATUS_OF_STATE.get(state, state)


def long_day(at: datetime) -> str:
    """ "Thursday 21 May", as a home page greets."""
    pattern = "M月d日 EEEE" if locale().language == "zh" else "EEEE d MMMM"
    return format_datetime(_local(at), pattern, locale=locale())


def _without_deadline(clock: Clock) -> ClockFace:
    words = {
        NextActor.PARTNER: _("With the partner"),
        NextActor.ARBITRATION: _("In arbitration"),
        NextActor.DECIDER: _("To decide"),
        NextActor.NOBODY: _("Closed"),
    }
    return ClockFace(0, words[clock.next_actor], "", "paused")


def _ends_on(at: datetime) -> date:
    """The day to which a deadline belongs: midnight ends the day before it."""
    return (_local(at) - timedelta(minutes=1)).date()


@lru_cache(maxsize=64)
def _day_at(moment: datetime, zone: ZoneInfo) -> date:
    """Kept, since each row of a list asks which day it is now."""
    return moment.astimezone(zone).date()


def _local(at: datetime) -> datetime:
    return at.astimezone(programme_zone())
