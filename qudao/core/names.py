"""Names in two languages."""

from __future__ import annotations


def name_in(language: str, chinese: str | None, english: str | None) -> str:
    """The name in the reader's language, else in the other one; "" where there is no row."""
    if language.startswith("zh"):
        return chinese or english or ""
    return english or chinese or ""
