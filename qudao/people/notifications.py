"""Telling users that something happened: in the product at once, by mail soon after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from qudao.core.actor import Actor
from qudao.core.audit import Subject, kind_of
from qudao.core.deadlines import set_deadlines
from qudao.core.prepared import Prepared
from qudao.people.models import Notice
from qudao.people.notices import wording


@dataclass(frozen=True, slots=True)
class Named:
    """A name on record in both languages: the reader's is shown."""

    zh: str
    en: str


Param = str | int | date | Named
MAIL_JOB = "people.mail_notice"
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice in the reader's language, and the object that it is about."""

    public_id: str
    code: str
    text: str
    at: datetime
    is_read: bool
    subject_kind: str
    subject_id: str


def notify(
    user_ids: Iterable[int],
    code: str,
    *,
    subject: Subject,
    params: Mapping[str, Param],
    now: datetime,
) -> None:
    """Tell each user once, in the caller's transaction; the mail goes out when it commits.

    `code` is a member of the room's `NoticeCode`, `params` fill its sentence: a day is worded in
    the reader's language. Never put a person's name in them (erasure must reach names), nor the
    name of another partner.
    """
    notices = Notice.objects.bulk_create(
        Notice(
            user_id=user_id,
            code=str(code),
            params={name: _kept(value) for name, value in params.items()},
            subject_kind=kind_of(subject),
            subject_id=subject.public_id,
            created_at=now,
        )
        for user_id in sorted(set(user_ids))
    )
    set_deadlines("people.mail_notice", [notice.public_id for notice in notices], due_at=now)


def my_notices(actor: Actor, *, limit: int = MOST_SHOWN) -> list[NoticeLine]:
    """The user's own notices, unread ones first, then the newest."""
    rows = Notice.objects.visible_to(actor).alias(is_read=Q(read_at__isnull=False))
    return [_line(row) for row in rows.order_by("is_read", "-created_at", "-pk")[:limit]]


def unread_count(actor: Actor) -> int:
    return _unread.first(actor) or 0


def _counted_unread(actor: Actor) -> QuerySet[Notice, int]:
    rows = Notice.objects.visible_to(actor).filter(read_at=None).order_by()
    return rows.values("user_id").annotate(n=Count("pk")).values_list("n", flat=True)


_unread = Prepared[int](_counted_unread)  # stands on every page


def read_notice(actor: Actor, public_id: str, *, now: datetime) -> NoticeLine:
    """Open one own notice, which marks it as read."""
    row = Notice.objects.visible_to(actor).one(public_id)
    mark_read(actor, [public_id], now=now)
    return _line(row)


def mark_read(actor: Actor, public_ids: Sequence[str], *, now: datetime) -> int:
    """Mark own notices as read; how many were unread."""
    return _mark(actor, {"public_id__in": public_ids, "read_at": None}, now)


def mark_unread(actor: Actor, public_ids: Sequence[str]) -> int:
    """Mark own notices as unread; how many were read."""
    return _mark(actor, {"public_id__in": public_ids, "read_at__isnull": False}, None)


def mark_all_read(actor: Actor, *, now: datetime) -> int:
    return _mark(actor, {"read_at": None}, now)


def sentence_of(notice: Notice) -> str:
    """The notice in the language that is active now."""
    params = {name: _shown(value) for name, value in notice.params.items()}
    return str(wording(notice.code)) % _Filled(params)


class _Filled(dict[str, str]):
    """Parameters; one that a newer wording asks for and an old notice lacks is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def _mark(actor: Actor, which: Mapping[str, Any], at: datetime | None) -> int:
    return Notice.objects.visible_to(actor).filter(**which).update(read_at=at)


def _line(row: Notice) -> NoticeLine:
    return NoticeLine(
        public_id=row.public_id,
        code=row.code,
        text=sentence_of(row),
        at=row.created_at,
        is_read=row.read_at is not None,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
    )


def _kept(value: Param) -> object:
    if isinstance(value, Named):
        return {"zh": value.zh, "en": value.en}
    return {"day": value.isoformat()[:10]} if isinstance(value, date) else value


def _shown(value: Any) -> str:
    chinese = (get_language() or "").startswith("zh")
    if isinstance(value, dict) and "zh" in value:
        return str(value["zh" if chinese else "en"])
    if not isinstance(value, dict) or "day" not in value:
        return str(value)
    pattern = "yyyy-MM-dd" if chinese else "d MMM yyyy"
    return format_date(date.fromisoformat(value["day"]), pattern, locale="zh" if chinese else "en")
