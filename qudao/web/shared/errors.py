"""Pages for what went wrong, in the reader's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qudao.core.errors import NotFound, NotPermitted, QudaoError


def refusal(request: HttpRequest, error: QudaoError) -> HttpResponse:
    """The page of a refusal; for htmx a short fragment in the error region."""
    template = "errors/_refusal.html" if _is_fragment(request) else "errors/refusal.html"
    response = render(request, template, {"error": error}, status=error.status)
    if _is_fragment(request):
        response["HX-Retarget"] = "#refusal"
        response["HX-Reswap"] = "innerHTML"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, QudaoError(_("The request could not be read."), code="bad_request"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, NotPermitted())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, NotFound())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _("This form has expired. Go back, load the page again and send it once more.")
    error = QudaoError(message, code="form_expired")
    error.status = 403
    return refusal(request, error)


def broken(request: HttpRequest) -> HttpResponse:
    """Must not touch the database or the session: either may be what broke."""
    page = loader.get_template("errors/broken.html").render({"language": get_language()})
    return HttpResponse(page, status=500)


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
