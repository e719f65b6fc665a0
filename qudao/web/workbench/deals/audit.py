"""Who did what to a registration: the tab Audit."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Side
from qudao.deals.registrations.selectors import vendor_page
from qudao.people.permissions import PeoplePermission
from qudao.people.trail import TrailLine, subject_of, trail
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.workbench.deals.sheet import Frame, frame_of
from qudao.web.workbench.pages import show


@dataclass(frozen=True, slots=True)
class AuditContext:
    frame: Frame
    lines: list[TrailLine]


@require_GET
@page(Side.VENDOR, PeoplePermission.READ_AUDIT)
def registration_audit(request: QudaoRequest, public_id: str) -> HttpResponse:
    now = clock.now()
    shown = vendor_page(request.actor, public_id, now=now)
    subject = subject_of(request.actor, "registration", public_id)
    context = AuditContext(frame_of(shown, "audit", now=now), trail(request.actor, subject))
    return show(request, "workbench/deals/audit.html", context)
