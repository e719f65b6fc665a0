"""The codes that other operations take: products, regions, industries."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query

from qudao.api.doors import ApiRequest
from qudao.api.fields import Code, Filters, RowId, Word, meaning
from qudao.api.paging import Page, page_of, place_of
from qudao.api.rooms.shared import Node
from qudao.api.routing import About, Room
from qudao.core.keyset import Step
from qudao.market.cells.feed import nodes_after
from qudao.market.cells.selectors import Axis, product_page
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


class ProductItem(TreeNode):
    """A family of products, or a product."""

    id: RowId
    is_family: bool


@room.lists(
    "/products",
    MarketPermission.READ_PRODUCTS,
    About(_("List products"), Page[ProductItem], _("Families and the products below them.")),
)
def list_products(request: ApiRequest, filters: Query[NodeFilters]) -> Page[ProductItem]:
    return page_of(
        request, filters, _step(request, Axis.PRODUCT, filters), ProductItem.model_validate
    )


@room.reads(
    "/products/{product_id}",
    MarketPermission.READ_PRODUCTS,
    About(_("Read a product"), ProductItem),
)
def read_product(request: ApiRequest, product_id: str) -> ProductItem:
    return ProductItem.model_validate(product_page(request.actor, product_id))


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
    step = _step(request, Axis.REGION, filters)
    return page_of(request, filters, step, TreeNode.model_validate)


@room.lists(
    "/industries",
    MarketPermission.READ_PRODUCTS,
    About(
        _("List industries"), Page[TreeNode], _("GB/T 4754, ISIC and the vendor's own segments.")
    ),
)
def list_industries(request: ApiRequest, filters: Query[NodeFilters]) -> Page[TreeNode]:
    step = _step(request, Axis.INDUSTRY, filters)
    return page_of(request, filters, step, TreeNode.model_validate)


def _step(request: ApiRequest, axis: Axis, filters: NodeFilters) -> Step[Any]:
    place = place_of(filters, key="code")
    return nodes_after(request.actor, axis, place, below=filters.below, text=filters.text)
