"""The chart of the stages: bars, numbers and the sentence for those who do not see it agree."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from qudao.core.money import Money
from qudao.deals.funnel.selectors import StageTotal
from qudao.deals.funnel.states import OPEN_STAGES, Stage
from qudao.web.shared.formats import money
from qudao.web.shared.lists import ListState, Table
from qudao.web.workbench.funnel.views import _filters, _table, _total, stage_chart
from qudao.web.workbench.records.charts import Chart
from tests.web.workbench.asking import asked

Told = tuple[int, str]  # count and amount
MIXED: dict[Stage, Told] = {
    Stage.PROSPECTING: (12, "90000"),
    Stage.ENGAGING: (0, "0"),
    Stage.PROPOSING: (3, "2500000"),
    Stage.NEGOTIATING: (1, "1234567.5"),
    Stage.WON: (1200, "98000000"),
    Stage.LOST: (7, "5000000"),
}


def totals(
    told: dict[Stage, Told], missing: dict[Stage, tuple[str, ...]] | None = None
) -> list[StageTotal]:
    return [
        StageTotal(
            stage=stage.value,
            stage_label=str(stage.label),
            count=told.get(stage, (0, "0"))[0],
            amount=Money(Decimal(told.get(stage, (0, "0"))[1]), "CNY"),
            missing=(missing or {}).get(stage, ()),
        )
        for stage in Stage
    ]


def chart(told: dict[Stage, Told], **missing: tuple[str, ...]) -> Chart:
    found = stage_chart(totals(told, {Stage(name): codes for name, codes in missing.items()}))
    assert found is not None
    return found


def test_the_table_has_every_stage_with_count_and_sum() -> None:
    found = chart(MIXED)
    assert found.headings == ["Stage", "Opportunities", "Amount"]
    assert found.rows == [
        ["Prospecting", "12", "¥90,000"],
        ["Engaging", "0", "¥0"],
        ["Proposing", "3", "¥2,500,000"],
        ["Negotiating", "1", "¥1,234,567.50"],
        ["Won", "1,200", "¥98,000,000"],
        ["Lost", "7", "¥5,000,000"],
    ]


def test_bars_are_the_open_stages_with_the_same_numbers() -> None:
    spec = chart(MIXED).spec
    (series,) = spec["series"]
    assert spec["categories"] == [str(stage.label) for stage in OPEN_STAGES]
    assert series["values"] == [90_000.0, 0.0, 2_500_000.0, 1_234_567.5]
    assert series["labels"] == ["¥90k", "¥0", "¥2.5m", "¥1.23m"]
    assert (spec["unit"], spec["kind"], spec["horizontal"]) == ("CNY", "bar", True)


def test_the_alternative_says_the_finding_and_the_finding_is_in_the_table() -> None:
    found = chart(MIXED)
    assert found.title == "Most stands at Proposing: ¥2.5m"
    assert found.alternative == f"Bars of the amount at each open stage. {found.title}"
    (row,) = [row for row in found.rows if row[0] == "Proposing"]
    assert row[2] == money(Decimal(2_500_000), "CNY")


def test_what_is_won_is_no_finding_about_what_stands_open() -> None:
    found = chart({Stage.WON: (2, "500"), Stage.ENGAGING: (1, "100")})
    assert found.title == "Most stands at Engaging: ¥100"


@pytest.mark.parametrize(
    "told", [{Stage.WON: (2, "500")}, {Stage.LOST: (1, "0")}, {Stage.ENGAGING: (4, "0")}]
)
def test_where_nothing_is_worth_anything_no_stage_is_said_to_hold_most(
    told: dict[Stage, Told],
) -> None:
    found = chart(told)
    assert found.title == "No open opportunity has an amount"
    assert found.title in found.alternative
    with override("zh-hans"):
        assert chart(told).title == "进行中的商机都没有金额"


def test_an_empty_funnel_has_no_chart() -> None:
    assert stage_chart(totals({})) is None


def test_of_two_fullest_stages_the_earlier_is_named() -> None:
    found = chart({Stage.ENGAGING: (1, "100"), Stage.NEGOTIATING: (9, "100")})
    assert "Engaging" in found.title


def test_currencies_without_a_rate_are_told_once_in_order() -> None:
    found = chart(MIXED, prospecting=("USD", "CHF"), won=("CHF",))
    assert found.detail == "without CHF, USD: no rate"
    assert chart(MIXED).detail == ""


def test_chinese_numbers_agree_as_well() -> None:
    with override("zh-hans"):
        found = chart(MIXED)
    assert "¥250 万" in found.title
    assert found.title in found.alternative
    assert found.spec["series"][0]["labels"][2] == "¥250 万"
    assert found.rows[2][2] == "¥2,500,000"


# ------------------------------------------------------------------ the list below it


def state(**said: str) -> ListState[object]:
    table: Table[object] = _table(totals(MIXED))  # type: ignore[assignment]
    return asked(table, "/workbench/funnel/", **said)


def test_the_number_of_rows_comes_from_the_stages_and_a_search_counts_nothing() -> None:
    told = totals(MIXED)
    for said, total in (
        ({}, 1_223),
        ({"stage": "won"}, 1_200),
        ({"stage": "engaging"}, 0),
        ({"stage": "sleeping"}, 1_223),
        ({"q": "Pulan"}, None),
        ({"q": "Pulan", "stage": "won"}, None),
    ):
        assert _total(told, state(**said)) == total, said  # type: ignore[arg-type]


def test_the_address_becomes_filters_and_order() -> None:
    found = _filters(state(stage="won", q=" Pulan "))  # type: ignore[arg-type]
    assert (found.stages, found.text) == (("won",), "Pulan")
    assert _filters(state(stage="sleeping")).stages == ()  # type: ignore[arg-type]
    assert state(sort="-amount").ordering() == ["-amount", "-pk"]
    assert state(sort="customer").sort == ""  # a column that does not sort
