"""Who did what to one object; a page, and a fragment for the tab of any object's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from qudao.core.actor import Side
from qudao.people.permissions import PeoplePermission
from qudao.people.trail import TrailLine, subject_of, trail
from qudao.web.shared.account.notices import page_of
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.workbench.pages import show


@dataclass(frozen=True, slots=True)
class TrailPage:
    """The lines, newest first, and the way back to the object ("" if it has no page)."""

    lines: Sequence[TrailLine]
    public_id: str
    back: str


@require_GET
@page(Side.VENDOR, PeoplePermission.READ_AUDIT)
def audit(request: QudaoRequest, kind: str, public_id: str) -> HttpResponse:
    subject = subject_of(request.actor, kind, public_id)
    back = page_of(request.actor, kind, public_id, otherwise="")
    context = TrailPage(trail(request.actor, subject), public_id, back)
    return show(request, "workbench/people/audit.html", context)
