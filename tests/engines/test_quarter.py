from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.quarter import (
    EXACT_UP_TO,
    TIE,
    Deal,
    Forecast,
    forecast,
    quarter_after,
    quarter_before,
    quarter_of,
    run_forecast,
    standing,
)

WORKED = [
    Deal(Decimal("0.8"), Decimal(500)),
    Deal(Decimal("0.5"), Decimal(300)),
    Deal(Decimal("0.3"), Decimal(800)),
    Deal(Decimal("0.15"), Decimal(1000)),
]
probabilities = st.decimals(0, 1, places=3)
amounts = st.decimals(0, 100_000, places=2)
deals = st.lists(st.builds(Deal, probabilities, amounts), max_size=9)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def by_hand(chosen: list[Deal], level: float) -> Decimal:
    """The quantile from all combinations of won and lost."""
    totals: dict[Decimal, float] = {}
    for wins in product([False, True], repeat=len(chosen)):
        chance, total = 1.0, Decimal(0)
        for won, deal in zip(wins, chosen, strict=True):
            chance *= float(deal.probability if won else 1 - deal.probability)
            total += deal.amount if won else Decimal(0)
        totals[total] = totals.get(total, 0.0) + chance
    reached = 0.0
    for total in sorted(totals):
        reached += totals[total]
        if reached >= level - TIE:
            return total
    raise AssertionError("the probabilities do not sum to 1")


# ---------------------------------------------------------------------- quarters


@pytest.mark.parametrize(
    ("day", "first_month", "start", "end", "year", "number"),
    [
        (date(2026, 11, 23), 1, date(2026, 10, 1), date(2027, 1, 1), 2026, 4),
        (date(2026, 1, 1), 1, date(2026, 1, 1), date(2026, 4, 1), 2026, 1),
        (date(2026, 3, 31), 4, date(2026, 1, 1), date(2026, 4, 1), 2025, 4),
        (date(2026, 1, 15), 12, date(2025, 12, 1), date(2026, 3, 1), 2025, 1),
        (date(2026, 7, 15), 2, date(2026, 5, 1), date(2026, 8, 1), 2026, 2),
    ],
)
def test_a_day_lies_in_its_fiscal_quarter(
    day: date, first_month: int, start: date, end: date, year: int, number: int
) -> None:
    quarter = quarter_of(day, first_month=first_month)

    assert (quarter.start, quarter.end) == (start, end)
    assert (quarter.year, quarter.number) == (year, number)


@given(days, st.integers(1, 12))
def test_quarters_follow_each_other_without_gap(day: date, first_month: int) -> None:
    quarter = quarter_of(day, first_month=first_month)
    following = quarter_after(quarter, first_month=first_month)

    assert quarter.start <= day < quarter.end
    assert 89 <= quarter.days <= 92
    assert following.start == quarter.end
    assert quarter_before(following, first_month=first_month) == quarter
    assert following.number == quarter.number % 4 + 1


@pytest.mark.parametrize("first_month", [0, 13])
def test_a_year_starts_with_a_month(first_month: int) -> None:
    with pytest.raises(ValueError, match="first_month"):
        quarter_of(date(2026, 1, 1), first_month=first_month)


def test_the_share_gone_counts_whole_days_before_today() -> None:
    quarter = quarter_of(date(2026, 11, 23))

    assert quarter.share_gone(date(2026, 10, 1)) == 0.0
    assert quarter.share_gone(date(2026, 11, 16)) == 0.5
    assert quarter.share_gone(date(2027, 5, 1)) == 1.0
    assert quarter.share_gone(date(2026, 5, 1)) == 0.0
    assert quarter.days_left(date(2026, 12, 31)) == 1


# ---------------------------------------------------------------------- forecast


def test_the_worked_case_of_the_model() -> None:
    result = forecast(WORKED, threshold=Decimal(800))

    assert result.expected == Decimal("940.00")
    assert float(result.standard_deviation) == pytest.approx(569.5612346359256)
    assert [result.p10, result.p50, result.p90] == [Decimal(300), Decimal(800), Decimal(1600)]
    assert result.probability_at_least_threshold == pytest.approx(0.643)
    assert result.error is None


def test_the_model_runs_on_plain_json() -> None:
    rows = [{"probability": 0.8, "amount": 500}, {"probability": 0.5, "amount": 300}]

    result = run_forecast({"deals": rows, "threshold": 300})

    assert result == {
        "expected": 550.0,
        "standard_deviation": 250.0,
        "p10": 0.0,
        "p50": 500.0,
        "p90": 800.0,
        "probability_at_least_threshold": pytest.approx(0.9),
        "approximation_error": None,
    }


def test_the_model_refuses_what_is_no_list_of_deals() -> None:
    with pytest.raises(ValueError, match="deals must be a list"):
        run_forecast({"deals": "many"})


def test_no_deals_bring_nothing_for_sure() -> None:
    nothing = Decimal(0)

    assert forecast([]) == Forecast(
        expected=nothing, standard_deviation=nothing, p10=nothing, p50=nothing, p90=nothing
    )


def test_a_sure_deal_is_no_risk() -> None:
    result = forecast([Deal(Decimal(1), Decimal(70))], threshold=Decimal(70))

    assert (result.p10, result.p90) == (Decimal(70), Decimal(70))
    assert result.standard_deviation == Decimal(0)
    assert result.probability_at_least_threshold == 1.0


@pytest.mark.parametrize(
    ("probability", "amount"), [("1.1", "1"), ("-0.1", "1"), ("NaN", "1"), ("0.5", "-1")]
)
def test_an_impossible_deal_is_refused(probability: str, amount: str) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        Deal(Decimal(probability), Decimal(amount))


def test_an_amount_with_absurd_decimals_is_refused() -> None:
    with pytest.raises(ValueError, match="decimals"):
        forecast([Deal(Decimal("0.5"), Decimal("1E-900"))])


@given(deals)
def test_quantiles_are_those_of_all_combinations(chosen: list[Deal]) -> None:
    result = forecast(chosen)

    assert [result.p10, result.p50, result.p90] == [
        by_hand(chosen, level) for level in (0.1, 0.5, 0.9)
    ]


@given(deals, amounts)
def test_quantiles_are_monotone_and_within_reach(chosen: list[Deal], extra: Decimal) -> None:
    result = forecast(chosen, threshold=extra)
    richer = forecast([*chosen, Deal(Decimal("0.5"), extra)])

    assert 0 <= result.p10 <= result.p50 <= result.p90 <= sum(one.amount for one in chosen)
    assert richer.p50 >= result.p50
    assert 0 <= (result.probability_at_least_threshold or 0) <= 1


@given(deals, st.randoms(use_true_random=False))
def test_the_order_of_the_deals_does_not_matter(chosen: list[Deal], random: Random) -> None:
    mixed = list(chosen)
    random.shuffle(mixed)

    assert forecast(mixed).p90 == forecast(chosen).p90
    assert forecast(mixed).expected == forecast(chosen).expected


def test_twenty_deals_are_exact_and_more_are_approximate() -> None:
    many = [Deal(Decimal("0.4"), Decimal(1000))] * (EXACT_UP_TO + 1)

    assert forecast(many[:-1]).error is None
    approximate = forecast(many)
    # 0.56 * p * q * (p² + q²) / (p * q) ** 1.5 / √n with p = .4, q = .6, n = 21
    assert approximate.error == pytest.approx(0.129711, abs=1e-6)
    assert approximate.p10 < approximate.p50 < approximate.p90


def test_the_approximation_stays_within_its_error() -> None:
    random = Random(7)  # noqa: S311 - a simulation, no secret
    many = [Deal(Decimal(n % 8 + 1) / 10, Decimal(500 + 60 * n)) for n in range(40)]
    threshold = Decimal(25_000)
    result = forecast(many, threshold=threshold)

    wins = [
        sum(deal.amount for deal in many if random.random() < deal.probability) >= threshold
        for _ in range(4_000)
    ]

    assert result.error is not None
    assert result.probability_at_least_threshold == pytest.approx(
        mean(wins), abs=min(0.05, result.error)
    )


def test_the_approximation_never_promises_more_than_there_is() -> None:
    long_shots = [Deal(Decimal("0.01"), Decimal(100)) for _ in range(30)]

    result = forecast(long_shots, threshold=Decimal(3_001))

    assert result.p10 == 0
    assert result.probability_at_least_threshold == 0.0


# ---------------------------------------------------------------------- standing


def test_the_line_of_today() -> None:
    line = standing(
        quarter_of(date(2026, 11, 16)),
        WORKED,
        target=Decimal(4_000),
        done=Decimal(3_200),
        today=date(2026, 11, 16),
    )

    assert (line.share_gone, line.days_left, line.share_done) == (0.5, 46, 0.8)
    assert (line.gap, line.open_value) == (Decimal(800), Decimal(2_600))
    assert line.outlook == Decimal(4_140)
    assert line.coverage == 3.25
    assert line.pipeline.probability_at_least_threshold == pytest.approx(0.643)


def test_a_passed_target_has_no_coverage_and_a_missing_one_no_share() -> None:
    quarter, today = quarter_of(date(2026, 11, 16)), date(2026, 11, 16)
    passed = standing(quarter, [], target=Decimal(10), done=Decimal(12), today=today)
    missing = standing(quarter, [], target=Decimal(0), done=Decimal(12), today=today)

    assert (passed.gap, passed.coverage) == (Decimal(-2), None)
    assert passed.pipeline.probability_at_least_threshold == 1.0
    assert (missing.share_done, missing.coverage) == (None, None)
    assert missing.pipeline.probability_at_least_threshold is None


@given(days, st.integers(0, 400))
def test_time_gone_never_falls(day: date, later: int) -> None:
    quarter = quarter_of(day)

    assert quarter.share_gone(day) <= quarter.share_gone(day + timedelta(days=later))
