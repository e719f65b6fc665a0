"""The rulebook: versions with effective dates, and who acknowledged which."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.ids import new_public_id
from qudao.core.scoping import ScopedQuerySet
from qudao.people.models import Organisation


def new_version_id() -> str:
    return new_public_id("rbk")


class RulebookVersionQuerySet(ScopedQuerySet["RulebookVersion"]):
    def visible_to_partner(self, actor: Actor) -> RulebookVersionQuerySet:
        return self.exclude(published_at=None)


class RulebookVersion(models.Model):
    """One version of the rules of the game. Never edited after publication.

    `policy` holds the typed policy objects as plain data; `rules/policies.py` reads and checks it.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_version_id, editable=False)
    label = models.CharField(max_length=20, unique=True)  # e.g. 2026.2
    policy = models.JSONField()
    effective_from = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RulebookVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["effective_from"],
                condition=Q(published_at__isnull=False),
                name="one_version_in_force_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.label


class AcknowledgementQuerySet(ScopedQuerySet["Acknowledgement"]):
    def visible_to_partner(self, actor: Actor) -> AcknowledgementQuerySet:
        return self.filter(organisation_id=actor.organisation_key)


class Acknowledgement(models.Model):
    """A person read a version on behalf of an organisation."""

    version = models.ForeignKey(
        RulebookVersion, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation", "user"], name="one_acknowledgement_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.user_id}"
