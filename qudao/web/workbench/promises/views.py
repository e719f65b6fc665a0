"""The register of promises: recorded in seconds, settled by one tap, read before an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.programme import today
from qudao.deals.commitments.actions import (
    LONGEST_AUTHORITY,
    LONGEST_TEXT,
    PromiseInput,
    record_promise,
    settle_promise,
)
from qudao.deals.commitments.selectors import PromiseLine, open_promises
from qudao.deals.commitments.words import DIRECTIONS, SETTLED_STATES, TOPICS
from qudao.deals.permissions import DealsPermission
from qudao.market.customers.selectors import CustomerQuery, customer_list
from qudao.market.partners.selectors import partner_choices
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, DayInput, carry_out
from qudao.web.shared.lists import Page, Table, read
from qudao.web.workbench.pages import show

DOOR = page(Side.VENDOR, DealsPermission.RECORD_PROMISE)
MOST_CHOICES = 200
OPEN: Table[PromiseLine] = Table(name="open-promises", columns=())


@dataclass(frozen=True)
class PromisesContext:
    """One page of the open promises that the actor may see, and the form for a new one."""

    page: Page[PromiseLine]
    states: Sequence[tuple[str, str]]
    form: PromiseForm


@dataclass(frozen=True, slots=True)
class Like:
    """What the names of the partners and customers to choose from contain."""

    partner_like: str = ""
    customer_like: str = ""


def _like(given: QueryDict) -> Like:
    return Like(*(given.get(one.name, "").strip()[:120] for one in fields(Like)))


class PromiseForm(forms.Form):
    """Who, to whom, what, until when."""

    direction = forms.ChoiceField(label=gettext_lazy("Who promised"), choices=DIRECTIONS)
    partner_id = forms.ChoiceField(label=gettext_lazy("Partner"))
    text = forms.CharField(
        label=gettext_lazy("What was promised"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_TEXT}),
    )
    due_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput())
    topic = forms.ChoiceField(label=gettext_lazy("About"), choices=TOPICS, initial="other")
    customer_id = forms.ChoiceField(label=gettext_lazy("Customer"), required=False)
    authority = forms.CharField(
        label=gettext_lazy("On whose approval"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_AUTHORITY}),
    )

    partner_like = forms.CharField(required=False, widget=forms.HiddenInput())
    customer_like = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, actor: Actor, like: Like, **kwargs: Any) -> None:
        super().__init__(initial=asdict(like), **kwargs)
        partners = partner_choices(actor, like.partner_like, limit=MOST_CHOICES)
        query = CustomerQuery(text=like.customer_like, window=slice(0, MOST_CHOICES))
        customers = customer_list(actor, query)
        _offer(self.fields["partner_id"], [(one.public_id, one.name) for one in partners])
        _offer(self.fields["customer_id"], [(one.public_id, one.name) for one in customers])
        self.is_narrowed = bool(like.partner_like or like.customer_like)
        self.offers_all = MOST_CHOICES not in {len(partners), len(customers)}

    @property
    def stated(self) -> PromiseInput:
        """What was typed, without what only narrowed the choice."""
        names = {field.name for field in fields(PromiseInput)}
        return PromiseInput(**{k: v for k, v in self.cleaned_data.items() if k in names})


@require_http_methods(["GET", "HEAD", "POST"])
@DOOR
def promises(request: QudaoRequest) -> HttpResponse:
    """The open ones, the soonest first; a post records a new one."""
    now = clock.now()
    status = 200
    form = PromiseForm(request.actor, _like(request.GET))
    if request.method == "POST":
        form = PromiseForm(request.actor, _like(request.POST), data=request.POST)
        status = carry_out(
            form,
            lambda: record_promise(request.actor, form.stated, now=now),
        )
        if status == DONE:
            messages.success(request, _("Recorded. Whoever answers next reads it first."))
            return redirect("workbench:promises")
    state = read(request, OPEN)
    lines = open_promises(request.actor, today=today(now), window=state.window)
    states = [(s, str(label)) for s, label in SETTLED_STATES]
    context = PromisesContext(state.page_of(lines), states, form)
    return show(request, "workbench/promises/promises.html", context, status=status)


@require_POST
@DOOR
def settle(request: QudaoRequest, public_id: str) -> HttpResponse:
    settle_promise(request.actor, public_id, request.POST.get("state", ""), now=clock.now())
    messages.success(request, _("Settled. Within a day you can open it again under Settled."))
    return redirect("workbench:promises")


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", ""), *choices]
