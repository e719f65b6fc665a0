"""The OpenAPI document: what the operations declare, plus what holds for all of them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qudao.api.problems import MEDIA_TYPE, TITLES, Problem
from qudao.api.routing import JSON, Kind
from qudao.api.site import api

Document = dict[str, Any]
_EVERYWHERE = (400, 401, 403, 429)
_BY_KIND = {
    Kind.READ: (404, 422),
    Kind.LIST: (404, 422),
    Kind.CREATE: (404, 409, 413, 415, 422),
    Kind.CHANGE: (404, 409, 412, 413, 415, 422, 428),
    Kind.NOTE: (404, 409, 413, 415, 422),
}


def openapi_json(request: HttpRequest) -> HttpResponse:
    """The document in the reader's language."""
    response = HttpResponse(_as_json(get_language() or "en"), content_type="application/json")
    response["Cache-Control"] = "public, max-age=300"
    return response


def document() -> Document:
    """The document in the language of the moment, as plain data."""
    return dict(json.loads(_as_json(get_language() or "en")))


@lru_cache(maxsize=4)
def _as_json(language: str) -> str:
    return json.dumps(_build(), cls=DjangoJSONEncoder, ensure_ascii=False)


def _build() -> Document:
    schema: Document = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    schema["info"]["description"] = _(
        "Partners, customers and deal registrations for programs: the same people, the same "
        "rules and the same answers as the pages."
    )
    components = schema["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components.update(problem.pop("$defs"))
    components["Problem"] = problem
    for operations in schema["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return schema


def _complete(operation: Document) -> None:
    """Add the headers and the refusals that come with the operation's kind."""
    kind = Kind(operation["x-kind"])
    operation["parameters"] += _headers_of(kind)
    for status in (*_EVERYWHERE, *_BY_KIND[kind]):
        operation["responses"][str(status)] = {
            "description": str(TITLES[status]),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    media_type = operation.pop("x-media-type")
    if media_type != JSON:
        content = {media_type: {"schema": {"type": "string"}}}
        operation["responses"]["200"] = {"description": "OK", "content": content}
    if kind is Kind.READ:
        operation["responses"]["304"] = {"description": _("Unchanged since you read it")}


def _headers_of(kind: Kind) -> list[Document]:
    if kind is Kind.CREATE:
        words = _("New for each creation; a repeated one gets the first answer for 24 hours.")
        return [_header("Idempotency-Key", words, "order-4711-try-1", minLength=8, maxLength=100)]
    if kind is Kind.CHANGE:
        return [
            _header("If-Match", _("The ETag of the version that you read."), '"3-0f1e2d3c4b5a"')
        ]
    return []


def _header(name: str, description: str, example: str, **bounds: int) -> Document:
    return {
        "in": "header",
        "name": name,
        "required": True,
        "description": description,
        "schema": {"type": "string", "examples": [example], **bounds},
    }
