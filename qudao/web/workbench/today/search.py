"""Search across partners, customers and registrations: a page, and the palette's options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Actor, Permission, Side
from qudao.core.ratelimit import SEARCH, spend
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.selectors import RegistrationFilters, all_registrations, queue
from qudao.market.customers.selectors.lists import CustomerQuery, customer_list
from qudao.market.partners.selectors import PartnerQuery, partner_list
from qudao.market.permissions import MarketPermission
from qudao.people.permissions import PeoplePermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.lists import LONGEST_SEARCH
from qudao.web.workbench.pages import show

MOST = 6
ONE_MORE = slice(0, MOST + 1)


@dataclass(frozen=True, slots=True)
class Item:
    """One option of components/palette.html."""

    icon: str
    label: str
    url: str
    detail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A group of options, as the palette draws it."""

    title: str
    items: list[Item]
    count: str = ""  # of the things; "6+" where only the first are shown


@dataclass(frozen=True, slots=True)
class Doing:
    """Something to do or a place to go, with the permission that it needs."""

    label: Promise
    url_name: str
    icon: str
    permission: Permission
    key: str = ""


@dataclass(frozen=True, slots=True)
class SearchContext:
    text: str
    found: list[Found]


DOINGS = (
    Doing(gettext_lazy("Today"), "workbench:today", "today", PeoplePermission.USE_WORKBENCH, "G T"),
    Doing(
        gettext_lazy("Decide registrations"),
        "workbench:registrations",
        "deal",
        DealsPermission.DECIDE_REGISTRATION,
    ),
    Doing(
        gettext_lazy("All registrations"),
        "workbench:all_registrations",
        "table",
        DealsPermission.READ_REGISTRATIONS,
    ),
    Doing(
        gettext_lazy("Protection about to end"),
        "workbench:expiring",
        "shield",
        DealsPermission.READ_REGISTRATIONS,
    ),
    Doing(gettext_lazy("Notices"), "own_notices", "mail", PeoplePermission.MANAGE_OWN_ACCOUNT),
)


@require_GET
@page(Side.VENDOR, PeoplePermission.USE_WORKBENCH)
def search(request: QudaoRequest) -> HttpResponse:
    now = clock.now()
    spend(SEARCH, request.actor.user_key, now=now)
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    groups = [*things(request.actor, text, now=now), _doings(request.actor, text)]
    shown = SearchContext(text, [group for group in groups if group.items])
    return show(request, "workbench/today/search.html", shown)


def things(actor: Actor, text: str, *, now: datetime) -> list[Found]:
    """What the actor may see, things first; nothing is searched for without a text."""
    if not text:
        return []
    searches: list[tuple[str, str, Permission, Callable[[], list[Item]]]] = [
        (
            _("Registrations"),
            "workbench:all_registrations",
            DealsPermission.READ_REGISTRATIONS,
            lambda: _registrations(actor, text, now=now),
        ),
        (
            _("Partners"),
            "workbench:partners",
            MarketPermission.READ_PARTNERS,
            lambda: _partners(actor, text),
        ),
        (
            _("Customers"),
            "workbench:customers",
            MarketPermission.READ_CUSTOMERS,
            lambda: _customers(actor, text, now=now),
        ),
    ]
    allowed = [(title, where, find) for title, where, needs, find in searches if actor.may(needs)]
    return [_found(title, find(), where, text) for title, where, find in allowed]


def _found(title: str, items: list[Item], where: str, text: str) -> Found:
    count = f"{MOST}+" if len(items) > MOST else str(len(items))
    return Found(title, _few(items, where, text), count)


def _few(items: list[Item], where: str, text: str) -> list[Item]:
    """The first few, and where all of them are."""
    if len(items) <= MOST:
        return items
    url = f"{reverse(where)}?{urlencode({'q': text})}"
    return [*items[:MOST], Item("search", _("All with “%(text)s”") % {"text": text}, url)]


def _registrations(actor: Actor, text: str, *, now: datetime) -> list[Item]:
    """What waits for somebody first, then the newest."""
    wanted = RegistrationFilters(text=text)
    open_ones = queue(actor, wanted, now=now, window=ONE_MORE)
    rest = all_registrations(actor, wanted, now=now, window=ONE_MORE)
    rows = {row.public_id: row for row in (*open_ones, *rest)}.values()
    return [
        Item(
            "deal",
            " · ".join(part for part in (row.customer, row.project) if part),
            reverse("workbench:registration", args=[row.public_id]),
            f"{row.number} · {row.state_label}",
        )
        for row in islice(rows, MOST + 1)
    ]


def _partners(actor: Actor, text: str) -> list[Item]:
    rows = partner_list(actor, PartnerQuery(text=text, window=ONE_MORE))
    return [
        Item("people", row.name, url, f"{row.code} · {row.lifecycle_label}")
        for row in rows
        if (url := _page_of("partner", row.public_id))
    ]


def _customers(actor: Actor, text: str, *, now: datetime) -> list[Item]:
    """Those with a registration that waits first."""
    rows = customer_list(actor, CustomerQuery(text=text, window=ONE_MORE))
    named = [
        Item("building", row.name, url, " · ".join(p for p in (row.city, row.class_label) if p))
        for row in rows
        if (url := _page_of("customer", row.public_id))
    ]
    found = {one.url: one for one in named}
    at_work = _customers_at_work(actor, text, now=now)
    first = {one.url: found.get(one.url, one) for one in at_work}
    return list({**first, **found}.values())[: MOST + 1]


def _customers_at_work(actor: Actor, text: str, *, now: datetime) -> list[Item]:
    if not actor.may(DealsPermission.READ_REGISTRATIONS):
        return []
    wanted = text.casefold()
    return [
        Item("building", row.customer, _page_of("customer", row.customer_id), row.state_label)
        for row in queue(actor, RegistrationFilters(text=text), now=now, window=ONE_MORE)
        if row.customer_id and wanted in row.customer.casefold()
    ]


def _page_of(kind: str, public_id: str) -> str:
    """The page of a record; without one of its own, the registrations that name it."""
    try:
        return reverse(f"workbench:{kind}", args=[public_id])
    except NoReverseMatch:
        key = {"partner": "partner"}.get(kind)
        rows = reverse("workbench:all_registrations")
        return f"{rows}?{key}={public_id}" if key else ""


def _doings(actor: Actor, text: str) -> Found:
    wanted = text.casefold()
    items = [
        Item(one.icon, str(one.label), reverse(one.url_name), key=one.key)
        for one in DOINGS
        if actor.may(one.permission) and wanted in str(one.label).casefold()
    ]
    return Found(_("Actions"), items)
