"""The codes that other operations take: products, regions, industries."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query

from qudao.api.doors import ApiRequest
from qudao.api.fields import Code, Filters, Word, meaning
from qudao.api.paging import Page, page_of, place_of
from qudao.api.rooms.shared import Node
from qudao.api.routing import About, Room
from qudao.market.cells.feed import nodes_after
from qudao.market.cells.selectors import Axis
from qudao.market.permissions import MarketPermission

room = Room(tags=["reference"])


class NodeFilters(Filters):
    """What narrows a list of codes."""

    below: Annotated[Code, meaning(_("A code: it and everything below it."))] = ""
    text: Annotated[Word, meaning(_("Start of a code or part of a name."))] = ""
    sort: Literal["code", "-code"] = "code"


class TreeNode(Node):
    """A code, where it stands and its names."""

    path: Annotated[str, meaning(_("The codes from the root down to this one."))]
    depth: int


@room.lists(
    "/products",
    MarketPermission.READ_PRODUCTS,
    About(_("List products"), Page[TreeNode], _("Families and the products below them.")),
)
def list_products(request: ApiRequest, filters: Query[NodeFilters]) -> Page[TreeNode]:
    return _nodes(request, Axis.PRODUCT, filters)


@room.lists(
    "/regions",
    MarketPermission.READ_PRODUCTS,
    About(
        _("List regions"),
        Page[TreeNode],
        _("Countries (ISO 3166), divisions of China (GB/T 2260) and own territories."),
    ),
)
def list_regions(request: ApiRequest, filters: Query[NodeFilters]) -> Page[TreeNode]:
    return _nodes(request, Axis.REGION, filters)


@room.lists(
    "/industries",
    MarketPermission.READ_PRODUCTS,
    About(
        _("List industries"), Page[TreeNode], _("GB/T 4754, ISIC and the vendor's own segments.")
    ),
)
def list_industries(request: ApiRequest, filters: Query[NodeFilters]) -> Page[TreeNode]:
    return _nodes(request, Axis.INDUSTRY, filters)


def _nodes(request: ApiRequest, axis: Axis, filters: NodeFilters) -> Page[TreeNode]:
    place = place_of(filters, key="code")
    step = nodes_after(request.actor, axis, place, below=filters.below, text=filters.text)
    return page_of(request, filters, step, TreeNode.model_validate)
