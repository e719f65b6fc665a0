"""What every template may read, beside its own page's context."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qudao.core.actor import NOBODY
from qudao.core.programme import NoProgramme, current_programme
from qudao.people.models import User
from qudao.people.notifications import unread_count
from qudao.web.shared.help.places import help_url


@dataclass(frozen=True, slots=True)
class ProgrammeName:
    """The programme as the frame names it; `logo_url` is empty while it has no logo."""

    name: str
    is_demonstration: bool
    logo_url: str = ""


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "actor": getattr(request, "actor", NOBODY),
        "language": get_language() or settings.LANGUAGE_CODE,
        "theme": "dark" if request.COOKIES.get("qudao_theme") == "dark" else "light",
        "programme": SimpleLazyObject(_programme),
        "unread": partial(_unread, request),
        "letters": _letters(request),
        "help_url": partial(help_url, request.resolver_match),
        **_csrf(request),
    }


def _csrf(request: HttpRequest) -> dict[str, Any]:
    """The token of a page's forms, drawn once a page; Django draws one for each form."""
    token = SimpleLazyObject(partial(get_token, request))
    return {"csrf_token": token, "csrf_input": SimpleLazyObject(partial(_field_of, token))}


def _field_of(token: object) -> SafeString:
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


def _unread(request: HttpRequest) -> int:
    """How many notices the person has not read; asked for only by a frame that shows it."""
    actor = getattr(request, "actor", NOBODY)
    return unread_count(actor) if actor.user_id else 0


def _letters(request: HttpRequest) -> str:
    """Whether single letters act as commands for this person: "on" or "off"."""
    user = getattr(request, "user", None)
    return "off" if isinstance(user, User) and not user.single_key_shortcuts else "on"


def _programme() -> ProgrammeName:
    try:
        programme = current_programme()
    except NoProgramme:
        return ProgrammeName("", is_demonstration=False)
    name = programme.name(get_language() or settings.LANGUAGE_CODE)
    logo = f"{reverse('logo')}?{programme.logo_id}" if programme.logo_id else ""
    return ProgrammeName(name, programme.is_demonstration, logo)
