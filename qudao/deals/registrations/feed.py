"""Registrations for programs, in steps."""

from __future__ import annotations

from django.db.models import QuerySet

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.keyset import Place, Step, step_through
from qudao.core.prepared import Prepared
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Registration, RegistrationQuerySet
from qudao.deals.registrations.selectors.portal import RegistrationFilters, narrowed


def registrations_after(
    actor: Actor, filters: RegistrationFilters, place: Place
) -> Step[Registration]:
    """The visible registrations that the filters leave, from a place on. What stands in a row
    besides the partner's own statements is the vendor's: its reader picks by side."""
    return step_through(narrowed(_rows(actor), filters), place)


def registration_row(actor: Actor, public_id: str) -> Registration:
    """One visible registration as it stands in a list, in one query."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    row = _one.first(actor, public_id)
    if row is None:
        raise NotFound
    return row


@Prepared
def _one(actor: Actor, public_id: str) -> QuerySet[Registration]:
    return _rows(actor).filter(public_id=public_id)


def _rows(actor: Actor) -> RegistrationQuerySet:
    actor.require(DealsPermission.READ_REGISTRATIONS)
    rows = Registration.objects.visible_to(actor).select_related("product", "partner", "customer")
    return rows.defer("advice", "need", "value_added", "decision_note")
