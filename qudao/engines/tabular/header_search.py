"""Which rows of a sheet are its header: judged by words, by what stands below, by fullness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qudao.engines.tabular.cells import Cell, Row, cell_text, filled, is_blank
from qudao.engines.tabular.dates import read_date
from qudao.engines.tabular.headers import header_key, read_heading
from qudao.engines.tabular.numbers import read_number
from qudao.engines.tabular.problems import CellError
from qudao.engines.tabular.totals import is_note, is_total

_MAX_HEADING = 60
_CANDIDATES = 40
_LABELLED = re.compile(r".{1,12}[:：].+")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Numbers of the header's rows (one or two) and the heading's parts of every column."""

    rows: tuple[int, ...]
    parts: tuple[tuple[str, ...], ...]


def find_header(rows: Sequence[Row], known: frozenset[str]) -> HeaderBlock | None:
    """The header among the first rows that are not blank; None when nothing looks like one."""
    scored = [
        (_score(rows, position, known), -position) for position in range(len(rows[:_CANDIDATES]))
    ]
    if not scored:
        return None
    score, negative = max(scored)
    if score <= 0:
        return None
    return _block(rows, _first_of_its_kind(rows, -negative), known)


def _first_of_its_kind(rows: Sequence[Row], position: int) -> int:
    """A header that is repeated, page by page or section by section, counts where it first is."""
    words = [cell_text(cell).strip() for cell in filled(rows[position])]
    same = (
        at
        for at in range(position)
        if [cell_text(cell).strip() for cell in filled(rows[at])] == words
    )
    return next(same, position)


def _score(rows: Sequence[Row], position: int, known: frozenset[str]) -> float:
    """How much a row looks like a header; not above 0 when it cannot be one."""
    row = rows[position]
    held = filled(row)
    texts = [cell_text(cell).strip() for cell in held]
    if not texts or not all(map(_can_be_heading, held)) or is_note(held):
        return 0.0
    distinct = len(set(texts)) / len(texts)
    width = max(len(filled(other)) for other in rows)
    if width > 1 and len(set(texts)) < 2:
        return 0.0
    fullness = len(texts) / width
    familiar = sum(_is_known(text, known) for text in texts) / len(texts)
    labelled = sum(bool(_LABELLED.fullmatch(text)) for text in texts) / len(texts)
    below = _data_below(rows, position)
    return fullness + distinct + 3 * familiar + below - labelled - position * 0.01


def _is_known(text: str, known: frozenset[str]) -> bool:
    heading = read_heading(text)
    return heading.key in known or heading.bare_key in known


def _can_be_heading(cell: Cell) -> bool:
    """Short words; a year may head a column, an amount or a day may not."""
    if isinstance(cell, Decimal):
        return cell == cell.to_integral_value() and 1990 <= cell <= 2100
    if isinstance(cell, bool | date):
        return False
    text = cell_text(cell).strip()
    return len(text) <= _MAX_HEADING and not _is_value(text)


def _is_value(text: str) -> bool:
    try:
        read_number(text)
    except CellError:
        pass
    else:
        return not re.fullmatch(r"(?:19|20)\d\d", text)
    try:
        read_date(text)
    except CellError as error:
        return error.code == "date_ambiguous"
    return True


def _data_below(rows: Sequence[Row], position: int) -> float:
    """Share of the next rows that hold a number, a day or a truth value, or fill as widely."""
    here = len(filled(rows[position]))
    following = rows[position + 1 : position + 11]
    if not following:
        return 0.0
    good = sum(
        (not all(map(_can_be_heading, filled(row))) or len(filled(row)) >= here * 0.6)
        and not is_total(filled(row))
        for row in following
    )
    return good / len(following)


def _block(rows: Sequence[Row], position: int, known: frozenset[str]) -> HeaderBlock:
    row = rows[position]
    above = rows[position - 1] if position else None
    below = rows[position + 1] if position + 1 < len(rows) else None
    if above and above.number == row.number - 1 and _groups(above, row):
        return HeaderBlock((above.number, row.number), _join(above, row))
    if below and below.number == row.number + 1 and _details(row, below, known):
        return HeaderBlock((row.number, below.number), _join(row, below))
    return HeaderBlock((row.number,), tuple(_lines(cell) for cell in row.cells))


def _groups(above: Row, row: Row) -> bool:
    """Whether the row above names groups of columns: words, two or more, no label: value."""
    held = filled(above)
    texts = [cell_text(cell).strip() for cell in held]
    if len(set(texts)) < 2 or not all(map(_can_be_heading, held)):
        return False
    if any(_LABELLED.fullmatch(text) for text in texts):
        return False
    named = {index for index, cell in enumerate(row.cells) if not is_blank(cell)}
    over = {index for index, cell in enumerate(above.cells) if not is_blank(cell)}
    return over <= named or _same_somewhere(above, row) or bool(over - named)


def _same_somewhere(above: Row, row: Row) -> bool:
    return any(
        not is_blank(upper) and upper == lower
        for upper, lower in zip(above.cells, row.cells, strict=False)
    )


def _details(row: Row, below: Row, known: frozenset[str]) -> bool:
    """Whether the row below only completes headings: words under a group that goes on."""
    held = filled(below)
    if not held or not all(map(_can_be_heading, held)):
        return False
    own = {index for index, cell in enumerate(row.cells) if not is_blank(cell)}
    added = {index for index, cell in enumerate(below.cells) if not is_blank(cell)}
    if _same_somewhere(row, below):
        return True
    familiar = any(_is_known(cell_text(cell), known) for cell in held)
    continues = bool(added - own) and len(added) < len(own)
    return continues and (familiar or bool(own - added))


def _join(upper: Row, lower: Row) -> tuple[tuple[str, ...], ...]:
    """Parts of every column; a group's name also counts for the blank cells right of it."""
    parts: list[tuple[str, ...]] = []
    group: tuple[str, ...] = ()
    for index in range(max(len(upper.cells), len(lower.cells))):
        top = _lines(_at(upper, index))
        detail = _lines(_at(lower, index))
        group = top or group
        if top == detail or not detail:
            parts.append(top)
        else:
            parts.append((*group, *detail))
    return tuple(parts)


def _at(row: Row, index: int) -> Cell:
    return row.cells[index] if index < len(row.cells) else None


def _lines(cell: Cell) -> tuple[str, ...]:
    """A heading as one text; line breaks inside it are for the eye only."""
    text = cell_text(cell).strip()
    if not text:
        return ()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    mark = " " if all(line.isascii() for line in lines) else ""
    return (mark.join(lines),)


def heading_words(columns: Sequence[str]) -> frozenset[str]:
    """Comparable keys of some headings."""
    return frozenset(map(header_key, columns))
