"""The audit trail: one call in every action, in the action's own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Protocol

from qudao.core.actor import Actor
from qudao.core.inserting import insert
from qudao.core.models import AuditEntry
from qudao.core.verbs import Verb


class Subject(Protocol):
    """Anything that has a public id; its class gives the kind."""

    @property
    def public_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What an action changed: plain values before and after, keyed by field."""

    before: Mapping[str, object]
    after: Mapping[str, object]


NO_CHANGE = Change({}, {})


def record(
    actor: Actor,
    verb: Verb,
    subject: Subject,
    *,
    now: datetime,
    change: Change = NO_CHANGE,
    note: str = "",
    rule: str = "",
) -> AuditEntry:
    """Append one row. Must run inside the transaction of the change that it records."""
    entry = entry_of(actor, verb, subject, now=now, change=change, note=note, rule=rule)
    insert([entry])
    return entry


def record_all(entries: Sequence[AuditEntry]) -> None:
    """Append the rows of a bulk action, made by `entry_of`, in its own transaction."""
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def entry_of(
    actor: Actor,
    verb: Verb,
    subject: Subject,
    *,
    now: datetime,
    change: Change = NO_CHANGE,
    note: str = "",
    rule: str = "",
) -> AuditEntry:
    """The row of one action, not yet written."""
    return AuditEntry(
        at=now,
        actor_side=actor.side.value,
        # A person is held by id, so that erasure reaches the name; the system has only its name.
        actor_name="" if actor.user_id else actor.name,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        via_api_key=actor.api_scopes is not None,
        verb=verb.value,
        subject_kind=kind_of(subject),
        subject_id=subject.public_id,
        before=_plain(change.before),
        after=_plain(change.after),
        note=note,
        rule=rule,
        request_id=actor.request_id,
    )


def kind_of(subject: object) -> str:
    """The kind under which an object stands in the trail: its model's name, in lower case."""
    return type(subject).__name__.lower()


def difference(before: object, after: object, fields: Sequence[str]) -> Change:
    """The named fields whose values differ between two states of an object."""
    changed = [name for name in fields if getattr(before, name) != getattr(after, name)]
    return Change(
        {name: getattr(before, name) for name in changed},
        {name: getattr(after, name) for name in changed},
    )


def is_the_same(row: object, values: Mapping[str, object]) -> bool:
    """Whether writing these values would change nothing, so that no version has to rise."""
    return all(getattr(row, name) == value for name, value in values.items())


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> Change:
    """The entries whose values differ between two states, each given as plain values by field."""
    names = [name for name in after if before.get(name) != after[name]]
    return Change({name: before.get(name) for name in names}, {name: after[name] for name in names})


def _plain(values: Mapping[str, object]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: object) -> Any:
    match value:
        case Enum():
            plain = value.value
        case None | str() | int():
            plain = value
        case date():
            plain = value.isoformat()
        case Mapping():
            plain = {str(key): _plain_value(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            plain = [_plain_value(item) for item in value]
        case _:
            plain = str(value)
    return plain
