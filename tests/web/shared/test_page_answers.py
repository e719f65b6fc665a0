"""One view, two answers: the whole page, or the fragment that htmx asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.translation import override

from qudao.core.actor import NOBODY, Actor
from qudao.deals.permissions import DealsPermission
from qudao.market.customers.selectors import OwnCustomer
from qudao.people.permissions import PeoplePermission
from qudao.web.portal.customers.views import CustomersPage, table
from qudao.web.shared.lists import read
from qudao.web.shared.navigation import Group, Place
from qudao.web.shared.pages import answer, as_context, wants_fragment
from tests.web.shared.reading import asked, seller, text_of

TEMPLATE = "portal/customers/customers.html"
HOME = Place("portal:home", "Home", "home", PeoplePermission.USE_PORTAL)
DEALS = Place("portal:registrations", "Deals", "deal", DealsPermission.READ_REGISTRATIONS)
NAVIGATION = (Group("", (HOME, DEALS)),)


def customer(name: str) -> OwnCustomer:
    return OwnCustomer(
        public_id="cus_1",
        name=name,
        depth=2,
        depth_label="Knows",
        since=date(2025, 3, 1),
        last_touch=None,
        evidence="",
        contacts=(),
    )


def answered(actor: Actor, name: str = "南屏区教育局", **head: str) -> HttpResponse:
    request = asked("/portal/customers/?q=a", actor, **head)
    request.user, request.resolver_match = AnonymousUser(), None
    with override("en"):
        state = read(request, table())
        context = CustomersPage(state, state.page_of([customer(name)]), may_keep=True)
        return answer(
            request,
            TEMPLATE,
            context,
            navigation=NAVIGATION,
            counts=lambda: {"portal:registrations": 3},
            tabs=("portal:registrations", "portal:company", "portal:home"),
        )


@pytest.mark.usefixtures("in_shanghai")
def test_a_page_has_its_frame_and_the_fragment_has_none() -> None:
    page = text_of(answered(seller()))
    fragment = text_of(answered(seller(), HX_Request="true"))
    for text in (page, fragment):
        assert "南屏区教育局" in text
        assert "1 Mar 2025" in text
        assert 'href="/portal/customers/cus_1/"' in text
    assert "<html" in page
    assert "<h1>My customers</h1>" in page
    assert "<html" not in fragment
    assert "<h1>" not in fragment
    assert fragment.strip() in page


@pytest.mark.usefixtures("in_shanghai")
def test_words_of_others_are_text_in_both() -> None:
    for head in ({}, {"HX_Request": "true"}):
        text = text_of(answered(seller(), "<script>alert(1)</script>", **head))
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.usefixtures("in_shanghai")
def test_what_waits_is_counted_for_a_page_and_not_for_a_fragment() -> None:
    counted: list[str] = []

    def count() -> dict[str, int]:
        counted.append("asked")
        return {}

    for head in ({}, {"HX_Request": "true"}):
        request: Any = asked("/portal/customers/", seller(), **head)
        request.user, request.resolver_match = AnonymousUser(), None
        state = read(request, table())
        context = CustomersPage(state, state.page_of([]), may_keep=False)
        made = answer(request, TEMPLATE, context, navigation=NAVIGATION, counts=count, status=422)
        assert made.status_code == 422
    assert counted == ["asked"]


@pytest.mark.parametrize(
    ("head", "is_fragment"),
    [
        ({}, False),
        ({"HX_Request": "true"}, True),
        ({"HX_Request": "True"}, False),
        ({"HX_Request": "1"}, False),
        ({"HX_Boosted": "true"}, False),
        ({"HX_Request": "true", "HX_Boosted": "true"}, False),
        ({"HX_Request": "true", "HX_Boosted": "false"}, True),
        ({"HX_Request": "true", "HX_History_Restore_Request": "true"}, False),
        ({"HX_Request": "true", "HX_Target": "list"}, True),
    ],
)
def test_who_wants_a_fragment(*, head: dict[str, str], is_fragment: bool) -> None:
    assert wants_fragment(asked("/", NOBODY, **head)) is is_fragment


@dataclass(frozen=True)
class Given:
    title: str
    rows: tuple[int, ...] = ()


def test_a_context_is_a_dataclass_by_its_fields() -> None:
    rows = (1, 2)
    assert as_context(Given("T", rows)) == {"title": "T", "rows": rows}
    assert as_context(Given("T", rows))["rows"] is rows
    assert as_context({"title": "T"}) == {"title": "T"}


@pytest.mark.parametrize("context", [None, "text", 3, ["title"], Given, object()])
def test_anything_else_is_no_context(context: object) -> None:
    with pytest.raises(TypeError):
        as_context(context)


def test_a_context_that_is_handed_over_is_not_written_into() -> None:
    given = {"title": "T"}
    as_context(given)["title"] = "changed"
    assert given == {"title": "T"}
