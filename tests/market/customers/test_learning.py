"""What a row adds to a customer that is known: blanks are filled, only the own row writes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from qudao.market.cells.actions import NodeInput, create_segment, create_territory
from qudao.market.customers.inputs import CustomerInput, IdentifierInput, NameInput
from qudao.market.customers.learning import Told, full_names, learn, proven_numbers
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerName,
)
from tests.market.customers.build import USCC_A, USCC_B, USCC_WRONG, keys, make_customer, uscc
from tests.market.trail import every
from tests.people import Cast

FIGURES: dict[str, Any] = {
    "city": "无锡",
    "address": "某路 1 号",
    "website": "www.beihu-water.cn",
    "employees": 40,
}
OTHER: dict[str, Any] = {
    "city": "苏州",
    "address": "另路 2 号",
    "website": "www.beihu-shui.cn",
    "employees": 50,
}


@pytest.fixture
def row(cast: Cast, now: datetime) -> Customer:
    for code in ("EAST", "WEST"):
        create_territory(cast.operations, NodeInput(code, name_en=code), now=now)
        create_segment(cast.operations, NodeInput(code, name_en=code), now=now)
    return make_customer(cast.operations, "北湖水务有限公司", now, USCC_A)


def tell(cast: Cast, row: Customer, now: datetime, *, own: str = "", **stated: Any) -> set[int]:
    """`own` says that the row is the one of the customer's own key."""
    fresh = every(Customer).get(pk=row.pk)
    told = [Told(CustomerInput(**stated), fresh, by_itself=bool(own))]
    return learn(cast.operations, "erp", told, now)


def figures(row: Customer) -> dict[str, Any]:
    stored = every(Customer).get(pk=row.pk)
    return {name: getattr(stored, name) for name in FIGURES}


def numbers() -> list[tuple[str, str, bool, str]]:
    found = every(CustomerIdentifier)
    return list(found.values_list("scheme", "value", "is_valid", "source"))


@pytest.mark.parametrize("own", ["", "own"])
def test_blanks_are_filled_by_any_row(cast: Cast, now: datetime, row: Customer, own: str) -> None:
    assert tell(cast, row, now, own=own, **FIGURES) == {row.pk}
    assert figures(row) == FIGURES
    assert every(Customer).get(pk=row.pk).version == 2
    assert [one.domain for one in every(CustomerDomain)] == ["beihu-water.cn"]
    assert ("domain", "beihu-water.cn") in keys(row)


def test_only_the_own_row_writes_over_what_is_there(
    cast: Cast, now: datetime, row: Customer
) -> None:
    tell(cast, row, now, **FIGURES)
    assert tell(cast, row, now, **OTHER) == set()
    assert figures(row) == FIGURES
    assert tell(cast, row, now, own="own", **OTHER) == {row.pk}
    assert figures(row) == OTHER
    # what it was recognised by stays
    assert {one.domain for one in every(CustomerDomain)} == {"beihu-water.cn", "beihu-shui.cn"}


def test_silence_takes_nothing_away(cast: Cast, now: datetime, row: Customer) -> None:
    tell(cast, row, now, **FIGURES)
    assert tell(cast, row, now, own="own", city=" ", employees=None) == set()
    assert figures(row) == FIGURES
    assert every(Customer).get(pk=row.pk).version == 2


def test_region_and_industry_are_learnt_by_code(cast: Cast, now: datetime, row: Customer) -> None:
    tell(cast, row, now, region="EAST", industry="EAST")
    tell(cast, row, now, region="WEST", industry="none")
    stored = every(Customer).get(pk=row.pk)
    assert (stored.region.code, stored.industry.code) == ("EAST", "EAST")
    tell(cast, row, now, own="own", region="WEST", industry="ATLANTIS")
    stored = every(Customer).get(pk=row.pk)
    assert (stored.region.code, stored.industry.code) == ("WEST", "EAST")


def test_a_name_in_the_other_language_fills_a_blank_and_none_is_written_over(
    cast: Cast, now: datetime, row: Customer
) -> None:
    tell(cast, row, now, own="own", name_zh="北湖自来水", name_en="Beihu Water")
    stored = every(Customer).get(pk=row.pk)
    assert (stored.name_zh, stored.name_en) == ("北湖水务有限公司", "Beihu Water")
    found = every(CustomerName).values_list("name", "kind", "source")
    assert list(found) == [
        ("北湖水务有限公司", "registered", ""),
        ("北湖自来水", "alias", "erp"),
        ("Beihu Water", "alias", "erp"),
    ]


def test_other_names_are_learnt_once_with_their_kind(
    cast: Cast, now: datetime, row: Customer
) -> None:
    given = (NameInput(name=" 北水 ", kind="short"), NameInput(name=" "), NameInput(name="北水"))
    assert tell(cast, row, now, names=given) == {row.pk}
    assert tell(cast, row, now, names=given) == set()
    assert [one.name for one in every(CustomerName)] == ["北湖水务有限公司", "北水"]


def test_numbers_are_learnt_once_and_never_from_another(
    cast: Cast, now: datetime, row: Customer
) -> None:
    other = make_customer(cast.operations, "南方重工有限公司", now)
    taken = (uscc(USCC_A), uscc(USCC_B), uscc(USCC_WRONG, keep_unproven=True))
    assert tell(cast, other, now, identifiers=taken) == {other.pk}
    assert numbers() == [
        ("uscc", USCC_A, True, ""),
        ("uscc", USCC_B, True, "erp"),
        ("uscc", USCC_WRONG, False, "erp"),
    ]
    assert tell(cast, other, now, identifiers=taken) == set()


def test_of_two_rows_that_bring_one_new_number_the_first_has_it(
    cast: Cast, now: datetime, row: Customer
) -> None:
    other = make_customer(cast.operations, "南方重工有限公司", now)
    given = CustomerInput(identifiers=(uscc(USCC_B),))
    told = [Told(given, one, by_itself=False) for one in (row, other)]
    assert learn(cast.operations, "erp", told, now) == {row.pk}
    assert every(CustomerIdentifier).get(value=USCC_B).customer == row


def test_a_registration_number_tells_no_two_apart(cast: Cast, now: datetime, row: Customer) -> None:
    other = make_customer(cast.operations, "南方重工有限公司", now)
    number = IdentifierInput(scheme="registration", value="430111000344649")
    given = CustomerInput(identifiers=(number,))
    told = [Told(given, one, by_itself=False) for one in (row, other)]
    assert learn(cast.operations, "erp", told, now) == {row.pk, other.pk}
    assert len(numbers()) == 3


def test_learning_from_nothing_changes_nothing(cast: Cast, now: datetime, row: Customer) -> None:
    assert learn(cast.operations, "erp", [], now) == set()
    assert tell(cast, row, now) == set()


def test_what_a_row_is_recognised_by() -> None:
    given = CustomerInput(
        name_zh=" 北湖 ",
        identifiers=(
            uscc(f" {USCC_A.lower()}"),
            uscc(USCC_WRONG),
            IdentifierInput(scheme="registration", value="430111000344649"),
        ),
    )
    assert proven_numbers(given) == [("uscc", USCC_A)]
    assert full_names(given) == ["北湖"]
    assert full_names(replace(given, name_en="Beihu")) == ["北湖", "Beihu"]
    assert full_names(CustomerInput()) == []
    assert proven_numbers(CustomerInput()) == []
