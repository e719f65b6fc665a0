"""The three axes of the market and their crossings, the market cells."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor
from qudao.core.ids import new_public_id
from qudao.core.scoping import ScopedQuerySet
from qudao.market.trees import TreeNode, TreeQuerySet, tree_constraints


def new_product_id() -> str:
    return new_public_id("prd")


def new_cell_id() -> str:
    return new_public_id("cel")


class Product(TreeNode):
    """A product or, above it, a family of products of the vendor."""

    public_id = models.CharField(max_length=24, unique=True, default=new_product_id, editable=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    is_family = models.BooleanField(default=False)

    objects = TreeQuerySet["Product"].as_manager()

    class Meta(TreeNode.Meta):
        constraints = tree_constraints("product")


class Region(TreeNode):
    """A country (ISO 3166), a division of China (GB/T 2260), or a territory of the vendor's own."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        DIVISION = "division", _("Administrative division")
        TERRITORY = "territory", _("Sales territory")

    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)

    objects = TreeQuerySet["Region"].as_manager()

    class Meta(TreeNode.Meta):
        constraints = tree_constraints("region")

    @property
    def public_id(self) -> str:
        return self.code  # the code of a public standard is its own stable id


class Industry(TreeNode):
    """An industry of GB/T 4754 or ISIC, or a segment of the vendor's own."""

    class Standard(models.TextChoices):
        GBT4754 = "gbt4754", "GB/T 4754"
        ISIC = "isic", "ISIC"
        OWN = "own", _("Own segment")

    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    standard = models.CharField(max_length=10, choices=Standard.choices)

    objects = TreeQuerySet["Industry"].as_manager()

    class Meta(TreeNode.Meta):
        constraints = tree_constraints("industry")

    @property
    def public_id(self) -> str:
        return self.code  # the code of a public standard is its own stable id


class CellQuerySet(ScopedQuerySet["Cell"]):
    def visible_to_partner(self, actor: Actor) -> CellQuerySet:
        return self


class Cell(models.Model):
    """A market cell: product × region × industry. An empty axis means "all"."""

    public_id = models.CharField(max_length=24, unique=True, default=new_cell_id, editable=False)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="cells"
    )
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="cells"
    )
    industry = models.ForeignKey(
        Industry, null=True, blank=True, on_delete=models.PROTECT, related_name="cells"
    )

    objects = CellQuerySet.as_manager()

    class Meta:
        constraints = [
            # nulls_distinct=False is PostgreSQL's alone; a code of the three axes serves both
            models.UniqueConstraint(
                Coalesce("product_id", 0),
                Coalesce("region_id", 0),
                Coalesce("industry_id", 0),
                name="one_cell_a_crossing",
            ),
            models.CheckConstraint(
                name="cell_is_not_everything",
                condition=Q(product__isnull=False)
                | Q(region__isnull=False)
                | Q(industry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
