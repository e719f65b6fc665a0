"""Groups and their units: no circle by rows, none by merges, and none after a merge is undone."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qudao.core.errors import Invalid, NotFound
from qudao.market.customers.actions import merge_customers, place_in_group, undo_merge
from qudao.market.customers.models import Customer
from qudao.market.customers.selectors import customer_page
from qudao.market.customers.selectors.canonical import stands_above
from tests.market.customers.build import make_customer
from tests.market.trail import codes, every, told, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

DAY = date(2026, 3, 2)
Rows = dict[str, Customer]


@pytest.fixture
def rows(cast: Cast, now: datetime) -> Rows:
    """甲 above 乙 above 丙; 丁 and 戊 alone."""
    made = {name: make_customer(cast.operations, name, now) for name in "甲乙丙丁戊"}
    for child, parent in (("乙", "甲"), ("丙", "乙")):
        place_in_group(cast.operations, made[child].public_id, made[parent].public_id, now=now)
    return made


def place(cast: Cast, rows: Rows, child: str, parent: str, now: datetime) -> None:
    parent_id = rows[parent].public_id if parent else ""
    place_in_group(cast.channel_manager, rows[child].public_id, parent_id, now=now)


def merge(cast: Cast, rows: Rows, duplicate: str, canonical: str, now: datetime) -> None:
    merge_customers(
        cast.channel_manager,
        rows[duplicate].public_id,
        rows[canonical].public_id,
        reason="same",
        now=now,
    )


def refused_place(cast: Cast, rows: Rows, child: str, parent: str, now: datetime) -> None:
    with nothing_changes(Customer), pytest.raises(Invalid) as refused:
        place(cast, rows, child, parent, now)
    assert codes(refused.value) == {"parent": "circle"}


def refused_merge(
    cast: Cast, rows: Rows, duplicate: str, canonical: str, *, now: datetime
) -> dict[str, str]:
    with nothing_changes(Customer), pytest.raises(Invalid) as refused:
        merge(cast, rows, duplicate, canonical, now)
    return codes(refused.value)


def shown(cast: Cast, rows: Rows, name: str) -> tuple[str, list[str], list[str], list[str]]:
    """Name, what is above, what is below, and what was merged into it, as the page shows it."""
    page = customer_page(cast.channel_director, rows[name].public_id, today=DAY)
    links = ([link.name for link in part] for part in (page.above, page.units, page.merged))
    return (page.name, *links)  # type: ignore[return-value]


def test_a_page_shows_the_way_up_and_one_level_down(cast: Cast, rows: Rows) -> None:
    assert shown(cast, rows, "丙") == ("丙", ["甲", "乙"], [], [])
    assert shown(cast, rows, "乙") == ("乙", ["甲"], ["丙"], [])
    assert shown(cast, rows, "甲") == ("甲", [], ["乙"], [])


@pytest.mark.parametrize("below", ["甲", "乙", "丙"])
def test_a_group_stands_below_none_of_its_own(
    cast: Cast, now: datetime, rows: Rows, below: str
) -> None:
    refused_place(cast, rows, "甲", below, now)


def test_the_same_place_again_changes_nothing(cast: Cast, now: datetime, rows: Rows) -> None:
    before = len(verbs())
    for parent in ("戊", "戊", "", ""):
        place(cast, rows, "丁", parent, now)
    assert [(was, now_is) for _verb, _id, was, now_is in told()[before:]] == [
        ({"parent": ""}, {"parent": rows["戊"].public_id}),
        ({"parent": rows["戊"].public_id}, {"parent": ""}),
    ]


def test_an_absent_group_or_unit_is_absent(cast: Cast, now: datetime, rows: Rows) -> None:
    known = rows["甲"].public_id
    for one, other in ((known, "cus_none"), ("cus_none", known), (known, "\x00")):
        with nothing_changes(Customer), pytest.raises(NotFound):
            place_in_group(cast.channel_manager, one, other, now=now)


# ------------------------------------------------------------------ merges


@pytest.mark.parametrize("unit", ["乙", "丙"])
def test_a_group_is_not_merged_into_its_own_unit(
    cast: Cast, now: datetime, rows: Rows, unit: str
) -> None:
    assert refused_merge(cast, rows, "甲", unit, now=now) == {"canonical": "own_unit"}


def test_a_group_that_moved_its_unit_out_can_be_merged_into_it(
    cast: Cast, now: datetime, rows: Rows
) -> None:
    place(cast, rows, "乙", "", now)
    merge(cast, rows, "甲", "乙", now)
    assert shown(cast, rows, "甲") == ("乙", [], ["丙"], ["甲"])


def test_a_unit_merged_into_its_group_is_no_unit_of_it(
    cast: Cast, now: datetime, rows: Rows
) -> None:
    merge(cast, rows, "乙", "甲", now)
    assert shown(cast, rows, "乙") == shown(cast, rows, "甲") == ("甲", [], ["丙"], ["乙"])
    undo_merge(cast.channel_manager, rows["乙"].public_id, reason="two", now=now)
    assert shown(cast, rows, "甲") == ("甲", [], ["乙"], [])


def test_a_merge_is_followed_when_what_stands_above_is_judged(
    cast: Cast, now: datetime, rows: Rows
) -> None:
    """丁 is 甲: so 丁 stands above 丙, and neither may be merged into it or put below it."""
    merge(cast, rows, "甲", "丁", now)
    assert refused_merge(cast, rows, "丁", "丙", now=now) == {"canonical": "own_unit"}
    refused_place(cast, rows, "丁", "丙", now)
    merge(cast, rows, "丙", "戊", now)
    assert shown(cast, rows, "丁") == ("丁", [], ["乙"], ["甲"])


def test_one_company_is_never_put_below_itself(cast: Cast, now: datetime, rows: Rows) -> None:
    merge(cast, rows, "丁", "戊", now)
    refused_place(cast, rows, "戊", "丁", now)
    refused_place(cast, rows, "丁", "戊", now)


def test_a_merge_hides_no_circle_of_the_rows_themselves(
    cast: Cast, now: datetime, rows: Rows
) -> None:
    """乙 is read as 丁, which has nothing above; but when that is undone 甲 stands above 乙."""
    merge(cast, rows, "乙", "丁", now)
    refused_place(cast, rows, "甲", "乙", now)
    undo_merge(cast.channel_manager, rows["乙"].public_id, reason="two", now=now)
    assert shown(cast, rows, "丙") == ("丙", ["甲", "乙"], [], [])


@pytest.mark.parametrize(
    ("upper", "lower", "answer"),
    [
        ("甲", "丙", "above"),
        ("甲", "乙", "above"),
        ("乙", "丙", "above"),
        ("丙", "甲", "not"),
        ("甲", "甲", "not"),
        ("甲", "丁", "not"),
        ("丁", "丙", "not"),
    ],
)
def test_who_stands_above_whom(rows: Rows, upper: str, lower: str, answer: str) -> None:
    fresh = {name: every(Customer).get(pk=row.pk) for name, row in rows.items()}
    assert stands_above(fresh[upper], fresh[lower]) is (answer == "above")


def test_rows_that_stand_in_a_circle_from_before_end_no_loop(rows: Rows) -> None:
    every(Customer).filter(pk=rows["甲"].pk).update(parent=rows["丙"])
    fresh = {name: every(Customer).get(pk=row.pk) for name, row in rows.items()}
    assert stands_above(fresh["甲"], fresh["丙"])
    assert not stands_above(fresh["丁"], fresh["丙"])
