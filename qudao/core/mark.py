"""The mark that a demonstration leaves in its data folder, for commands that are typed by hand.

Read before Django knows its settings, so it imports nothing of ours.
"""

from __future__ import annotations

import hashlib
from pathlib import Path


def mark(folder: Path, database_url: str) -> None:
    """Note that this database is a demonstration."""
    mark_of(folder).write_text(digest_of(database_url) + "\n", "ascii")


def unmark(folder: Path) -> None:
    """Forget it: what stands in the folder's database now is meant for real."""
    mark_of(folder).unlink(missing_ok=True)


def is_marked(folder: Path, database_url: str) -> bool:
    """Whether the folder's mark names this very database."""
    try:
        return mark_of(folder).read_text("ascii").strip() == digest_of(database_url)
    except (OSError, ValueError):
        return False


def mark_of(folder: Path) -> Path:
    return folder / "demonstration"


def digest_of(database_url: str) -> str:
    """Tells databases apart without writing a password down."""
    return hashlib.sha256(database_url.encode()).hexdigest()
