"""Reading pages of the workbench in tests."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

from qudao.core.actor import Actor
from tests.web.deals_pages import client_of

_TAG = re.compile(r"<[^>]+>")


def text_of(response: Any) -> str:
    """The page as it was sent."""
    return str(response.content.decode())


def words_of(response: Any) -> str:
    """What a reader reads of it: no markup, single blanks."""
    return " ".join(html.unescape(_TAG.sub(" ", text_of(response))).split())


def page_for(actor: Actor, path: str, language: str = "en", **asked: str) -> str:
    answer = client_of(actor, language).get(path, asked)
    assert answer.status_code == 200, answer.status_code
    return text_of(answer)


def csv_rows(actor: Actor, path: str, **asked: str) -> list[list[str]]:
    """The rows of a page's export, heading first."""
    answer: Any = client_of(actor).get(path, {**asked, "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))
