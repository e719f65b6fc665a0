"""Opportunities of partners and direct sales, with the same stages and rules for both."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role
from qudao.core.ids import new_public_id
from qudao.core.money import AmountField
from qudao.core.scoping import ScopedQuerySet
from qudao.deals.funnel.states import Stage
from qudao.market.cells.models import Product
from qudao.market.customers.models import AccountAssignment, Customer
from qudao.market.goals.models import SalesPerson
from qudao.market.partners.models import Partner, assigned_to


def new_opportunity_id() -> str:
    return new_public_id("opp")


class OpportunityQuerySet(ScopedQuerySet["Opportunity"]):
    def visible_to_partner(self, actor: Actor) -> OpportunityQuerySet:
        return self.filter(partner_id=actor.organisation_key)

    def visible_to_vendor(self, actor: Actor) -> OpportunityQuerySet:
        """A channel manager sees its partners' deals, an account manager its accounts'."""
        seen = Q(owner_id=actor.user_key)
        if actor.has_role(Role.CHANNEL_MANAGER):
            # a list of keys, so that the database reads the few partners' rows by their index
            seen |= Q(partner_id__in=assigned_to(actor).values("partner_id"))
        if actor.has_role(Role.ACCOUNT_MANAGER):
            mine = AccountAssignment.objects.unscoped(reason="assignments decide what is visible")
            mine = mine.current().filter(user_id=actor.user_key)
            seen |= Q(customer_id__in=mine.values("customer_id"))
        return self.filter(seen)


class Opportunity(models.Model):
    """A possible sale, by either route."""

    class Route(models.TextChoices):
        DIRECT = "direct", _("Direct")
        INDIRECT = "indirect", _("Through a partner")

    public_id = models.CharField(
        max_length=24, unique=True, default=new_opportunity_id, editable=False
    )
    name = models.CharField(max_length=200, blank=True)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="opportunities")
    route = models.CharField(max_length=10, choices=Route.choices)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opportunities",
    )
    sales_person = models.ForeignKey(
        SalesPerson, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    stage = models.CharField(max_length=12, choices=Stage.choices)
    amount = AmountField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    opened_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    loss_reason = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="one_opportunity_a_source_key",
            ),
            models.CheckConstraint(
                name="indirect_opportunity_names_a_partner",
                condition=Q(route="direct") | Q(partner__isnull=False),
            ),
            models.CheckConstraint(
                name="opportunity_not_negative", condition=Q(amount=None) | Q(amount__gte=0)
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "stage"]),
            models.Index(fields=["partner", "stage"]),
            models.Index(fields=["owner", "stage"]),
            models.Index(fields=["stage", "expected_on"]),
        ]

    def __str__(self) -> str:
        return self.public_id


class DirectActivityQuerySet(ScopedQuerySet["DirectActivity"]):
    def visible_to_vendor(self, actor: Actor) -> DirectActivityQuerySet:
        return self.filter(user_id=actor.user_key)


class DirectActivity(models.Model):
    """A direct contact with a customer. Counts against a partner only if the customer confirmed
    it and it was entered in time (rule G6)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="activities")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="direct_activities"
    )
    happened_on = models.DateField()
    entered_at = models.DateTimeField()
    summary = models.CharField(max_length=300)
    customer_confirmed = models.BooleanField(default=False)

    objects = DirectActivityQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "happened_on"])]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.happened_on}"
