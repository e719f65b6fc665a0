"""What a partner does with a submitted registration; each has a page of its own, so that it works
without script and nothing is done by a stray tap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.errors import Conflict
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import actions
from qudao.deals.registrations.selectors import PartnerPage, partner_page
from qudao.deals.registrations.states import HELD_STATES, Move
from qudao.web.portal.deals.forms import AnswerForm, GiveUpForm, ReasonForm
from qudao.web.portal.deals.uploads import KeptFile, inputs, keep, kept_before
from qudao.web.portal.pages import show
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import accepted

ASK = require_http_methods(["GET", "HEAD", "POST"])
DOOR = page(Side.PARTNER, DealsPermission.REGISTER)


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of a move says."""

    title: str
    sentence: str
    button: str
    done: str


@dataclass(frozen=True)
class MovePage:
    """The page of a move."""

    registration: PartnerPage
    words: Words
    form: forms.Form
    kept: Sequence[KeptFile]
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What the person sent: the form as read, its files, the version it was made for."""

    form: forms.Form
    files: Sequence[KeptFile]
    version: int
    now: datetime

    def text(self, name: str) -> str:
        value: str = self.form.cleaned_data.get(name) or ""
        return value


Act = Callable[[Actor, str, Sent], object]


@ASK
@DOOR
def update(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Say how the project goes on."""
    words = Words(
        _("Record an update"),
        _("One sentence keeps your priority: what has happened since the last one?"),
        _("Record the update"),
        _("Update recorded."),
    )
    form = AnswerForm(**_data(request))
    form.fields["text"].label = _("What has happened")
    form.fields["text"].help_text = _("In words; a dot or a single sign does not count.")
    return _move(request, public_id, Move.UPDATE, words=words, form=form, act=_update)


@ASK
@DOOR
def withdraw(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Take a registration back, after a look at what that means."""
    words = Words(
        _("Withdraw this registration?"),
        _("Its priority time is lost and its scope is free for others. This cannot be undone."),
        _("Withdraw it"),
        _("Registration withdrawn."),
    )
    held = partner_page(request.actor, public_id, now=clock.now()).state in HELD_STATES
    form: forms.Form = GiveUpForm(**_data(request)) if held else forms.Form(**_data(request))
    return _move(
        request, public_id, Move.WITHDRAW, words=words, form=form, act=_withdraw, is_final=True
    )


@ASK
@DOOR
def won(request: QudaoRequest, public_id: str) -> HttpResponse:
    """The customer has signed; the vendor confirms it."""
    words = Words(
        _("Has the customer signed?"),
        _("We check it against the order and confirm it. Your protection holds until then."),
        _("Yes, it is won"),
        _("Noted. We confirm it and tell you."),
    )
    form = forms.Form(**_data(request))
    return _move(request, public_id, Move.SAY_WON, words=words, form=form, act=_won)


@ASK
@DOOR
def lost(request: QudaoRequest, public_id: str) -> HttpResponse:
    """The deal is lost; the reason is asked."""
    words = Words(
        _("Mark as lost"),
        _("Your reason helps the next deal. Protection ends with it."),
        _("Mark as lost"),
        _("Marked as lost."),
    )
    form = ReasonForm(**_data(request))
    return _move(request, public_id, Move.LOSE, words=words, form=form, act=_lost, is_final=True)


def _move(
    request: QudaoRequest,
    public_id: str,
    move: Move,
    *,
    words: Words,
    form: forms.Form,
    act: Act,
    is_final: bool = False,
) -> HttpResponse:
    """Ask, then act: back to the registration, or the form again with what is wrong."""
    now = clock.now()
    one = partner_page(request.actor, public_id, now=now)
    if move not in one.moves:
        raise Conflict(code="wrong_state")
    kept: list[KeptFile] = []
    if request.method == "POST":
        read = form.is_valid()
        kept = kept_before(request) + keep(request.actor, form, now=now)
        sent = Sent(form, kept, version_sent(request, one), now)
        if read and form.is_valid() and accepted(form, lambda: act(request.actor, public_id, sent)):
            messages.success(request, words.done)
            return redirect("portal:registration", public_id=public_id)
    context = MovePage(one, words, form, kept, is_final)
    status = 422 if form.is_bound else 200
    return show(request, "portal/deals/move.html", context, status=status)


def version_sent(request: QudaoRequest, one: PartnerPage) -> int:
    """The version that the form was made for; more digits than any has are none that there is."""
    said = request.POST.get("version", "")
    if not (said.isascii() and said.isdigit()):
        return one.version
    return int(said) if len(said) < 10 else 0


def _data(request: QudaoRequest) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def _update(actor: Actor, public_id: str, sent: Sent) -> None:
    files = inputs(sent.files)
    said = sent.text("text")
    actions.record_update(actor, public_id, said, files, version=sent.version, now=sent.now)


def _withdraw(actor: Actor, public_id: str, sent: Sent) -> None:
    why = sent.text("reason")
    actions.withdraw(actor, public_id, version=sent.version, now=sent.now, reason=why)


def _won(actor: Actor, public_id: str, sent: Sent) -> None:
    actions.say_won(actor, public_id, version=sent.version, now=sent.now)


def _lost(actor: Actor, public_id: str, sent: Sent) -> None:
    said = sent.text("reason")
    actions.mark_lost(actor, public_id, said, version=sent.version, now=sent.now)
