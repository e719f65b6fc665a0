"""The thread about a registration."""

from __future__ import annotations

from qudao.core.actor import Actor
from qudao.core.models import StoredFile
from qudao.deals.accountroom import selectors as accountroom
from qudao.deals.accountroom.selectors import MessageLine
from qudao.deals.accountroom.subjects import Subject
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Registration


def talk(actor: Actor, registration_id: str) -> list[MessageLine]:
    """What was said about a registration, as far as the actor may read it."""
    return accountroom.thread(actor, registration_subject(actor, registration_id))


def message_file(actor: Actor, registration_id: str, file_id: str) -> StoredFile:
    """A file sent in the thread about a registration."""
    subject = registration_subject(actor, registration_id)
    return accountroom.message_file(actor, subject, file_id)


def registration_subject(actor: Actor, registration_id: str) -> Subject:
    """A registration as the subject of talk."""
    actor.require(DealsPermission.TALK)
    row = Registration.objects.visible_to(actor).one(registration_id)
    readers = (row.created_by_id,) if row.created_by_id is not None else ()
    return Subject(
        row=row,
        title=f"{row.customer_name} {row.number or ''}".strip(),
        partner_id=row.partner_id,
        partner_readers=readers,
    )
