"""Portal answers: the shared ones within the portal's frame."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from qudao.people.notifications import unread_count
from qudao.web.portal.navigation import entries, tabs
from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.links import address
from qudao.web.shared.pages import as_context, wants_fragment


def show(
    request: QudaoRequest, template: str, context: object, *, status: int = 200
) -> HttpResponse:
    """A portal page, or its fragment for htmx."""
    values = as_context(context)
    if wants_fragment(request):
        folder, _, name = template.rpartition("/")
        return render(request, f"{folder}/_{name}", values, status=status)
    values["navigation"] = entries(request, request.actor)
    values["tabs_below"] = tabs(request, request.actor)
    values["notices_url"] = address("portal:notices")
    values["unread_notices"] = unread_count(request.actor)
    return render(request, template, values, status=status)
