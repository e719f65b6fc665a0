"""The navigation of a side: entries appear when their page exists and the actor may open it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from qudao.core.actor import Actor, Permission
from qudao.web.shared.links import address

NOTHING_WAITS: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """One entry as declared: `url_name`, words, icon, who may, the letter after G; `short` is the
    word for the bar at the foot of a phone, which holds the first four that have one."""

    url_name: str
    label: Promise | str
    icon: str
    permission: Permission
    key: str = ""
    short: Promise | str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: Promise | str
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as drawn; `count` is how much waits there."""

    label: Promise | str
    url: str
    icon: str
    current: bool
    key: str
    count: int | None = None
    short: Promise | str = ""


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    title: Promise | str
    entries: Sequence[Entry]


def draw(
    groups: Sequence[Group],
    request: HttpRequest,
    actor: Actor,
    counts: Mapping[str, int] = NOTHING_WAITS,
) -> list[DrawnGroup]:
    """The groups with the entries that this actor may open; empty groups fall away.

    `counts` tells by the names of addresses how much waits there.
    """
    drawn = []
    for group in groups:
        entries = [
            _entry(place, request, counts.get(place.url_name))
            for place in group.places
            if actor.may(place.permission)
        ]
        if entries:
            drawn.append(DrawnGroup(group.title, entries))
    return drawn


def _entry(place: Place, request: HttpRequest, count: int | None) -> Entry:
    url = address(place.url_name)
    is_home = url.count("/") <= 2  # /workbench/ and /portal/ begin every address
    current = request.path == url if is_home else request.path.startswith(url)
    return Entry(place.label, url, place.icon, current, place.key, count, place.short)
