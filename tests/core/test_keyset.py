"""A walk in steps meets every row once, whatever comes or goes meanwhile, in either direction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qudao.core.keyset import Place, step_through
from qudao.core.models import ExchangeRate, Total
from qudao.market.partners.models import Partner
from qudao.people.models import Notice
from tests.people import Cast, make_partner

SORTS = ("name_en", "-name_en", "created_at", "-created_at", "public_id", "-public_id")


def partners(cast: Cast, now: datetime, count: int) -> None:
    """Partners with few different names and moments, so that ties are common."""
    for number in range(count):
        make_partner(f"P{number}", "", f"Name {number % 3}", now=now + timedelta(hours=number % 2))


def walk(sort: str, size: int) -> list[str]:
    rows = Partner.objects.unscoped(reason="a test")
    found: list[str] = []
    after: tuple[str, ...] | None = None
    for _step in range(100):
        step = step_through(rows, Place(sort=sort, size=size, after=after))
        assert len(step.rows) <= size
        found += [row.public_id for row in step.rows]
        after = step.last
        if after is None:
            return found
    raise AssertionError("the walk does not end")


def in_order(sort: str) -> list[str]:
    sign, column = ("-", sort[1:]) if sort.startswith("-") else ("", sort)
    rows = Partner.objects.unscoped(reason="a test").order_by(f"{sign}{column}", f"{sign}public_id")
    return list(rows.values_list("public_id", flat=True))


@pytest.mark.parametrize("sort", SORTS)
def test_every_row_is_met_once_and_in_order(cast: Cast, now: datetime, sort: str) -> None:
    partners(cast, now, 7)
    expected = in_order(sort)
    assert len(expected) == 11
    for size in (1, 2, 3, 10, 11, 12):
        assert walk(sort, size) == expected


def test_an_empty_list_has_one_empty_step(cast: Cast) -> None:
    step = step_through(Notice.objects.all(), Place(sort="created_at", size=5))
    assert (step.rows, step.last) == ([], None)


def test_a_last_step_that_is_full_says_so(cast: Cast) -> None:
    rows = Partner.objects.unscoped(reason="a test")
    assert step_through(rows, Place(sort="name_en", size=4)).last is None
    last = step_through(rows, Place(sort="name_en", size=3)).last
    assert last is not None
    assert last[0] == "Lianji Distribution"


def test_rows_that_come_or_go_shift_nothing(cast: Cast, now: datetime) -> None:
    rows = Partner.objects.unscoped(reason="a test")
    first = step_through(rows, Place(sort="name_en", size=2))
    assert [row.name_en for row in first.rows] == ["Dingpei Integration", "Hengbo Networks"]
    make_partner("AAAA", "", "Aa Early", now=now)
    make_partner("MMMM", "", "Mm Between", now=now)
    Partner.objects.filter(code="DING").update(name_en="Zz Renamed")
    second = step_through(rows, Place(sort="name_en", size=9, after=first.last))
    assert [row.name_en for row in second.rows] == [
        "Lianji Distribution",
        "Mm Between",
        "Qiheng Info",
        "Zz Renamed",
    ]


def test_the_row_that_one_stands_on_may_be_gone(cast: Cast, now: datetime) -> None:
    for number in range(3):
        Notice.objects.create(
            user_id=cast.seller_a.user_key, code=str(number), created_at=now + timedelta(number)
        )
    rows = Notice.objects.all()
    first = step_through(rows, Place(sort="created_at", size=1))
    first.rows[0].delete()
    second = step_through(rows, Place(sort="created_at", size=9, after=first.last))
    assert [row.code for row in second.rows] == ["1", "2"]


def test_a_column_of_a_related_row_is_walked_too(cast: Cast) -> None:
    rows = Partner.objects.unscoped(reason="a test").select_related("organisation")
    place = Place(sort="organisation__name_en", size=2)
    first = step_through(rows, place)
    assert first.last == ("Hengbo Networks", first.rows[-1].public_id)
    rest = step_through(rows, Place(sort=place.sort, size=9, after=first.last))
    assert [row.code for row in rest.rows] == ["LIAN", "QIHE"]


def test_days_and_amounts_are_walked_exactly(cast: Cast) -> None:
    for day, rate in ((1, "7.10000001"), (2, "7.10000002"), (3, "7.1")):
        ExchangeRate.objects.create(
            currency=f"US{day}", valid_from=date(2026, 1, day), rate=Decimal(rate)
        )
    rows = ExchangeRate.objects.all()
    for sort, expected in (
        ("rate", ["US3", "US1", "US2"]),
        ("-valid_from", ["US3", "US2", "US1"]),
    ):
        found, after = [], None
        for _step in range(3):
            step = step_through(rows, Place(sort=sort, size=1, after=after, key="currency"))
            found += [row.currency for row in step.rows]
            after = step.last
        assert found == expected
        assert after is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(amounts=st.lists(st.integers(-3, 3), max_size=8), size=st.integers(1, 4))
def test_amounts_with_many_ties_are_walked_whole(db: None, amounts: list[int], size: int) -> None:
    Total.objects.all().delete()
    Total.objects.bulk_create(
        Total(kind="t", owner=f"{n:02}", bucket="b", amount=Decimal(value).scaleb(-4))
        for n, value in enumerate(amounts)
    )
    found: list[tuple[Decimal, str]] = []
    after: tuple[str, ...] | None = None
    while True:
        place = Place(sort="amount", size=size, after=after, key="owner")
        step = step_through(Total.objects.all(), place)
        found += [(row.amount, row.owner) for row in step.rows]
        after = step.last
        if after is None:
            break
    assert found == sorted((Decimal(v).scaleb(-4), f"{n:02}") for n, v in enumerate(amounts))


@pytest.mark.parametrize(
    ("sort", "after"),
    [
        ("name_en", ("only one",)),
        ("name_en", ("a", "b", "c")),
        ("name_en", ()),
        ("public_id", ("a", "b")),
        ("created_at", ("yesterday", "par_1")),
        ("created_at", ("", "par_1")),
        ("created_at", ("2026-13-45", "par_1")),
    ],
)
def test_a_place_of_another_order_is_refused(cast: Cast, sort: str, after: tuple[str, ...]) -> None:
    rows = Partner.objects.unscoped(reason="a test")
    with pytest.raises(ValueError):  # noqa: PT011 - the kind alone is promised
        step_through(rows, Place(sort=sort, size=2, after=after))


@pytest.mark.parametrize("value", ["much", "", "NaN?", "1,5"])
def test_a_place_with_no_amount_is_refused(db: None, value: str) -> None:
    place = Place(sort="amount", size=2, after=(value, "o"), key="owner")
    with pytest.raises(ValueError, match="amount"):
        step_through(Total.objects.all(), place)
