"""Registering: the form, its check while typing, drafts, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.errors import Invalid, NotFound
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import actions
from qudao.deals.registrations.selectors import PartnerPage, form_refusal, partner_page
from qudao.deals.registrations.states import State
from qudao.web.portal.deals.forms import RegistrationForm
from qudao.web.portal.deals.opening import RegisterPage, checked, new_form, own_names, read_form
from qudao.web.portal.deals.stating import initial_of, stated_in
from qudao.web.portal.deals.uploads import KeptFile, kept_before, kept_on
from qudao.web.portal.pages import show
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import put_other_problems, put_problems
from qudao.web.shared.pages import as_context

TEMPLATE = "portal/deals/register.html"
DRAFT, QUICK, FULL = "draft", "quick", "full"
SUBMIT = {DRAFT: actions.save_draft, QUICK: actions.submit_quick, FULL: actions.submit_full}


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What was received, when, under which number."""

    registration: PartnerPage


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.PARTNER, DealsPermission.REGISTER)
def register(request: QudaoRequest, draft_id: str = "") -> HttpResponse:
    """The form; sent, it keeps a draft or submits, and says all that is wrong at once."""
    if request.method == "POST":
        return _sent(request)
    return _opened(request, draft_id)


@require_POST
@page(Side.PARTNER, DealsPermission.REGISTER)
def check(request: QudaoRequest) -> HttpResponse:
    """The rules check for what stands in the form now. Nothing is written."""
    now = clock.now()
    form = new_form(request.actor, now=now, data=request)
    form.is_valid()
    context = checked(request.actor, form, kept_before(request), now=now)
    return render(request, "portal/deals/_checked.html", as_context(context))


@require_POST
@page(Side.PARTNER, DealsPermission.REGISTER)
def autosave(request: QudaoRequest) -> HttpResponse:
    """Keep the draft on the server while it is typed; what cannot be kept yet stays in the form."""
    now = clock.now()
    form = new_form(request.actor, now=now, data=request)
    form.is_valid()
    draft_id = request.POST.get("draft_id", "")
    stated = stated_in(form, kept_before(request))
    try:
        draft = actions.keep_typing(request.actor, stated, draft_id, now=now)
    except Invalid as refusal:
        said = {"refusal": refusal.problems[0].message if refusal.problems else str(refusal)}
        return render(request, "portal/deals/_saved.html", said | {"draft_id": draft_id})
    kept = {"draft_id": draft.public_id, "saved_at": now}
    return render(request, "portal/deals/_saved.html", kept)


@require_GET
@page(Side.PARTNER, DealsPermission.REGISTER)
def own_customers(request: QudaoRequest) -> HttpResponse:
    """The partner's own customers whose name holds what was typed."""
    names = own_names(request.actor, request.GET.get("customer_name", "")[:100])
    return render(request, "portal/deals/_own_customers.html", {"names": names})


@require_GET
@page(Side.PARTNER, DealsPermission.READ_REGISTRATIONS)
def receipt(request: QudaoRequest, public_id: str) -> HttpResponse:
    """The receipt of a submitted registration, to keep or print."""
    registration = partner_page(request.actor, public_id, now=clock.now())
    if registration.received_at is None:
        raise NotFound
    return show(request, "portal/deals/receipt.html", ReceiptPage(registration))


def _opened(request: QudaoRequest, draft_id: str) -> HttpResponse:
    now = clock.now()
    if not draft_id:
        form = new_form(request.actor, now=now, initial=_first_values(request))
        context = checked(request.actor, form, (), now=now)
        return show(request, TEMPLATE, context)
    draft = partner_page(request.actor, draft_id, now=now)
    if draft.state != State.DRAFT:
        return redirect("portal:registration", public_id=draft.public_id)
    initial = {**initial_of(draft), "draft_id": draft.public_id}
    form = new_form(request.actor, now=now, initial=initial)
    return show(request, TEMPLATE, checked(request.actor, form, kept_on(draft), now=now))


def _first_values(request: QudaoRequest) -> dict[str, str]:
    """A customer that another page names already."""
    return {"customer_name": request.GET.get("customer", "")[:200]}


def _sent(request: QudaoRequest) -> HttpResponse:
    now = clock.now()
    form, kept = read_form(request, request.actor, now=now)
    if "remove" in request.POST:
        return _without(request, form, kept, now=now)
    step = request.POST.get("step", QUICK)
    if step not in SUBMIT:
        step = QUICK
    if form.is_valid():
        draft_id = form.cleaned_data["draft_id"]
        try:
            done = SUBMIT[step](request.actor, stated_in(form, kept), draft_id, now=now)
        except Invalid as refusal:
            put_problems(form, refusal)
        else:
            return _done(request, step, done.public_id)
    elif wrong := form_refusal(request.actor, stated_in(form, kept), now=now):
        put_other_problems(form, wrong)
    context: RegisterPage = checked(request.actor, form, kept, now=now)
    return show(request, TEMPLATE, context, status=422)


def _without(
    request: QudaoRequest, form: RegistrationForm, kept: list[KeptFile], *, now: datetime
) -> HttpResponse:
    """The form as it was typed, one file less; off the draft too, if it hangs there already."""
    file_id = request.POST["remove"]
    draft_id = request.POST.get("draft_id", "")
    if draft_id:
        draft = partner_page(request.actor, draft_id, now=now)
        if file_id in {one.file_id for one in draft.evidence}:
            actions.remove_evidence(request.actor, draft_id, file_id, now=now)
    left = [one for one in kept if one.file_id != file_id]
    form.errors.clear()  # nothing was submitted: what is missing is said when it is
    messages.success(request, _("The file is removed."))
    return show(request, TEMPLATE, checked(request.actor, form, left, now=now))


def _done(request: QudaoRequest, step: str, public_id: str) -> HttpResponse:
    if step == DRAFT:
        messages.success(request, _("Draft kept. Only your company sees it."))
        return redirect("portal:draft", draft_id=public_id)
    return redirect("portal:receipt", public_id=public_id)
