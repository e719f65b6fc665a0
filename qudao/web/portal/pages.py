"""Portal answers: the shared ones within the portal's frame."""

from __future__ import annotations

from django.http import HttpResponse

from qudao.web.portal.navigation import NAVIGATION
from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.pages import answer


def show(
    request: QudaoRequest, template: str, context: object, *, status: int = 200
) -> HttpResponse:
    """A portal page, or its fragment for htmx."""
    return answer(request, template, context, navigation=NAVIGATION, status=status)
