"""Pages of lists: a signed cursor holds the sort values of the last row, so that a page costs the
same however deep it lies, and rows that come or go meanwhile shift nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from django.core import signing
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qudao.api.fields import Answer, Filters, meaning
from qudao.api.wording import WRONG_CURSOR, problem_with
from qudao.core.keyset import Place, Step

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
SALT = "qudao.api.cursor"
ID = "public_id"


class Page(Answer, Generic[Item]):
    """One page of a list. There are no counts: they would cost more than the page."""

    items: list[Item]
    next: Annotated[str | None, meaning(_("Address of the next page; null on the last one."))]


def place_of(filters: Filters, key: str = ID) -> Place:
    """The place that the request names; `Invalid` for a cursor of another list or order."""
    sort = filters.sort.replace("id", key) if filters.sort in {"id", "-id"} else filters.sort
    after = _opened(filters) if filters.cursor else None
    return Place(sort=sort, size=filters.limit, after=after, key=key)


def page_of(
    request: HttpRequest, filters: Filters, step: Step[Row], make: Callable[[Row], Item]
) -> Page[Item]:
    """The rows of a step as a page, with the address of the next one."""
    following = _next_address(request, filters, step.last) if step.last else None
    return Page(items=[make(row) for row in step.rows], next=following)


def _opened(filters: Filters) -> tuple[str, ...]:
    try:
        kind, values = signing.loads(filters.cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise problem_with("cursor", WRONG_CURSOR) from None
    if kind != _kind(filters):
        raise problem_with("cursor", WRONG_CURSOR)
    return tuple(values)


def _next_address(request: HttpRequest, filters: Filters, values: Sequence[str]) -> str:
    query = request.GET.copy()
    query["cursor"] = signing.dumps([_kind(filters), list(values)], salt=SALT)
    return f"{request.path}?{query.urlencode()}"


def _kind(filters: Filters) -> str:
    """A digest of the list, its filters and its order; the page's size may change."""
    asked = filters.model_dump(mode="json", exclude={"cursor", "limit"})
    text = json.dumps([type(filters).__name__, asked], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
