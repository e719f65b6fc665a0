"""Talk about a registration."""

from __future__ import annotations

from datetime import datetime

from qudao.core.actor import Actor
from qudao.deals.accountroom import actions as accountroom
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.accountroom.models import Message
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.actions.discretion import require_no_rival_named
from qudao.deals.registrations.actions.moving import wrong_state
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.talk import registration_subject


def write_message(
    actor: Actor, registration_id: str, stated: MessageInput, *, now: datetime
) -> Message:
    """Write into the shared thread of a registration. Refused for a draft, of which nobody but the
    partner hears, and when it names the other side of a conflict: the partner would read it."""
    subject = registration_subject(actor, registration_id)
    row = Registration.objects.visible_to(actor).one(registration_id)
    if row.number is None:
        raise wrong_state(row)
    if actor.is_vendor:
        require_no_rival_named(row, stated.text, field="text")
    return accountroom.write_message(actor, subject, stated, now=now)


def write_note(
    actor: Actor, registration_id: str, stated: MessageInput, *, now: datetime
) -> Message:
    """Write an internal note on a registration; no partner reads it."""
    actor.require(DealsPermission.WRITE_INTERNAL_NOTE)  # first: a refusal tells of no row
    return accountroom.write_note(
        actor, registration_subject(actor, registration_id), stated, now=now
    )
