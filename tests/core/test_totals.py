"""Maintained totals add up over shards, and numbers in a series follow one another."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qudao.core import totals
from qudao.core.sequences import next_number

pytestmark = pytest.mark.django_db


def test_changes_on_several_shards_are_read_as_one_figure() -> None:
    for _ in range(20):
        totals.bump("stage", "o1", "won", count=1, amount=Decimal("10.25"))
    totals.bump("stage", "o1", "won", count=-1, amount=Decimal("-10.25"))
    assert totals.read("stage", ["o1"]) == [totals.Figure("won", 19, Decimal("194.75"))]


def test_another_owner_stays_apart() -> None:
    totals.bump("stage", "o1", "won", count=1, amount=Decimal(5))
    totals.bump("stage", "o2", "won", count=1, amount=Decimal(7))
    assert totals.read("stage", ["o2"]) == [totals.Figure("won", 1, Decimal(7))]


def test_replacing_sets_every_figure_anew() -> None:
    totals.bump("stage", "o1", "won", count=3, amount=Decimal(5))
    totals.replace("stage", [("o1", totals.Figure("lost", 2, Decimal(8)))])
    assert totals.read("stage", ["o1"]) == [totals.Figure("lost", 2, Decimal(8))]


def test_numbers_of_a_series_follow_one_another() -> None:
    assert [next_number("QIHE"), next_number("QIHE"), next_number("DING")] == [1, 2, 1]
