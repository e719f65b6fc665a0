"""Saved mappings as plain JSON values, and back; an unknown word in them is refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import cast

from qudao.engines.tabular.dates import DateOrder
from qudao.engines.tabular.mapping import FieldRule, Lookup, RowFilter, SavedMapping
from qudao.engines.tabular.numbers import DecimalMark, read_currency
from qudao.engines.tabular.problems import TabularError

MOST_TIMES = Decimal(10) ** 12

Json = str | list["Json"] | dict[str, "Json"]


def mapping_to_json(mapping: SavedMapping) -> dict[str, Json]:
    """The mapping as dictionaries, lists and texts."""
    return {
        "kind": mapping.kind,
        "rules": {name: _rule_to_json(rule) for name, rule in mapping.rules.items()},
        "filters": [
            {"header": step.header, "values": list(step.values)} for step in mapping.filters
        ],
    }


def mapping_from_json(data: Mapping[str, object]) -> SavedMapping:
    """The mapping that `mapping_to_json` wrote; `mapping_broken` when it did not."""
    try:
        rules = cast(Mapping[str, Mapping[str, object]], data["rules"])
        filters = cast(list[Mapping[str, object]], data.get("filters", []))
        return SavedMapping(
            kind=str(data["kind"]),
            rules={name: _rule_from_json(rule) for name, rule in rules.items()},
            filters=tuple(
                RowFilter(str(step["header"]), tuple(map(str, cast(list[object], step["values"]))))
                for step in filters
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise TabularError("mapping_broken") from error


def _rule_to_json(rule: FieldRule) -> dict[str, Json]:
    written: dict[str, Json | None] = {
        "header": rule.header,
        "constant": rule.constant,
        "lookups": [{"table": step.table, "column": step.column} for step in rule.lookups],
        "aliases": dict(rule.aliases),
        "date_order": rule.date_order.value if rule.date_order else None,
        "decimal_mark": rule.decimal_mark.value if rule.decimal_mark else None,
        "multiplier": str(rule.multiplier) if rule.multiplier is not None else None,
        "currency": rule.currency,
    }
    return {name: value for name, value in written.items() if value}


def _rule_from_json(data: Mapping[str, object]) -> FieldRule:
    lookups = cast(list[Mapping[str, object]], data.get("lookups", []))
    aliases = cast(Mapping[str, object], data.get("aliases", {}))
    order, mark, times = (data.get(n) for n in ("date_order", "decimal_mark", "multiplier"))
    return FieldRule(
        header=_text(data.get("header")),
        constant=_text(data.get("constant")),
        lookups=tuple(Lookup(str(step["table"]), str(step["column"])) for step in lookups),
        aliases={written: str(meant) for written, meant in aliases.items()},
        date_order=DateOrder(order) if order else None,
        decimal_mark=DecimalMark(mark) if mark else None,
        multiplier=_multiplier(str(times)) if times else None,
        currency=read_currency(str(data["currency"])) if data.get("currency") else None,
    )


def _multiplier(text: str) -> Decimal:
    value = Decimal(text)
    if not (value.is_finite() and 0 < value <= MOST_TIMES):
        raise ValueError(text)
    return value


def _text(value: object) -> str | None:
    return None if value is None else str(value)
