"""Amounts are exact: kept as whole ten-thousandths, summed without a float, rounded on display."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Max, Min, Sum
from hypothesis import given
from hypothesis import strategies as st

from qudao.core.exchange import rates_on, to_programme_currency
from qudao.core.models import ExchangeRate, Total
from qudao.core.money import LARGEST, AmountField, Money, from_units, plain, to_units
from tests.people import Cast

FOUR_PLACES = st.decimals(min_value=-LARGEST, max_value=LARGEST, places=4)


@pytest.mark.parametrize("text", ["0", "0.0001", "-12.5", "99999999999999", "-99999999999999"])
def test_an_amount_survives_the_round_trip(text: str) -> None:
    assert from_units(to_units(Decimal(text))) == Decimal(text)


@given(FOUR_PLACES)
def test_every_amount_of_four_decimals_survives(amount: Decimal) -> None:
    units = to_units(amount)
    assert from_units(units) == amount
    assert -(2**63) < units < 2**63


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0.00001", "too_many_decimals"),
        ("-0.00001", "too_many_decimals"),
        ("1E-400", "too_many_decimals"),
        ("1.00000000000000000000000000000000001", "too_many_decimals"),
        ("100000000000000", "amount_too_large"),
        ("99999999999999.0000000000000000000001", "amount_too_large"),
        ("1E+400", "amount_too_large"),
        ("NaN", "amount_too_large"),
        ("sNaN", "amount_too_large"),
        ("Infinity", "amount_too_large"),
        ("-Infinity", "amount_too_large"),
    ],
)
def test_an_amount_that_cannot_be_kept_exactly_is_refused(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        to_units(Decimal(text))
    assert refused.value.code == code


def test_idle_zeros_are_no_decimals() -> None:
    assert to_units(Decimal("12.3400000000")) == 123_400
    assert to_units(Decimal("1E+3")) == 10_000_000


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("10.005", "CNY", "10.01"),
        ("-10.005", "CNY", "-10.01"),
        ("10.0049", "CNY", "10.00"),
        ("10.5", "JPY", "11"),
        ("10.0005", "KWD", "10.001"),
        ("0", "USD", "0.00"),
    ],
)
def test_rounding_is_half_up_by_the_currencys_own_decimals(
    amount: str, currency: str, rounded: str
) -> None:
    found = Money(Decimal(amount), currency).rounded()
    assert str(found.amount) == rounded
    assert found.currency == currency


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="USD"):
        Money(Decimal(1), "CNY") + Money(Decimal(1), "USD")
    assert Money(Decimal("0.1"), "CNY") + Money(Decimal("0.2"), "CNY") == Money(
        Decimal("0.3"), "CNY"
    )


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1.5000", "1.5"), ("100", "100"), ("1E+5", "100000"), ("0.0000", "0"), ("-2.50", "-2.5")],
)
def test_the_trail_keeps_an_amount_without_idle_zeros(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text


# ------------------------------------------------------------------ in the database


def keep(*amounts: str) -> None:
    Total.objects.bulk_create(
        Total(kind="test", owner=str(n), bucket="b", amount=Decimal(amount))
        for n, amount in enumerate(amounts)
    )


@pytest.mark.django_db
def test_the_database_adds_what_floats_would_blur() -> None:
    keep(*["0.1"] * 10, "99999999999999", "0.0001", "-99999999999999")
    found = Total.objects.aggregate(sum=Sum("amount"), least=Min("amount"), most=Max("amount"))
    assert found == {
        "sum": Decimal("1.0001"),
        "least": Decimal("-99999999999999"),
        "most": Decimal("99999999999999"),
    }


@pytest.mark.django_db
def test_amounts_are_compared_and_ordered_as_numbers() -> None:
    keep("10", "9.9999", "-1", "0.0001")
    rows = Total.objects.order_by("amount").values_list("amount", flat=True)
    assert list(rows) == [Decimal("-1"), Decimal("0.0001"), Decimal("9.9999"), Decimal("10")]
    assert Total.objects.filter(amount__gt=Decimal("0.0001")).count() == 2
    assert Total.objects.filter(amount__in=[Decimal("9.99990000")]).count() == 1
    Total.objects.update(amount=F("amount") * 2)
    assert Total.objects.aggregate(sum=Sum("amount"))["sum"] == Decimal("38.0000")


@pytest.mark.django_db
def test_the_column_holds_whole_numbers() -> None:
    keep("12.3456")
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM core_total")
        assert cursor.fetchone() == (123_456,)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["0.00001", "NaN", "1E+20"])
def test_what_the_column_cannot_hold_is_not_written(amount: str) -> None:
    with pytest.raises(ValidationError), transaction.atomic():
        keep(amount)
    assert Total.objects.count() == 0


def test_the_field_reads_texts_and_nothing() -> None:
    field: AmountField[Decimal, Decimal] = AmountField()
    assert field.to_python("12.34") == Decimal("12.34")
    assert field.to_python(None) is None
    assert field.get_prep_value(None) is None
    assert field.get_prep_value("12.34") == 123_400
    assert field.from_db_value(None) is None
    assert field.from_db_value(Decimal("123456")) == Decimal("12.3456")
    assert field.get_internal_type() == "BigIntegerField"


# ------------------------------------------------------------------ between currencies


@given(
    st.dictionaries(
        st.sampled_from(["USD", "EUR"]),
        st.decimals(min_value=-(10**9), max_value=10**9, places=4),
        max_size=2,
    )
)
def test_a_sum_is_that_of_exact_products_rounded_once(amounts: dict[str, Decimal]) -> None:
    rates = {"USD": Decimal("7.12345678"), "EUR": Decimal("7.83330000")}
    exact = sum((amounts[one] * rates[one] for one in amounts), Decimal(0))
    rounded = exact.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    assert abs(rounded - exact) <= Decimal("0.00005")


def test_the_last_rate_before_the_day_counts_for_each_currency(cast: Cast) -> None:
    for currency, day, rate in (
        ("USD", date(2026, 1, 1), "7.1"),
        ("USD", date(2026, 3, 2), "7.2"),
        ("EUR", date(2026, 2, 1), "7.8"),
    ):
        ExchangeRate.objects.create(currency=currency, valid_from=day, rate=Decimal(rate))
    assert rates_on(["USD", "EUR"], date(2026, 1, 31)) == {"USD": Decimal("7.1")}
    assert rates_on(["USD", "EUR"], date(2026, 3, 1)) == {
        "USD": Decimal("7.1"),
        "EUR": Decimal("7.8"),
    }
    assert rates_on(["USD"], date(2026, 3, 2)) == {"USD": Decimal("7.2")}
    assert rates_on([], date(2026, 3, 2)) == {}


def test_a_rate_of_the_own_currency_is_one_whatever_is_written(cast: Cast) -> None:
    ExchangeRate.objects.create(currency="CNY", valid_from=date(2026, 1, 1), rate=Decimal(9))
    found = to_programme_currency({"CNY": Decimal("5.5")}, on=date(2026, 3, 2))
    assert found.total == Money(Decimal("5.5000"), "CNY")


def test_every_currency_without_a_rate_is_named_in_order(cast: Cast) -> None:
    amounts = {"JPY": Decimal(1), "CNY": Decimal(2), "AUD": Decimal(3)}
    found = to_programme_currency(amounts, on=date(2026, 3, 2))
    assert (found.total.amount, found.missing) == (Decimal("2.0000"), ("AUD", "JPY"))
