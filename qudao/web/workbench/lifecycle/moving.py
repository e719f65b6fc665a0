"""Moving a partner on from the board: at once where nothing is asked, else after the reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qudao.core import clock
from qudao.core.actor import Side
from qudao.market.partners.actions import move_partner
from qudao.market.partners.selectors import partner_page
from qudao.market.partners.states import TRANSITIONS, Lifecycle
from qudao.market.permissions import MarketPermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.lifecycle.words import moved_sentence
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.doing import Ask, DoContext
from qudao.web.workbench.records.listing import Crumb
from qudao.web.workbench.records.partner_forms import MoveForm


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, MarketPermission.WRITE_PARTNERS)
def lifecycle_move(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Ask why, or move; what can be taken back offers it for a moment."""
    shown = partner_page(request.actor, public_id)
    ask = Ask(request.actor, public_id, clock.now(), request.GET.dict())
    form = MoveForm(ask, _said(request))
    back = _back(request)
    status = DONE
    if request.method == "POST":
        before = Lifecycle(shown.partner.lifecycle)
        status = carry_out(form, lambda: _move(ask, form))
        if status == DONE:
            to = Lifecycle(form.cleaned_data["to"])
            said = moved_sentence(shown.name, to)
            messages.success(request, said, extra_tags=_undo(public_id, before, to, back))
            return redirect(back)
    context = DoContext(
        title=_("Move the partner on"),
        subject=shown.name,
        sentence=_(
            "Suspending and ending need a reason that can be understood later. Ending also ends "
            "its open registrations, and its protections after the notice of the rules."
        ),
        button=_("Move"),
        crumbs=[Crumb(_("Partner lifecycle"), back), Crumb(shown.name)],
        form=form,
        back=back,
    )
    return show(request, "workbench/records/do.html", context, status=status)


def _move(ask: Ask, form: MoveForm) -> object:
    to, reason = Lifecycle(form.cleaned_data["to"]), form.cleaned_data["reason"]
    return move_partner(ask.actor, ask.public_id, to, reason=reason, now=ask.now)


def _said(request: QudaoRequest) -> QueryDict | None:
    """What was sent; taking back is sent by its address alone."""
    if request.method != "POST":
        return None
    return request.POST if "to" in request.POST else request.GET


def _undo(public_id: str, before: Lifecycle, to: Lifecycle, back: str) -> str:
    """The address that takes the move back; "" where the states allow no way back."""
    if before not in TRANSITIONS[to]:
        return ""
    address = reverse("workbench:lifecycle_move", args=[public_id])
    return f"{address}?{urlencode({'to': before.value, 'back': back})}"


def _back(request: QudaoRequest) -> str:
    """The board as the reader left it; never an address of elsewhere."""
    board = reverse("workbench:lifecycle")
    wanted = request.POST.get("back") or request.GET.get("back", "")
    is_board = wanted == board or wanted.startswith(f"{board}?")
    return wanted if is_board else board
