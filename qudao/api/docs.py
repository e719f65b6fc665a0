"""The API page: every operation in the reader's language, drawn from the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qudao.api.examples import Schema, curl, resolved
from qudao.api.openapi import document
from qudao.api.problems import TITLES

DEEPEST = 3


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field or parameter: where it stands, what it takes, what it means."""

    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationCard:
    """One operation as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[FieldLine, ...]
    fields: tuple[FieldLine, ...]
    answers: tuple[FieldLine, ...]
    statuses: tuple[int, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    operations: tuple[OperationCard, ...]


def to_docs(request: HttpRequest) -> HttpResponse:
    """Whoever opens the root of the API, or its page without the slash, finds the page."""
    return redirect("api:docs")


def docs_page(request: HttpRequest) -> HttpResponse:
    """Open to everybody: it says how to ask, not what is there."""
    schema = document()
    host = request.build_absolute_uri("/").rstrip("/")
    context = {
        "description": schema["info"]["description"],
        "chapters": tuple(_chapters(schema, host)),
        "statuses": tuple(TITLES.items()),
        "host": host,
    }
    return render(request, "api/docs.html", context)


def _chapters(schema: Schema, host: str) -> Iterator[Chapter]:
    cards: dict[str, list[OperationCard]] = {}
    components = schema["components"]["schemas"]
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            card = _card((method.upper(), path), operation, components, host)
            cards.setdefault(operation["tags"][0], []).append(card)
    titles = _titles()
    for tag, found in cards.items():
        yield Chapter(titles[tag], tuple(found))


def _titles() -> dict[str, str]:
    return {
        "me": _("Myself"),
        "partners": _("Partners"),
        "customers": _("Customers"),
        "reference": _("Products, regions, industries"),
        "prices": _("Prices"),
        "market": _("The market"),
        "registrations": _("Registrations"),
        "opportunities": _("Opportunities"),
        "messages": _("Messages"),
        "files": _("Files"),
        "imports": _("Imports"),
        "notices": _("Notices"),
    }


def _card(
    address: tuple[str, str], operation: Schema, components: Schema, host: str
) -> OperationCard:
    method, path = address
    shown = re.sub(r"{(\w+)}", lambda found: found[1].upper(), path)
    parameters = [
        FieldLine(p["name"], _kind(p["schema"], components), p["required"], _words(p))
        for p in operation.get("parameters", ())
    ]
    answer = operation["responses"].get("200") or operation["responses"].get("201") or {}
    return OperationCard(
        anchor=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        scope=operation["x-permission"],
        parameters=tuple(parameters),
        fields=tuple(_lines(_content(operation.get("requestBody", {})), components)),
        answers=tuple(_lines(_content(answer), components)),
        statuses=tuple(sorted(int(status) for status in operation["responses"])),
        curl=curl(method, f"{host}{shown}", operation, components),
    )


def _content(part: Schema) -> Schema:
    """The schema of what a request or an answer carries, whatever its media type."""
    for content in part.get("content", {}).values():
        return dict(content.get("schema", {}))
    return {}


def _lines(
    schema: Schema, components: Schema, path: str = "", depth: int = 1
) -> Iterator[FieldLine]:
    """The fields of an object and, indented by their path, those of the objects in it."""
    schema = resolved(schema, components)
    if schema.get("type") == "array":
        yield from _lines(schema.get("items", {}), components, f"{path}[]", depth)
        return
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        yield FieldLine(place, _kind(part, components), name in required, _words(part))
        if depth < DEEPEST:
            yield from _lines(part, components, place, depth + 1)


def _words(part: Schema) -> str:
    return str(part.get("description") or part.get("schema", {}).get("description") or "")


def _kind(part: Schema, components: Schema) -> str:
    """The type in words, with its choices and bounds."""
    schema = resolved(part, components)
    choices = schema.get("enum")
    if choices:
        return " | ".join(str(choice) for choice in choices)
    words = {
        "string": _("text"),
        "integer": _("whole number"),
        "number": _("number"),
        "boolean": _("true or false"),
        "array": _("list"),
        "object": _("object"),
    }
    formats = {"date": _("day"), "date-time": _("moment"), "binary": _("file")}
    kind = formats.get(schema.get("format", "")) or words.get(_type_of(schema), "")
    longest = schema.get("maxLength")
    return f"{kind}, ≤ {longest}" if longest else kind


def _type_of(schema: Schema) -> Any:
    return schema.get("type", "")
