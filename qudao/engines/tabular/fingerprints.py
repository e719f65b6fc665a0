"""Recognise a row that was imported before, so that the same file twice changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from qudao.engines.tabular.fields import FieldValue, ImportKind


class Fingerprints:
    """Fingerprints of the rows of one file, in order.

    A record with a key is known by its key. Without one the whole row counts, together with how
    often it stood in this file already: two equal lines are two sales, the same file again is
    not four.
    """

    def __init__(self, kind: ImportKind, scope: str = "") -> None:
        self._kind = kind
        self._scope = scope
        self._seen: Counter[bytes] = Counter()

    def of(self, values: Mapping[str, FieldValue]) -> str:
        """Fingerprint of the next row (64 hexadecimal digits)."""
        if self.keyed(values):
            return fingerprint(self._kind.code, self._scope, _part(values, self._kind.key))
        digest = fingerprint(self._kind.code, self._scope, values)
        short = bytes.fromhex(digest)[:16]
        self._seen[short] += 1
        return fingerprint(digest, str(self._seen[short]), {})

    def keyed(self, values: Mapping[str, FieldValue]) -> bool:
        """Whether the row has every field of its kind's key."""
        return bool(self._kind.key) and all(values.get(name) is not None for name in self._kind.key)


def content_fingerprint(kind: ImportKind, values: Mapping[str, FieldValue]) -> str:
    """Fingerprint of all that a row says: tells a changed record from an unchanged one."""
    return fingerprint(kind.code, "content", values)


def fingerprint(kind: str, scope: str, values: Mapping[str, FieldValue]) -> str:
    """SHA-256 over the values in one spelling: 1.50 and 1.5 are the same amount."""
    spelled = {name: _spelled(value) for name, value in values.items() if value is not None}
    text = json.dumps([kind, scope, spelled], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _part(values: Mapping[str, FieldValue], names: tuple[str, ...]) -> dict[str, FieldValue]:
    return {name: values[name] for name in names}


def _spelled(value: FieldValue) -> str | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        value = value or Decimal(0)  # -0.00 is 0
        plain = format(value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
