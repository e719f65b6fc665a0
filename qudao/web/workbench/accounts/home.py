"""The account manager's home: own accounts where a partner is at work, overlaps, promises, credit.

It is read by its owner alone, counts no visits and ranks nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qudao.core.money import Money
from qudao.core.programme import today as today_at
from qudao.deals.commitments.selectors import PromiseLine, count_open_promises, open_promises
from qudao.deals.funnel.outlook import Outlook, outlook
from qudao.deals.registrations.selectors import (
    AccountRow,
    CreditLine,
    accounts_at_work,
    count_accounts_at_work,
    credit_of,
    overlaps_to_answer,
)
from qudao.deals.registrations.selectors.credit import CreditTotals, credit_totals
from qudao.rules.selectors import NoRulebook, version_in_force
from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.formats import locale, money_short, percent
from qudao.web.workbench.accounts.overlaps import OverlapItem, unanswered
from qudao.web.workbench.deals.words import ClockFace, face_of, long_day, status_of
from qudao.web.workbench.pages import show
from qudao.web.workbench.today.quarter import WHOLE, Figure, QuarterLine, line_of, share_of

SHOWN = slice(0, 20)
MOST_PROMISES = 6
MOST_CREDITS = 6


@dataclass(frozen=True, slots=True)
class AtWork:
    """An account on which a partner is at work, as one row."""

    row: AccountRow
    url: str
    status: str
    credit: str
    next: str


@dataclass(frozen=True, slots=True)
class AccountsContext:
    """The page; `count` is how many accounts have a partner at work."""

    sub: str
    quarter: QuarterLine
    overlaps: Sequence[OverlapItem]
    overlap_count: int  # of all that wait, the first of which are shown
    at_work: Sequence[AtWork]
    at_work_count: int  # of all, the first of which are shown
    promises: Sequence[PromiseLine]
    promise_count: int
    credits: Sequence[CreditLine]
    credit_sentence: str
    rulebook: str


def my_accounts(request: QudaoRequest, *, now: datetime) -> HttpResponse:
    actor, today = request.actor, today_at(now)
    overlaps = unanswered(actor)
    unread = overlaps_to_answer(actor)
    rows = accounts_at_work(actor, now=now, window=SHOWN)
    counts = count_accounts_at_work(actor)
    promises = open_promises(actor, today=today)
    shown = outlook(actor, now=now)
    lines = credit_of(actor, since=shown.standing.quarter.start, now=now)
    sums = credit_totals(lines, on=today)
    context = AccountsContext(
        sub=_sub(counts.accounts, unread, now=now),
        quarter=_figured(shown, sums),
        overlaps=overlaps,
        overlap_count=unread,
        at_work=[_at_work(row, now=now) for row in rows],
        at_work_count=counts.registrations,
        promises=promises[:MOST_PROMISES],
        promise_count=count_open_promises(actor),
        credits=[line for line in lines if line.is_won][:MOST_CREDITS],
        credit_sentence=_credit_sentence(sums),
        rulebook=_rulebook(now),
    )
    return show(request, "workbench/accounts/home.html", context)


def _figured(shown: Outlook, sums: CreditTotals) -> QuarterLine:
    """The quarter in the words of credit: target and done stay, the partners' share joins them,
    and the bar draws what its figures say."""
    line = line_of(shown)
    target, done, *_rest = line.figures
    deals = ngettext("%(n)s deal", "%(n)s deals", sums.coming_deals) % {"n": sums.coming_deals}
    figures = [
        replace(target, label=_("My quota")),
        replace(done, label=_("Credited"), url=None),
        Figure(_("Of it, through partners"), _short(sums.won), _("full credit")),
        Figure(_("Protected for partners, will count"), _short(sums.coming), deals, swatch="hatch"),
    ]
    missing = ", ".join(dict.fromkeys([*filter(None, [line.missing]), *sums.missing]))
    whole = shown.standing.target or shown.standing.done + sums.coming.amount
    coming = share_of(sums.coming.amount, whole)
    said = _("Credited %(done)s, protected for partners %(coming)s") % {
        "done": done.value,
        "coming": _short(sums.coming),
    }
    drawn = min(coming, WHOLE - line.done)
    return replace(line, figures=figures, pipeline=drawn, label=said, missing=missing)


def _at_work(row: AccountRow, *, now: datetime) -> AtWork:
    return AtWork(
        row=row,
        url=reverse("workbench:registration", args=[row.registration_id]),
        status=status_of(row.state),
        credit=_("%(share)s, as if direct") % {"share": percent(row.credit)},
        next=_next(row, face_of(row.clock, now=now)),
    )


def _next(row: AccountRow, face: ClockFace) -> str:
    if row.days_left is not None:
        left = ngettext("%(n)s day left", "%(n)s days left", row.days_left) % {"n": row.days_left}
        return _("Partner: protected, %(left)s") % {"left": left}
    words = [face.remaining, face.exact]
    return " · ".join(word for word in words if word)


def _sub(accounts: int, unread: int, *, now: datetime) -> str:
    at_work = ngettext(
        "A partner is at work at %(n)s of your accounts; your credit stays.",
        "Partners are at work at %(n)s of your accounts; your credit stays.",
        accounts,
    )
    parts = [_("%(day)s.") % {"day": long_day(now)}, at_work % {"n": accounts}]
    if unread:
        said = ngettext("%(n)s overlap is unread.", "%(n)s overlaps are unread.", unread)
        parts.append(said % {"n": unread})
    return ("" if locale().language == "zh" else " ").join(parts)


def _credit_sentence(sums: CreditTotals) -> str:
    if not sums.won_deals:
        return _("No deal through a partner has been won on your accounts this quarter.")
    said = ngettext(
        "%(n)s deal through partners, %(amount)s: all of it counts for you, as if sold direct.",
        "%(n)s deals through partners, %(amount)s: all of it counts for you, as if sold direct.",
        sums.won_deals,
    )
    return said % {"n": sums.won_deals, "amount": _short(sums.won)}


def _rulebook(now: datetime) -> str:
    try:
        return version_in_force(now).label
    except NoRulebook:
        return ""


def _short(amount: Money) -> str:
    return money_short(amount.amount, amount.currency)
