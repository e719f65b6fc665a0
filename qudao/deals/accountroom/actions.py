"""Write a message to the other side, or a note for the vendor's people alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, Role, Side
from qudao.core.audit import record
from qudao.core.errors import Conflict, FieldProblem, Invalid, NotPermitted
from qudao.deals.accountroom.models import Message, MessageFile
from qudao.deals.accountroom.notices import AccountroomNotice
from qudao.deals.accountroom.subjects import Subject
from qudao.deals.accountroom.verbs import AccountroomVerb
from qudao.deals.permissions import DealsPermission
from qudao.deals.uploads import own_uploads
from qudao.market.partners.models import PartnerAssignment
from qudao.people.models import Membership, MembershipQuerySet
from qudao.people.notifications import notify

LONGEST_TEXT = 5000
MOST_FILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageInput:
    """Words, files that the same person has uploaded before, or both."""

    text: str = ""
    file_ids: tuple[str, ...] = ()


@transaction.atomic
def write_message(
    actor: Actor, subject: Subject, stated: MessageInput, *, now: datetime
) -> Message:
    """Write into the thread that the partner's people and the vendor's people share."""
    actor.require(DealsPermission.TALK)
    if subject.partner_id is None:
        message = _("Choose the partner that this message is for.")
        raise Invalid.field("partner", "required", message)
    if actor.is_partner and subject.partner_id != actor.organisation_id:
        raise NotPermitted(DealsPermission.TALK.code)
    message_row = _write(actor, subject, stated, partner_id=subject.partner_id, now=now)
    record(actor, AccountroomVerb.WROTE, subject.row, now=now)
    readers = _readers(actor, subject, subject.partner_id)
    params = {"title": subject.title}
    notify(readers, AccountroomNotice.MESSAGE, subject=subject.row, params=params, now=now)
    return message_row


@transaction.atomic
def write_note(actor: Actor, subject: Subject, stated: MessageInput, *, now: datetime) -> Message:
    """Write an internal note; no partner ever reads it."""
    actor.require(DealsPermission.WRITE_INTERNAL_NOTE)
    note = _write(actor, subject, stated, partner_id=None, now=now)
    record(actor, AccountroomVerb.NOTED, subject.row, now=now)
    return note


def _write(
    actor: Actor, subject: Subject, stated: MessageInput, *, partner_id: int | None, now: datetime
) -> Message:
    files = own_uploads(actor, stated.file_ids)
    problems = _problems(stated, len(files))
    if problems:
        raise Invalid(problems)
    message = Message.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        partner_id=partner_id,
        is_internal=partner_id is None,
        author_id=actor.user_key,
        author_organisation_id=actor.organisation_key,
        written_at=now,
        text=stated.text.strip(),
    )
    try:
        with transaction.atomic():
            MessageFile.objects.bulk_create(
                MessageFile(message=message, file=file) for file in files.values()
            )
    except IntegrityError as error:
        refusal = _("One of the files was sent before. Upload it again.")
        raise Conflict(refusal, code="file_sent_before") from error
    return message


def _problems(stated: MessageInput, found: int) -> list[FieldProblem]:
    problems = []
    if not stated.text.strip() and not stated.file_ids:
        problems.append(FieldProblem("text", "required", _("Write something, or add a file.")))
    if len(stated.text) > LONGEST_TEXT:
        said = _("At most %(longest)s characters; there are %(there)s.")
        there = {"longest": LONGEST_TEXT, "there": len(stated.text)}
        problems.append(FieldProblem("text", "too_long", said % there))
    if "\x00" in stated.text:
        said = _("Remove the control characters.")
        problems.append(FieldProblem("text", "control_sign", said))
    if len(stated.file_ids) > MOST_FILES:
        said = _("At most %(most)s files.") % {"most": MOST_FILES}
        problems.append(FieldProblem("files", "too_many", said))
    elif found < len(set(stated.file_ids)):
        problems.append(FieldProblem("files", "unknown_file", _("Upload the file again.")))
    return problems


def _readers(actor: Actor, subject: Subject, partner_id: int) -> list[int]:
    """Who hears of a shared message: the other side's people who are in the thread or in charge."""
    reason = "a message reaches those who are in charge of its partner"
    wrote = Message.objects.unscoped(reason=reason).about(subject.kind, subject.public_id)
    before = set(wrote.filter(partner_id=partner_id).values_list("author_id", flat=True))
    members = Membership.objects.unscoped(reason=reason).active()
    if actor.is_partner:
        ours = members.filter(organisation__side=Side.VENDOR.value)
        return sorted(_in_charge(partner_id, before) & _users(ours))
    people = members.filter(organisation_id=partner_id)
    roles = list(people.values_list("user_id", "role"))
    there = {user for user, _role in roles}
    named = there & (before | set(subject.partner_readers))
    return sorted(named or {user for user, role in roles if role == Role.PARTNER_PRINCIPAL})


def _in_charge(partner_id: int, wrote: set[int]) -> set[int]:
    """The channel manager in charge, and who else wrote before; whoever has handed the partner
    over hears no more of it."""
    reason = "a message reaches those who are in charge of its partner"
    assignments = PartnerAssignment.objects.unscoped(reason=reason).filter(partner_id=partner_id)
    now = set(assignments.current().values_list("user_id", flat=True))
    former = set(assignments.exclude(until=None).values_list("user_id", flat=True))
    return now | (wrote - former)


def _users(members: MembershipQuerySet) -> set[int]:
    return set(members.values_list("user_id", flat=True))
