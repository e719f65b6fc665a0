"""The front door: home by side, health, and the reader's choice of language and theme."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from qudao.core.actor import Side
from qudao.people.models import User
from qudao.web.shared.doors import NoMembership, QudaoRequest, open_page

A_YEAR = 365 * 24 * 3600


@require_GET
@open_page
def home(request: QudaoRequest) -> HttpResponse:
    """To the workbench, the portal, or the login."""
    if request.actor.side is Side.VENDOR:
        return redirect("workbench:today")
    if request.actor.side is Side.PARTNER:
        return redirect("portal:home")
    if request.user.is_authenticated:
        raise NoMembership
    return redirect("account_login")


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the process answers and the database too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_POST
@open_page
def set_language(request: QudaoRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    response = _back(request)
    if code in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=A_YEAR, samesite="Lax")
        if isinstance(request.user, User):
            request.user.language = code
            request.user.save(update_fields=["language"])
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(target if safe else "/")
