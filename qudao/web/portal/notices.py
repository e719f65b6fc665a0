"""The reader's own notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.people.notifications import NoticeLine, mark_all_read, my_notices, read_notice
from qudao.people.permissions import PeoplePermission
from qudao.web.portal.pages import show
from qudao.web.shared.account.notices import notice_page
from qudao.web.shared.doors import QudaoRequest, page


@dataclass(frozen=True)
class NoticesPage:
    """The notices, unread ones first."""

    notices_shown: Sequence[NoticeLine]
    has_unread: bool


@require_GET
@page(Side.PARTNER, PeoplePermission.USE_PORTAL)
def notices(request: QudaoRequest) -> HttpResponse:
    lines = my_notices(request.actor)
    context = NoticesPage(lines, any(not line.is_read for line in lines))
    return show(request, "portal/notices.html", context)


@require_POST
@page(Side.PARTNER, PeoplePermission.USE_PORTAL)
def open_notice(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Mark it as read and go to what it is about."""
    line = read_notice(request.actor, public_id, now=clock.now())
    return redirect(notice_page(request.actor, line, otherwise=reverse("portal:notices")))


@require_POST
@page(Side.PARTNER, PeoplePermission.USE_PORTAL)
def read_all(request: QudaoRequest) -> HttpResponse:
    mark_all_read(request.actor, now=clock.now())
    return redirect("portal:notices")
