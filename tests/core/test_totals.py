"""Maintained totals add up over shards, and numbers in a series have no gaps, under any race."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from qudao.core import totals
from qudao.core.models import Sequence, Total
from qudao.core.sequences import next_number
from qudao.core.totals import SHARDS, Figure

pytestmark = pytest.mark.django_db
WRITERS, STEPS = 4, 8


def at_once(work: Callable[[int], None]) -> None:
    """Several writers, each with a connection of its own, begin together."""
    together = Barrier(WRITERS)

    def run(number: int) -> None:
        together.wait()
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(run, range(WRITERS)))


def test_changes_on_several_shards_are_read_as_one_figure() -> None:
    for _ in range(20):
        totals.bump("stage", "o1", "won", count=1, amount=Decimal("10.25"))
    totals.bump("stage", "o1", "won", count=-1, amount=Decimal("-10.25"))
    assert totals.read("stage", ["o1"]) == [Figure("won", 19, Decimal("194.75"))]
    assert 1 <= Total.objects.count() <= SHARDS


def test_another_owner_bucket_or_kind_stays_apart() -> None:
    for kind, owner, bucket in (
        ("stage", "o1", "won"),
        ("stage", "o2", "won"),
        ("stage", "o1", "lost"),
        ("queue", "o1", "won"),
    ):
        totals.bump(kind, owner, bucket, count=1, amount=Decimal(5))
    assert totals.read("stage", ["o1"]) == [
        Figure("lost", 1, Decimal(5)),
        Figure("won", 1, Decimal(5)),
    ]
    assert totals.read("queue", ["o1", "o2"]) == [Figure("won", 1, Decimal(5))]


def test_owners_are_summed_by_bucket() -> None:
    for owner, amount in (("o1", "1.0001"), ("o2", "2.0002"), ("o3", "4")):
        totals.bump("stage", owner, "won", count=1, amount=Decimal(amount))
    assert totals.read("stage", ["o1", "o2", "absent"]) == [Figure("won", 2, Decimal("3.0003"))]
    assert totals.read("stage", iter(["o3"])) == [Figure("won", 1, Decimal(4))]
    assert totals.read("stage", []) == []


def test_a_figure_may_fall_below_zero_and_come_back() -> None:
    totals.bump("stage", "o1", "won", count=-1, amount=Decimal("-0.0001"))
    totals.bump("stage", "o1", "won", count=1, amount=Decimal("0.0001"))
    assert totals.read("stage", ["o1"]) == [Figure("won", 0, Decimal(0))]


def test_an_amount_that_cannot_be_kept_exactly_changes_nothing() -> None:
    totals.bump("stage", "o1", "won", count=1, amount=Decimal(1))
    with pytest.raises(ValidationError), transaction.atomic():
        totals.bump("stage", "o1", "won", count=1, amount=Decimal("0.00001"))
    assert totals.read("stage", ["o1"]) == [Figure("won", 1, Decimal(1))]


def test_replacing_sets_every_figure_of_a_kind_anew() -> None:
    totals.bump("stage", "o1", "won", count=3, amount=Decimal(5))
    totals.bump("queue", "o1", "won", count=3, amount=Decimal(5))
    totals.replace("stage", [("o1", Figure("lost", 2, Decimal(8)))])
    assert totals.read("stage", ["o1"]) == [Figure("lost", 2, Decimal(8))]
    assert totals.read("queue", ["o1"]) == [Figure("won", 3, Decimal(5))]
    totals.replace("stage", [])
    assert totals.read("stage", ["o1"]) == []


def test_a_change_goes_with_its_transaction() -> None:
    def refused() -> None:
        with transaction.atomic():
            totals.bump("stage", "o1", "won", count=1, amount=Decimal(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused()
    assert totals.read("stage", ["o1"]) == []


@pytest.mark.django_db(transaction=True)
def test_no_change_of_many_at_once_is_lost() -> None:
    def work(number: int) -> None:
        for _step in range(STEPS):
            with transaction.atomic():
                totals.bump("stage", "o1", "won", count=1, amount=Decimal("0.0001"))
                totals.bump("stage", f"o{number}", "lost", count=1, amount=Decimal(1))

    at_once(work)
    expected = WRITERS * STEPS
    won = totals.read("stage", ["o1"])[-1]
    assert won == Figure("won", expected, Decimal(expected).scaleb(-4))
    lost = totals.read("stage", [f"o{number}" for number in range(WRITERS)])[0]
    assert lost == Figure("lost", expected, Decimal(expected))


# ------------------------------------------------------------------ numbers in a series


def test_numbers_of_a_series_follow_one_another() -> None:
    assert [next_number("QIHE"), next_number("QIHE"), next_number("DING")] == [1, 2, 1]
    assert [next_number("qihe"), next_number("QIHE")] == [1, 3]


def test_a_number_of_a_refused_transaction_is_given_again() -> None:
    def refused() -> None:
        with transaction.atomic():
            assert next_number("QIHE") == 2
            raise RuntimeError

    assert next_number("QIHE") == 1
    with pytest.raises(RuntimeError):
        refused()
    assert next_number("QIHE") == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_every_number_once_from_the_first_on() -> None:
    given: list[int] = []

    def work(_number: int) -> None:
        for _step in range(STEPS):
            with transaction.atomic():
                given.append(next_number("QIHE"))

    at_once(work)
    assert sorted(given) == list(range(1, WRITERS * STEPS + 1))
    assert Sequence.objects.get(name="QIHE").last == WRITERS * STEPS


@pytest.mark.django_db(transaction=True)
def test_refusals_among_many_at_once_leave_no_gap() -> None:
    kept: list[int] = []

    def one_try(number: int, step: int) -> None:
        with transaction.atomic():
            given = next_number("QIHE")
            if (number + step) % 2:
                raise RuntimeError
        kept.append(given)

    def work(number: int) -> None:
        for step in range(STEPS):
            try:
                one_try(number, step)
            except RuntimeError:
                continue

    at_once(work)
    assert sorted(kept) == list(range(1, WRITERS * STEPS // 2 + 1))
