"""What a prepared read keeps: one statement a shape, for each thread, and never a value."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from qudao.core import prepared as module
from qudao.core.models import Deadline, ExchangeRate, Holiday, Total
from qudao.core.prepared import MOST_SHAPES, Fixed, Prepared, UnpreparedError, _padded
from tests.people import Cast

JOB = "people.mail_notice"
pytestmark = pytest.mark.django_db


def deadlines() -> QuerySet[Deadline]:
    return Deadline.objects.unscoped(reason="a test").order_by("subject_id")


def named(subject: str) -> QuerySet[Deadline]:
    return deadlines().filter(subject_id=subject)


@pytest.fixture
def due(now: datetime) -> datetime:
    """Eight deadlines, an hour apart."""
    Deadline.objects.bulk_create(
        Deadline(job=JOB, subject_id=f"s{n}", due_at=now + timedelta(hours=n), attempts=n)
        for n in range(8)
    )
    return now


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever a statement is built."""
    count: list[int] = []
    original = module._built

    def counted(build: Callable[..., Any], arguments: Any) -> Any:
        count.append(1)
        return original(build, arguments)

    monkeypatch.setattr(module, "_built", counted)
    return count


# ------------------------------------------------------------------ what is kept


def test_a_statement_is_built_once_for_all_values(due: datetime, built: list[int]) -> None:
    read = Prepared(lambda subject: deadlines().filter(subject_id=subject))
    found = [read.first(f"s{n}") for n in range(8)]
    assert [row.attempts for row in found if row] == list(range(8))
    assert read.first("none such") is None
    assert len(built) == 1


def test_each_shape_has_a_statement_of_its_own(due: datetime, built: list[int]) -> None:
    read = Prepared(
        lambda subject: deadlines().filter(subject_id=subject) if subject else deadlines()
    )
    assert len(read(None)) == 8
    assert len(read("s1")) == 1
    assert len(read(None)) == 8
    assert len(built) == 2


def test_a_fixed_argument_belongs_to_the_shape(due: datetime, built: list[int]) -> None:
    read = Prepared(lambda order, most: deadlines().order_by(order)[:most])
    assert [row.attempts for row in read(Fixed("-due_at"), Fixed(2))] == [7, 6]
    assert [row.attempts for row in read(Fixed("due_at"), Fixed(3))] == [0, 1, 2]
    assert [row.attempts for row in read(Fixed("-due_at"), Fixed(2))] == [7, 6]
    assert len(built) == 2


def test_many_of_about_the_same_number_share_a_statement(due: datetime, built: list[int]) -> None:
    read = Prepared(
        lambda many: deadlines().filter(subject_id__in=many).values_list("subject_id", flat=True)
    )
    for count in (5, 6, 7, 8):
        names = tuple(f"s{n}" for n in range(count))
        assert read(names) == list(names)
    assert len(built) == 1
    assert read(("s0",)) == ["s0"]
    assert read(()) == []
    assert len(built) == 3


@pytest.mark.parametrize(
    ("count", "padded"), [(0, 0), (1, 1), (2, 2), (3, 4), (4, 4), (5, 8), (8, 8), (9, 16)]
)
def test_a_tuple_is_lengthened_by_its_last_member(count: int, padded: int) -> None:
    many = tuple(range(count))
    assert len(_padded(many)) == padded
    assert set(_padded(many)) == set(many)
    assert _padded(many)[:count] == many


def test_shapes_do_not_fill_the_memory(due: datetime) -> None:
    read = Prepared(lambda most: deadlines()[:most])
    for most in range(1, MOST_SHAPES + 3):
        read(Fixed(most))
    assert len(read._local.kept) == 2


def test_reading_anew_keeps_nothing(due: datetime, built: list[int]) -> None:
    read = Prepared(lambda text, most: deadlines().filter(subject_id__contains=text)[:most])
    assert [row.subject_id for row in read.anew("s", Fixed(2))] == ["s0", "s1"]
    assert built == []


@pytest.mark.django_db(transaction=True)
def test_every_thread_has_its_own(now: datetime, built: list[int]) -> None:
    Holiday.objects.create(day=date(2026, 5, 1))
    read = Prepared(lambda day: Holiday.objects.unscoped(reason="a test").filter(day=day))

    def found(_number: int) -> int:
        try:
            return len(read(date(2026, 5, 1)))
        finally:
            connections.close_all()

    assert found(0) == 1
    with ThreadPoolExecutor(1) as pool:
        assert list(pool.map(found, range(3))) == [1, 1, 1]
    assert len(built) >= 2


# ------------------------------------------------------------------ values


def test_a_moment_is_the_same_in_every_zone(due: datetime) -> None:
    read = Prepared(lambda at: deadlines().filter(due_at=at).values_list("attempts", flat=True))
    there = timezone(timedelta(hours=8))
    assert read(due + timedelta(hours=3)) == [3]
    assert read((due + timedelta(hours=3)).astimezone(there)) == [3]
    assert read(due + timedelta(hours=3, microseconds=1)) == []


def test_days_numbers_and_texts_are_told_apart(cast: Cast) -> None:
    Holiday.objects.bulk_create(Holiday(day=date(2026, 5, n), name=f"{n}") for n in (1, 2, 3))
    holidays = Holiday.objects.unscoped(reason="a test").order_by("day")
    read = Prepared(lambda day, name: holidays.filter(day__gte=day).exclude(name=name))
    assert [row.name for row in read(date(2026, 5, 1), "2")] == ["1", "3"]
    assert [row.name for row in read(date(2026, 5, 2), "2")] == ["3"]
    assert [row.name for row in read(date.min, "")] == ["1", "2", "3"]
    assert read(date.max, "") == []


def test_one_value_may_stand_in_many_places(due: datetime, now: datetime) -> None:
    read = Prepared(
        lambda at: (
            deadlines().filter(due_at__lte=at).exclude(due_at__lt=at).exclude(claimed_until=at)
        )
    )
    assert [row.attempts for row in read(now + timedelta(hours=2))] == [2]


@pytest.mark.postgres_only
def test_a_column_too_small_for_every_number_is_refused(due: datetime) -> None:
    """Django finds nothing for a number beyond the column, and a stand-in is beyond a small one."""
    read = Prepared(lambda number: deadlines().filter(attempts__gte=number))
    with pytest.raises(UnpreparedError, match="too small"):
        read(1)
    assert len(read.anew(6)) == 2


def test_converted_columns_come_as_django_makes_them(cast: Cast) -> None:
    Total.objects.create(kind="k", owner="o", bucket="b", count=2, amount=Decimal("1.2345"))
    ExchangeRate.objects.create(currency="USD", valid_from=date(2026, 1, 1), rate=Decimal("7.1"))
    kept = Prepared(
        lambda kind: (
            Total.objects.unscoped(reason="a test").filter(kind=kind).values_list("amount", "count")
        )
    )
    assert kept("k") == [(Decimal("1.2345"), 2)]
    rates = Prepared(
        lambda code: (
            ExchangeRate.objects.unscoped(reason="a test").filter(currency=code).values("rate")
        )
    )
    assert rates("USD") == [{"rate": Decimal("7.10000000")}]
    assert rates("EUR") == []


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    number=st.integers(-(2**31), 2**31 - 1),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
)
def test_any_value_answers_as_the_orm_does(db: None, number: int, text: str) -> None:
    """Also one that looks like the stand-in of another."""
    for size in (-1, 0, 1):
        count = number + size
        Total.objects.get_or_create(
            kind="k", owner=text, bucket=str(count), defaults={"count": count}
        )
    for owner in (text, f"stand-in {number}", "stand-in 1100000000"):
        assert ANY_VALUE(number, owner) == list(totals(number, owner))


def totals(number: int, owner: str) -> QuerySet[Total]:
    rows = Total.objects.unscoped(reason="a test").order_by("pk")
    return rows.filter(count__gte=number, owner=owner)


ANY_VALUE = Prepared[Total](totals)


def test_rows_are_fetched_by_one_query_each_time(
    due: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read = Prepared(lambda subject: deadlines().filter(subject_id=subject))
    with django_assert_num_queries(3):
        for subject in ("s1", "s2", "s1"):
            read(subject)


def test_what_was_written_meanwhile_is_read(due: datetime) -> None:
    read = Prepared(lambda subject: deadlines().filter(subject_id=subject))
    assert read.first("s3") is not None
    deadlines().filter(subject_id="s3").update(attempts=40)
    row = read.first("s3")
    assert row is not None
    assert row.attempts == 40
    row.attempts = 41
    row.save()
    assert deadlines().get(subject_id="s3").attempts == 41
    assert connection.vendor in {"sqlite", "postgresql"}
