"""Setting a target, changing it, taking it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import VENDOR_ROLES, Role, Side
from qudao.core.errors import NotFound
from qudao.core.programme import current_programme
from qudao.core.programme import today as today_at
from qudao.market.cells.selectors import CellAxes
from qudao.market.goals.actions import QuotaInput, set_quota, withdraw_quota
from qudao.market.partners.selectors import partner_choices
from qudao.market.permissions import MarketPermission
from qudao.people.colleagues import colleagues
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.goals.quarters import periods
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.doing import Ask, DoContext, DoForm, ask_of
from qudao.web.workbench.records.listing import Crumb, persons
from qudao.web.workbench.records.partner_forms import CellForm

EMPTY = ("", "")
MOST_PARTNERS = 500
LARGEST_DIGITS = 16


class TargetForm(DoForm):
    """How much, for which span."""

    ANSWERS_FOR: ClassVar = {
        "starts_on": "period", "ends_on": "period", "cell": "product", "": "product",
    }  # fmt: skip
    period = forms.ChoiceField(label=gettext_lazy("For"))
    amount = forms.DecimalField(
        label=gettext_lazy("Target"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)

    def start(self, ask: Ask) -> dict[str, Any]:
        return {**super().start(ask), "currency": current_programme().currency}

    def prepare(self, ask: Ask) -> None:
        self.offer("period", [(one.value, one.label) for one in periods(today_at(ask.now))])

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def holder(self) -> dict[str, Any]:
        """What the input says of whose target it is; nothing means the whole programme."""
        return {}


class PersonTargetForm(TargetForm):
    key = forms.ChoiceField(label=gettext_lazy("Person"))
    field_order = ("key", "period", "amount", "currency")
    ANSWERS_FOR: ClassVar = {**TargetForm.ANSWERS_FOR, "user": "key"}

    def prepare(self, ask: Ask) -> None:
        super().prepare(ask)
        sellers = VENDOR_ROLES - {Role.HUMAN_RESOURCES}
        self.offer("key", [EMPTY, *persons(colleagues(ask.actor, *sellers))])

    def holder(self) -> dict[str, Any]:
        return {"user": self.cleaned_data["key"]}


class PartnerTargetForm(TargetForm):
    key = forms.ChoiceField(label=gettext_lazy("Partner"))
    field_order = ("key", "period", "amount", "currency")

    def prepare(self, ask: Ask) -> None:
        super().prepare(ask)
        found = partner_choices(ask.actor, limit=MOST_PARTNERS)
        self.offer("key", [EMPTY, *((one.public_id, one.name) for one in found)])

    def holder(self) -> dict[str, Any]:
        return {"partner": self.cleaned_data["key"]}


class CellTargetForm(TargetForm, CellForm):
    """A crossing of the three axes; an empty one means all."""

    field_order = ("product", "region", "industry", "period", "amount", "currency")

    def prepare(self, ask: Ask) -> None:
        TargetForm.prepare(self, ask)
        CellForm.prepare(self, ask)

    def holder(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"cell": CellAxes(said["product"], said["region"], said["industry"])}


@dataclass(frozen=True, slots=True)
class Kind:
    """Whose target it is: the form, and the words above it."""

    form: type[TargetForm]
    title: Any
    sentence: Any


KINDS: dict[str, Kind] = {
    "whole": Kind(
        TargetForm, gettext_lazy("Target of the whole programme"),
        gettext_lazy("It goes before the sum of everybody's targets."),
    ),
    "person": Kind(
        PersonTargetForm, gettext_lazy("Target of a person"),
        gettext_lazy("The person reads it, and whoever sees the whole programme."),
    ),
    "partner": Kind(
        PartnerTargetForm, gettext_lazy("Target of a partner"),
        gettext_lazy("Ours, not the partner's: the portal does not show it."),
    ),
    "cell": Kind(
        CellTargetForm, gettext_lazy("Target of a market cell"),
        gettext_lazy("Product, region and industry; what is left empty means all."),
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, MarketPermission.WRITE_GOALS)
def goal_set(request: QudaoRequest, holder: str) -> HttpResponse:
    """Set a target, or write over the one with the same holder, span and currency."""
    kind = KINDS.get(holder)
    if kind is None:
        raise NotFound
    ask = ask_of(request, "", now=clock.now())
    form = kind.form(ask, request.POST if request.method == "POST" else None)
    by = "" if holder == "whole" else f"?by={holder}"
    back = f"{reverse('workbench:goals')}{by}"
    status = DONE
    if request.method == "POST":
        status = carry_out(form, lambda: set_quota(ask.actor, _input(form), now=ask.now))
        if status == DONE:
            messages.success(request, _("The target is set."))
            return redirect(back)
    context = DoContext(
        title=str(kind.title),
        subject="",
        sentence=str(kind.sentence),
        button=_("Set the target"),
        crumbs=[Crumb(_("Goals"), back), Crumb(str(kind.title))],
        form=form,
        back=back,
    )
    return show(request, "workbench/records/do.html", context, status=status)


@require_POST
@page(Side.VENDOR, MarketPermission.WRITE_GOALS)
def goal_withdraw(request: QudaoRequest, public_id: str) -> HttpResponse:
    withdraw_quota(request.actor, public_id, now=clock.now())
    messages.success(request, _("The target is taken away."))
    return redirect("workbench:goals")


def _input(form: TargetForm) -> QuotaInput:
    starts_on, _slash, ends_on = form.cleaned_data["period"].partition("/")
    return QuotaInput(
        starts_on=date.fromisoformat(starts_on),
        ends_on=date.fromisoformat(ends_on),
        amount=form.cleaned_data["amount"],
        currency=form.cleaned_data["currency"],
        **form.holder(),
    )
