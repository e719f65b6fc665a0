"""The trail: one row an action, plain values, never edited, gone with its transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import NOBODY, system_actor
from qudao.core.audit import (
    NO_CHANGE,
    Change,
    changed,
    difference,
    entry_of,
    kind_of,
    record,
    record_all,
)
from qudao.core.models import AuditEntry
from qudao.core.verbs import OperationVerb, Verb, all_verbs, wording
from tests.people import Cast

BACKED_UP = OperationVerb.BACKED_UP


class Color(StrEnum):
    RED = "red"


class Number(Enum):
    ONE = 1


@dataclass
class Thing:
    public_id: str = "thg_1"
    name: str = "a"
    amount: Decimal = Decimal("1.5000")
    at: datetime | None = None


def trail() -> list[AuditEntry]:
    return list(AuditEntry.objects.unscoped(reason="a test").order_by("pk"))


def test_a_row_says_who_for_whom_by_what_and_when(cast: Cast, now: datetime) -> None:
    actor = replace(cast.seller_a, api_scopes=frozenset(), request_id="r-9")
    record(actor, BACKED_UP, Thing(), now=now, note="as agreed", rule="2026.1 G2")
    (row,) = trail()
    assert (row.at, row.verb, row.subject_kind, row.subject_id) == (
        now,
        "programme.backed_up",
        "thing",
        "thg_1",
    )
    assert (row.actor_side, row.user_id, row.organisation_id) == (
        "partner",
        cast.seller_a.user_id,
        cast.partner_a.pk,
    )
    assert (row.via_api_key, row.request_id, row.note, row.rule) == (
        True,
        "r-9",
        "as agreed",
        "2026.1 G2",
    )
    assert (row.before, row.after) == ({}, {})


def test_a_person_is_held_by_id_and_the_system_by_its_name(cast: Cast, now: datetime) -> None:
    for actor in (cast.seller_a, system_actor("nightly"), NOBODY):
        record(actor, BACKED_UP, cast.programme, now=now)
    assert [(row.user_id, row.actor_name) for row in trail()] == [
        (cast.seller_a.user_id, ""),
        (None, "nightly"),
        (None, ""),
    ]


PLAIN: tuple[tuple[object, object], ...] = (
    (None, None),
    (True, True),
    (0, 0),
    (-7, -7),
    ("text", "text"),
    ("\u202e<b>", "\u202e<b>"),
    (Decimal("1.2300"), "1.2300"),
    (Decimal("1E+5"), "1E+5"),
    (1.5, "1.5"),
    (date(2026, 3, 2), "2026-03-02"),
    (datetime(2026, 3, 2, 1, 30, 0, 5, tzinfo=UTC), "2026-03-02T01:30:00.000005+00:00"),
    (Color.RED, "red"),
    (Number.ONE, 1),
    (["a", Color.RED, Decimal(1)], ["a", "red", "1"]),
    (("a", None), ["a", None]),
    ({"a": {"b": Number.ONE}, 5: date(2026, 1, 1)}, {"a": {"b": 1}, "5": "2026-01-01"}),
    (_("changed the logo"), "changed the logo"),
    ([], []),
    ({}, {}),
)


def test_values_are_kept_plain_and_come_back_the_same(cast: Cast, now: datetime) -> None:
    for value, kept in PLAIN:
        change = Change({"before": value}, {"after": value})
        pk = record(cast.operations, BACKED_UP, cast.programme, now=now, change=change).pk
        row = AuditEntry.objects.unscoped(reason="a test").get(pk=pk)
        assert row.before == {"before": kept}
        assert row.after == {"after": kept}


def test_a_set_is_kept_as_a_list_of_its_members(cast: Cast, now: datetime) -> None:
    change = Change({}, {"roles": frozenset({"b", "a"})})
    record(cast.operations, BACKED_UP, cast.programme, now=now, change=change)
    assert sorted(trail()[0].after["roles"]) == ["a", "b"]


def test_only_what_differs_is_told() -> None:
    before, after = Thing(name="a", amount=Decimal("1.5")), Thing(name="b", amount=Decimal("1.50"))
    found = difference(before, after, ["public_id", "name", "amount", "at"])
    assert (found.before, found.after) == ({"name": "a"}, {"name": "b"})
    assert difference(before, before, ["name"]) == Change({}, {})
    with pytest.raises(AttributeError):
        difference(before, after, ["no_such_field"])


def test_changes_of_plain_values_are_told_alike() -> None:
    found = changed({"a": 1, "gone": 2}, {"a": 1, "b": None, "c": 3})
    assert (found.before, found.after) == ({"c": None}, {"c": 3})
    assert changed({"a": 1}, {"a": 2}) == Change({"a": 1}, {"a": 2})
    assert Change({}, {}) == NO_CHANGE


def test_a_kind_is_the_objects_own_name(cast: Cast) -> None:
    assert kind_of(cast.partner_a) == "partner"
    assert kind_of(cast.programme) == "programme"
    assert kind_of(Thing()) == "thing"


def test_rows_of_a_bulk_action_are_written_together(cast: Cast, now: datetime) -> None:
    entries = [
        entry_of(cast.operations, BACKED_UP, Thing(public_id=f"thg_{n}"), now=now)
        for n in range(501)
    ]
    assert trail() == []
    record_all(entries)
    record_all([])
    assert [row.subject_id for row in trail()] == [f"thg_{n}" for n in range(501)]


def test_a_row_goes_with_its_transaction(cast: Cast, now: datetime) -> None:
    def refused() -> None:
        with transaction.atomic():
            record(cast.operations, BACKED_UP, cast.programme, now=now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused()
    assert trail() == []


def test_no_code_of_ours_edits_or_removes_a_row(cast: Cast, now: datetime) -> None:
    record(cast.operations, BACKED_UP, cast.programme, now=now)
    rows = AuditEntry.objects.unscoped(reason="a test")
    with pytest.raises(TypeError, match="append-only"):
        rows.update(note="edited")
    with pytest.raises(TypeError, match="append-only"):
        rows.delete()
    with pytest.raises(TypeError, match="append-only"):
        rows.filter(pk=0).delete()
    assert trail()[0].note == ""


def attempt(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_itself_refuses_to_edit_a_row(cast: Cast, now: datetime) -> None:
    entry = record(cast.operations, BACKED_UP, cast.programme, now=now)
    for statement in (
        "UPDATE core_auditentry SET note = 'edited'",
        "UPDATE core_auditentry SET user_id = NULL",
        "UPDATE core_auditentry SET at = at",
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            attempt(statement)
    entry.note = "edited"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    assert trail()[0].note == ""


@pytest.mark.postgres_only
def test_postgresql_refuses_to_remove_a_row_too(cast: Cast, now: datetime) -> None:
    record(cast.operations, BACKED_UP, cast.programme, now=now)
    with pytest.raises(DatabaseError, match="append-only"):
        attempt("DELETE FROM core_auditentry")
    assert len(trail()) == 1


def test_a_row_may_not_be_written_twice(cast: Cast, now: datetime) -> None:
    entry = record(cast.operations, BACKED_UP, cast.programme, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save(force_insert=True)
    assert len(trail()) == 1


def test_partners_see_no_row_and_vendors_do(cast: Cast, now: datetime) -> None:
    entry = record(cast.operations, BACKED_UP, cast.programme, now=now)
    for actor in (*cast.partner_people(), NOBODY):
        assert not AuditEntry.objects.visible_to(actor).exists()
    assert list(AuditEntry.objects.visible_to(cast.channel_manager)) == [entry]


def test_every_verb_is_worded_once_and_in_the_past() -> None:
    ours = [verb for kind in Verb.__subclasses__() for verb in kind]
    values = [verb.value for verb in ours]
    assert len(values) == len(set(values))
    assert set(values) <= all_verbs() | {v for v in values if v.startswith("test.")}
    assert all("." in value and value == value.lower() for value in values)
    assert all(len(value) <= 60 for value in values)
    assert wording("programme.backed_up") == "backed up"
    assert wording("no.such_verb") == "no.such_verb"
