"""Text that goes into a spreadsheet and must stay text there."""

from __future__ import annotations

# A cell that begins so would run as a formula in a spreadsheet (OWASP, CSV injection); the wide
# signs are taken for formulas by spreadsheets that are set to Chinese or Japanese.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text
