"""New rows by one statement: as Django would write them, all or none."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from qudao.core.inserting import insert
from qudao.core.models import AuditEntry, Deadline, Total
from tests.people import Cast


def test_rows_stand_as_written_and_know_their_keys(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [
        AuditEntry(at=now, actor_side="vendor", verb=f"v{n}", after={"amount": "岚%s'", "n": n})
        for n in range(3)
    ]
    with django_assert_num_queries(1):
        insert(rows)
    found = AuditEntry.objects.unscoped(reason="test").in_bulk([row.pk for row in rows])
    assert [(found[row.pk].verb, found[row.pk].after) for row in rows] == [
        (row.verb, row.after) for row in rows
    ]
    assert all(found[row.pk].at == now and not row._state.adding for row in rows)


def test_empty_columns_and_amounts_are_kept(cast: Cast, now: datetime) -> None:
    total = Total(kind="k", owner="o", bucket="b", shard=0, count=-2, amount=Decimal("-1.2345"))
    due = Deadline(job="j", subject_id="s", due_at=now + timedelta(days=1))
    insert([total])
    insert([due])
    total.refresh_from_db()
    due.refresh_from_db()
    assert (total.count, total.amount) == (-2, Decimal("-1.2345"))
    assert (due.due_at, due.claimed_until) == (now + timedelta(days=1), None)


def test_what_a_constraint_refuses_leaves_nothing(cast: Cast, now: datetime) -> None:
    twice = [Deadline(job="j", subject_id="s", due_at=now) for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(twice)
    assert not Deadline.objects.unscoped(reason="test").filter(job="j").exists()


def test_nothing_to_insert_needs_no_statement(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        insert([])
