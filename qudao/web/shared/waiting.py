"""How much waits for a person: counted now and then, not on each page that tells it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from qudao.core.actor import Actor

KEPT_SECONDS = 20.0
MOST_PEOPLE = 5000
Counts = Mapping[str, int]  # by the name of the address under which it waits
Person = tuple[int | None, int | None]

# In the process, since a shared cache would cost as much as the counting.
_kept: dict[Person, tuple[float, Counts]] = {}


def kept_counts(actor: Actor, count: Callable[[], Counts]) -> Counts:
    """The counts of a few seconds ago; counted anew when there are none, or the person acted."""
    person = _person(actor)
    until, counts = _kept.get(person, (0.0, {}))
    if time.monotonic() > until:
        counts = count()
        if len(_kept) >= MOST_PEOPLE:
            _kept.clear()
        _kept[person] = (time.monotonic() + KEPT_SECONDS, counts)
    return counts


def forget_counts(actor: Actor) -> None:
    """Count anew for whoever has just done something."""
    _kept.pop(_person(actor), None)


def forget_all_counts() -> None:
    """Count anew for everybody."""
    _kept.clear()


def _person(actor: Actor) -> Person:
    return actor.organisation_id, actor.user_id
