"""Workbench answers: the shared ones within the workbench's frame."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse

from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.links import address
from qudao.web.shared.pages import answer
from qudao.web.workbench.navigation import navigation_of
from qudao.web.workbench.waiting import waiting

# At the foot of a phone: the first four of these that the reader may open.
TABS = (
    "workbench:today",
    "workbench:registrations",
    "workbench:overlaps",
    "workbench:promises",
    "workbench:partners",
    "workbench:customers",
)


def show(
    request: QudaoRequest, template: str, context: object, *, status: int = 200
) -> HttpResponse:
    """A workbench page, or its fragment for htmx."""
    return answer(
        request,
        template,
        context,
        navigation=navigation_of(request.actor),
        search_url=address("workbench:search"),
        counts=partial(waiting, request.actor),
        tabs=TABS,
        status=status,
    )
