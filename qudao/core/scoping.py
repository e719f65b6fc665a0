"""One door to rows.

`Model.objects.visible_to(actor)` is the only public read. `.unscoped(reason=…)` is for the few
reads that must look past an actor's scope; each call is listed in a test with its reason.
"""

from __future__ import annotations

from typing import Generic, Self, TypeVar

from django.db import models

from qudao.core.actor import Actor, Side
from qudao.core.errors import NotFound

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M], Generic[M]):
    """A queryset that must be narrowed to an actor before it is read."""

    def visible_to(self, actor: Actor) -> Self:
        """Rows that the actor may see. No actor, or nobody, sees nothing."""
        if actor.side is Side.NOBODY:
            return self.none()
        if actor.sees_whole_programme:
            return self
        if actor.is_partner:
            return self.visible_to_partner(actor)
        return self.visible_to_vendor(actor)

    def visible_to_partner(self, actor: Actor) -> Self:
        """What a partner's person sees; nothing unless the room says otherwise."""
        return self.none()

    def visible_to_vendor(self, actor: Actor) -> Self:
        """What a vendor's person without the whole programme sees; everything by default."""
        return self

    def unscoped(self, *, reason: str) -> Self:
        """Every row, for the stated reason."""
        if not reason:
            raise ValueError("an unscoped read needs its reason")
        return self

    def one(self, public_id: str) -> M:
        """The visible row with this public id, or `NotFound`: absent and not yours are the same."""
        # PostgreSQL breaks on a NUL in a text, which any address may hold as %00
        row = None if "\x00" in public_id else self.filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        return row


class AppendOnlyQuerySet(ScopedQuerySet[M]):
    """Rows that only grow: corrected by a new entry, never edited or removed."""

    def update(self, **kwargs: object) -> int:
        raise TypeError(f"{self.model.__name__} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{self.model.__name__} is append-only")
