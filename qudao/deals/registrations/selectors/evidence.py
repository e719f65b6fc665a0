"""The files that hang on a registration, for whoever may see it."""

from __future__ import annotations

from qudao.core.actor import Actor
from qudao.core.models import StoredFile
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Evidence


def evidence_file(actor: Actor, registration_id: str, evidence_id: str) -> StoredFile:
    """The stored file of one piece of evidence; not found outside the actor's scope."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    rows = Evidence.objects.visible_to(actor).filter(registration__public_id=registration_id)
    return rows.select_related("file").one(evidence_id).file
