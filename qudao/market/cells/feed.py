"""The three axes and their crossings for programs: flat, in steps."""

from __future__ import annotations

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.core.errors import Invalid
from qudao.core.keyset import Place, Step, step_through
from qudao.market.cells.actions import unknown_code
from qudao.market.cells.models import Cell
from qudao.market.cells.selectors import Axis, axis_nodes, node_named
from qudao.market.trees import TreeNode


def nodes_after(
    actor: Actor, axis: Axis, place: Place, *, below: str = "", text: str = ""
) -> Step[TreeNode]:
    """The active nodes of an axis from a place on; `below` is a code, and that node is included.

    `Invalid` if there is no such code.
    """
    rows = axis_nodes(actor, axis)
    if below:
        top = node_named(actor, axis, below)
        if top is None:
            raise Invalid.field("below", "unknown", unknown_code(below))
        rows = rows.within(top.path)
    if text:
        rows = rows.filter(
            Q(code__istartswith=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text)
        )
    return step_through(rows, place)


def cells_after(actor: Actor, place: Place) -> Step[Cell]:
    """The cells that somebody has named, from a place on."""
    rows = Cell.objects.visible_to(actor).select_related("product", "region", "industry")
    return step_through(rows, place)
