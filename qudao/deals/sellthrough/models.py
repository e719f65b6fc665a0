"""Sales lines: what was sold, by which route, as reported by own systems and distributors."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role
from qudao.core.money import AmountField
from qudao.core.scoping import ScopedQuerySet
from qudao.market.cells.models import Product, Region
from qudao.market.customers.models import Customer
from qudao.market.goals.models import SalesPerson
from qudao.market.partners.models import Partner, assigned_to


class SalesLineQuerySet(ScopedQuerySet["SalesLine"]):
    def visible_to_partner(self, actor: Actor) -> SalesLineQuerySet:
        return self.filter(partner_id=actor.organisation_key)

    def visible_to_vendor(self, actor: Actor) -> SalesLineQuerySet:
        if not actor.has_role(Role.CHANNEL_MANAGER):
            return self
        mine = assigned_to(actor).filter(partner_id=OuterRef("partner_id"))
        return self.filter(Exists(mine))


class SalesLine(models.Model):
    """One line of a sale: product, quantity, amount, when, where, through whom."""

    class Route(models.TextChoices):
        DIRECT = "direct", _("Direct")
        INDIRECT = "indirect", _("Through a partner")

    source = models.CharField(max_length=60)
    source_key = models.CharField(max_length=120)
    route = models.CharField(max_length=10, choices=Route.choices)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="sales_lines"
    )
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="sales_lines"
    )
    customer_key = models.CharField(max_length=120, blank=True)  # as reported, when unmatched
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="sales_lines")
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="sales_lines"
    )
    sales_person = models.ForeignKey(
        SalesPerson, null=True, blank=True, on_delete=models.PROTECT, related_name="sales_lines"
    )
    order_number = models.CharField(max_length=60, blank=True)
    sold_on = models.DateField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    amount = AmountField()
    currency = models.CharField(max_length=3)

    objects = SalesLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="one_line_a_source_key"),
            models.CheckConstraint(
                name="indirect_line_names_a_partner",
                condition=Q(route="direct") | Q(partner__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["route", "sold_on"]),
            models.Index(fields=["partner", "sold_on"]),
        ]

    def __str__(self) -> str:
        return self.source_key
