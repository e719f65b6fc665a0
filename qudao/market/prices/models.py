"""Dated prices of products: list, partner and registered."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role
from qudao.core.money import AmountField
from qudao.core.scoping import ScopedQuerySet
from qudao.market.cells.models import Product


class PriceQuerySet(ScopedQuerySet["Price"]):
    """A partner's people see no price rows; what approval brings is worded by the policy."""

    def visible_to_vendor(self, actor: Actor) -> PriceQuerySet:
        """Whoever works with partners sees every price, the others the list."""
        if actor.has_role(*Price.SEEN_WHOLE_BY):
            return self
        if not actor.roles - {Role.HUMAN_RESOURCES}:
            return self.none()
        return self.filter(kind=Price.Kind.LIST)

    def standing(self) -> PriceQuerySet:
        """Without those that were taken back before they held for a day."""
        return self.exclude(valid_until=F("valid_from"))


class Price(models.Model):
    """The vendor's own price of a product in one currency, from a day on.

    It holds until its own end or until the next one begins, so that no two ever hold on a day.
    One that ends on its first day was taken back and never held.
    """

    class Kind(models.TextChoices):
        LIST = "list", _("List price")
        PARTNER = "partner", _("Partner price")
        REGISTERED = "registered", _("Registered price")

    # beside the roles that see the whole programme; the other roles see the list alone
    SEEN_WHOLE_BY = (Role.CHANNEL_MANAGER,)

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    currency = models.CharField(max_length=3)
    amount = AmountField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # the first day without it
    source = models.CharField(max_length=60, blank=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind", "currency", "valid_from"], name="one_price_a_day"
            ),
            models.CheckConstraint(name="price_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="price_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.kind} {self.valid_from}"
