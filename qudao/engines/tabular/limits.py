"""How much of a file is sane. Every figure can be set by the caller."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds of one file; above them the file is refused, never cut.

    `ratio` compares unpacked with packed bytes and counts only above `ratio_from` bytes, since
    small or very regular files compress well for honest reasons.
    """

    rows: int = 10_000_000
    columns: int = 500
    line_chars: int = 1_000_000
    packed_bytes: int = 512 * 1024**2
    unpacked_bytes: int = 8 * 1024**3
    ratio: int = 200
    ratio_from: int = 16 * 1024**2
    workbook_entries: int = 5_000
    workbook_bytes: int = 256 * 1024**2
    workbook_rows: int = 1_048_576
    workbook_cells: int = 20_000_000
    workbook_text_bytes: int = 256 * 1024**2
    workbook_merges: int = 20_000


UPLOAD = Limits(packed_bytes=25 * 1024**2, unpacked_bytes=1024**3, rows=2_000_000)
