"""The quarter on one line: five figures, one bar, one sentence. Made by hand, no database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from qudao.core.actor import Actor, Role, Side
from qudao.core.money import Money
from qudao.deals.funnel.outlook import Outlook
from qudao.engines.quarter import Deal, quarter_of, standing
from qudao.market.goals.selectors import Target
from qudao.web.workbench.today.quarter import Figure, QuarterLine, line_of, quarter_line
from tests.web.workbench.deals.build import NOW

TODAY = date(2026, 3, 2)  # 60 of 90 days are gone
ROWS = "/workbench/goals/rows/"


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


def an_outlook(
    *, target: int = 4_000_000, done: int = 1_000_000, deals: tuple[Deal, ...] = (), **more: Any
) -> Outlook:
    today: date = more.pop("today", TODAY)
    where = standing(
        quarter_of(today), deals, target=Decimal(target), done=Decimal(done), today=today
    )
    usual: dict[str, Any] = {
        "target": Target(Money(Decimal(target), "CNY"), 1 if target else 0, ()),
        "currency": "CNY",
        "open_deals": len(deals),
        "week": Money(Decimal(0), "CNY"),
        "week_deals": 0,
        "overdue": Money(Decimal(0), "CNY"),
        "overdue_deals": 0,
        "missing": (),
    }
    return Outlook(standing=where, **{**usual, **more})


def line(**more: Any) -> QuarterLine:
    return line_of(an_outlook(**more))


def figure(place: int, **more: Any) -> Figure:
    return line(**more).figures[place]


def deal(chance: str, amount: int) -> Deal:
    return Deal(Decimal(chance), Decimal(amount))


def test_five_figures_stand_in_their_order() -> None:
    assert [(one.label, one.value, one.detail) for one in line().figures] == [
        ("Q1 target", "¥4m", "2026"),
        ("Done", "¥1m", "25%"),
        ("Gap", "¥3m", "30 days left"),
        ("Weighted pipeline", "¥0", "¥0–¥0, uncalibrated"),
        ("Expected this week", "¥0", "0 deals"),
    ]


def test_what_was_expected_before_today_stands_apart_from_the_week() -> None:
    late = Money(Decimal(300_000), "CNY")
    shown = figure(4, week_deals=1, overdue=late, overdue_deals=2)
    assert shown.detail == "1 deal · 2 overdue, ¥300k"


def test_figures_that_have_rows_open_them() -> None:
    assert [one.url for one in line().figures] == [
        f"{ROWS}?what=target&quarter=2026-01-01",
        f"{ROWS}?what=done&quarter=2026-01-01",
        None,
        f"{ROWS}?what=open&quarter=2026-01-01",
        f"{ROWS}?what=week&quarter=2026-01-01",
    ]


def test_without_a_target_nothing_is_measured_by_it() -> None:
    shown = line(target=0)
    target, done, gap, *_rest = shown.figures
    assert (target.value, done.detail, gap.value) == ("not set", "", "–")
    assert (shown.has_target, shown.today) == (False, None)
    assert shown.sentence == "No target is set for this quarter yet."
    assert shown.done == 100.0  # the bar shows done and pipeline against each other


def test_nothing_at_all_is_an_empty_bar_and_divides_by_nothing() -> None:
    shown = line(target=0, done=0)
    assert (shown.done, shown.pipeline) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("done", "share", "gap"),
    [
        (0, 0.0, "¥4m"),
        (1_000_000, 25.0, "¥3m"),
        (4_000_000, 100.0, "¥0"),
        (5_000_000, 100.0, "¥0"),  # more than was asked: the bar is full, no gap below nothing
    ],
)
def test_the_bar_is_never_more_than_full(done: int, share: float, gap: str) -> None:
    shown = line(done=done, deals=(deal("0.5", 8_000_000),))
    assert shown.done == share
    assert shown.figures[2].value == gap
    assert shown.done + shown.pipeline <= 100.0


def test_money_given_back_makes_no_bar_below_nothing() -> None:
    shown = line(done=-500_000)
    assert shown.done == 0.0
    assert shown.figures[1].value == "\u2212¥500k"
    assert shown.figures[2].value == "¥4.5m"


def test_the_pipeline_is_weighted_with_its_range() -> None:
    shown = figure(3, deals=(deal("0.5", 1_000_000), deal("0.5", 2_000_000)))
    assert (shown.value, shown.detail) == ("¥1.5m", "¥0–¥3m, uncalibrated")
    assert line(deals=(deal("0.5", 2_000_000),)).pipeline == 25.0


@pytest.mark.parametrize(("deals", "words"), [(0, "0 deals"), (1, "1 deal"), (2, "2 deals")])
def test_the_week_counts_its_deals(deals: int, words: str) -> None:
    week = Money(Decimal(700_000), "CNY")
    shown = figure(4, week=week, week_deals=deals)
    assert (shown.value, shown.detail) == ("¥700k", words)


@pytest.mark.parametrize(
    ("today", "gone", "left"),
    [
        (date(2026, 1, 1), 0.0, "90 days left"),
        (date(2026, 3, 31), 98.9, "1 day left"),
        (date(2026, 2, 15), 50.0, "45 days left"),
    ],
)
def test_the_mark_of_today_moves_with_the_days(today: date, gone: float, left: str) -> None:
    shown = line(today=today)
    assert (shown.today, shown.figures[2].detail) == (gone, left)


def test_the_sentence_sets_done_against_time() -> None:
    assert line().sentence == "The quarter is 25% done with 67% of its days gone."
    assert line().label == "Done ¥1m, weighted pipeline ¥0, 67% of the time gone"


def test_currencies_without_a_rate_are_named() -> None:
    assert line(missing=("USD", "XAU")).missing == "USD, XAU"
    assert line().missing == ""


def test_the_line_speaks_chinese() -> None:
    with translation.override("zh-hans"):
        shown = line()
    assert [one.label for one in shown.figures][1:3] == ["已完成", "还差"]
    assert shown.figures[0].value == "¥400 万"
    assert "25%" in shown.sentence
    assert "quarter" not in shown.sentence


@pytest.mark.parametrize("role", [Role.HUMAN_RESOURCES, Role.PARTNER_SELLER])
def test_who_reads_no_opportunities_has_no_quarter(role: Role) -> None:
    actor = Actor(side=Side.VENDOR, user_id=1, roles=frozenset({role}))
    assert quarter_line(actor, now=NOW) is None
