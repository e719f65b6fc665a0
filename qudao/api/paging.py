"""Pages of lists: a signed cursor holds the sort values of the last row, so that a page costs the
same however deep it lies, and rows that come or go meanwhile shift nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core import signing
from django.http import HttpRequest

from qudao.api.fields import Answer, Filters
from qudao.api.wording import WRONG_CURSOR, problem_with

Item = TypeVar("Item")
SALT = "qudao.api.cursor"


class Page(Answer, Generic[Item]):
    """One page of a list. There are no counts: they would cost more than the page."""

    items: list[Item]
    next: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the row with these sort values; None at the start."""

    after: tuple[str, ...] | None
    size: int


def place_of(filters: Filters) -> Place:
    """The place that the cursor names; `Invalid` if it was made for another list or order."""
    if not filters.cursor:
        return Place(None, filters.limit)
    try:
        kind, values = signing.loads(filters.cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise problem_with("cursor", WRONG_CURSOR) from None
    if kind != _kind(filters):
        raise problem_with("cursor", WRONG_CURSOR)
    return Place(tuple(values), filters.limit)


def next_address(
    request: HttpRequest, filters: Filters, values: Sequence[str] | None
) -> str | None:
    """The address of the page after the row with these sort values; None after the last row."""
    if values is None:
        return None
    query = request.GET.copy()
    query["cursor"] = signing.dumps([_kind(filters), list(values)], salt=SALT)
    return f"{request.path}?{query.urlencode()}"


def _kind(filters: Filters) -> str:
    """A digest of the list, its filters and its order; the page's size may change."""
    asked: Mapping[str, object] = filters.model_dump(mode="json", exclude={"cursor", "limit"})
    text = json.dumps([type(filters).__name__, asked], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
