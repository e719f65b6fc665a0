"""A cell in words and numbers: what those read who do not see its colours."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from qudao.choose.coverage.measures import MONEY, Measure, Value
from qudao.web.workbench.market.words import (
    customers_in_words,
    finding,
    in_words,
    named,
    short,
    shown,
    unit_of,
)
from tests.choose.coverage.forest import crossing, market_of

AMOUNTS: list[tuple[Value, str, str]] = [
    (Decimal(0), "0", "0"),
    (Decimal(2_500_000), "2.50", "250"),
    (Decimal(1_234_567), "1.23", "123"),
    (Decimal(12_000), "0.01", "1"),
    (Decimal(9_900), "0.01", "0.99"),
    (Decimal(1_000_000_000), "1,000.00", "100,000"),
]


@pytest.mark.parametrize(
    ("region", "industry", "english", "chinese"),
    [
        ("EAST", "BANK", "East × Bank", "East × Bank"),
        ("", "BANK", "All regions × Bank", "全部区域 × Bank"),
        ("EAST", "", "East × All industries", "East × 全部行业"),
    ],
)
def test_a_cell_is_named_by_both_axes(
    region: str, industry: str, english: str, chinese: str
) -> None:
    assert named(crossing(region, industry)) == english
    with override("zh-hans"):
        assert named(crossing(region, industry)) == chinese


@pytest.mark.parametrize(("amount", "english", "chinese"), AMOUNTS)
def test_amounts_are_counted_as_the_reader_counts(
    amount: Value, english: str, chinese: str
) -> None:
    for measure in MONEY:
        assert short(measure, amount) == english
        with override("zh-hans"):
            assert short(measure, amount) == chinese


def test_counts_are_written_in_full_without_a_unit() -> None:
    for measure in set(Measure) - MONEY:
        assert (short(measure, 12_345), unit_of(measure)) == ("12,345", "")
    assert {unit_of(measure) for measure in MONEY} == {" million"}
    with override("zh-hans"):
        assert {unit_of(measure).strip() for measure in MONEY} == {"万"}


def test_a_value_on_its_own_has_its_currency() -> None:
    assert shown(Measure.OPEN, Decimal(2_500_000), "CNY") == "¥2.5m"
    assert shown(Measure.WON, Decimal(1_200), "EUR") == "€1.2k"
    assert shown(Measure.CUSTOMERS, 1_200, "CNY") == "1,200"
    with override("zh-hans"):
        assert shown(Measure.OPEN, Decimal(2_500_000), "CNY") == "¥250 万"


@pytest.mark.parametrize(
    ("values", "measure", "words"),
    [
        ({"customers": 1, "partners": 1}, Measure.CUSTOMERS, "1 customer, 1 partner at work"),
        ({"customers": 2, "partners": 3}, Measure.PARTNERS, "2 customers, 3 partners at work"),
        (
            {"customers": 1_200},
            Measure.CUSTOMERS,
            "1,200 customers, 0 partners at work, nobody serves this",
        ),
        (
            {"customers": 1, "open": Decimal(2_500_000)},
            Measure.OPEN,
            "1 customer, 0 partners at work, Open pipeline 2.50 million, nobody serves this",
        ),
        (
            {"partners": 1, "protected": 4},
            Measure.PROTECTED,
            "0 customers, 1 partner at work, Registrations protected 4",
        ),
    ],
)
def test_a_cell_says_all_that_its_colours_say(
    values: dict[str, Value], measure: Measure, words: str
) -> None:
    assert in_words(crossing("EAST", "BANK", **values), measure) == words


def test_chinese_words_have_chinese_marks() -> None:
    with override("zh-hans"):
        said = in_words(crossing("EAST", "BANK", customers=3), Measure.CUSTOMERS)
        assert customers_in_words(1) == "1 家客户"
    assert said == "3 家客户、0 家伙伴在做、没人做"


# ------------------------------------------------------------------ the finding


def test_the_finding_counts_gaps_and_names_the_largest() -> None:
    market = market_of(
        {
            ("EAST", "BANK"): {"customers": 900, "partners": 1},
            ("EAST", "MED"): {"customers": 7},
            ("SOUTH", "BANK"): {"customers": 1_200},
            ("SOUTH", "MED"): {"partners": 2},
        }
    )
    assert finding(market) == (
        "Nobody serves 2 of 3 cells with customers; the largest is South × Bank with "
        "1,200 customers."
    )


def test_of_gaps_of_one_size_the_first_is_named() -> None:
    market = market_of({("EAST", "MED"): {"customers": 1}, ("EAST", "BANK"): {"customers": 1}})
    assert "the largest is East × Bank with 1 customer." in finding(market)


def test_a_market_without_gaps_says_so() -> None:
    served = market_of({("EAST", "BANK"): {"customers": 3, "partners": 1}})
    assert finding(served) == "Every cell with customers has a partner at work."
    with override("zh-hans"):
        assert "伙伴" in finding(served)
