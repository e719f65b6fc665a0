"""What a person should hear of, and the way from a notice to its object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_POST

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.deals.accountroom.notices import AccountroomNotice
from qudao.people.notifications import (
    NoticeLine,
    mark_all_read,
    mark_unread,
    my_notices,
    read_notice,
)
from qudao.web.shared.account.own import own_page
from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.pages import as_context


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """The own notices, unread ones first."""

    notices_list: Sequence[NoticeLine]
    has_unread: bool


@require_GET
@own_page
def notices(request: QudaoRequest) -> HttpResponse:
    lines = my_notices(request.actor)
    page = NoticesPage(lines, any(not line.is_read for line in lines))
    return render(request, "account/notices.html", as_context(page))


@require_GET
@own_page
def notice(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Mark a notice as read and go to its object; mails link here."""
    line = read_notice(request.actor, public_id, now=clock.now())
    home = reverse("own_notices")
    return redirect(notice_page(request.actor, line, otherwise=home))


@require_POST
@own_page
def unread(request: QudaoRequest, public_id: str) -> HttpResponse:
    mark_unread(request.actor, [public_id])
    return redirect("own_notices")


@require_POST
@own_page
def read_all(request: QudaoRequest) -> HttpResponse:
    mark_all_read(request.actor, now=clock.now())
    return redirect("own_notices")


def notice_page(actor: Actor, line: NoticeLine, *, otherwise: str) -> str:
    """Where a notice leads: a message to the talk about its object, all others to the object."""
    if line.code == AccountroomNotice.MESSAGE:
        otherwise = page_of(actor, line.subject_kind, line.subject_id, otherwise=otherwise)
        return page_of(actor, f"{line.subject_kind}_talk", line.subject_id, otherwise=otherwise)
    return page_of(actor, line.subject_kind, line.subject_id, otherwise=otherwise)


def page_of(actor: Actor, kind: str, public_id: str, *, otherwise: str) -> str:
    """The address of an object's page on the actor's side; `otherwise` where there is none.

    Pages of objects are named after their kind: `workbench:registration`, `portal:registration`.
    """
    side = "workbench" if actor.side is Side.VENDOR else "portal"
    for arguments in ([public_id], []):
        try:
            return reverse(f"{side}:{kind}", args=arguments)
        except NoReverseMatch:
            continue
    return otherwise
