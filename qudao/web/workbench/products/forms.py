"""Forms of products and prices. Rules stand in the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qudao.core.programme import current_programme, today
from qudao.market.cells.selectors import product_families, product_page
from qudao.market.prices.inputs import KIND_CHOICES, LONGEST_SOURCE
from qudao.web.shared.forms import DayInput
from qudao.web.workbench.records.doing import Ask, DoForm
from qudao.web.workbench.records.listing import nodes


class ProductForm(DoForm):
    """What is said of a product; its code and its place in the tree stay."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=160, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=160, required=False)
    is_family = forms.BooleanField(label=_("A family of products"), required=False)
    is_active = forms.BooleanField(
        label=_("On sale"), required=False, help_text=_("Otherwise it can no longer be chosen.")
    )

    def start(self, ask: Ask) -> dict[str, Any]:
        row = product_page(ask.actor, ask.public_id)
        return {name: getattr(row, name) for name in self.base_fields}


class NewProductForm(DoForm):
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Stands in files and in the API; it stays.")
    )
    name_zh = forms.CharField(label=_("Chinese name"), max_length=160, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=160, required=False)
    parent = forms.ChoiceField(label=_("Family above it"), required=False)
    is_family = forms.BooleanField(label=_("A family of products"), required=False)

    def prepare(self, ask: Ask) -> None:
        none = ("", _now("None: it stands at the top"))
        self.offer("parent", [none, *nodes(product_families(ask.actor))])


class PriceForm(DoForm):
    kind = forms.ChoiceField(label=_("Kind of price"), choices=KIND_CHOICES)
    amount = forms.DecimalField(label=_("Amount"))
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    valid_from = forms.DateField(
        label=_("Valid from"), widget=DayInput,
        help_text=_("From this day on it takes the place of the price before."),
    )  # fmt: skip
    valid_until = forms.DateField(
        label=_("First day without"), required=False, widget=DayInput,
        help_text=_("Empty: until the next price begins or it is ended."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Decided by"), max_length=LONGEST_SOURCE, required=False,
        help_text=_("The price list or the paper behind it"),
    )  # fmt: skip

    def start(self, ask: Ask) -> dict[str, Any]:
        usual = {"currency": current_programme().currency, "valid_from": today(ask.now)}
        return {**usual, **super().start(ask)}


class EndPriceForm(DoForm):
    kind = forms.CharField(widget=forms.HiddenInput)
    currency = forms.CharField(widget=forms.HiddenInput)
    valid_from = forms.DateField(widget=forms.HiddenInput)
    on = forms.DateField(
        label=_("First day without"), widget=DayInput,
        help_text=_("On its own first day it is taken back, and the price before holds on."),
    )  # fmt: skip

    def start(self, ask: Ask) -> dict[str, Any]:
        return {"on": max(today(ask.now).isoformat(), ask.said.get("valid_from", "")),
                **super().start(ask)}  # fmt: skip
