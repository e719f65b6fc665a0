"""Standings: dated facts about a partner that a higher room decides and any room may read.

A tier, a freeze of benefits, a risk band: whoever decides writes a row here; whoever must obey
reads the row in force, and knows nothing of the decider.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qudao.core.scoping import ScopedQuerySet
from qudao.market.partners.models import Partner


class StandingQuerySet(ScopedQuerySet["Standing"]):
    pass  # vendor-private; what a partner may know of its own reaches it through its own pages


class Standing(models.Model):
    """One fact of one kind about a partner, from a day until the next row of that kind."""

    class Kind(models.TextChoices):
        TIER = "tier"
        BENEFIT_FREEZE = "benefit_freeze"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="standings")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.CharField(max_length=40)
    valid_from = models.DateField()
    decided_by = models.CharField(max_length=60)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind", "valid_from"], name="one_standing_a_day"
            ),
            models.CheckConstraint(name="standing_has_a_value", condition=~Q(value="")),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.kind} {self.value}"
