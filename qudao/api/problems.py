"""Refusals as problem documents (RFC 9457)."""

from __future__ import annotations

import logging
from typing import Annotated

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel

from qudao.api.fields import meaning
from qudao.api.refusals import Broken, TooLarge, Unauthenticated, Unreadable
from qudao.api.wording import shape_problems
from qudao.core.errors import Invalid, NotPermitted, QudaoError

log = logging.getLogger("qudao.api")
MEDIA_TYPE = "application/problem+json"
ABOUT_PROBLEMS = "/api/v1/docs/#status-"

TITLES: dict[int, Promise | str] = {
    400: _("Unreadable request"),
    401: _("No valid API key"),
    403: _("Not permitted"),
    404: _("Not found"),
    405: _("Method not allowed"),
    409: _("Conflict"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("Wrong media type"),
    422: _("Input refused"),
    428: _("Version missing"),
    429: _("Too many requests"),
    500: _("Internal error"),
    503: _("Not available"),
}


class ProblemOfField(BaseModel):
    """One field that was refused."""

    field: Annotated[str, meaning(_("Path of the field; empty when the whole input is meant."))]
    code: Annotated[str, meaning(_("Stable code of the rule that was broken."))]
    message: Annotated[str, meaning(_("What to do, in the language that you asked for."))]


class Problem(BaseModel):
    """Why a request was refused. Nothing was written."""

    type: Annotated[str, meaning(_("Address of an explanation of this kind of problem."))]
    title: str
    status: int
    detail: str
    code: Annotated[str, meaning(_("Stable code; decide by this one."))]
    instance: Annotated[str, meaning(_("Id of the request; quote it when you ask for help."))]
    rule: str | None = None
    next_step: str | None = None
    scope: Annotated[str | None, meaning(_("The scope that the key lacks."))] = None
    problems: list[ProblemOfField] = []


def problem_response(request: HttpRequest, error: QudaoError) -> HttpResponse:
    """The answer to a refused request, worded in the reader's language."""
    problem = Problem(
        type=f"{ABOUT_PROBLEMS}{error.status}",
        title=str(TITLES.get(error.status, TITLES[400])),
        status=error.status,
        detail=str(error),
        code=error.code,
        instance=getattr(request, "request_id", ""),
        rule=error.rule or None,
        next_step=str(error.next_step) or None,
        scope=_missing_scope(error),
        problems=_fields(error),
    )
    response = HttpResponse(
        problem.model_dump_json(exclude_none=True), status=error.status, content_type=MEDIA_TYPE
    )
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="qudao"'
    wait = getattr(error, "retry_after", None)
    if wait is not None:
        response["Retry-After"] = str(wait)
    return response


def failure_response(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The answer to whatever was raised: a refusal of ours, one of the framework's, or a bug."""
    known = _translated(error)
    if known is not None:
        return problem_response(request, known)
    log.error("%s %s failed", request.method, request.path, exc_info=True)
    return problem_response(request, Broken())


def _translated(error: Exception | type[Exception]) -> QudaoError | None:
    match error:
        case QudaoError():
            return error
        case ValidationError():
            return shape_problems(error.errors)
        case AuthenticationError():
            return Unauthenticated()
        case RequestDataTooBig():
            return TooLarge()
        case HttpError() | MultiPartParserError() | SuspiciousOperation():
            return Unreadable()
    return None


def _fields(error: QudaoError) -> list[ProblemOfField]:
    if not isinstance(error, Invalid):
        return []
    return [
        ProblemOfField(field=p.field, code=p.code, message=str(p.message)) for p in error.problems
    ]


def _missing_scope(error: QudaoError) -> str | None:
    return (error.permission_code or None) if isinstance(error, NotPermitted) else None
