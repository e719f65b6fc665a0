"""The pages on which the vendor's people talk: shared with the partner, internal notes apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.programme import today
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.selectors import vendor_page
from qudao.market.customers.selectors import CustomerPage, customer_page
from qudao.market.partners.selectors import partner_page
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.talk import MessageForm, NoteForm, Panel, Post, posts_of, send
from qudao.web.workbench.deals.lists import Tab
from qudao.web.workbench.deals.sheet import Frame, frame_of
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.customer_page import CustomerHead
from qudao.web.workbench.records.customer_page import head_of as customer_head
from qudao.web.workbench.records.partner_page import PartnerHead, head_of
from qudao.web.workbench.talk.threads import (
    Thread,
    customer_thread,
    partner_thread,
    registration_thread,
)

ASK = require_http_methods(["GET", "HEAD", "POST"])
DOOR = page(Side.VENDOR, DealsPermission.TALK)


@dataclass(frozen=True)
class Talk:
    """The two threads of a page; a page shared with nobody has notes alone."""

    address: str
    shared: Panel | None
    notes: Panel
    refused: bool = False


@dataclass(frozen=True)
class RegistrationTalk:
    """The tab Talk of a registration."""

    frame: Frame
    talk: Talk


@dataclass(frozen=True)
class PartnerTalk:
    """The tab Talk of a partner."""

    head: PartnerHead
    talk: Talk


@dataclass(frozen=True)
class CustomerTalk:
    """The tab Talk of a customer. `withs` are the partners to talk with."""

    head: CustomerHead
    talk: Talk
    withs: Sequence[Tab] = ()


Answer = Callable[[Talk], HttpResponse]


@ASK
@DOOR
def registration(request: QudaoRequest, public_id: str) -> HttpResponse:
    now = clock.now()
    shown = vendor_page(request.actor, public_id, now=now)
    frame = frame_of(shown, "talk", now=now)

    def answer(talk: Talk) -> HttpResponse:
        context = RegistrationTalk(frame, talk)
        return show(request, "workbench/talk/registration.html", context, status=_status(talk))

    return _converse(request, registration_thread(request.actor, public_id), answer, now=now)


@ASK
@DOOR
def partner(request: QudaoRequest, public_id: str) -> HttpResponse:
    thread = partner_thread(request.actor, public_id)
    head = head_of(partner_page(request.actor, public_id), "talk")

    def answer(talk: Talk) -> HttpResponse:
        context = PartnerTalk(head, talk)
        return show(request, "workbench/talk/partner.html", context, status=_status(talk))

    return _converse(request, thread, answer, now=clock.now())


@ASK
@DOOR
def customer(request: QudaoRequest, public_id: str) -> HttpResponse:
    """With the partner that the address names; without one, the internal notes alone."""
    now = clock.now()
    chosen = request.GET.get("partner", "")
    thread = customer_thread(request.actor, public_id, chosen)
    shown = customer_page(request.actor, public_id, today=today(now))
    head = customer_head(shown, "talk")

    def answer(talk: Talk) -> HttpResponse:
        context = CustomerTalk(head, talk, _withs(shown, chosen))
        return show(request, "workbench/talk/customer.html", context, status=_status(talk))

    return _converse(request, thread, answer, now=now)


@require_GET
@DOOR
def registration_file(request: QudaoRequest, public_id: str, file_id: str) -> HttpResponseBase:
    return registration_thread(request.actor, public_id).file(request.actor, file_id)


@require_GET
@DOOR
def partner_file(request: QudaoRequest, public_id: str, file_id: str) -> HttpResponseBase:
    return partner_thread(request.actor, public_id).file(request.actor, file_id)


@require_GET
@DOOR
def customer_file(request: QudaoRequest, public_id: str, file_id: str) -> HttpResponseBase:
    """A file of the thread with the partner that the address names, or of the notes."""
    thread = customer_thread(request.actor, public_id, request.GET.get("partner", ""))
    return thread.file(request.actor, file_id)


def _converse(
    request: QudaoRequest, thread: Thread, answer: Answer, *, now: datetime
) -> HttpResponse:
    """Show the threads, or add to one and come back to it."""
    if request.method != "POST":
        return answer(_talk(request.actor, thread))
    is_note = request.POST.get("kind") == "note"
    write = thread.note if is_note else thread.message
    kind, ids = (NoteForm, "note_%s") if is_note else (MessageForm, "message_%s")
    form = kind(request.POST, request.FILES, auto_id=ids)
    kept = send(request, request.actor, form, lambda said: write(request.actor, said, now), now=now)
    if kept is None:
        messages.success(request, _("Noted for us alone.") if is_note else _("Sent."))
        return redirect(thread.address)
    written = Panel(_posts(thread, internal=is_note), form, kept)
    shown = _talk(request.actor, thread)
    if is_note:
        return answer(Talk(thread.address, shown.shared, written, refused=True))
    return answer(Talk(thread.address, written, shown.notes, refused=True))


def _talk(actor: Actor, thread: Thread) -> Talk:
    notes = actor.may(DealsPermission.WRITE_INTERNAL_NOTE)
    return Talk(
        address=thread.address,
        shared=Panel(_posts(thread, internal=False), MessageForm(auto_id="message_%s"))
        if thread.is_shared
        else None,
        notes=Panel(_posts(thread, internal=True), NoteForm(auto_id="note_%s") if notes else None),
    )


def _posts(thread: Thread, *, internal: bool) -> list[Post]:
    lines = [line for line in thread.lines if line.is_internal is internal]
    return posts_of(lines, thread.file_address)


def _status(talk: Talk) -> int:
    return 422 if talk.refused else 200


def _withs(shown: CustomerPage, chosen: str) -> list[Tab]:
    """The partners that know the customer, each with a thread of its own."""
    address = reverse("workbench:customer_talk", args=[shown.customer.public_id])
    named = {one.partner_id: one.partner for one in shown.relations}
    return [
        Tab(_("Among us"), address, not chosen),
        *(Tab(name, f"{address}?partner={key}", key == chosen) for key, name in named.items()),
    ]
