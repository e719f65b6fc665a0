"""A possible conflict beside the registration, as the comparison component draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.core.money import Money
from qudao.deals.registrations.selectors import OTHER_PART
from qudao.deals.registrations.selectors.comparing import CandidateLine, ComparedField, Value
from qudao.web.shared.formats import day, moment, money, span
from qudao.web.workbench.deals.words import MATCHES, Sign

FIELDS: dict[str, Promise] = {
    "customer": gettext_lazy("Customer"),
    "customer_uscc": gettext_lazy("Credit code (USCC)"),
    "customer_website": gettext_lazy("Website"),
    "customer_city": gettext_lazy("City"),
    "product": gettext_lazy("Product family"),
    "project": gettext_lazy("Project"),
    "site": gettext_lazy("Site or lot"),
    "tender_number": gettext_lazy("Tender number"),
    "amount": gettext_lazy("Amount"),
    "received_at": gettext_lazy("Received or entered"),
    "last_update_at": gettext_lazy("Last update"),
    "protected_until": gettext_lazy("Protected until"),
    "evidence": gettext_lazy("Evidence"),
    "expected_award_on": gettext_lazy("Expected award"),
    "stage": gettext_lazy("Stage"),
    "happened_on": gettext_lazy("Direct contact on"),
}
KINDS: dict[str, Promise] = {
    "registration": gettext_lazy("Other registration"),
    "opportunity": gettext_lazy("Direct opportunity"),
    "activity": gettext_lazy("Direct activity"),
    "sale": gettext_lazy("Last delivery"),
    "tender": gettext_lazy("Tender"),
}
VERDICTS: tuple[tuple[str, Promise], ...] = (
    ("same_project", gettext_lazy("Same project")),
    ("other_project", gettext_lazy("Other project")),
    ("not_the_same", gettext_lazy("Not the same")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One field of components/compare.html."""

    field: str
    mine: str
    other: str
    match: str
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CandidateView:
    """The candidate in view; `place` of `count`, with the addresses of its neighbours."""

    line: CandidateLine
    kind: str
    title: str
    detail: str
    sign: Sign
    place: int
    count: int
    percent: int | None
    rows: list[Row]
    answers: list[Answer]
    reasons: list[str]
    previous_url: str | None
    next_url: str | None
    open_url: str | None


def candidate_view(
    candidates: Sequence[CandidateLine], asked: str, address: str
) -> CandidateView | None:
    """The candidate that the address asks for by its place, else the first."""
    if not candidates:
        return None
    count = len(candidates)
    place = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    place = min(max(place, 1), count)
    line = candidates[place - 1]
    words, hue, icon = MATCHES.get(_class_of(line), (line.match, "", "info"))
    return CandidateView(
        line=line,
        kind=str(KINDS.get(line.kind, line.kind)),
        title=line.title or str(KINDS.get(line.kind, line.kind)),
        detail=line.detail,
        sign=Sign(icon, hue, str(words)),
        place=place,
        count=count,
        percent=_percent(line.score),
        rows=[_row(one) for one in line.fields if one.mine or one.other],
        answers=[Answer(v, str(label), v == line.verdict) for v, label in VERDICTS],
        reasons=[one.text for one in line.reasons],
        previous_url=_at(address, place - 1) if place > 1 else None,
        next_url=_at(address, place + 1) if place < count else None,
        open_url=_open(line),
    )


def _class_of(line: CandidateLine) -> str:
    """How the candidate is called: another registration of the customer outside our scope does
    not hold ours."""
    if line.overlaps or line.match not in {"exact", "self"}:
        return line.match
    is_same_product = any(one.code == "product" and one.match == "same" for one in line.fields)
    return OTHER_PART if is_same_product else "other_product"


def shown(value: Value) -> str:
    """A compared value in the reader's locale."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


def _row(one: ComparedField) -> Row:
    return Row(
        field=str(FIELDS.get(one.code, one.code)),
        mine=shown(one.mine),
        other=shown(one.other),
        match=one.match,
        verdict=_days_apart(one),
    )


def _days_apart(one: ComparedField) -> str | None:
    if one.code != "received_at" or not isinstance(one.mine, datetime):
        return None
    if not isinstance(one.other, datetime) or one.mine == one.other:
        return None
    apart = abs(one.mine - one.other)
    if one.other < one.mine:
        return _("%(span)s earlier") % {"span": span(apart)}
    return _("%(span)s later") % {"span": span(apart)}


def _percent(score: Decimal) -> int | None:
    return round(score * 100) if score else None


def _at(address: str, place: int) -> str:
    return f"{address}?candidate={place}#compare"


def _open(line: CandidateLine) -> str | None:
    if not line.visible_id:
        return None
    return reverse("workbench:registration", args=[line.visible_id])
