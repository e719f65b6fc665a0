"""The chart of a partner's sales: the sentence that it shows, and its numbers. Made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from qudao.deals.sellthrough.months import Month, Year
from qudao.web.workbench.records.charts import Chart, month_words, sales_chart


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


def a_year(*amounts: int, missing: tuple[str, ...] = (), currency: str = "CNY") -> Year:
    """Months up to March 2026, the last amount in March; before them nothing was sold."""
    padded = [0] * (12 - len(amounts)) + list(amounts)
    months = tuple(
        Month(label=_label(place), lines=1 if amount else 0, amount=Decimal(amount))
        for place, amount in enumerate(padded)
    )
    return Year(
        months=months,
        amount=sum((one.amount for one in months), Decimal(0)),
        lines=sum(one.lines for one in months),
        best=max(months, key=lambda one: one.amount),
        currency=currency,
        missing=missing,
    )


def _label(place: int) -> str:
    months = 2025 * 12 + 3 + place  # April 2025 is the first
    return date(months // 12, months % 12 + 1, 1).strftime("%Y-%m")


def chart(*amounts: int, **more: object) -> Chart:
    drawn = sales_chart(a_year(*amounts, **more))  # type: ignore[arg-type]
    assert drawn is not None
    return drawn


def test_nothing_sold_is_no_chart() -> None:
    assert sales_chart(a_year()) is None


def test_the_title_is_the_sum_and_the_detail_the_best_month() -> None:
    drawn = chart(100_000, 1_200_000, 60_000)
    assert drawn.title == "¥1.36m in twelve months"
    assert drawn.detail == "Most in Feb 2026: ¥1.2m."
    assert drawn.alternative == (
        "Bars of sales by month. ¥1.36m in twelve months. Most in Feb 2026: ¥1.2m."
    )


def test_the_numbers_behind_the_bars_are_a_table() -> None:
    drawn = chart(1_200_000, 0)
    assert drawn.headings == ["Month", "Lines", "Amount"]
    assert len(drawn.rows) == 12
    assert drawn.rows[0] == ["Apr 2025", "0", "¥0"]
    assert drawn.rows[-2:] == [["Feb 2026", "1", "¥1,200,000"], ["Mar 2026", "0", "¥0"]]


def test_the_bars_stand_for_the_months_and_name_the_year_where_it_begins() -> None:
    spec = chart(50_000, 0, 70_000).spec
    assert spec["categories"] == [
        "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec", "Jan 2026", "Feb", "Mar",
    ]  # fmt: skip
    [series] = spec["series"]
    assert series["values"][-3:] == [50_000.0, 0.0, 70_000.0]
    assert series["labels"][-3:] == ["¥50k", "¥0", "¥70k"]
    assert (spec["unit"], spec["kind"]) == ("CNY", "bar")


def test_amounts_without_a_rate_are_named_in_place_of_the_best_month() -> None:
    drawn = chart(5_000, missing=("USD", "XAU"))
    assert drawn.detail == "without USD, XAU: no rate"


def test_money_given_back_is_shown_as_less_than_nothing() -> None:
    drawn = chart(-20_000, 50_000)
    assert drawn.title == "¥30k in twelve months"
    assert drawn.spec["series"][0]["values"][-2:] == [-20_000.0, 50_000.0]
    assert drawn.rows[-2][2] == "\u2212¥20,000"


def test_sales_without_a_rate_are_told_although_no_bar_can_be_drawn() -> None:
    drawn = chart(missing=("XAU",))
    assert (drawn.title, drawn.detail) == ("¥0 in twelve months", "without XAU: no rate")


@pytest.mark.parametrize(
    ("label", "long", "short"),
    [
        ("2026-01", "Jan 2026", "Jan 2026"),
        ("2026-02", "Feb 2026", "Feb"),
        ("2025-12", "Dec 2025", "Dec"),
    ],
)
def test_months_are_named(label: str, long: str, short: str) -> None:
    assert month_words(label) == long
    assert month_words(label, short=True) == short


def test_the_chart_speaks_chinese() -> None:
    with translation.override("zh-hans"):
        drawn = chart(1_200_000, 0)
        assert drawn.title == "近十二个月 ¥120 万"
        assert drawn.rows[-2][0] == "2026年2月"
        assert drawn.spec["categories"][-3:] == ["2026年1月", "2月", "3月"]
