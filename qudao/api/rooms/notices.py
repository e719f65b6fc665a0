"""What the person behind the key should hear of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer, Filters, RowId, meaning
from qudao.api.paging import Page, page_of, place_of
from qudao.api.routing import About, Room
from qudao.people.feed import notices_after
from qudao.people.notifications import read_notice, sentence_of
from qudao.people.permissions import PeoplePermission

room = Room(tags=["notices"])


class NoticeFilters(Filters):
    """Which of the own notices."""

    unread_only: bool = False
    sort: Literal["created_at", "-created_at"] = "-created_at"


class NoticeItem(Answer):
    """One notice, in the language of the request."""

    id: RowId
    code: str
    text: str
    created_at: datetime
    read_at: datetime | None
    subject_kind: Annotated[str, meaning(_("What it is about, such as registration."))]
    subject_id: str


class ReadNotice(Answer):
    """A notice that was opened."""

    id: RowId
    text: str


@room.lists(
    "/notices", PeoplePermission.READ_OWN, About(_("List the own notices"), Page[NoticeItem])
)
def list_notices(request: ApiRequest, filters: Query[NoticeFilters]) -> Page[NoticeItem]:
    step = notices_after(request.actor, place_of(filters), unread_only=filters.unread_only)
    return page_of(
        request,
        filters,
        step,
        lambda row: NoticeItem(
            id=row.public_id,
            code=row.code,
            text=sentence_of(row),
            created_at=row.created_at,
            read_at=row.read_at,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
        ),
    )


@room.notes(
    "/notices/{notice_id}/read",
    PeoplePermission.READ_OWN,
    About(_("Mark a notice as read"), ReadNotice),
)
def mark_notice_read(request: ApiRequest, notice_id: str) -> ReadNotice:
    return ReadNotice.model_validate(read_notice(request.actor, notice_id, now=request.now))
