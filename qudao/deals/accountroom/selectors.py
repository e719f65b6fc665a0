"""The thread of an object: shared messages and, for the vendor's people, internal notes apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.models import StoredFile
from qudao.deals.accountroom.models import Message, MessageFile, MessageQuerySet
from qudao.deals.accountroom.subjects import Subject
from qudao.deals.permissions import DealsPermission

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOfMessage:
    """A file that was sent; `message_file` hands it out."""

    public_id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """One message or note. `is_ours` says that the reader's own side wrote it."""

    public_id: str
    author: str
    is_mine: bool
    is_ours: bool
    is_internal: bool
    written_at: datetime
    text: str
    files: tuple[FileOfMessage, ...]


def thread(actor: Actor, subject: Subject) -> list[MessageLine]:
    """The latest messages of a thread in the order in which they were written.

    A partner's person reads its own shared thread. The vendor's people read the shared thread
    with the subject's partner, and the internal notes.
    """
    actor.require(DealsPermission.TALK)
    found = (
        _of_thread(actor, subject).select_related("author__person").prefetch_related("files__file")
    )
    latest = list(found.order_by("-written_at", "-pk")[:MOST_SHOWN])
    return [_line(actor, row) for row in reversed(latest)]


def message_file(actor: Actor, subject: Subject, file_id: str) -> StoredFile:
    """A file of a message in this thread that the actor may read."""
    actor.require(DealsPermission.TALK)
    rows = MessageFile.objects.visible_to(actor).filter(
        file__public_id=file_id, message__in=_of_thread(actor, subject)
    )
    found = rows.select_related("file").first()
    if found is None:
        raise NotFound
    return found.file


def _of_thread(actor: Actor, subject: Subject) -> MessageQuerySet:
    """What is said with the subject's partner, and the notes; no other partner's thread."""
    rows = Message.objects.visible_to(actor).about(subject.kind, subject.public_id)
    return rows.filter(Q(is_internal=True) | Q(partner_id=subject.partner_id))


def _line(actor: Actor, row: Message) -> MessageLine:
    return MessageLine(
        public_id=row.public_id,
        author=row.author.person.spoken_name,
        is_mine=row.author_id == actor.user_id,
        is_ours=row.author_organisation_id == actor.organisation_id,
        is_internal=row.is_internal,
        written_at=row.written_at,
        text=row.text,
        files=tuple(
            FileOfMessage(public_id=one.file.public_id, name=one.file.name, size=one.file.size)
            for one in row.files.all()
        ),
    )
