"""Templates are short, and hold no style and no script: the content policy refuses both."""

import re
from pathlib import Path

from tests.architecture.sources import ROOT

LONGEST = 60
LISTED = Path(__file__).with_name("long_templates.txt")
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>{]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "event attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*.html") if path.is_file())


def listed() -> dict[str, int]:
    """Templates that may be longer, each with its bound: `lines path`."""
    rows = (line.split(maxsplit=1) for line in LISTED.read_text("utf-8").splitlines() if line)
    return {path: int(lines) for lines, path in rows}


def test_templates_are_short() -> None:
    bounds = listed()
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in templates()
    }

    too_long = {path: n for path, n in sizes.items() if n > bounds.get(path, LONGEST)}
    assert too_long == {}, "split them; only libraries of macros may be listed"
    assert {path for path in bounds if sizes.get(path, 0) <= LONGEST} == set(), "listed in vain"


def test_templates_have_no_inline_style_or_script() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in templates()
        for name, pattern in FORBIDDEN.items()
        if pattern.search(path.read_text("utf-8"))
    ]

    assert found == []
