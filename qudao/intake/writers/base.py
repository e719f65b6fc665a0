"""What every writer is: it names a row's key, and writes rows by the hundred."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.upserting import Fate, Outcome, Refused
from qudao.engines.tabular.fields import FieldValue, ImportKind
from qudao.engines.tabular.fingerprints import Fingerprints

Values = Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A good row on its way in, with its key; `repeated` when an earlier row had the same key."""

    key: str
    values: Values
    repeated: bool = False
    number: int = 0  # of the row in its file


@dataclass(frozen=True, slots=True)
class Noted:
    """A good row that had to leave something out: which one, why, and the field it is about."""

    row_number: int
    code: str
    field: str
    value: str


@dataclass(slots=True)
class Setting:
    """What holds for a whole run. `headers` tells what the file calls each field."""

    actor: Actor
    source: str
    now: datetime
    today: date
    currency: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Writer:
    """Base of the writers; one object lives as long as a run, and remembers what it looked up."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        self.kind = kind
        self.setting = setting
        self.notes: Counter[str] = Counter()
        self.noted: list[Noted] = []
        self._fingerprints = Fingerprints(kind, setting.source)

    def meet(self, values: Values) -> str:
        """The key of the next good row; asked once for each, also for those settled before."""
        return self.own_key(values) or self._fingerprints.of(values)

    def own_key(self, values: Values) -> str:
        """The key that the row itself carries; "" when it has none."""
        return text(values, self.kind.key[0]) if self.kind.key else ""

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        """Write a batch in the caller's transaction; one outcome for each row, in order."""
        raise NotImplementedError

    def note(self, row: Incoming, code: str, field: str) -> None:
        """Count what a row had to leave out, and remember where it stands."""
        self.notes[code] += 1
        self.noted.append(Noted(row.number, code, field, text(row.values, field)))

    def forget_notes(self) -> None:
        """Begin the notes of the next batch."""
        self.notes.clear()
        self.noted.clear()

    def finish(self) -> None:
        """What can be done only when all rows are there."""

    def currency(self, values: Values) -> str:
        return text(values, "currency") or self.setting.currency


class References:
    """What files call things, resolved a batch at a time and remembered for the run."""

    def __init__(self) -> None:
        self._found: dict[str, int | None] = {}
        self._names: dict[int, dict[str, None]] = defaultdict(dict)

    def unknown(self, names: set[str]) -> set[str]:
        return {name for name in names if name and name not in self._found}

    def learn(self, names: set[str], found: Mapping[str, int]) -> None:
        for name in sorted(names):
            self._found[name] = found.get(name)
            if name in found:
                self._names[found[name]][name] = None

    def get(self, name: str) -> int | None:
        return self._found.get(name)

    def alike(self, name: str) -> list[str]:
        """Every name so far that means the same as this one."""
        found = self._found.get(name)
        return [name] if found is None else list(self._names[found])


def text(values: Values, name: str) -> str:
    """A value as one line of text; "" when the file says nothing."""
    value = values.get(name)
    return "" if value is None else " ".join(str(value).split())


def amount(values: Values, name: str) -> Decimal | None:
    value = values.get(name)
    return value if isinstance(value, Decimal) else None


def whole(values: Values, name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def day(values: Values, name: str) -> date | None:
    value = values.get(name)
    return value if isinstance(value, date) else None


def too_long(values: Values, limits: Mapping[str, int]) -> Refused | None:
    """The first text that is longer than its column."""
    for name, limit in limits.items():
        if len(text(values, name)) > limit:
            return Refused(name, "text_too_long", text(values, name))
    return None


def spread(outcomes: Sequence[Outcome | None], written: Sequence[Outcome]) -> list[Outcome]:
    """Outcomes of all rows: those refused beforehand, and in the gaps those that were written."""
    rest = iter(written)
    return [outcome if outcome is not None else next(rest) for outcome in outcomes]


__all__ = [
    "Fate",
    "Incoming",
    "Noted",
    "Outcome",
    "References",
    "Refused",
    "Setting",
    "Values",
    "Writer",
    "amount",
    "day",
    "spread",
    "text",
    "too_long",
    "whole",
]
