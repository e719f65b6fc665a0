"""What can be done to products and prices: words, form and action of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.errors import NotFound
from qudao.market.cells.actions import NodeInput, ProductInput, create_product, edit_product
from qudao.market.cells.selectors import product_page
from qudao.market.permissions import MarketPermission
from qudao.market.prices.actions import end_price, set_price
from qudao.market.prices.inputs import PriceEnd, PriceInput
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.pages import show
from qudao.web.workbench.products.forms import EndPriceForm, NewProductForm, PriceForm, ProductForm
from qudao.web.workbench.products.pages import list_crumb
from qudao.web.workbench.records.doing import Ask, DoContext, Doing, ask_of, do
from qudao.web.workbench.records.listing import Crumb

Stated = dict[str, Any]
WRITE = MarketPermission.WRITE_PRODUCTS


def _edit(ask: Ask, stated: Stated) -> object:
    row = product_page(ask.actor, ask.public_id)
    node = NodeInput(row.code, stated["name_zh"], stated["name_en"])
    changed = ProductInput(node, is_family=stated["is_family"], is_active=stated["is_active"])
    return edit_product(ask.actor, ask.public_id, changed, now=ask.now)


def _price(ask: Ask, stated: Stated) -> object:
    code = product_page(ask.actor, ask.public_id).code
    stated["currency"] = stated["currency"].upper()
    return set_price(ask.actor, PriceInput(product=code, **stated), now=ask.now)


def _end(ask: Ask, stated: Stated) -> object:
    code = product_page(ask.actor, ask.public_id).code
    return end_price(ask.actor, PriceEnd(product=code, **stated), now=ask.now)


DOINGS = (
    Doing(
        "edit", WRITE, gettext_lazy("Edit the product"),
        gettext_lazy("Code and place in the tree stay, since files and deals hang on them."),
        gettext_lazy("Save"), gettext_lazy("Saved."), ProductForm, _edit,
    ),
    Doing(
        "price", WRITE, gettext_lazy("Set a price"),
        gettext_lazy("It holds until the next one begins. Earlier prices stay on record."),
        gettext_lazy("Set the price"), gettext_lazy("The price is set."), PriceForm, _price,
    ),
    Doing(
        "end-price", WRITE, gettext_lazy("End the price"),
        gettext_lazy("From that day on none of this kind holds, unless another one begins there."),
        gettext_lazy("End it"), gettext_lazy("The price ends."), EndPriceForm, _end,
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, WRITE)
def product_do(request: QudaoRequest, public_id: str, name: str) -> HttpResponse:
    doing = BY_NAME.get(name)
    if doing is None:
        raise NotFound
    row = product_page(request.actor, public_id)
    ask = ask_of(request, public_id, now=clock.now())
    own = Crumb(row.name(request.actor.language), reverse("workbench:product", args=[public_id]))
    return do(request, doing, ask, [list_crumb(), own])


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, WRITE)
def product_new(request: QudaoRequest) -> HttpResponse:
    ask = ask_of(request, "", now=clock.now())
    form = NewProductForm(ask, request.POST if request.method == "POST" else None)
    status = DONE
    if request.method == "POST":
        made: list[str] = []
        status = carry_out(form, lambda: made.append(_create(ask, form.cleaned_data)))
        if status == DONE:
            return redirect("workbench:product", made[0])
    context = DoContext(
        title=_("New product"),
        subject="",
        sentence=_("A family groups products; partners are authorised for families."),
        button=_("Add the product"),
        crumbs=[list_crumb(), Crumb(_("New product"))],
        form=form,
        back=reverse("workbench:products"),
    )
    return show(request, "workbench/records/do.html", context, status=status)


def _create(ask: Ask, stated: Stated) -> str:
    is_family = stated.pop("is_family")
    product = ProductInput(NodeInput(**stated), is_family=is_family)
    public_id: str = create_product(ask.actor, product, now=ask.now).public_id
    return public_id
