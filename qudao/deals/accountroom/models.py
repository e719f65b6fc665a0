"""Talk about an object: one shared thread with the partner's people, internal notes apart."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.ids import new_public_id
from qudao.core.models import StoredFile
from qudao.core.scoping import AppendOnlyQuerySet
from qudao.market.partners.models import Partner


def new_message_id() -> str:
    return new_public_id("msg")


class MessageQuerySet(AppendOnlyQuerySet["Message"]):
    def visible_to_partner(self, actor: Actor) -> MessageQuerySet:
        return self.filter(partner_id=actor.organisation_key, is_internal=False)

    def about(self, subject_kind: str, subject_id: str) -> MessageQuerySet:
        return self.filter(subject_kind=subject_kind, subject_id=subject_id)


class Message(models.Model):
    """One message on a registration, partner or customer.

    The doors check that the reader may see the subject; `partner` says which partner's people
    read a shared message. An internal note has no reader outside the vendor.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_message_id, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=40)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_internal = models.BooleanField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_organisation_id = models.BigIntegerField()
    written_at = models.DateTimeField()
    text = models.TextField(max_length=5000, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shared_message_names_its_partner",
                condition=Q(is_internal=True) | Q(partner__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "written_at"])]

    def __str__(self) -> str:
        return self.public_id


class MessageFileQuerySet(AppendOnlyQuerySet["MessageFile"]):
    def visible_to_partner(self, actor: Actor) -> MessageFileQuerySet:
        return self.filter(message__partner_id=actor.organisation_key, message__is_internal=False)


class MessageFile(models.Model):
    """A file sent with a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = MessageFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.message_id} {self.file_id}"
