"""The forecast is exact up to twenty deals, whatever their amounts, and says so above."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.quarter import (
    EXACT_UP_TO,
    LARGEST_AMOUNT,
    Deal,
    Forecast,
    forecast,
    quarter_of,
    run_forecast,
    standing,
)

CENT = Decimal("0.01")


def deal(probability: str, amount: str) -> Deal:
    return Deal(Decimal(probability), Decimal(amount))


def distribution(deals: list[Deal]) -> dict[Decimal, Fraction]:
    """All totals with their exact probabilities, one deal after the other."""
    totals = {Decimal(0): Fraction(1)}
    for one in deals:
        chance, grown = Fraction(one.probability), defaultdict[Decimal, Fraction](Fraction)
        for total, reached in totals.items():
            grown[total] += reached * (1 - chance)
            grown[total + one.amount] += reached * chance
        totals = dict(grown)
    return totals


def quantile(totals: dict[Decimal, Fraction], level: str) -> Decimal:
    reached = Fraction(0)
    for total in sorted(totals):
        reached += totals[total]
        if reached >= Fraction(level) - Fraction(1, 10**9):
            return total
    raise AssertionError("the probabilities do not sum to 1")


def figures(result: Forecast) -> list[Decimal]:
    return [result.p10, result.p50, result.p90]


# ---------------------------------------------------------------------- exact figures


@pytest.mark.parametrize(
    ("deals", "expected"),
    [
        ([deal("0.1", "5")], [0, 0, 0]),
        ([deal("0.100001", "5")], [0, 0, 5]),
        ([deal("0.5", "5")], [0, 0, 5]),
        ([deal("0.500001", "5")], [0, 5, 5]),
        ([deal("0.9", "5")], [0, 5, 5]),
        ([deal("0.900001", "5")], [5, 5, 5]),
        ([deal("1", "5")], [5, 5, 5]),
        ([deal("0", "5")], [0, 0, 0]),
        ([deal("0.5", "0")], [0, 0, 0]),
        ([deal("0.5", "1"), deal("1", "7")], [7, 7, 8]),
        ([deal("0.2", "10"), deal("0.2", "10")], [0, 0, 10]),
        ([deal("0.5", "0.01"), deal("0.5", "1000000")], [0, "0.01", "1000000.01"]),
    ],
)
def test_a_quantile_is_the_first_total_that_reaches_its_level(
    deals: list[Deal], expected: list[int | str]
) -> None:
    assert figures(forecast(deals)) == [Decimal(one) for one in expected]


@pytest.mark.parametrize(
    ("threshold", "chance"),
    [
        ("-1", 1.0),
        ("0", 1.0),
        ("0.01", 0.75),
        ("10", 0.75),
        ("10.01", 0.5),
        ("20", 0.5),
        ("20.004", 0.25),
        ("30", 0.25),
        ("30.01", 0.0),
        ("1000000000000000000000", 0.0),
    ],
)
def test_the_chance_of_reaching_a_threshold(threshold: str, chance: float) -> None:
    result = forecast([deal("0.5", "10"), deal("0.5", "20")], threshold=Decimal(threshold))

    assert result.probability_at_least_threshold == pytest.approx(chance)


def test_a_sure_deal_lowers_the_threshold_that_is_left() -> None:
    deals = [deal("1", "100"), deal("0.5", "10")]

    chances = [
        forecast(deals, threshold=Decimal(one)).probability_at_least_threshold
        for one in (99, 100, 101, 110, 111)
    ]

    assert chances == pytest.approx([1.0, 1.0, 0.5, 0.5, 0.0])


def test_twenty_equal_deals_are_a_binomial_count() -> None:
    deals = [deal("0.3", "1000")] * EXACT_UP_TO
    result = forecast(deals, threshold=Decimal(8_000))
    at_least_8 = sum(comb(20, wins) * 0.3**wins * 0.7 ** (20 - wins) for wins in range(8, 21))

    assert figures(result) == [Decimal(3_000), Decimal(6_000), Decimal(9_000)]
    assert result.expected == Decimal(6_000)
    assert result.standard_deviation == Decimal(4_200_000).sqrt()
    assert result.probability_at_least_threshold == pytest.approx(at_least_8)
    assert result.error is None


@pytest.mark.parametrize("seed", range(6))
def test_twenty_deals_on_a_grid_are_exact(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a table of cases, no secret
    deals = [
        Deal(Decimal(random.randint(1, 99)) / 100, Decimal(random.randint(1, 60) * 5_000))
        for _ in range(EXACT_UP_TO)
    ]
    totals = distribution(deals)
    threshold = Decimal(2_500_000)

    result = forecast(deals, threshold=threshold)

    assert figures(result) == [quantile(totals, level) for level in ("0.1", "0.5", "0.9")]
    assert result.probability_at_least_threshold == pytest.approx(
        float(sum(chance for total, chance in totals.items() if total >= threshold))
    )


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 11, 12, 13])
def test_any_number_of_distinct_amounts_is_exact(count: int) -> None:
    deals = [
        Deal(Decimal(1 + 7 * n % 19) / 20, Decimal(100_000 + n * n * 3_137) * CENT)
        for n in range(count)
    ]
    totals = distribution(deals)

    assert figures(forecast(deals)) == [quantile(totals, level) for level in ("0.1", "0.5", "0.9")]


def test_powers_of_two_give_a_million_totals_and_still_the_right_one() -> None:
    deals = [deal("0.5", str(2**n)) for n in range(EXACT_UP_TO)]  # each total 0 to 2²⁰ - 1 once

    result = forecast(deals, threshold=Decimal(2**19))

    assert figures(result) == [Decimal(-(-(2**20) // 10) - 1), Decimal(2**19 - 1), Decimal(943_718)]
    assert result.probability_at_least_threshold == pytest.approx(0.5)


def test_the_largest_and_the_finest_amounts_meet_in_one_forecast() -> None:
    largest = LARGEST_AMOUNT - Decimal("0.000001")
    deals = [Deal(Decimal("0.6"), largest), deal("0.6", "0.000001")]

    assert figures(forecast(deals)) == [0, largest, LARGEST_AMOUNT]


# ---------------------------------------------------------------------- properties

chances = st.decimals(0, 1, places=2)
grid = st.integers(0, 40).map(lambda n: Decimal(n * 250))
some = st.lists(st.builds(Deal, chances, grid), max_size=20)


@given(some)
@settings(max_examples=60)
def test_every_forecast_on_a_grid_is_that_of_all_combinations(deals: list[Deal]) -> None:
    totals = distribution(deals)

    assert figures(forecast(deals)) == [quantile(totals, level) for level in ("0.1", "0.5", "0.9")]


@given(some, grid)
@settings(max_examples=60)
def test_every_threshold_on_a_grid_is_that_of_all_combinations(
    deals: list[Deal], threshold: Decimal
) -> None:
    exact = sum(chance for total, chance in distribution(deals).items() if total >= threshold)

    result = forecast(deals, threshold=threshold)

    assert result.probability_at_least_threshold == pytest.approx(float(exact), abs=1e-9)


@given(some, st.integers(1, 1000))
@settings(max_examples=60)
def test_a_larger_unit_scales_every_figure(deals: list[Deal], times: int) -> None:
    scaled = forecast([replace(one, amount=one.amount * times) for one in deals])
    plain = forecast(deals)

    assert figures(scaled) == [one * times for one in figures(plain)]
    assert scaled.expected == plain.expected * times


@given(some, st.integers(0, 19))
@settings(max_examples=60)
def test_a_surer_deal_never_lowers_a_figure(deals: list[Deal], at: int) -> None:
    if not deals:
        return
    at %= len(deals)
    surer = [*deals[:at], replace(deals[at], probability=Decimal(1)), *deals[at + 1 :]]

    for before, after in zip(figures(forecast(deals)), figures(forecast(surer)), strict=True):
        assert after >= before


def test_the_same_deals_are_answered_from_memory() -> None:
    deals = [deal("0.4", "1000"), deal("0.6", "500")]

    assert forecast(deals) is forecast(tuple(deals))
    assert forecast(deals, threshold=Decimal(1)) is not forecast(deals)


# ---------------------------------------------------------------------- refused, odd


@pytest.mark.parametrize(
    ("probability", "amount"),
    [
        ("-0.0001", "1"),
        ("1.0001", "1"),
        ("Infinity", "1"),
        ("sNaN", "1"),
        ("0.5", "-0.01"),
        ("0.5", "NaN"),
        ("0.5", "Infinity"),
        ("0.5", "1E15"),
    ],
)
def test_an_impossible_deal_is_refused(probability: str, amount: str) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        deal(probability, amount)


@pytest.mark.parametrize("count", [1, EXACT_UP_TO, EXACT_UP_TO + 1])
def test_absurd_decimals_are_refused_however_many_deals_there_are(count: int) -> None:
    with pytest.raises(ValueError, match="at most 6 decimals"):
        forecast([deal("0.5", "1E-7")] * count)


@pytest.mark.parametrize("count", [1, 25])
@pytest.mark.parametrize("probability", ["1E-400", "1E-300", "0." + "9" * 40])
def test_a_probability_next_to_0_or_1_breaks_nothing(probability: str, count: int) -> None:
    result = forecast([deal(probability, "10")] * count, threshold=Decimal(5))

    sure = Decimal(probability) > Decimal("0.5")
    assert figures(result) == [Decimal(10 * count if sure else 0)] * 3
    assert result.probability_at_least_threshold == (1.0 if sure else pytest.approx(0.0))


@pytest.mark.parametrize("amount", ["1000.00", "1000", "1E3", "1000.000000000"])
def test_the_spelling_of_an_amount_does_not_matter(amount: str) -> None:
    assert figures(forecast([deal("0.6", amount)])) == [0, 1000, 1000]


# ---------------------------------------------------------------------- above twenty


def test_deals_that_cannot_move_do_not_count_to_the_twenty() -> None:
    idle = [deal("1", "10")] * 30 + [deal("0", "10")] * 30 + [deal("0.5", "0")] * 30

    assert forecast([*idle, *[deal("0.5", "1")] * EXACT_UP_TO]).error is None
    assert forecast([*idle, *[deal("0.5", "1")] * (EXACT_UP_TO + 1)]).error is not None


def test_the_approximation_stays_near_the_exact_figures() -> None:
    deals = [Deal(Decimal(n % 9 + 1) / 10, Decimal(1_000 + n % 5 * 500)) for n in range(60)]
    totals = distribution(deals)

    result = forecast(deals, threshold=Decimal(60_000))

    exact = float(sum(chance for total, chance in totals.items() if total >= 60_000))
    assert result.error is not None
    assert result.error < 0.2
    assert result.probability_at_least_threshold == pytest.approx(exact, abs=0.02)
    for shown, level in zip(figures(result), ("0.1", "0.5", "0.9"), strict=True):
        assert float(shown) == pytest.approx(float(quantile(totals, level)), rel=0.02)


@given(
    st.lists(st.builds(Deal, st.decimals("0.01", "0.99", places=2), grid), min_size=21, max_size=60)
)
@settings(max_examples=40)
def test_an_approximation_lies_between_nothing_and_everything(deals: list[Deal]) -> None:
    everything = sum((one.amount for one in deals), Decimal(0))
    result = forecast(deals, threshold=everything)

    assert 0 <= result.p10 <= result.p50 <= result.p90 <= everything
    assert result.error is None or 0 <= result.error <= 1
    assert forecast(deals, threshold=Decimal(0)).probability_at_least_threshold == 1.0
    assert forecast(deals, threshold=everything + CENT).probability_at_least_threshold == 0.0


# ---------------------------------------------------------------------- the line of Today


@pytest.mark.parametrize(
    ("target", "done", "gap", "share", "coverage", "chance"),
    [
        ("1000", "400", "600", 0.4, 0.5, 0.0),
        ("1000", "800", "200", 0.8, 1.5, 0.5),
        ("1000", "1000", "0", 1.0, None, 1.0),
        ("1000", "1500", "-500", 1.5, None, 1.0),
        ("0", "100", "-100", None, None, None),
        ("0", "0", "0", None, None, None),
        ("1000", "-200", "1200", -0.2, 0.25, 0.0),  # returns of the quarter before
    ],
)
def test_gap_share_and_coverage(
    target: str,
    done: str,
    gap: str,
    share: float | None,
    coverage: float | None,
    chance: float | None,
) -> None:
    quarter = quarter_of(date(2026, 11, 16))
    line = standing(
        quarter,
        [deal("0.5", "300")],
        target=Decimal(target),
        done=Decimal(done),
        today=date(2026, 11, 16),
    )

    assert (line.gap, line.share_done, line.coverage) == (Decimal(gap), share, coverage)
    assert line.pipeline.probability_at_least_threshold == chance
    assert line.outlook == Decimal(done) + 150


def test_the_model_by_name_takes_numbers_and_texts() -> None:
    by_text = run_forecast({"deals": [{"probability": "0.5", "amount": "10.50"}]})
    by_number = run_forecast({"deals": [{"probability": 0.5, "amount": 10.5}]})

    assert by_text == by_number
    assert by_text["expected"] == 5.25
    assert by_text["probability_at_least_threshold"] is None
    assert run_forecast({"deals": []})["p90"] == 0.0


def test_the_model_by_name_tells_its_error_above_twenty() -> None:
    rows = [{"probability": 0.5, "amount": 10}] * 21

    assert run_forecast({"deals": rows, "threshold": 100})["approximation_error"] == pytest.approx(
        0.56 / 21**0.5
    )


@pytest.mark.parametrize("wrong", [{}, {"deals": None}, {"deals": {}}, {"deals": "x"}])
def test_what_is_no_list_of_deals_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="deals must be a list"):
        run_forecast(wrong)
