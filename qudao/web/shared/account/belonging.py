"""For which of the own organisations a person acts; kept with the login, each session its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qudao.core import clock
from qudao.people.actions.account import choose_organisation
from qudao.people.belonging import OwnOrganisation, own_organisations
from qudao.web.shared.account.own import own_page
from qudao.web.shared.doors import CHOSEN_ORGANISATION, QudaoRequest
from qudao.web.shared.pages import as_context


@dataclass(frozen=True, slots=True)
class BelongingPage:
    """The own organisations, one of them chosen."""

    organisations: Sequence[OwnOrganisation]


@own_page
def organisations(request: QudaoRequest) -> HttpResponse:
    page = BelongingPage(organisations=own_organisations(request.actor))
    return render(request, "account/organisations.html", as_context(page))


@require_POST
@own_page
def choose(request: QudaoRequest, public_id: str) -> HttpResponse:
    chosen = choose_organisation(request.actor, public_id, now=clock.now())
    request.session[CHOSEN_ORGANISATION] = chosen.key
    said = _("You now act for %(organisation)s.") % {"organisation": chosen.name}
    messages.success(request, said)
    return redirect("home")
