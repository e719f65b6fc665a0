"""Promises made to partners, and by them: who, what, on which authority, until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role
from qudao.core.ids import new_public_id
from qudao.core.scoping import ScopedQuerySet
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner, assigned_to


def new_promise_id() -> str:
    return new_public_id("prm")


class PromiseQuerySet(ScopedQuerySet["Promise"]):
    """Vendor-private: a partner's people see none, not even their own."""

    def visible_to_vendor(self, actor: Actor) -> PromiseQuerySet:
        if not actor.has_role(Role.CHANNEL_MANAGER, Role.ACCOUNT_MANAGER):
            return self.none()
        mine = Exists(assigned_to(actor).filter(partner_id=OuterRef("partner_id")))
        accounts = Q(customer__assignments__user_id=actor.user_key) & Q(
            customer__assignments__until=None
        )
        return self.filter(Q(made_by_id=actor.user_key) | mine | accounts).distinct()


class Promise(models.Model):
    """One promise between the vendor and a partner."""

    class Direction(models.TextChoices):
        GIVEN = "given", _("We promised")
        RECEIVED = "received", _("The partner promised")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Not kept")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Topic(models.TextChoices):
        PRICE = "price", _("Price")
        TERM = "term", _("Terms")
        RESOURCE = "resource", _("People or resources")
        EXCEPTION = "exception", _("Exception")
        OTHER = "other", _("Other")

    public_id = models.CharField(max_length=24, unique=True, default=new_promise_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="promises")
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    direction = models.CharField(max_length=10, choices=Direction.choices)
    topic = models.CharField(max_length=10, choices=Topic.choices)
    text = models.CharField(max_length=300)
    authority = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="promises"
    )
    made_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return self.public_id
