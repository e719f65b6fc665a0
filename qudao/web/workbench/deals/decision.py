"""The page on which a registration is decided, and what can be done there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.errors import NotPermitted
from qudao.core.files import file_response
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import actions
from qudao.deals.registrations.selectors import (
    Joining,
    VendorPage,
    comparison,
    evidence_file,
    joining_of,
    vendor_page,
)
from qudao.deals.registrations.selectors.hearing import is_holder_unheard
from qudao.deals.registrations.selectors.scope import scope_is_taken
from qudao.deals.registrations.states import QUEUE_STATES, UNDECIDED_STATES, State
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import REFUSED, put_problems
from qudao.web.workbench.deals.advising import begun, spoken
from qudao.web.workbench.deals.candidates import CandidateView, candidate_view
from qudao.web.workbench.deals.moves import BY_NAME, MOVES, UNHEARD, MoveKind, _MoveForm
from qudao.web.workbench.deals.sheet import Frame, Sheet, frame_of, sheet_of
from qudao.web.workbench.pages import show

DECIDE = DealsPermission.DECIDE_REGISTRATION


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """The tab Decision: frame, what is stated, the candidate in view, advice and moves."""

    frame: Frame
    page: VendorPage
    sheet: Sheet
    candidate: CandidateView | None
    judge_url: str
    joining: Joining | None
    join_url: str
    nothing: str  # why no decision is offered


@dataclass(frozen=True, slots=True)
class MoveContext:
    """The page of one move: for browsers without script, and for a refused post."""

    frame: Frame
    kind: MoveKind
    form: _MoveForm
    action_url: str
    back: str


@require_GET
@page(Side.VENDOR, DealsPermission.READ_REGISTRATIONS)
def registration(request: QudaoRequest, public_id: str) -> HttpResponse:
    now = clock.now()
    shown = vendor_page(request.actor, public_id, now=now)
    candidates = comparison(request.actor, public_id)
    at = request.GET.get("candidate", "")
    candidate = candidate_view(candidates, at, address(public_id))
    decides = request.actor.may(DECIDE)
    waits = shown.state in UNDECIDED_STATES
    unheard = decides and _passes_over_a_holder(request.actor, public_id, now=now)
    withheld = [] if not decides else _withheld(request.actor, public_id)
    context = DecisionContext(
        frame=frame_of(shown, "decision", now=now),
        page=shown,
        sheet=sheet_of(
            shown,
            now=now,
            withheld=[*withheld, "approve"] if unheard else withheld,
            kinds=(*MOVES, UNHEARD) if unheard else MOVES,
        ),
        candidate=candidate,
        judge_url=_judge_url(public_id, candidate) if decides and waits and candidate else "",
        joining=joining_of(request.actor, public_id) if decides and waits else None,
        join_url=reverse("workbench:registration_join", args=[public_id]),
        nothing=_nothing_offered(shown, decides=decides),
    )
    return show(request, "workbench/deals/decision.html", context)


@require_http_methods(["GET", "POST"])
@page(Side.VENDOR, DECIDE)
def move(request: QudaoRequest, public_id: str, name: str) -> HttpResponse:
    """Carry a move out, or ask for what it needs."""
    kind = BY_NAME.get(name)
    if kind is None:
        raise Http404
    now = clock.now()
    shown = vendor_page(request.actor, public_id, now=now)
    if request.method == "GET":
        form = kind.form(initial=begun(kind, shown))
        return _move_page(request, shown, kind, form, now=now)
    form = kind.form(request.POST)
    if form.is_valid():
        try:
            kind.run(request.actor, public_id, form.cleaned_data, now)
        except REFUSED as refusal:
            put_problems(form, refusal)
        else:
            messages.success(request, str(kind.done))
            return redirect("workbench:registration", public_id)
    return _move_page(request, shown, kind, form, now=now)


@require_POST
@page(Side.VENDOR, DECIDE)
def judge(request: QudaoRequest, public_id: str, candidate_id: str) -> HttpResponse:
    verdict = request.POST.get("verdict", "")
    actions.judge_candidate(request.actor, public_id, candidate_id, verdict, now=clock.now())
    messages.success(request, _("Noted; the advice was made anew."))
    return _back_to(request, public_id)


@require_POST
@page(Side.VENDOR, DECIDE)
def join(request: QudaoRequest, public_id: str) -> HttpResponse:
    """The customer named is the chosen known one, or, with none chosen, is another after all."""
    chosen, now = request.POST.get("customer", ""), clock.now()
    if chosen:
        actions.join_customer(request.actor, public_id, chosen, now=now)
        messages.success(request, _("Joined as one customer; the advice was made anew."))
    else:
        actions.part_customer(request.actor, public_id, now=now)
        messages.success(request, _("Two customers again; the advice was made anew."))
    return redirect(address(public_id))


@require_POST
@page(Side.VENDOR, DECIDE)
def paper(request: QudaoRequest, public_id: str) -> HttpResponse:
    version = _version(request)
    name = request.POST.get("paper", "")
    is_taken_back = request.POST.get("take_back") == "1"
    mark = actions.take_paper_back if is_taken_back else actions.confirm_paper
    mark(request.actor, public_id, name, version=version, now=clock.now())
    said = _("Taken back; the advice was made anew.")
    messages.success(request, said if is_taken_back else _("Checked; the advice was made anew."))
    return _back_to(request, public_id)


@require_POST
@page(Side.VENDOR, DECIDE)
def sample(request: QudaoRequest, public_id: str) -> HttpResponse:
    version = _version(request)
    actions.check_sample(request.actor, public_id, version=version, now=clock.now())
    messages.success(request, _("The sample is checked."))
    return _back_to(request, public_id)


@require_GET
@page(Side.VENDOR, DealsPermission.READ_REGISTRATIONS)
def evidence(request: QudaoRequest, public_id: str, evidence_id: str) -> HttpResponseBase:
    return file_response(evidence_file(request.actor, public_id, evidence_id))


def address(public_id: str) -> str:
    return reverse("workbench:registration", args=[public_id])


def _move_page(
    request: QudaoRequest, shown: VendorPage, kind: MoveKind, form: _MoveForm, *, now: datetime
) -> HttpResponse:
    if kind.move.value not in shown.moves and not form.is_bound:
        raise NotPermitted
    context = MoveContext(
        frame=frame_of(shown, "decision", now=now),
        kind=spoken(kind, shown),
        form=form,
        action_url=reverse("workbench:registration_move", args=[shown.public_id, kind.name]),
        back=address(shown.public_id),
    )
    return show(request, "workbench/deals/move.html", context, status=422 if form.is_bound else 200)


def _withheld(actor: Actor, public_id: str) -> list[str]:
    """Moves that the state allows and something else forbids."""
    forbidden = [] if actor.may(DealsPermission.REVOKE_PROTECTION) else ["revoke"]
    return [*forbidden, "approve"] if scope_is_taken(actor, public_id) else forbidden


def _passes_over_a_holder(actor: Actor, public_id: str, *, now: datetime) -> bool:
    """Whether an approval would ask a director why the holder of a part was not heard."""
    if not actor.may(DealsPermission.REVOKE_PROTECTION) or scope_is_taken(actor, public_id):
        return False
    return is_holder_unheard(actor, public_id, now=now)


def _nothing_offered(shown: VendorPage, *, decides: bool) -> str:
    """Why there is no button: it is settled, or somebody else decides."""
    if shown.state == State.PROTECTED:
        return _("It is decided; the partner reports how it goes on.")
    if shown.state not in QUEUE_STATES:
        return _("It is settled; nothing waits here.")
    if decides:
        return _("Nothing is to be decided here now.")
    return _("Your role reads this. The partner's channel manager decides.")


def _judge_url(public_id: str, candidate: CandidateView) -> str:
    return reverse("workbench:registration_judge", args=[public_id, candidate.line.public_id])


def _back_to(request: QudaoRequest, public_id: str) -> HttpResponse:
    at = request.POST.get("at", "")
    suffix = f"?candidate={at}" if at.isascii() and at.isdigit() else ""
    return redirect(address(public_id) + suffix)


def _version(request: QudaoRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
