"""A product's page: what it is, what it costs and cost, who may sell it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.programme import current_programme, today
from qudao.market.partners.authorised import authorised_partners
from qudao.market.partners.selectors import PartnerLink
from qudao.market.permissions import MarketPermission
from qudao.market.prices.catalogue import ProductPage, ProductRow, product_in_full
from qudao.market.prices.selectors import PriceView, kinds_seen
from qudao.people.permissions import PeoplePermission
from qudao.people.trail import TrailLine, subject_of, trail
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.workbench.pages import show
from qudao.web.workbench.products.lists import import_url
from qudao.web.workbench.records.listing import Crumb, Tab


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price of a history; `end_url` only while it can still be ended."""

    view: PriceView
    end_url: str


@dataclass(frozen=True, slots=True)
class PriceGroup:
    """The prices of one kind in one currency, the latest first."""

    label: str
    currency: str
    lines: list[PriceLine]


@dataclass(frozen=True, slots=True)
class ProductHead:
    """Head and tabs, the same on each tab of a product."""

    page: ProductPage
    crumbs: list[Crumb]
    tabs: list[Tab]


@dataclass(frozen=True, slots=True)
class ProductContext:
    head: ProductHead
    page: ProductPage
    facts: list[tuple[str, str]]
    price_groups: list[PriceGroup]
    below: list[ProductRow]
    currency: str
    partners: list[PartnerLink]
    sees_list_alone: bool
    price_url: str
    edit_url: str
    import_url: str


@dataclass(frozen=True, slots=True)
class ProductTrail:
    head: ProductHead
    lines: list[TrailLine]


@require_GET
@page(Side.VENDOR, MarketPermission.READ_PRICES)
def product(request: QudaoRequest, public_id: str) -> HttpResponse:
    actor, on = request.actor, today(clock.now())
    currency = current_programme().currency
    found = product_in_full(actor, public_id, currency=currency, on=on)
    may_write = actor.may(MarketPermission.WRITE_PRODUCTS)
    context = ProductContext(
        head=head_of(found, "overview"),
        page=found,
        facts=[(name, value) for name, value in _facts(found) if value],
        price_groups=_groups(actor, found),
        below=list(found.below),
        currency=currency,
        partners=authorised_partners(actor, found.product, on=on),
        sees_list_alone=len(kinds_seen(actor)) == 1,
        price_url=_do(public_id, "price") if may_write and found.product.is_active else "",
        edit_url=_do(public_id, "edit") if may_write else "",
        import_url=import_url(actor),
    )
    return show(request, "workbench/products/product.html", context)


@require_GET
@page(Side.VENDOR, PeoplePermission.READ_AUDIT)
def product_audit(request: QudaoRequest, public_id: str) -> HttpResponse:
    actor, on = request.actor, today(clock.now())
    found = product_in_full(actor, public_id, currency="", on=on)
    subject = subject_of(actor, "product", public_id)
    context = ProductTrail(head_of(found, "audit"), trail(actor, subject))
    return show(request, "workbench/products/audit.html", context)


def head_of(found: ProductPage, current: str) -> ProductHead:
    public_id = found.product.public_id
    tabs = {
        "overview": (_("Overview"), "workbench:product"),
        "audit": (_("Audit"), "workbench:product_audit"),
    }
    above = [Crumb(name, reverse("workbench:product", args=[key])) for key, name in found.above]
    return ProductHead(
        page=found,
        crumbs=[list_crumb(), *above, Crumb(found.product.code)],
        tabs=[
            Tab(label, reverse(name, args=[public_id]), key == current)
            for key, (label, name) in tabs.items()
        ],
    )


def list_crumb() -> Crumb:
    return Crumb(_("Products and prices"), reverse("workbench:products"))


def _facts(found: ProductPage) -> list[tuple[str, str]]:
    row = found.product
    return [
        (_("Code"), row.code),
        (_("Chinese name"), row.name_zh),
        (_("English name"), row.name_en),
        (_("Kind"), _("Product family") if row.is_family else _("Product")),
        (_("State"), _("On sale") if row.is_active else _("No longer sold")),
    ]


def _groups(actor: Actor, found: ProductPage) -> list[PriceGroup]:
    may_end = actor.may(MarketPermission.WRITE_PRODUCTS)
    end = _do(found.product.public_id, "end-price")

    def line(view: PriceView) -> PriceLine:
        said = {"kind": view.kind, "currency": view.currency, "valid_from": view.valid_from}
        return PriceLine(view, f"{end}?{urlencode(said)}" if may_end and view.can_end else "")

    return [
        PriceGroup(label, currency, [line(view) for view in views])
        for (label, currency), views in groupby(
            found.prices, key=lambda view: (view.kind_label, view.currency)
        )
    ]


def _do(public_id: str, name: str) -> str:
    return reverse("workbench:product_do", args=[public_id, name])
