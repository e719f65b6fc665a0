"""Doors: every page is behind one, and a door names whom it admits.

A test walks every address and fails on a view without a door. A door turns the session into an
actor, refuses the wrong side with the answer for "absent", and asks for the page's permission.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import NOBODY, Actor, Permission, Side
from qudao.core.errors import NotFound, NotPermitted, QudaoError
from qudao.people.actors import session_actor
from qudao.people.models import User
from qudao.people.second_factor import lacks_second_factor
from qudao.web.shared.waiting import forget_counts

P = ParamSpec("P")
CHOSEN_ORGANISATION = "organisation_id"  # session key


class NoMembership(QudaoError):
    """Logged in, but a member of nothing (any more)."""

    status = 403
    code = "no_membership"
    message = _(
        "You belong to no organisation here at present. If that is a mistake, ask whoever "
        "invited you."
    )


class QudaoRequest(HttpRequest):
    """A request that came through a door: it has an actor."""

    actor: Actor
    request_id: str


View = Callable[Concatenate[QudaoRequest, P], HttpResponseBase]


class Door(Protocol):
    """What a test reads off a view that stands behind a door."""

    door: tuple[Side | None, Permission | None]


def page(side: Side, permission: Permission) -> Callable[[View[P]], View[P]]:
    """Admit logged-in people of one side whose role has the permission."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def behind_door(
            request: QudaoRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.side is Side.NOBODY:
                return _login_or_refuse(request)
            if actor.side is not side:
                raise NotFound
            if lacks_second_factor(actor):
                return _to_second_factor(request)
            actor.require(permission)
            response = view(request, *args, **kwargs)
            _settle(request, response)
            return response

        behind_door.door = (side, permission)  # type: ignore[attr-defined]
        return behind_door

    return decorate


def member_page(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Admit logged-in people of either side whose role has the permission."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def behind_door(
            request: QudaoRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            actor = actor_of(request)
            if actor.side is Side.NOBODY:
                return _login_or_refuse(request)
            if lacks_second_factor(actor):
                return _to_second_factor(request)
            actor.require(permission)
            response = view(request, *args, **kwargs)
            _settle(request, response)
            return response

        behind_door.door = (None, permission)  # type: ignore[attr-defined]
        return behind_door

    return decorate


def open_page(view: View[P]) -> View[P]:
    """Admit everybody, logged in or not; the request still gets its actor."""

    @wraps(view)
    def behind_door(
        request: QudaoRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        actor_of(request)
        return view(request, *args, **kwargs)

    behind_door.door = (None, None)  # type: ignore[attr-defined]
    return behind_door


def _settle(request: QudaoRequest, response: HttpResponseBase) -> None:
    if request.method not in {"GET", "HEAD"}:
        forget_counts(request.actor)
    _keep_private(response)


def _keep_private(response: HttpResponseBase) -> None:
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-store"


def _login_or_refuse(request: QudaoRequest) -> HttpResponseBase:
    """To the login; whoever is logged in already and belongs nowhere is told so."""
    if request.user.is_authenticated:
        raise NoMembership
    return redirect_to_login(request.get_full_path())


def _to_second_factor(request: QudaoRequest) -> HttpResponseBase:
    """To where the second step is set up, as a whole page also from a part of one."""
    place = f"{reverse('mfa_activate_totp')}?needed=1"
    if request.headers.get("HX-Request") != "true":
        return redirect(place)
    return HttpResponse(status=204, headers={"HX-Redirect": place})


def actor_of(request: QudaoRequest) -> Actor:
    """The request's actor, made once."""
    if not hasattr(request, "actor"):
        request.actor = _actor(request)
    return request.actor


def user_of(request: QudaoRequest) -> User:
    """The login behind the request; only for what concerns the login itself."""
    user = request.user
    if not isinstance(user, User):
        raise NotPermitted
    return user


def _actor(request: QudaoRequest) -> Actor:
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    return session_actor(
        user,
        request.session.get(CHOSEN_ORGANISATION, user.acting_for_id),
        language=get_language() or "en",
        request_id=request.request_id,
    )
