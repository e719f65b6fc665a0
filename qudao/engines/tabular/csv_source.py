"""Delimited text as a stream of rows in constant memory."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from qudao.engines.tabular.cells import Row
from qudao.engines.tabular.encodings import Encoding, find_encoding
from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.streams import Source, blocks, open_unpacked

DELIMITERS = ",\t;|"
_SAMPLE_RECORDS = 200
_DEFAULT = ","


@dataclass(frozen=True, slots=True)
class CsvSource:
    """A delimited text file: how it is written, and its rows as often as they are asked for."""

    source: Source
    encoding: Encoding
    delimiter: str
    announced: bool
    limits: Limits

    def rows(self) -> Iterator[Row]:
        """Every record, blank ones too, numbered as a spreadsheet would number them."""
        with open_unpacked(self.source, self.limits) as stream:
            lines = _lines(stream, self.encoding.name, self.limits)
            if self.announced:
                next(lines, None)
            yield from _records(lines, self.delimiter, self.limits)


def open_csv(
    source: Source, limits: Limits, *, encoding: str | None = None, delimiter: str | None = None
) -> CsvSource:
    """Look at the file once to learn how it is written; given answers are taken as they are."""
    found = Encoding(encoding, certain=True) if encoding else _encoding_of(source, limits)
    with open_unpacked(source, limits) as stream:
        lines = _lines(stream, found.name, limits)
        head = list(islice(lines, _SAMPLE_RECORDS))
    announced = _announced(head[0]) if head else None
    mark = delimiter or announced or find_delimiter(head)
    return CsvSource(source, found, mark, announced is not None, limits)


def find_delimiter(lines: list[str]) -> str:
    """The mark that cuts most rows into the same number of cells; a comma when none does."""
    scores = {mark: _evenness(lines, mark) for mark in DELIMITERS}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else _DEFAULT


def _encoding_of(source: Source, limits: Limits) -> Encoding:
    with open_unpacked(source, limits) as stream:
        return find_encoding(blocks(stream))


def _announced(line: str) -> str | None:
    """Excel's own first line `sep=;`."""
    text = line.strip().strip('"')
    return text[4] if text.lower().startswith("sep=") and len(text) == 5 else None


def _evenness(lines: list[str], mark: str) -> float:
    try:
        widths = [len(record) for record in csv.reader(lines, delimiter=mark) if record]
    except csv.Error:
        return 0.0
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0
    width, rows = max(several.items(), key=lambda item: (item[1], item[0]))
    return rows / len(widths) * (1 + math.log(width))


def _lines(stream: BinaryIO, encoding: str, limits: Limits) -> Iterator[str]:
    try:
        with io.TextIOWrapper(stream, encoding, "surrogateescape", newline="") as text:
            while line := text.readline(limits.line_chars + 1):
                if len(line) > limits.line_chars:
                    raise TabularError("line_too_long", limit=limits.line_chars)
                yield line
    except (UnicodeError, LookupError) as error:
        raise TabularError("encoding_wrong", encoding=encoding) from error


def _records(lines: Iterator[str], delimiter: str, limits: Limits) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TabularError("row_not_readable", row=number) from error
        _check(record, number, limits)
        yield Row(number, tuple(record))


def _check(record: list[str], number: int, limits: Limits) -> None:
    if number > limits.rows:
        raise TabularError("too_many_rows", limit=limits.rows)
    if len(record) > limits.columns:
        raise TabularError("too_many_columns", limit=limits.columns, row=number)
