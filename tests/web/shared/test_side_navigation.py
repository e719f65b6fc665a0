"""The navigation names the places that a person may open, where the person is, what waits there."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from qudao.core.actor import Actor, Role
from qudao.deals.permissions import DealsPermission
from qudao.people.permissions import PeoplePermission
from qudao.web.portal.navigation import entries, tabs
from qudao.web.shared.navigation import Group, Place, draw
from qudao.web.workbench.navigation import NAVIGATION
from tests.web.shared.reading import asked, manager, seller

HOME = Place("portal:home", "Home", "home", PeoplePermission.USE_PORTAL, "h")
DEALS = Place("portal:registrations", "Deals", "deal", DealsPermission.READ_REGISTRATIONS)
NEW = Place("portal:register", "New", "plus", DealsPermission.REGISTER, short="+")
GROUPS = (Group("", (HOME, DEALS)), Group("Write", (NEW,)))


def drawn(actor: Actor, path: str = "/portal/", **counts: int) -> list[tuple[str, list[str]]]:
    named = {name.replace("_", ":"): count for name, count in counts.items()}
    groups = draw(GROUPS, asked(path, actor), actor, named)
    return [(str(group.title), [str(one.label) for one in group.entries]) for group in groups]


def test_a_group_without_a_place_for_this_person_falls_away() -> None:
    assert drawn(seller()) == [("", ["Home", "Deals"]), ("Write", ["New"])]
    assert drawn(seller(Role.PARTNER_ENGINEER)) == [("", ["Home", "Deals"])]
    assert drawn(manager()) == [("", ["Deals"])]
    assert drawn(manager(Role.HUMAN_RESOURCES)) == []


def current(path: str) -> list[str]:
    groups = draw(GROUPS, asked(path), seller())
    return [str(one.label) for group in groups for one in group.entries if one.current]


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/portal/", ["Home"]),
        ("/portal/registrations/", ["Deals"]),
        ("/portal/registrations/reg_1/", ["Deals"]),
        ("/portal/registrations/reg_1/talk/files/x/", ["Deals"]),
        ("/portal/register/", ["New"]),
        ("/portal/register/reg_1/", ["New"]),
        ("/portal/customers/", []),
        ("/", []),
        ("/help/", []),
    ],
)
def test_a_person_is_where_the_address_says(path: str, places: list[str]) -> None:
    assert current(path) == places


def test_an_entry_carries_what_its_place_declares() -> None:
    one, _deals, new = [
        entry
        for group in draw(GROUPS, asked("/"), seller(), {"portal:home": 3, "portal:other": 4})
        for entry in group.entries
    ]
    assert (one.url, one.icon, one.key, one.count) == ("/portal/", "home", "h", 3)
    assert (new.url, new.count, new.key, str(new.short)) == ("/portal/register/", None, "", "+")


# ------------------------------------------------------------------ the portal's own

ALL = ["/portal/", "/portal/registrations/", "/portal/customers/", "/portal/company/"]


@pytest.mark.parametrize(
    "role", [Role.PARTNER_PRINCIPAL, Role.PARTNER_SELLER, Role.PARTNER_ENGINEER]
)
def test_all_of_a_partners_people_have_the_four_places(role: Role) -> None:
    assert [one.url for one in entries(asked("/portal/"), seller(role))] == ALL


def test_no_other_side_has_any() -> None:
    actor = manager(Role.HUMAN_RESOURCES)
    assert entries(asked("/portal/"), actor) == []
    assert tabs(asked("/portal/"), actor) == []


def test_the_main_act_stands_in_the_middle_of_the_phone_for_who_may() -> None:
    found = tabs(asked("/portal/register/"), seller())
    assert [one.url for one in found] == [*ALL[:2], "/portal/register/", *ALL[2:]]
    assert [one.primary for one in found] == [False, False, True, False, False]
    assert [one.current for one in found] == [False, False, True, False, False]
    reading = tabs(asked("/portal/"), seller(Role.PARTNER_ENGINEER))
    assert [one.url for one in reading] == ALL
    assert not any(one.primary for one in reading)


def labels(language: str) -> list[str]:
    with override(language):
        return [str(one.label) for one in entries(asked("/portal/"), seller())]


def test_places_are_named_in_the_readers_language() -> None:
    assert labels("en") == ["Home", "My registrations", "My customers", "My company"]
    assert labels("zh-hans") == ["首页", "我的报备", "我的客户", "我的公司"]


# ------------------------------------------------------------------ the workbench's own


def places(actor: Actor, path: str = "/workbench/") -> list[Any]:
    groups = draw(NAVIGATION, asked(path, actor), actor)
    return [entry for group in groups for entry in group.entries]


def test_a_partner_has_no_place_in_the_workbench() -> None:
    urls = {entry.url for entry in places(seller())}
    assert "/workbench/" not in urls
    assert "/workbench/people/" not in urls


def test_every_role_of_the_vendor_has_a_home_and_no_place_twice() -> None:
    for role in (Role.CHANNEL_MANAGER, Role.ACCOUNT_MANAGER, Role.HUMAN_RESOURCES, Role.OPERATIONS):
        urls = [entry.url for entry in places(manager(role))]
        assert urls[0] == "/workbench/"
        assert len(urls) == len(set(urls)), role


def test_no_two_places_answer_to_the_same_letter() -> None:
    letters = [one.key for group in NAVIGATION for one in group.places if one.key]
    assert len(letters) == len(set(letters))


def test_at_every_place_of_the_workbench_exactly_that_place_is_current() -> None:
    for url in [entry.url for entry in places(manager(Role.CHANNEL_DIRECTOR))]:
        here = [one.url for one in places(manager(Role.CHANNEL_DIRECTOR), url) if one.current]
        assert here == [url]
