"""Trees of products, regions and industries: each node knows its path, so that a whole branch
is one indexed prefix search on both databases."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.scoping import M, ScopedQuerySet

LONGEST_NAME = 160  # of a node, in each language


class TreeQuerySet(ScopedQuerySet[M]):
    """Reference data: everybody in the programme reads it."""

    def visible_to_partner(self, actor: Actor) -> TreeQuerySet[M]:
        return self

    def within(self, path: str) -> TreeQuerySet[M]:
        """The node with this path and everything below it."""
        return self.filter(path__startswith=path)


class TreeNode(models.Model):
    """A node with a stable code, two names and the path of codes from its root: `/CN/31/3101/`."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=LONGEST_NAME, blank=True)
    name_en = models.CharField(max_length=LONGEST_NAME, blank=True)
    path = models.CharField(max_length=250, unique=True)
    depth = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering = ["path"]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        """The name in the reader's language, else in the one that the standard has."""
        if language.startswith("zh"):
            return self.name_zh or self.name_en
        return self.name_en or self.name_zh


def tree_constraints(name: str) -> list[models.BaseConstraint]:
    """What holds for each tree: a node has a name and stands on its own code."""
    return [
        models.CheckConstraint(name=f"{name}_has_a_name", condition=~Q(name_zh="", name_en="")),
    ]
