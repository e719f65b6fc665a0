"""The same row is known again; two equal lines of one file are two lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from qudao.engines.tabular.fields import FieldValue
from qudao.engines.tabular.fingerprints import Fingerprints, content_fingerprint
from qudao.engines.tabular.kinds.sales_lines import SELL_THROUGH
from qudao.engines.tabular.kinds.shipments import SHIPMENTS

LINE: dict[str, FieldValue] = {
    "partner": "P",
    "shipped_on": date(2025, 3, 1),
    "amount": Decimal("12.50"),
}


def prints(*rows: dict[str, FieldValue]) -> list[str]:
    counter = Fingerprints(SHIPMENTS)
    return [counter.of(row) for row in rows]


def test_same_file_twice_has_the_same_fingerprints() -> None:
    other = LINE | {"amount": Decimal(7)}
    assert prints(LINE, LINE, other) == prints(LINE, LINE, other)


def test_equal_lines_of_one_file_differ() -> None:
    first, second = prints(LINE, LINE)
    assert first != second


def test_spelling_of_an_amount_does_not_matter() -> None:
    assert prints(LINE) == prints(LINE | {"amount": Decimal("12.5000"), "quantity": None})


def test_a_changed_value_is_another_row() -> None:
    assert prints(LINE) != prints(LINE | {"amount": Decimal("12.51")})


def test_a_keyed_record_is_known_by_its_key_alone() -> None:
    counter = Fingerprints(SELL_THROUGH)
    line = LINE | {"order_number": "SO1", "line_number": "1"}
    changed = line | {"amount": Decimal(99)}
    assert counter.of(line) == counter.of(changed)
    assert content_fingerprint(SELL_THROUGH, line) != content_fingerprint(SELL_THROUGH, changed)


def test_files_of_different_scope_do_not_meet() -> None:
    line = LINE | {"order_number": "SO1", "line_number": "1"}
    assert Fingerprints(SELL_THROUGH, "north").of(line) != Fingerprints(SELL_THROUGH, "south").of(
        line
    )
