"""Overlaps: a partner registered on an account of mine; one tap says noted, two say I object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import actions
from qudao.deals.registrations.selectors import OverlapRow, overlaps_of
from qudao.deals.registrations.states import LIVE_STATES, State
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import REFUSED, put_problems
from qudao.web.shared.lists import Page, Table, read
from qudao.web.workbench.deals.words import status_of
from qudao.web.workbench.pages import show

DOOR = page(Side.VENDOR, DealsPermission.ANSWER_OVERLAP)
SHOWN = slice(0, 20)
LONGEST_NOTE = 500
NOTED, OBJECTED = "noted", "objected"
# An overlap's icon by the state of the registration; what is calm has the ring of two.
ICONS = {"conflicted": ("scales", "warn"), "protected": ("shield", "good")}
COUNTING = LIVE_STATES | {State.WON}
OVERLAPS: Table[OverlapRow] = Table(name="overlaps", columns=())


@dataclass(frozen=True, slots=True)
class OverlapItem:
    """An overlap with its words and where its answer goes."""

    row: OverlapRow
    icon: str
    hue: str
    sentence: str
    status: str
    counts: bool  # for the account manager: while it is open, and once it is won
    url: str
    answer_url: str


@dataclass(frozen=True, slots=True)
class OverlapsContext:
    page: Page[OverlapItem]
    to_read: list[OverlapItem]
    earlier: list[OverlapItem]


@dataclass(frozen=True, slots=True)
class ObjectContext:
    """The page of an objection: without script, and when it was refused."""

    form: ObjectForm
    action_url: str
    back: str


class ObjectForm(forms.Form):
    """Why the account manager objects."""

    note = forms.CharField(
        label=gettext_lazy("What do you object to?"),
        help_text=gettext_lazy("One sentence; whoever decides reads it first."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE}),
    )


@require_GET
@DOOR
def overlaps(request: QudaoRequest) -> HttpResponse:
    """All of mine: those without an answer first, then the newest."""
    state = read(request, OVERLAPS)
    rows = items_of(overlaps_of(request.actor, window=state.window))
    waiting = [one for one in rows if one.row.may_answer and not one.row.answer]
    earlier = [one for one in rows if one not in waiting]
    context = OverlapsContext(state.page_of(rows), waiting, earlier)  # type: ignore[arg-type]
    return show(request, "workbench/accounts/overlaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@DOOR
def answer(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Take the answer; an objection without its sentence is asked for it."""
    address = reverse("workbench:overlap", args=[public_id])
    context = ObjectContext(ObjectForm(), address, reverse("workbench:overlaps"))
    if request.method != "POST":
        return show(request, "workbench/accounts/object.html", context)
    form = ObjectForm(request.POST)
    said = NOTED if request.POST.get("answer") == NOTED else OBJECTED
    if form.is_valid():
        note = form.cleaned_data["note"]
        try:
            actions.answer_overlap(request.actor, public_id, said, note, now=clock.now())
        except REFUSED as refusal:
            put_problems(form, refusal)
        else:
            messages.success(request, _said(said))
            return redirect(_back(request))
    refused = ObjectContext(form, address, context.back)
    return show(request, "workbench/accounts/object.html", refused, status=422)


def unanswered(actor: Actor) -> list[OverlapItem]:
    """What waits for the actor's tap."""
    rows = overlaps_of(actor, window=SHOWN)
    return items_of([row for row in rows if not row.answer and row.may_answer])


def items_of(rows: Sequence[OverlapRow]) -> list[OverlapItem]:
    return [_item(row) for row in rows]


def _item(row: OverlapRow) -> OverlapItem:
    icon, hue = ICONS.get(row.state, ("overlap", "act"))
    what = row.project or row.product
    said = _("%(partner)s registered %(what)s.")
    return OverlapItem(
        row=row,
        icon=icon,
        hue=hue,
        sentence=said % {"partner": row.partner, "what": what},
        status=status_of(row.state),
        counts=row.state in COUNTING,
        url=reverse("workbench:registration", args=[row.registration_id]),
        answer_url=reverse("workbench:overlap", args=[row.registration_id]),
    )


def _said(answer: str) -> str:
    if answer == NOTED:
        return _("Noted. Your credit stays whole.")
    return _("Your objection stands with the decision; the channel manager has been told.")


def _back(request: QudaoRequest) -> str:
    name = "workbench:overlaps" if request.POST.get("from") == "list" else "workbench:today"
    return reverse(name)
