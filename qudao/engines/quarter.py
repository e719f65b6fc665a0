"""The quarter on one line: time gone, target, done, gap, and what the pipeline may still bring.

The pipeline is a sum of independent deals that are won or not (model M4): expected value
E = sum(p * v), variance sum(p * (1 - p) * v * v). A quantile is the smallest total whose
cumulative probability reaches its level. Up to 20 open deals the distribution is exact; above
that it is the normal one, with a bound on its error (Berry and Esseen, constant 0.56).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, repeat
from operator import mul, sub
from statistics import NormalDist

MONTHS_IN_QUARTER = 3
EXACT_UP_TO = 20
LEVELS = (0.1, 0.5, 0.9)
LISTED_AT_ONCE = 500
TIE = 1e-9
BERRY_ESSEEN = 0.56
MOST_DECIMALS = 6
LARGEST_AMOUNT = Decimal(10) ** 15
PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Three months from `start` up to but without `end`, number 1 to 4 of its fiscal year.

    The fiscal year has the number of the calendar year in which it starts.
    """

    start: date
    end: date
    year: int
    number: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def days_gone(self, today: date) -> int:
        """Days before `today`, from 0 to the whole quarter; today itself is still to come."""
        return min(self.days, max(0, (today - self.start).days))

    def share_gone(self, today: date) -> float:
        return self.days_gone(today) / self.days

    def days_left(self, today: date) -> int:
        return self.days - self.days_gone(today)


def quarter_of(day: date, *, first_month: int = 1) -> Quarter:
    """The quarter of `day` in a fiscal year that starts with `first_month` (1 to 12)."""
    if not 1 <= first_month <= 12:
        raise ValueError("first_month must be between 1 and 12")
    months_in = (day.month - first_month) % 12
    number = months_in // MONTHS_IN_QUARTER
    start = _month(day.year * 12 + day.month - 1 - months_in % MONTHS_IN_QUARTER)
    year_started = day.year if day.month >= first_month else day.year - 1
    return Quarter(
        start=start,
        end=_month(start.year * 12 + start.month - 1 + MONTHS_IN_QUARTER),
        year=year_started,
        number=number + 1,
    )


def quarter_before(quarter: Quarter, *, first_month: int = 1) -> Quarter:
    return quarter_of(quarter.start - timedelta(days=1), first_month=first_month)


def quarter_after(quarter: Quarter, *, first_month: int = 1) -> Quarter:
    return quarter_of(quarter.end, first_month=first_month)


def _month(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


# ---------------------------------------------------------------------- forecast


@dataclass(frozen=True, slots=True)
class Deal:
    """One open deal: its probability (0 to 1) and its amount (0 or more)."""

    probability: Decimal
    amount: Decimal

    def __post_init__(self) -> None:
        if not (self.probability.is_finite() and 0 <= self.probability <= 1):
            raise ValueError("a probability lies between 0 and 1")
        if not (self.amount.is_finite() and 0 <= self.amount < LARGEST_AMOUNT):
            raise ValueError(f"an amount lies between 0 and {LARGEST_AMOUNT}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What the open deals may bring: `p10` or more at least nine times in ten, `p90` or more at
    least one time in ten.

    `error` bounds the probability by which the normal approximation may be off; None when the
    figures are exact.
    """

    expected: Decimal
    standard_deviation: Decimal
    p10: Decimal
    p50: Decimal
    p90: Decimal
    probability_at_least_threshold: float | None = None
    error: float | None = None


def forecast(deals: Sequence[Deal], *, threshold: Decimal | None = None) -> Forecast:
    """The distribution of the total of independent deals, in the unit of their amounts."""
    return _forecast(tuple(deals), threshold)


@lru_cache(maxsize=512)
def _forecast(deals: tuple[Deal, ...], threshold: Decimal | None) -> Forecast:
    """Kept, because a page is opened far more often than one of its deals changes."""
    sure = sum((deal.amount for deal in deals if float(deal.probability) == 1), Decimal(0))
    uncertain = [deal for deal in deals if 0 < float(deal.probability) < 1 and deal.amount > 0]
    for deal in uncertain:
        _decimals(deal.amount)
    exact = len(uncertain) <= EXACT_UP_TO
    total = _ExactTotal(sure, uncertain) if exact else _NormalTotal(sure, uncertain)
    p10, p50, p90 = (total.quantile(level) for level in LEVELS)
    return Forecast(
        expected=sum((deal.probability * deal.amount for deal in deals), Decimal(0)),
        standard_deviation=_variance(uncertain).sqrt(),
        p10=p10,
        p50=p50,
        p90=p90,
        probability_at_least_threshold=None if threshold is None else total.at_least(threshold),
        error=total.error,
    )


def _variance(deals: Sequence[Deal]) -> Decimal:
    parts = (one.probability * (1 - one.probability) * one.amount**2 for one in deals)
    return sum(parts, Decimal(0))


class _ExactTotal:
    """The whole distribution: each total of a few deals beside all totals of the many others.

    What is asked of it is asked of all few at once, so that it costs some 40 passes over at most
    256 totals, however finely the amounts are cut.
    """

    error: float | None = None

    def __init__(self, sure: Decimal, deals: Sequence[Deal]) -> None:
        self._decimals = max([2, *(_decimals(deal.amount) for deal in deals)])
        self._sure = sure
        whole = [(float(deal.probability), self._units(deal.amount)) for deal in deals]
        few = len(whole) * 2 // 5
        self._few, self._chances = _totals(whole[:few])
        self._others, chances = _totals(whole[few:])
        self._cumulated = [0.0, *accumulate(chances)]
        self._highest = sum(units for _, units in whole)

    def _units(self, amount: Decimal) -> int:
        return int(amount.scaleb(self._decimals).to_integral_value())

    def _cuts(self, units: int, firsts: list[int], lasts: list[int]) -> list[int]:
        """For each of the few, how many of the others bring it to at most `units`."""
        rests = map(units.__sub__, self._few)
        return list(map(bisect_right, repeat(self._others), rests, firsts, lasts))

    def _between(self, firsts: list[int], lasts: list[int]) -> float:
        """The probability of the totals from `firsts` up to but without `lasts`."""
        reached = self._cumulated.__getitem__
        parts = map(sub, map(reached, lasts), map(reached, firsts))
        return float(sum(map(mul, self._chances, parts)))

    def _everything(self) -> tuple[list[int], list[int]]:
        return [0] * len(self._few), [len(self._others)] * len(self._few)

    def quantile(self, level: float) -> Decimal:
        return self._sure + Decimal(self._quantile(level - TIE)).scaleb(-self._decimals)

    def _quantile(self, wanted: float) -> int:
        """Halve the range that holds the quantile until the totals within it can be listed."""
        firsts, lasts = self._everything()
        low, high, reached = -1, self._highest, 0.0
        while high - low > 1 and sum(lasts) - sum(firsts) > LISTED_AT_ONCE:
            middle = (low + high) // 2
            cuts = self._cuts(middle, firsts, lasts)
            gained = self._between(firsts, cuts)
            if reached + gained >= wanted:
                high, lasts = middle, cuts
            else:
                low, firsts, reached = middle, cuts, reached + gained
        for total, chance in sorted(self._listed(firsts, lasts)):
            reached += chance
            if reached >= wanted:
                return total
        return high

    def _listed(self, firsts: list[int], lasts: list[int]) -> Iterator[tuple[int, float]]:
        for at, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
            for other in range(first, last):
                chance = self._cumulated[other + 1] - self._cumulated[other]
                yield self._few[at] + self._others[other], self._chances[at] * chance

    def at_least(self, threshold: Decimal) -> float:
        wanted = max(Decimal(0), threshold - self._sure).scaleb(self._decimals)
        below = int(wanted.to_integral_value("ROUND_CEILING")) - 1
        if below < 0:
            return 1.0
        if below >= self._highest:
            return 0.0
        firsts, lasts = self._everything()
        return max(0.0, 1.0 - self._between(firsts, self._cuts(below, firsts, lasts)))


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if decimals > MOST_DECIMALS:
        raise ValueError(f"an amount has at most {MOST_DECIMALS} decimals")
    return decimals


def _totals(deals: Sequence[tuple[float, int]]) -> tuple[list[int], list[float]]:
    """All totals of these deals, each once and from the smallest, and their probabilities."""
    totals, chances = [0], [1.0]
    for probability, units in deals:
        totals += [total + units for total in totals]
        lost = [chance * (1 - probability) for chance in chances]
        chances = lost + [chance * probability for chance in chances]
        if len(set(totals)) < len(totals):
            totals, chances = _merged(totals, chances)
    order = sorted(range(len(totals)), key=totals.__getitem__)
    return [totals[at] for at in order], [chances[at] for at in order]


def _merged(totals: list[int], chances: list[float]) -> tuple[list[int], list[float]]:
    """Amounts of one size meet in the same totals; their probabilities add up."""
    merged: dict[int, float] = {}
    for total, chance in zip(totals, chances, strict=True):
        merged[total] = merged.get(total, 0.0) + chance
    return list(merged), list(merged.values())


class _NormalTotal:
    """The normal approximation, kept between nothing won and everything won."""

    def __init__(self, sure: Decimal, deals: Sequence[Deal]) -> None:
        self._lowest = sure
        self._highest = sure + sum((deal.amount for deal in deals), Decimal(0))
        mean = sure + sum((deal.probability * deal.amount for deal in deals), Decimal(0))
        deviation = float(_variance(deals).sqrt())
        self._normal = NormalDist(float(mean), deviation)
        third = sum(_third_moment(float(one.probability), float(one.amount)) for one in deals)
        cube = deviation**3
        self.error: float | None = min(1.0, BERRY_ESSEEN * third / cube) if cube else 1.0

    def quantile(self, level: float) -> Decimal:
        value = Decimal(str(self._normal.inv_cdf(level))).quantize(PENNY)
        return min(self._highest, max(self._lowest, value))

    def at_least(self, threshold: Decimal) -> float:
        if threshold <= self._lowest:
            return 1.0
        if threshold > self._highest:
            return 0.0
        return 1.0 - self._normal.cdf(float(threshold))


def _third_moment(chance: float, amount: float) -> float:
    against = 1 - chance
    return chance * against * (chance**2 + against**2) * amount**3


# ---------------------------------------------------------------------- the line of Today


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterStanding:
    """Where the quarter stands, in one currency.

    `gap` is what is missing to the target, below 0 once it is passed. `outlook` is done plus
    expected, `coverage` the open value per unit of gap; the shares and `coverage` are None where
    there is nothing to divide by.
    """

    quarter: Quarter
    share_gone: float
    days_left: int
    target: Decimal
    done: Decimal
    gap: Decimal
    share_done: float | None
    open_value: Decimal
    pipeline: Forecast
    outlook: Decimal
    coverage: float | None


def standing(
    quarter: Quarter, deals: Sequence[Deal], *, target: Decimal, done: Decimal, today: date
) -> QuarterStanding:
    """The quarter's line: `deals` are the open ones expected to close within it.

    With a gap, the pipeline also tells the probability of closing it.
    """
    gap = target - done
    open_value = sum((deal.amount for deal in deals), Decimal(0))
    pipeline = forecast(deals, threshold=gap if target > 0 else None)
    return QuarterStanding(
        quarter=quarter,
        share_gone=quarter.share_gone(today),
        days_left=quarter.days_left(today),
        target=target,
        done=done,
        gap=gap,
        share_done=float(done / target) if target > 0 else None,
        open_value=open_value,
        pipeline=pipeline,
        outlook=done + pipeline.expected,
        coverage=float(open_value / gap) if gap > 0 else None,
    )


# ---------------------------------------------------------------------- by name


def run_forecast(inputs: Mapping[str, object]) -> dict[str, float | None]:
    """The model `forecast` on plain JSON: deals with probability and amount, a threshold."""
    deals = inputs.get("deals")
    if not isinstance(deals, list):
        raise ValueError("deals must be a list")
    threshold = inputs.get("threshold")
    result = forecast(
        [Deal(Decimal(str(one["probability"])), Decimal(str(one["amount"]))) for one in deals],
        threshold=None if threshold is None else Decimal(str(threshold)),
    )
    return {
        "expected": float(result.expected),
        "standard_deviation": float(result.standard_deviation),
        "p10": float(result.p10),
        "p50": float(result.p50),
        "p90": float(result.p90),
        "probability_at_least_threshold": result.probability_at_least_threshold,
        "approximation_error": result.error,
    }


MODEL = ("forecast", run_forecast)
