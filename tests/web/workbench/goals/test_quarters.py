"""The quarters and spans that the goals offer, whatever month the fiscal year begins in."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from qudao.core.models import Programme
from qudao.core.programme import forget_programme
from qudao.web.workbench.goals.quarters import (
    beside,
    label_of,
    offered,
    periods,
    quarter_named,
    span,
    value_of,
)

A_DAY = date(2026, 3, 2)


def begins_in(month: int) -> None:
    Programme.objects.create(pk=1, name_en="Chengyan Partners", fiscal_year_starts_in=month)
    forget_programme()


@pytest.mark.django_db
def test_four_quarters_back_and_three_ahead_are_offered() -> None:
    begins_in(1)
    found = offered(A_DAY)
    assert [value_of(one) for one in found] == [
        "2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01",
        "2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01",
    ]  # fmt: skip
    assert [label_of(one) for one in found[3:6]] == ["Q4 2025", "Q1 2026", "Q2 2026"]
    assert [label_of(one) for one in beside(A_DAY)] == ["Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026"]
    with override("zh-hans"):
        assert "2026" in label_of(found[4])
        assert label_of(found[4]) != "Q1 2026"


@pytest.mark.django_db
def test_quarters_join_without_gap() -> None:
    begins_in(2)
    found = offered(A_DAY)
    assert [one.end for one in found[:-1]] == [one.start for one in found[1:]]
    assert value_of(found[4]) == "2026-02-01"


@pytest.mark.django_db
def test_an_address_names_an_offered_quarter_or_means_this_one() -> None:
    begins_in(1)
    assert quarter_named("2025-10-01", A_DAY).start == date(2025, 10, 1)
    for wrong in ("", "2025-10-02", "2024-10-01", "2026-01-01/2026-04-01", "Q1", "１", "\x00"):
        assert quarter_named(wrong, A_DAY).start == date(2026, 1, 1), wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("month", "first", "years"),
    [
        (1, "2025-10-01/2026-01-01", ["2026-01-01/2027-01-01", "2027-01-01/2028-01-01"]),
        (4, "2025-10-01/2026-01-01", ["2025-04-01/2026-04-01", "2026-04-01/2027-04-01"]),
        (3, "2025-12-01/2026-03-01", ["2026-03-01/2027-03-01", "2027-03-01/2028-03-01"]),
        (12, "2025-12-01/2026-03-01", ["2025-12-01/2026-12-01", "2026-12-01/2027-12-01"]),
    ],
)
def test_a_target_is_set_for_a_quarter_from_the_last_one_on_or_for_a_fiscal_year(
    month: int, first: str, years: list[str]
) -> None:
    begins_in(month)
    found = periods(A_DAY)
    assert len(found) == 7
    assert found[0].value == first
    assert [one.value for one in found[-2:]] == years
    start = years[0][:4]
    assert [one.label for one in found[-2:]] == [
        f"Fiscal year {start}",
        f"Fiscal year {int(start) + 1}",
    ]


def test_a_span_is_read_back_from_its_value() -> None:
    value = span(date(2026, 1, 1), date(2026, 4, 1))
    assert [date.fromisoformat(one) for one in value.split("/")] == [
        date(2026, 1, 1),
        date(2026, 4, 1),
    ]
