"""Small middleware of our own: a request id, the reader's language, refusals as pages."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from typing import cast

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from qudao.core.errors import QudaoError
from qudao.core.texts import remember_texts
from qudao.people.models import User
from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.errors import refusal
from qudao.web.shared.lists import PageBeyond

Handler = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("qudao.web")
NUL = "\x00"
_SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,36}")
_LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


def request_id(get_response: Handler) -> Handler:
    """Give each request an id that stands on its audit rows, its answer and its log lines."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        cast(QudaoRequest, request).request_id = (
            given if _SAFE_ID.fullmatch(given) else str(uuid.uuid4())
        )
        response = get_response(request)
        response["X-Request-Id"] = cast(QudaoRequest, request).request_id
        return response

    return middleware


def content_policy(get_response: Handler) -> Handler:
    """Say on each answer what a page may load. One policy holds for all, so it is put together
    once; the library's own middleware does it anew for each answer."""
    policy = build_policy()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault(HEADER, policy)
        return response

    return middleware


def without_nul(get_response: Handler) -> Handler:
    """Take the null character out of address and form: no text holds one, and PostgreSQL refuses
    to look for it. In a path it leads nowhere."""

    def process_view(request: HttpRequest, view: object, *_arguments: object) -> None:
        if getattr(view, "csrf_exempt", False):
            return  # the API reads and refuses its bodies itself
        if any(NUL in value for values in request.POST.lists() for value in values[1]):
            cleaned = request.POST.copy()
            for name, values in cleaned.lists():
                cleaned.setlist(name, [value.replace(NUL, "") for value in values])
            request.POST = cleaned  # type: ignore[assignment]

    def middleware(request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        while "%00" in query or NUL in query:  # taking one out may join two halves to another
            query = request.META["QUERY_STRING"] = query.replace("%00", "").replace(NUL, "")
        if NUL in request.path_info:
            request.path_info = request.path_info.replace(NUL, "\ufffd")
        return get_response(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def language(get_response: Handler) -> Handler:
    """Speak the user's chosen language, else the cookie's, else the browser's; a cookie that names
    no language of ours counts for nothing."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        code = _chosen(request) or translation.get_language_from_request(request)
        code = code if code in _LANGUAGES else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        remember_texts(code)
        with translation.override(code):
            response = get_response(request)
        response["Content-Language"] = code
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware


def _chosen(request: HttpRequest) -> str:
    user = request.user
    if isinstance(user, User) and user.language:
        return user.language
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in _LANGUAGES else ""


def errors(get_response: Handler) -> Handler:
    """Turn a refusal into its page, and a page too far into the last one."""

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PageBeyond):
            return redirect(exception.url)
        if not isinstance(exception, QudaoError):
            return None
        return refusal(request, exception)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
