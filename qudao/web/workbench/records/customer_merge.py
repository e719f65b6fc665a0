"""Merging two rows of one customer: choose the other, look at both, say why."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.programme import today
from qudao.market.customers.actions import merge_customers
from qudao.market.customers.selectors import CustomerPage, customer_page
from qudao.market.customers.selectors.merging import MergeCandidate, merge_candidates
from qudao.market.permissions import MarketPermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.shared.lists import LONGEST_SEARCH
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.customer_forms import MergeForm
from qudao.web.workbench.records.customer_page import crumbs_of
from qudao.web.workbench.records.doing import Ask
from qudao.web.workbench.records.listing import Crumb


@dataclass(frozen=True, slots=True)
class Choice:
    """Another customer that may be the same; `share` is the likeness in per cent."""

    candidate: MergeCandidate
    url: str
    share: int | None


@dataclass(frozen=True, slots=True)
class ChooseContext:
    """The first step: which other row is the same company."""

    page: CustomerPage
    crumbs: list[Crumb]
    choices: list[Choice]
    text: str
    back: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A head of components/compare.html."""

    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of components/compare.html."""

    field: str
    mine: str
    other: str
    match: str
    verdict: None = None


@dataclass(frozen=True, slots=True)
class PreviewContext:
    """The second step: both rows beside each other, and what the merge will do."""

    page: CustomerPage
    kept: CustomerPage
    crumbs: list[Crumb]
    mine: Shown
    other: Shown
    rows: list[Compared]
    outcome: list[str]
    form: MergeForm
    back: str
    swap_url: str


@require_http_methods(["GET", "HEAD", "POST"])
@page(Side.VENDOR, MarketPermission.WRITE_CUSTOMERS)
def customer_merge(request: QudaoRequest, public_id: str) -> HttpResponse:
    now = clock.now()
    shown = customer_page(request.actor, public_id, today=today(now))
    other = request.POST.get("canonical", "") or request.GET.get("into", "")
    if not other:
        return _choose(request, shown)
    ask = Ask(request.actor, shown.customer.public_id, now, {"canonical": other})
    kept = customer_page(request.actor, other, today=today(now))
    form = MergeForm(ask, request.POST if request.method == "POST" else None)
    status = DONE
    if request.method == "POST":
        status = carry_out(form, lambda: _merge(ask, form))
        if status == DONE:
            messages.success(request, _("Merged. The other can be freed again on this page."))
            return redirect("workbench:customer", kept.customer.public_id)
    return show(request, "workbench/records/merge.html", _preview(shown, kept, form), status=status)


def _merge(ask: Ask, form: MergeForm) -> object:
    stated = form.cleaned_data
    return merge_customers(
        ask.actor, ask.public_id, stated["canonical"], reason=stated["reason"], now=ask.now
    )


def _choose(request: QudaoRequest, shown: CustomerPage) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    public_id = shown.customer.public_id
    found = merge_candidates(request.actor, public_id, text=text)
    context = ChooseContext(
        page=shown,
        crumbs=[*crumbs_of(shown), Crumb(_("Merge"))],
        choices=[
            Choice(
                one,
                _merge_url(public_id, one.public_id),
                None if one.score is None else round(one.score * 100),
            )
            for one in found
        ],
        text=text,
        back=reverse("workbench:customer", args=[public_id]),
    )
    return show(request, "workbench/records/merge_choice.html", context)


def _preview(shown: CustomerPage, kept: CustomerPage, form: MergeForm) -> PreviewContext:
    public_id, kept_id = shown.customer.public_id, kept.customer.public_id
    return PreviewContext(
        page=shown,
        kept=kept,
        crumbs=[*crumbs_of(shown), Crumb(_("Merge"))],
        mine=Shown(shown.name, _("goes into the other")),
        other=Shown(kept.name, _("stays")),
        rows=_compared(shown, kept),
        outcome=_outcome(shown, kept),
        form=form,
        back=reverse("workbench:customer_merge", args=[public_id]),
        swap_url=_merge_url(kept_id, public_id),
    )


def _merge_url(public_id: str, into: str) -> str:
    return f"{reverse('workbench:customer_merge', args=[public_id])}?into={into}"


def _compared(shown: CustomerPage, kept: CustomerPage) -> list[Compared]:
    pairs = zip(_stated(shown), _stated(kept), strict=True)
    return [
        Compared(label, mine, other, _match(mine, other))
        for (label, mine), (_label, other) in pairs
        if mine or other
    ]


def _stated(one: CustomerPage) -> list[tuple[str, str]]:
    row = one.customer
    return [
        (_("Chinese name"), row.name_zh),
        (_("English name"), row.name_en),
        (_("Also known as"), _(", ").join(name.name for name in one.names)),
        (_("Official numbers"), _(", ").join(number.value for number in one.identifiers)),
        (_("Domains"), _(", ").join(one.domains)),
        (_("Account class"), str(row.get_account_class_display())),
        (_("Region"), one.region),
        (_("City"), row.city),
        (_("Industry"), one.industry),
        (_("Account manager"), one.account_manager.name if one.account_manager else ""),
        (_("Partners that know it"), _(", ").join(tie.partner for tie in one.relations)),
    ]


def _match(mine: str, other: str) -> str:
    if not mine or not other:
        return "missing"
    return "same" if mine.casefold() == other.casefold() else "differs"


def _outcome(shown: CustomerPage, kept: CustomerPage) -> list[str]:
    named = {"gone": shown.name, "kept": kept.name}
    ties = len(shown.relations)
    return [
        _("“%(gone)s” leaves the lists; its address leads to “%(kept)s”.") % named,
        _("Names, numbers and domains of both are read as one company's."),
        ngettext(
            "%(n)s partner's tie is read there too.", "%(n)s partners' ties are read there too.",
            ties,
        ) % {"n": ties},
        _("Registrations and opportunities stay where they are and are shown together."),
        _("Nothing is rewritten: the merge can be undone at any time."),
    ]  # fmt: skip
