"""Stating a registration anew: complete a quick one, amend, answer a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

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
from qudao.deals.registrations.selectors import PartnerPage, form_refusal, partner_page
from qudao.deals.registrations.states import Move, State
from qudao.web.portal.deals.forms import AnswerForm, RegistrationForm
from qudao.web.portal.deals.moves import version_sent
from qudao.web.portal.deals.opening import new_form
from qudao.web.portal.deals.stating import initial_of, stated_in
from qudao.web.portal.deals.uploads import KeptFile, inputs, keep, kept_before, kept_on
from qudao.web.portal.pages import show
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import accepted, put_other_problems

ASK = require_http_methods(["GET", "HEAD", "POST"])
DOOR = page(Side.PARTNER, DealsPermission.REGISTER)
StateAnew = Callable[..., object]  # an action that takes what is stated anew


@dataclass(frozen=True)
class AnewPage:
    """The registration's form once more; `answer` is the form of a question, where one waits."""

    registration: PartnerPage
    form: RegistrationForm | None
    answer: AnswerForm | None
    kept: Sequence[KeptFile]
    title: str
    button: str


@ASK
@DOOR
def complete(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Complete a quick registration."""
    one = _one(request, public_id, Move.COMPLETE)
    words = _("Complete the registration"), _("Submit for review")
    return _stated_anew(request, one, words, actions.complete_registration)


@ASK
@DOOR
def amend(request: QudaoRequest, public_id: str) -> HttpResponse:
    """State something anew within the scope."""
    one = _one(request, public_id, Move.AMEND)
    words = _("Amend the registration"), _("Submit the amendment")
    return _stated_anew(request, one, words, actions.amend)


@ASK
@DOOR
def answer(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Answer the decider's question; what was quick is completed with it."""
    one = _one(request, public_id, Move.ANSWER)
    now = clock.now()
    sent = request if request.method == "POST" else None
    said = AnswerForm(sent.POST, sent.FILES) if sent else AnswerForm()
    form = _form(request, one, now) if not one.is_full else None
    kept = _files(request, one, form, now)
    if sent and said.is_valid():
        kept = kept + (keep(request.actor, said, now=now) if form is None else [])
        if said.is_valid() and (form is None or form.is_valid()):
            stated = stated_in(form, kept) if form is not None else None
            given = actions.AnswerInput(
                text=said.cleaned_data["text"], evidence=inputs(kept), stated=stated
            )
            if accepted(
                form if form is not None else said,
                lambda: actions.answer_information(
                    request.actor, public_id, given, version=version_sent(request, one), now=now
                ),
            ):
                return _back(request, one, _("Answer sent. Our clock runs again."))
        elif form is not None:
            _name_other_problems(request, form, kept, now=now)
    context = AnewPage(one, form, said, kept, _("Answer the question"), _("Send the answer"))
    return show(request, "portal/deals/anew.html", context, status=422 if sent else 200)


def _stated_anew(
    request: QudaoRequest, one: PartnerPage, words: tuple[str, str], act: StateAnew
) -> HttpResponse:
    now = clock.now()
    form = _form(request, one, now)
    kept = _files(request, one, form, now)
    if form.is_bound and form.is_valid():
        stated = stated_in(form, kept)
        version = version_sent(request, one)
        if accepted(
            form, lambda: act(request.actor, one.public_id, stated, version=version, now=now)
        ):
            return _back(request, one, _received(request.actor, one, now=now))
    elif form.is_bound:
        _name_other_problems(request, form, kept, now=now)
    context = AnewPage(one, form, None, kept, *words)
    return show(request, "portal/deals/anew.html", context, status=422 if form.is_bound else 200)


def _received(actor: Actor, before: PartnerPage, *, now: datetime) -> str:
    after = partner_page(actor, before.public_id, now=now)
    if before.state == State.PROTECTED and after.state == State.IN_REVIEW:
        return _("Received. A person decides what you changed; your scope stays yours until then.")
    return _("Received.")


def _one(request: QudaoRequest, public_id: str, move: Move) -> PartnerPage:
    one = partner_page(request.actor, public_id, now=clock.now())
    if move not in one.moves:
        raise Conflict(code="wrong_state")
    return one


def _form(request: QudaoRequest, one: PartnerPage, now: datetime) -> RegistrationForm:
    data = request if request.method == "POST" else None
    form = new_form(request.actor, now=now, data=data, initial=initial_of(one))
    form.fields.pop("acknowledges_rulebook", None)
    return form


def _files(
    request: QudaoRequest, one: PartnerPage, form: RegistrationForm | None, now: datetime
) -> list[KeptFile]:
    """The files that hang on it, those that came along before, those sent now."""
    if request.method != "POST":
        return kept_on(one)
    before = kept_before(request)
    if form is None or not form.is_bound:
        return before
    form.is_valid()
    return before + keep(request.actor, form, now=now)


def _name_other_problems(
    request: QudaoRequest, form: RegistrationForm, kept: list[KeptFile], *, now: datetime
) -> None:
    """What the form could not read hides nothing else that is wrong."""
    if wrong := form_refusal(request.actor, stated_in(form, kept), now=now):
        put_other_problems(form, wrong)


def _back(request: QudaoRequest, one: PartnerPage, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("portal:registration", public_id=one.public_id)
