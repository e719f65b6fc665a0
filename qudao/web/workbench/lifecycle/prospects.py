"""A new prospect, after a look at the partners that may be the same company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qudao.core import clock
from qudao.core.actor import Side
from qudao.market.partners.actions import ProspectInput, create_prospect
from qudao.market.partners.alike import AlikePartner, alike_partners
from qudao.market.partners.inputs import PartnerInput
from qudao.market.permissions import MarketPermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.doing import Ask, ask_of
from qudao.web.workbench.records.listing import Crumb
from qudao.web.workbench.records.partner_forms import PartnerForm


class ProspectForm(PartnerForm):
    """What is known of a company before it applies."""

    address = None  # type: ignore[assignment]
    employees = None  # type: ignore[assignment]
    joined_on = None  # type: ignore[assignment]
    is_another_company = forms.BooleanField(
        label=gettext_lazy("I have looked: this is another company"), required=False
    )


@dataclass(frozen=True, slots=True)
class ProspectContext:
    """The form, and the partners that are alike to what was typed."""

    form: ProspectForm
    alike: list[AlikePartner]
    crumbs: list[Crumb]
    back: str


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, MarketPermission.WRITE_PARTNERS)
def prospect_new(request: QudaoRequest) -> HttpResponse:
    ask = ask_of(request, "", now=clock.now())
    form = ProspectForm(ask, request.POST if request.method == "POST" else None)
    status = DONE
    alike: list[AlikePartner] = []
    if request.method == "POST":
        made: list[str] = []
        status = carry_out(form, lambda: made.append(_create(ask, form)))
        if status == DONE:
            messages.success(request, _("The prospect is added."))
            return redirect("workbench:partner", made[0])
        alike = alike_partners(ask.actor, _stated(form.cleaned_data))
    back = reverse("workbench:lifecycle")
    crumbs = [Crumb(_("Partner lifecycle"), back), Crumb(_("New prospect"))]
    context = ProspectContext(form, alike, crumbs, back)
    return show(request, "workbench/lifecycle/prospect.html", context, status=status)


def _create(ask: Ask, form: ProspectForm) -> str:
    prospect = ProspectInput(
        partner=_stated(form.cleaned_data),
        is_another_company=form.cleaned_data["is_another_company"],
    )
    public_id: str = create_prospect(ask.actor, prospect, now=ask.now).public_id
    return public_id


def _stated(read: dict[str, Any]) -> PartnerInput:
    return PartnerInput(**{k: v for k, v in read.items() if k != "is_another_company"})
