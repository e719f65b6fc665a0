"""Answers: a full page, or the fragment that htmx asked for, from the same view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.navigation import Group, draw


def answer(
    request: QudaoRequest,
    template: str,
    context: object,
    *,
    navigation: tuple[Group, ...],
    search_url: str | None = None,
    counts: Callable[[], Mapping[str, int]] = dict,
    status: int = 200,
) -> HttpResponse:
    """Render `template` with a context dataclass.

    For an htmx request that targets a fragment the template `_name.html` beside it is rendered.
    `counts` is asked how much waits at the places of the navigation, when that is drawn.
    """
    values = as_context(context)
    if wants_fragment(request):
        folder, _, name = template.rpartition("/")
        return render(request, f"{folder}/_{name}", values, status=status)
    values["navigation"] = draw(navigation, request, request.actor, counts())
    values["search_url"] = search_url
    return render(request, template, values, status=status)


def wants_fragment(request: HttpRequest) -> bool:
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Boosted") != "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def as_context(context: object) -> dict[str, Any]:
    """A dataclass's fields by name; a mapping as it is."""
    if is_dataclass(context) and not isinstance(context, type):
        return {field.name: getattr(context, field.name) for field in fields(context)}
    if isinstance(context, Mapping):
        return dict(context)
    raise TypeError("a page's context is a dataclass")
