"""A holder's line: figures in words, shares of the bar, the addresses behind each figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.deals.funnel.attainment import Attainment, By, GoalLine
from qudao.deals.funnel.goal_rows import What
from qudao.engines.quarter import Quarter, quarter_of
from qudao.web.shared.lists import Column, Filter, ListState, Table
from qudao.web.workbench.goals.quarters import rows_url
from qudao.web.workbench.goals.views import Line, _line, _ordered
from tests.web.workbench.asking import asked

Q1 = Quarter(start=date(2026, 1, 1), end=date(2026, 4, 1), year=2026, number=1)
MILLION = Decimal(1_000_000)


def goal(label: str = "Xu Mingyuan", *, by: By = By.PARTNER, **figures: object) -> GoalLine:
    stated: dict[str, object] = {
        "key": f"key_{label}", "target": Decimal(0), "quotas": 0,
        "done": Decimal(0), "expected": Decimal(0), **figures,
    }  # fmt: skip
    return GoalLine(by=by, label=label, **stated)  # type: ignore[arg-type]


def line(one: GoalLine) -> Line:
    return _line(one, Attainment(lines=(one,), currency="CNY", missing=()), Q1)


def asks(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def state(**said: str) -> ListState[Line]:
    names = ("name", "target", "done", "gap", "expected")
    table: Table[Line] = Table(
        name="goals",
        columns=[Column(name, name, lambda one: one.target, (name,)) for name in names],
        filters=[Filter("by", "By", [(one.value, one.value) for one in By])],
        search_hint="Name",
    )
    return asked(table, "/workbench/goals/", **said)


# ------------------------------------------------------------------ figures and shares


@pytest.mark.parametrize(
    ("target", "done", "expected", "words", "shares"),
    [
        (2, "0.5", "0.7", ("¥2m", "¥500k", "¥1.5m", "25%"), (25.0, 35.0)),
        (2, "2", "0.7", ("¥2m", "¥2m", "¥0", "100%"), (100.0, 0.0)),
        (2, "3", "1", ("¥2m", "¥3m", "¥0", "150%"), (100.0, 0.0)),
        (2, "0.5", "9", ("¥2m", "¥500k", "¥1.5m", "25%"), (25.0, 75.0)),
        (2, "-1", "1", ("¥2m", "−¥1m", "¥3m", "−50%"), (0.0, 50.0)),  # more taken back than sold
        (2, "0", "0", ("¥2m", "¥0", "¥2m", "0%"), (0.0, 0.0)),
    ],
)
def test_a_target_is_the_whole_of_its_bar(
    target: int, done: str, expected: str, words: tuple[str, ...], shares: tuple[float, float]
) -> None:
    one = line(
        goal(
            target=target * MILLION,
            quotas=1,
            done=Decimal(done) * MILLION,
            expected=Decimal(expected) * MILLION,
        )
    )
    assert (one.target, one.done, one.gap, one.share) == words
    assert (one.done_share, one.expected_share) == shares


def test_without_a_target_the_outlook_is_the_whole_and_nothing_is_missing() -> None:
    one = line(goal(done=MILLION, expected=3 * MILLION))
    assert (one.target, one.gap, one.share) == ("not set", "–", "")
    assert (one.done_share, one.expected_share) == (25.0, 75.0)
    nothing = line(goal())
    assert (nothing.done, nothing.done_share, nothing.expected_share) == ("¥0", 0.0, 0.0)


def test_a_target_of_nothing_is_a_target() -> None:
    one = line(goal(quotas=1, done=MILLION))
    assert (one.target, one.gap, one.share, one.done_share) == ("¥0", "¥0", "", 100.0)


def test_figures_are_said_as_the_reader_counts() -> None:
    with override("zh-hans"):
        one = line(goal(target=2 * MILLION, quotas=1, done=MILLION / 2))
        assert (one.target, one.done, one.gap) == ("¥200 万", "¥50 万", "¥150 万")
        assert line(goal()).target == "未设"


AMOUNTS = st.decimals(-10, 10**12, places=2)


@settings(max_examples=60)
@given(target=AMOUNTS, done=AMOUNTS, expected=AMOUNTS, quotas=st.integers(0, 2))
def test_a_bar_never_leaves_its_frame(
    target: Decimal, done: Decimal, expected: Decimal, quotas: int
) -> None:
    one = line(goal(target=target, quotas=quotas, done=done, expected=expected))
    assert 0 <= one.done_share <= 100
    assert 0 <= one.expected_share <= 100
    assert one.done_share + one.expected_share <= 100


# ------------------------------------------------------------------ addresses


def test_each_figure_leads_to_its_own_rows() -> None:
    one = line(goal("Qihe", target=MILLION, quotas=1))
    holder = {"by": "partner", "key": "key_Qihe", "quarter": "2026-01-01"}
    assert asks(one.done_url) == {"what": "done", **holder}
    assert asks(one.open_url) == {"what": "open", **holder}
    assert asks(one.target_url) == {"what": "target", **holder}
    assert {urlsplit(url).path for url in (one.done_url, one.open_url, one.target_url)} == {
        "/workbench/goals/rows/"
    }


def test_setting_a_target_starts_with_the_holder_and_the_quarter() -> None:
    url = line(goal("Qihe")).set_url
    assert urlsplit(url).path == "/workbench/goals/set/partner/"
    assert asks(url) == {"period": "2026-01-01/2026-04-01", "key": "key_Qihe"}


def test_an_address_of_rows_names_what_is_known_alone() -> None:
    quarter = quarter_of(date(2026, 3, 2))
    assert rows_url(quarter, What.DONE) == "/workbench/goals/rows/?what=done&quarter=2026-01-01"
    assert asks(rows_url(quarter, What.OPEN, key="a&b=c"))["key"] == "a&b=c"


# ------------------------------------------------------------------ order

LINES = (
    goal("Ding", target=3 * MILLION, quotas=1, done=MILLION),
    goal("heng", done=2 * MILLION),
    goal("Qihe", target=MILLION, quotas=1, expected=MILLION),
)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({}, ["Ding", "heng", "Qihe"]),
        ({"sort": "name"}, ["Ding", "heng", "Qihe"]),
        ({"sort": "-name"}, ["Qihe", "heng", "Ding"]),
        ({"sort": "target"}, ["heng", "Qihe", "Ding"]),
        ({"sort": "-done"}, ["heng", "Ding", "Qihe"]),
        ({"sort": "-gap"}, ["Ding", "Qihe", "heng"]),
        ({"sort": "expected"}, ["Ding", "heng", "Qihe"]),
        ({"sort": "outlook"}, ["Ding", "heng", "Qihe"]),
        ({"q": "H"}, ["heng", "Qihe"]),
        ({"q": "ding ", "sort": "-name"}, ["Ding"]),
        ({"q": "nobody"}, []),
    ],
)
def test_partners_and_cells_stand_as_the_address_asks(
    said: dict[str, str], names: list[str]
) -> None:
    for by in (By.PARTNER, By.CELL):
        assert [one.label for one in _ordered(LINES, state(**said), by)] == names


@pytest.mark.parametrize("sort", ["target", "-target", "done", "-done", "-gap", "expected"])
def test_people_are_never_ranked(sort: str) -> None:
    found = _ordered(LINES, state(sort=sort), By.PERSON)
    assert [one.label for one in found] == ["Ding", "heng", "Qihe"]
