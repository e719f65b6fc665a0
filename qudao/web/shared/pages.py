"""Answers: a full page, or the fragment that htmx asked for, from the same view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.links import address
from qudao.web.shared.navigation import DrawnGroup, Entry, Group, draw


def answer(
    request: QudaoRequest,
    template: str,
    context: object,
    *,
    navigation: tuple[Group, ...],
    search_url: str | None = None,
    counts: Callable[[], Mapping[str, int]] = dict,
    tabs: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render `template` with a context dataclass.

    For an htmx request that targets a fragment the template `_name.html` beside it is rendered.
    `counts` is asked how much waits at the places of the navigation, when that is drawn; `tabs`
    names the addresses that stand at the foot of a phone, as far as the actor may open them.
    """
    values = as_context(context)
    if wants_fragment(request):
        folder, _, name = template.rpartition("/")
        return render(request, f"{folder}/_{name}", values, status=status)
    values["navigation"] = draw(navigation, request, request.actor, counts())
    values["tabs_below"] = _tabs_below(values["navigation"], tabs)
    values["search_url"] = search_url
    return render(request, template, values, status=status)


def _tabs_below(groups: Sequence[DrawnGroup], names: Sequence[str]) -> list[Entry]:
    by_url = {entry.url: entry for group in groups for entry in group.entries}
    found = (by_url.get(address(name)) for name in names)
    return [entry for entry in found if entry is not None]


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
