"""Many small rows at once: those that are there already stay, the others are added."""

from __future__ import annotations

from pytest_django import DjangoAssertNumQueries

from qudao.core.bulk import ROWS_A_STATEMENT, insert_missing
from qudao.core.models import Sequence
from tests.people import Cast


def stored() -> dict[str, int]:
    rows = Sequence.objects.unscoped(reason="test").filter(name__startswith="row")
    return dict(rows.values_list("name", "last"))


def test_rows_that_are_there_stay_as_they_are(cast: Cast) -> None:
    insert_missing(Sequence, ("name", "last"), [("row1", 1), ("row2", 2)])
    insert_missing(Sequence, ("name", "last"), [("row2", 9), ("row3", 3), ("row3", 4)])
    assert stored() == {"row1": 1, "row2": 2, "row3": 3}


def test_many_rows_go_in_few_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(f"row'{number}\"%s", number) for number in range(ROWS_A_STATEMENT + 1)]
    with django_assert_num_queries(2):
        insert_missing(Sequence, ("name", "last"), rows)
    assert stored() == dict(rows)


def test_no_rows_need_no_statement(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        insert_missing(Sequence, ("name", "last"), [])
