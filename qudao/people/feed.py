"""A person's own notices for programs, in steps."""

from __future__ import annotations

from qudao.core.actor import Actor
from qudao.core.keyset import Place, Step, step_through
from qudao.people.models import Notice


def notices_after(actor: Actor, place: Place, *, unread_only: bool) -> Step[Notice]:
    """The actor's own notices from a place on."""
    rows = Notice.objects.visible_to(actor)
    return step_through(rows.filter(read_at=None) if unread_only else rows, place)
