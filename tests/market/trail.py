"""What the audit trail says, and rows past every scope, for the tests of the market."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet

from qudao.core.actor import Actor, system_actor
from qudao.core.errors import Invalid
from qudao.core.models import AuditEntry
from qudao.people.models import User
from tests.people import Cast

SYSTEM = system_actor("test")
Told = tuple[str, str, Mapping[str, Any], Mapping[str, Any]]


def told() -> list[Told]:
    """Verb, subject, before and after of each entry, the oldest first."""
    rows = AuditEntry.objects.visible_to(SYSTEM).order_by("pk")
    return [(row.verb, row.subject_id, row.before, row.after) for row in rows]


def verbs() -> list[str]:
    return [verb for verb, *_rest in told()]


def last_note() -> str:
    row = AuditEntry.objects.visible_to(SYSTEM).order_by("-pk")[0]
    return row.note


def every(model: type[Model]) -> QuerySet[Any]:
    """All rows of a model, in the order in which they came."""
    return model._base_manager.order_by("pk")


def codes(refusal: Invalid) -> dict[str, str]:
    """The code of each problem by its field."""
    return {one.field: one.code for one in refusal.problems}


def user_of(actor: Actor) -> str:
    """The public id of an actor's user."""
    row: User = User.objects.unscoped(reason="test").get(pk=actor.user_key)
    return row.public_id


def people_of(cast: Cast) -> dict[str, Actor]:
    """Everybody in the cast who can act, by name."""
    return {name: one for name, one in vars(cast).items() if isinstance(one, Actor)}
