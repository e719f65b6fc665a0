"""Drafts that a partner has begun and not sent, so that no second one of the same deal is begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.inputs import RegistrationInput
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.eligibility import names_same_customer, unsaved
from qudao.deals.registrations.states import State

MOST_READ = 50
MOST_OFFERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDraft:
    """A draft of the own company to go on with. `deal` is its customer and project, as typed."""

    public_id: str
    deal: str
    begun_at: datetime


def standing_drafts(
    actor: Actor, stated: RegistrationInput, draft_id: str = ""
) -> list[StandingDraft]:
    """The drafts that a form may be meant to go on with, the newest first: before a customer is
    typed the actor's own, from then on the company's drafts of that customer and product.
    `draft_id` is the draft that the form belongs to, which is not offered."""
    actor.require(DealsPermission.REGISTER)
    if draft_id and not stated.customer_name.strip():
        return []
    if stated.customer_name.strip():
        found = drafts_of_same_deal(actor, stated, draft_id)
    else:
        found = list(_drafts(actor, draft_id, Q(created_by_id=actor.user_key)))
    return [
        StandingDraft(
            public_id=row.public_id,
            deal=" · ".join(filter(None, (row.customer_name, row.project))),
            begun_at=row.created_at,
        )
        for row in found[:MOST_OFFERED]
    ]


def drafts_of_same_deal(
    actor: Actor, stated: RegistrationInput, draft_id: str = ""
) -> list[Registration]:
    """The company's other drafts that name the same customer and no other product."""
    typed = unsaved(actor, stated)
    same = Q() if typed.product is None else Q(product=typed.product) | Q(product=None)
    rows = _drafts(actor, draft_id, same)
    return [row for row in rows if names_same_customer(row, typed)]


def _drafts(actor: Actor, draft_id: str, which: Q) -> list[Registration]:
    rows = Registration.objects.visible_to(actor).filter(
        which, partner_id=actor.organisation_key, state=State.DRAFT
    )
    return list(rows.exclude(public_id=draft_id).order_by("-created_at", "-pk")[:MOST_READ])
