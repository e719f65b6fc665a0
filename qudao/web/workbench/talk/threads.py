"""Where the vendor's people talk: a registration, a partner, a customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.http import FileResponse
from django.urls import reverse
from django.utils.http import urlencode

from qudao.core.actor import Actor
from qudao.core.files import file_response
from qudao.deals.accountroom import actions, selectors
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.accountroom.selectors import MessageLine
from qudao.deals.accountroom.subjects import Subject, customer_subject, partner_subject
from qudao.deals.registrations import actions as registrations
from qudao.deals.registrations import selectors as registration_selectors

Write = Callable[[Actor, MessageInput, datetime], object]


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread: what is read, and what carries a message or a note out."""

    title: str
    lines: Sequence[MessageLine]
    is_shared: bool  # whether a partner reads along; else only notes can be written
    address: str
    file_address: Callable[[str], str]
    message: Write
    note: Write
    file: Callable[[Actor, str], FileResponse]


def registration_thread(actor: Actor, public_id: str) -> Thread:
    return Thread(
        title="",
        lines=registration_selectors.talk(actor, public_id),
        is_shared=True,
        address=reverse("workbench:registration_talk", args=[public_id]),
        file_address=lambda one: reverse("workbench:registration_file", args=[public_id, one]),
        message=lambda who, said, now: registrations.write_message(who, public_id, said, now=now),
        note=lambda who, said, now: registrations.write_note(who, public_id, said, now=now),
        file=lambda who, one: file_response(
            registration_selectors.message_file(who, public_id, one)
        ),
    )


def partner_thread(actor: Actor, public_id: str) -> Thread:
    subject = partner_subject(actor, public_id)
    return _of_subject(
        actor,
        subject,
        address=reverse("workbench:partner_talk", args=[public_id]),
        file_address=lambda one: reverse("workbench:partner_file", args=[public_id, one]),
    )


def customer_thread(actor: Actor, public_id: str, partner_id: str = "") -> Thread:
    """With one partner, or with no partner: then only the internal notes."""
    subject = customer_subject(actor, public_id, partner_id)
    whose = f"?{urlencode({'partner': partner_id})}" if partner_id else ""
    return _of_subject(
        actor,
        subject,
        address=reverse("workbench:customer_talk", args=[public_id]) + whose,
        file_address=lambda one: reverse("workbench:customer_file", args=[public_id, one]) + whose,
    )


def _of_subject(
    actor: Actor, subject: Subject, *, address: str, file_address: Callable[[str], str]
) -> Thread:
    return Thread(
        title=subject.title,
        lines=selectors.thread(actor, subject),
        is_shared=subject.partner_id is not None,
        address=address,
        file_address=file_address,
        message=partial(_message, subject),
        note=partial(_note, subject),
        file=lambda who, one: file_response(selectors.message_file(who, subject, one)),
    )


def _message(subject: Subject, actor: Actor, said: MessageInput, now: datetime) -> object:
    return actions.write_message(actor, subject, said, now=now)


def _note(subject: Subject, actor: Actor, said: MessageInput, now: datetime) -> object:
    return actions.write_note(actor, subject, said, now=now)
