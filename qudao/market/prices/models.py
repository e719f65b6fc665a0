"""Dated prices of products: list, partner and registered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qudao.core.money import AmountField
from qudao.core.scoping import ScopedQuerySet
from qudao.market.cells.models import Product


class PriceQuerySet(ScopedQuerySet["Price"]):
    pass  # a partner's people see no price rows; what approval brings is worded by the policy


class Price(models.Model):
    """The vendor's own price of a product in one currency from a day on."""

    class Kind(models.TextChoices):
        LIST = "list", _("List price")
        PARTNER = "partner", _("Partner price")
        REGISTERED = "registered", _("Registered price")

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    currency = models.CharField(max_length=3)
    amount = AmountField()
    valid_from = models.DateField()
    source = models.CharField(max_length=60, blank=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind", "currency", "valid_from"], name="one_price_a_day"
            ),
            models.CheckConstraint(name="price_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.kind} {self.valid_from}"
