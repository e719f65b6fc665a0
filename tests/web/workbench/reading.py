"""Reading what a page answered."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

from python_calamine import CalamineWorkbook


def text_of(response: Any) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8-sig")
    return unescape(str(response.content.decode()))


def csv_lines(response: Any) -> list[str]:
    return text_of(response).splitlines()


def sheet_of(response: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def links_of(page: str, start: str) -> list[str]:
    """Addresses on a page that begin so, in the order of the page."""
    return re.findall(rf'href="({re.escape(start)}[^"]*)"', page)


def rows_of(page: str) -> list[list[str]]:
    """The words of every row of every table, cell by cell."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = (re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows)
    return [[_words(cell) for cell in row] for row in cells]


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
