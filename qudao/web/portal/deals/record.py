"""One registration: what it states, where it stands, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.files import file_response
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.selectors import (
    PartnerPage,
    evidence_file,
    message_file,
    partner_page,
)
from qudao.deals.registrations.states import Move, State
from qudao.web.portal.deals.words import STEPS, Ring, Track, ring_of, sentence_of, track_of
from qudao.web.portal.pages import show
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.formats import day, moment, money
from qudao.web.shared.talk import MessageForm, Panel, Post, posts_of, send


@dataclass(frozen=True, slots=True)
class Step:
    """Something that may be done now. The main one is the page's one primary button."""

    label: str
    url: str
    icon: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history, as components/lists.html draws it."""

    text: str
    when: str
    moment: str
    detail: str
    now: bool


@dataclass(frozen=True)
class RecordPage:
    """A registration with its words."""

    registration: PartnerPage
    sentence: str
    track: Track | None
    ring: Ring | None
    facts: Sequence[tuple[str, str]]
    contact: Sequence[tuple[str, str]]
    entries: Sequence[Entry]
    main_step: Step | None
    more_steps: Sequence[Step]
    talk: Panel
    talk_url: str
    steps: int = STEPS


# What each move is called on its button, by the order in which it is offered.
OFFERED: dict[Move, tuple[Promise, str]] = {
    Move.COMPLETE: (gettext_lazy("Complete it"), "portal:complete"),
    Move.ANSWER: (gettext_lazy("Answer"), "portal:answer"),
    Move.UPDATE: (gettext_lazy("Record an update"), "portal:update"),
    Move.SAY_WON: (gettext_lazy("Mark as won"), "portal:won"),
    Move.LOSE: (gettext_lazy("Mark as lost"), "portal:lost"),
    Move.AMEND: (gettext_lazy("Amend"), "portal:amend"),
    Move.WITHDRAW: (gettext_lazy("Withdraw"), "portal:withdraw"),
}
ICONS: dict[Move, str] = {
    Move.COMPLETE: "edit",
    Move.ANSWER: "message",
    Move.UPDATE: "clock",
    Move.SAY_WON: "star",
    Move.LOSE: "crossed",
    Move.AMEND: "edit",
    Move.WITHDRAW: "undo",
}
MAIN = frozenset({Move.COMPLETE, Move.ANSWER, Move.UPDATE})


@require_GET
@page(Side.PARTNER, DealsPermission.READ_REGISTRATIONS)
def registration(request: QudaoRequest, public_id: str) -> HttpResponse:
    """The partner's own registration; a draft opens in its form."""
    one = partner_page(request.actor, public_id, now=clock.now())
    if one.state == State.DRAFT and one.moves:
        return redirect("portal:draft", draft_id=one.public_id)
    return show(request, "portal/deals/registration.html", _context(request.actor, one))


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.PARTNER, DealsPermission.TALK)
def talk(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Write to the channel team about the own registration; notices lead here to read."""
    at_talk = f"{reverse('portal:registration', args=[public_id])}#talk"
    if request.method != "POST":
        return redirect(at_talk)
    now = clock.now()
    form = MessageForm(request.POST, request.FILES, auto_id="message_%s")

    def write(said: MessageInput) -> object:
        return actions.write_message(request.actor, public_id, said, now=now)

    one = partner_page(request.actor, public_id, now=now)
    kept = send(request, request.actor, form, write, now=now)
    if kept is None:
        messages.success(request, _("Sent."))
        return redirect(at_talk)
    context = replace(
        _context(request.actor, one), talk=Panel(_posts(request.actor, public_id), form, kept)
    )
    return show(request, "portal/deals/registration.html", context, status=422)


@require_GET
@page(Side.PARTNER, DealsPermission.TALK)
def talk_file(request: QudaoRequest, public_id: str, file_id: str) -> HttpResponseBase:
    """A file that was sent in the thread."""
    return file_response(message_file(request.actor, public_id, file_id))


@require_GET
@page(Side.PARTNER, DealsPermission.READ_REGISTRATIONS)
def evidence(request: QudaoRequest, public_id: str, evidence_id: str) -> HttpResponseBase:
    """A file of evidence on an own registration."""
    return file_response(evidence_file(request.actor, public_id, evidence_id))


def _context(actor: Actor, one: PartnerPage) -> RecordPage:
    offered = _steps(one)
    return RecordPage(
        registration=one,
        sentence=sentence_of(one, one.next_person),
        track=track_of(one.state),
        ring=ring_of(one.clock),
        facts=_facts(one),
        contact=_contact(one),
        entries=_entries(one),
        main_step=next((step for step in offered if step.is_main), None),
        more_steps=[step for step in offered if not step.is_main],
        talk=Panel(_posts(actor, one.public_id), MessageForm(auto_id="message_%s")),
        talk_url=reverse("portal:registration_talk", args=[one.public_id]),
    )


def _posts(actor: Actor, public_id: str) -> list[Post]:
    return posts_of(
        selectors.talk(actor, public_id),
        lambda one: reverse("portal:registration_file", args=[public_id, one]),
    )


def _steps(one: PartnerPage) -> list[Step]:
    return [
        Step(str(label), reverse(url, args=[one.public_id]), ICONS[move], move in MAIN)
        for move, (label, url) in OFFERED.items()
        if move in one.moves
    ]


def _facts(one: PartnerPage) -> list[tuple[str, str]]:
    stated = one.stated
    pairs = (
        (_("Product family"), stated.product),
        (_("Project"), stated.project),
        (_("Site or part"), stated.site),
        (_("City"), stated.customer_city),
        (_("Credit code"), stated.customer_uscc),
        (_("Website"), stated.customer_website),
        (_("Amount"), money(stated.amount, stated.currency)),
        (_("Stage of the purchase"), stated.purchase_stage_label),
        (_("Expected award"), day(stated.expected_award_on)),
        (_("Way of buying"), stated.tender_kind_label),
        (_("Tender number"), stated.tender_number),
        (_("Tender published on"), day(stated.tender_published_on)),
        (_("Expected tender"), day(stated.expected_tender_on)),
        (_("Earlier work on"), day(stated.earlier_work_on)),
        (_("Purchase"), stated.purchase_label),
        (_("Kind of business"), stated.business_label),
        (_("Who found it"), stated.kind_label),
        (_("What you add"), stated.value_added),
        (_("Need"), stated.need),
        (_("Brand that competes"), stated.rival_brand),
    )
    return [(name, value) for name, value in pairs if value]


def _contact(one: PartnerPage) -> list[tuple[str, str]]:
    contact = one.contact
    if contact is None:
        return []
    pairs = (
        (_("Name"), contact.name),
        (_("Function"), contact.title),
        (_("Telephone"), contact.phone),
        (_("E-mail"), contact.email),
    )
    return [(name, value) for name, value in pairs if value]


def _entries(one: PartnerPage) -> list[Entry]:
    """The history, the newest first."""
    newest = len(one.history) - 1
    return [
        Entry(
            text=" · ".join(part for part in (line.text, line.by) if part),
            when=moment(line.at),
            moment=line.at.isoformat(),
            detail=line.note,
            now=place == newest,
        )
        for place, line in reversed(list(enumerate(one.history)))
    ]
