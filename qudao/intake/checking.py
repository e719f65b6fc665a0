"""Reading a file through once, without writing: how many rows hold, and what is wrong elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from qudao.engines.tabular.cells import Cell, cell_text
from qudao.engines.tabular.checking import Aside, Good, Outcome, Reject

SHOWN_REJECTS = 50
TRIED_ROWS = 300
REPORT_EVERY = 1000
Progress = Callable[[int], None]


def no_progress(done: int) -> None:
    """For whoever does not want to know."""


@dataclass(slots=True)
class Tally:
    """What was found in a file so far."""

    good: int = 0
    bad: int = 0
    asides: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    rejects: list[dict[str, object]] = field(default_factory=list)
    first_good: list[Good] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        match outcome:
            case Good():
                self.good += 1
                if len(self.first_good) < TRIED_ROWS:
                    self.first_good.append(outcome)
                self.remarks.update(f"{one.field}:{one.code}" for one in outcome.remarks)
            case Reject():
                self.bad += 1
                if len(self.rejects) < SHOWN_REJECTS:
                    self.rejects.append(reject_as_json(outcome))
            case Aside():
                self.asides[outcome.reason] += 1

    def as_json(self) -> dict[str, object]:
        return {
            "good": self.good,
            "bad": self.bad,
            "asides": dict(self.asides),
            "remarks": dict(self.remarks),
            "rejects": self.rejects,
        }


def read_through(outcomes: Iterator[Outcome], progress: Progress = no_progress) -> Tally:
    """Count every row of a file."""
    tally = Tally()
    for number, outcome in enumerate(outcomes, start=1):
        tally.count(outcome)
        if number % REPORT_EVERY == 0:
            progress(number)
    return tally


def reject_as_json(reject: Reject) -> dict[str, object]:
    """A refused row as a page shows it before anything is stored."""
    fault = reject.faults[0]
    return {
        "row": reject.row_number,
        "column": fault.column,
        "value": fault.value,
        "rule": fault.rule_code,
        "params": dict(fault.params),
    }


def cells_as_texts(cells: tuple[Cell, ...]) -> list[str]:
    """A row as its file writes it, safe to keep."""
    return [cell_text(cell)[:1000] for cell in cells]
