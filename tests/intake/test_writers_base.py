"""What every writer reads from a row, and how outcomes are laid side by side."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from qudao.core.actor import system_actor
from qudao.core.upserting import Fate, Outcome, Refused
from qudao.engines.tabular.fields import FieldValue
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.intake.writers.base import (
    References,
    Setting,
    Writer,
    amount,
    day,
    spread,
    text,
    too_long,
    whole,
)
from qudao.intake.writers.people import months_after

NOON = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001 - nothing here asks for the zone


def setting(**given: object) -> Setting:
    plain = {
        "actor": system_actor("test"),
        "source": "crm",
        "now": NOON,
        "today": NOON.date(),
        "currency": "CNY",
    }
    return Setting(**{**plain, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        ("", ""),
        (" 甲\n乙\t丙 ", "甲 乙 丙"),
        ("甲\u3000乙\u00a0丙", "甲 乙 丙"),
        (7, "7"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 3, 2), "2026-03-02"),
        (True, "True"),
    ],
)
def test_a_value_is_one_line_of_text(value: FieldValue, written: str) -> None:
    assert text({"name": value}, "name") == written
    assert text({}, "name") == ""


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (Decimal("1.5"), (Decimal("1.5"), None, None)),
        (7, (None, 7, None)),
        (True, (None, None, None)),
        (date(2026, 3, 2), (None, None, date(2026, 3, 2))),
        ("7", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_a_value_is_read_as_its_own_type_only(
    value: FieldValue, read: tuple[Decimal | None, int | None, date | None]
) -> None:
    row = {"x": value}
    assert (amount(row, "x"), whole(row, "x"), day(row, "x")) == read
    assert (amount({}, "x"), whole({}, "x"), day({}, "x")) == (None, None, None)


def test_the_first_text_that_is_too_long_is_named() -> None:
    limits = {"city": 3, "address": 5}
    assert too_long({"city": "abc", "address": "abcde"}, limits) is None
    assert too_long({"city": "a   b", "address": None}, limits) is None
    both = {"city": "abcd", "address": "abcdef"}
    assert too_long(both, limits) == Refused("city", "text_too_long", "abcd")


def test_written_outcomes_fill_the_gaps_in_their_order() -> None:
    refused = Refused("name", "required")
    beforehand: list[Outcome | None] = [None, refused, None]
    assert spread(beforehand, [Fate.CREATED, Fate.MERGED]) == [Fate.CREATED, refused, Fate.MERGED]
    assert spread([], []) == []
    assert spread([refused], []) == [refused]


def test_a_reference_is_asked_for_once_also_when_nobody_knows_it() -> None:
    known = References()
    assert known.unknown({"甲", "乙", ""}) == {"甲", "乙"}
    known.learn({"甲", "乙"}, {"甲": 5})
    assert known.unknown({"甲", "乙", "丙"}) == {"丙"}
    assert (known.get("甲"), known.get("乙"), known.get("丁")) == (5, None, None)


def test_names_of_one_thing_are_alike() -> None:
    known = References()
    known.learn({"A-1", "网关"}, {"A-1": 5, "网关": 5})
    known.learn({"B", "旧网关", "没有"}, {"旧网关": 5, "B": 6})
    assert sorted(known.alike("网关")) == ["A-1", "旧网关", "网关"]
    assert known.alike("B") == ["B"]
    assert known.alike("没有") == ["没有"]
    assert known.alike("从未问过") == ["从未问过"]


def test_a_row_without_a_key_is_known_by_all_it_says() -> None:
    writer = Writer(KINDS["opportunities"], setting())
    rows = [{"code": None, "name": "甲"}, {"code": None, "name": "乙"}]
    first, second = (writer.meet(row) for row in rows)
    assert first != second
    assert [len(first), len(second)] == [64, 64]
    assert writer.meet(rows[0]) not in {first, second}  # the same row again is another sale
    assert writer.meet({"code": "O-1", "name": "甲"}) == "O-1"


def test_keys_of_two_sources_differ_where_the_row_is_all() -> None:
    row = {"code": None, "name": "甲"}
    crm = Writer(KINDS["opportunities"], setting())
    erp = Writer(KINDS["opportunities"], setting(source="erp"))
    assert crm.meet(row) != erp.meet(row)


def test_a_row_that_names_no_currency_has_that_of_its_run() -> None:
    writer = Writer(KINDS["opportunities"], setting(currency="EUR"))
    assert writer.currency({"currency": None}) == "EUR"
    assert writer.currency({"currency": "USD"}) == "USD"


def test_a_writer_of_no_kind_writes_nothing() -> None:
    writer = Writer(KINDS["opportunities"], setting())
    with pytest.raises(NotImplementedError):
        writer.write([])
    writer.finish()
    assert not writer.notes


def test_a_later_month_of_a_last_day() -> None:
    assert [str(months_after(date(2026, 1, 31), n)) for n in (1, 2, 3, 4)] == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
    ]
