"""A mapping can be saved and comes back the same."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from qudao.engines.tabular.dates import DateOrder
from qudao.engines.tabular.kinds.known_files import KNOWN_FILES
from qudao.engines.tabular.mapping import FieldRule, SavedMapping
from qudao.engines.tabular.mapping_json import mapping_from_json, mapping_to_json
from qudao.engines.tabular.numbers import DecimalMark
from qudao.engines.tabular.problems import TabularError

RICH = SavedMapping(
    kind="shipments",
    rules={
        "amount": FieldRule(
            header="金额",
            multiplier=Decimal(10_000),
            decimal_mark=DecimalMark.COMMA,
            currency="CNY",
        ),
        "shipped_on": FieldRule(header="日期", date_order=DateOrder.DAY_FIRST),
        "product": FieldRule(header="型号", aliases={"GTXPro": "GTX Pro"}),
        "currency": FieldRule(constant="CNY"),
    },
)


@pytest.mark.parametrize("mapping", [RICH, *(known.mapping for known in KNOWN_FILES)])
def test_saved_mapping_comes_back_the_same(mapping: SavedMapping) -> None:
    text = json.dumps(mapping_to_json(mapping))
    assert mapping_from_json(json.loads(text)) == mapping


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "x"},
        {"kind": "x", "rules": []},
        {"kind": "x", "rules": {"a": {"date_order": "sideways"}}},
        {"kind": "x", "rules": {"a": {"multiplier": "many"}}},
        {"kind": "x", "rules": {"a": {"lookups": [{"table": "t"}]}}},
    ],
)
def test_a_broken_saved_mapping_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(TabularError) as caught:
        mapping_from_json(data)
    assert caught.value.code == "mapping_broken"
