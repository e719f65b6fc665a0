"""Goals: the targets (quotas) of people, partners, market cells and of the whole, by period."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from qudao.core.actor import Actor, Role
from qudao.core.ids import new_public_id
from qudao.core.money import AmountField
from qudao.core.scoping import ScopedQuerySet
from qudao.market.cells.models import Cell
from qudao.market.partners.models import Partner


def new_sales_person_id() -> str:
    return new_public_id("sal")


def new_quota_id() -> str:
    return new_public_id("quo")


class SalesPersonQuerySet(ScopedQuerySet["SalesPerson"]):
    pass


class SalesPerson(models.Model):
    """A name under which figures are imported, linked to a user when there is one."""

    public_id = models.CharField(
        max_length=24, unique=True, default=new_sales_person_id, editable=False
    )
    source = models.CharField(max_length=60)
    source_key = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    region_name = models.CharField(max_length=120, blank=True)
    manager_name = models.CharField(max_length=120, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sales_names",
    )

    objects = SalesPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], name="one_sales_person_a_source_key"
            )
        ]

    def __str__(self) -> str:
        return self.source_key


class QuotaQuerySet(ScopedQuerySet["Quota"]):
    def visible_to_vendor(self, actor: Actor) -> QuotaQuerySet:
        if actor.has_role(Role.HUMAN_RESOURCES):
            return self.none()
        own = Q(user_id=actor.user_key) | Q(sales_person__user_id=actor.user_key)
        partners = Partner.objects.visible_to(actor).filter(pk=OuterRef("partner_id"))
        nobodys = Q(user=None, sales_person=None, partner=None)
        return self.filter(own | nobodys | Exists(partners))


class Quota(models.Model):
    """A target in money over a half-open period: of one person, partner or market cell, or, when
    it names none of them, of the whole programme."""

    public_id = models.CharField(max_length=24, unique=True, default=new_quota_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quotas",
    )
    sales_person = models.ForeignKey(
        SalesPerson, null=True, blank=True, on_delete=models.PROTECT, related_name="quotas"
    )
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="quotas"
    )
    cell = models.ForeignKey(
        Cell, null=True, blank=True, on_delete=models.PROTECT, related_name="quotas"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()  # the first day after the period
    amount = AmountField()
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=80, blank=True)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quota_period_runs_forward", condition=Q(ends_on__gt=models.F("starts_on"))
            ),
            models.CheckConstraint(name="quota_not_negative", condition=Q(amount__gte=0)),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="one_quota_a_source_key",
            ),
            models.UniqueConstraint(
                Coalesce("user_id", 0),
                Coalesce("sales_person_id", 0),
                Coalesce("partner_id", 0),
                Coalesce("cell_id", 0),
                "starts_on",
                "ends_on",
                "currency",
                "source",
                "source_key",
                name="one_quota_an_owner_and_period",
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.amount}"

    @property
    def is_of_the_whole(self) -> bool:
        holders = (self.user_id, self.sales_person_id, self.partner_id, self.cell_id)
        return not any(holders)
