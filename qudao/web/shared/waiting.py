"""How much waits for a person: counted now and then, not on each page that tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.cache import cache

from qudao.core.actor import Actor

KEPT_SECONDS = 20
Counts = Mapping[str, int]  # by the name of the address under which it waits


def kept_counts(actor: Actor, count: Callable[[], Counts]) -> Counts:
    """The counts of a few seconds ago; counted anew when there are none, or the person acted."""
    found: Counts | None = cache.get(_key(actor))
    if found is None:
        found = count()
        cache.set(_key(actor), found, KEPT_SECONDS)
    return found


def forget_counts(actor: Actor) -> None:
    """Count anew for whoever has just done something."""
    cache.delete(_key(actor))


def _key(actor: Actor) -> str:
    return f"waiting:{actor.organisation_id}:{actor.user_id}"
