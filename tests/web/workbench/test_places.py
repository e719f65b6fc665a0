"""Where each role of the vendor can go: the navigation, the bar at a phone's foot, what waits."""

from __future__ import annotations

from django.test import RequestFactory
from django.urls import URLPattern, resolve, reverse
from django.utils import translation

from qudao.core.actor import Actor, Role, Side
from qudao.web.shared.navigation import draw
from qudao.web.workbench.navigation import NAVIGATION
from qudao.web.workbench.pages import TABS
from qudao.web.workbench.urls import urlpatterns

PLACES = [place for group in NAVIGATION for place in group.places]


def person(*roles: Role) -> Actor:
    return Actor(side=Side.VENDOR, user_id=1, roles=frozenset(roles))


def drawn(actor: Actor, path: str = "/workbench/", **counts: int) -> dict[str, list[str]]:
    request = RequestFactory().get(path)
    with translation.override("en"):
        groups = draw(NAVIGATION, request, actor, {f"workbench:{k}": n for k, n in counts.items()})
        return {str(one.title): [str(entry.label) for entry in one.entries] for one in groups}


def test_human_resources_see_people_and_no_deals() -> None:
    assert drawn(person(Role.HUMAN_RESOURCES)) == {
        "": ["Today"],
        "Programme": ["Rulebook", "People"],
    }


def test_a_channel_manager_has_the_three_jobs_and_the_records() -> None:
    found = drawn(person(Role.CHANNEL_MANAGER))
    assert list(found) == ["", "Choose", "Build", "Manage", "Records", "Programme"]
    assert found["Manage"] == ["Registrations", "Opportunities", "Goals", "Promises"]
    assert found["Records"][:3] == ["Partners", "Customers", "Products and prices"]
    assert found["Programme"] == ["Rulebook", "People"]


def test_overlaps_are_for_who_looks_after_accounts() -> None:
    for role in (Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR):
        assert "Overlaps" in drawn(person(role))["Manage"]
    for role in (Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR, Role.OPERATIONS):
        assert "Overlaps" not in drawn(person(role))["Manage"]


HOUSE = {
    Role.OPERATIONS: ["Rulebook", "People", "Personal data", "Settings"],
    Role.CHANNEL_DIRECTOR: ["Rulebook", "People", "Personal data", "Settings"],
    Role.GENERAL_MANAGER: ["Rulebook", "People", "Settings"],
    Role.ACCOUNT_MANAGER: ["Rulebook"],
}


def test_personal_data_and_settings_are_for_few() -> None:
    found = {role: drawn(person(role))["Programme"] for role in Role if role in HOUSE}
    assert found == HOUSE


def test_whoever_has_two_roles_goes_where_either_may() -> None:
    both = drawn(person(Role.HUMAN_RESOURCES, Role.ACCOUNT_MANAGER))
    assert "Overlaps" in both["Manage"]
    assert both["Programme"] == ["Rulebook", "People"]


def test_nobody_gets_an_empty_navigation_and_no_empty_group() -> None:
    assert drawn(Actor(side=Side.NOBODY)) == {}
    for role in Role:
        assert all(drawn(person(role)).values())


def test_the_present_place_is_marked_with_all_that_lies_below_it() -> None:
    def current(path: str) -> list[str]:
        request = RequestFactory().get(path)
        groups = draw(NAVIGATION, request, person(Role.CHANNEL_DIRECTOR))
        return [entry.url for group in groups for entry in group.entries if entry.current]

    assert current("/workbench/") == ["/workbench/"]
    assert current("/workbench/partners/par_1/audit/") == ["/workbench/partners/"]
    assert current("/workbench/registrations/all/") == ["/workbench/registrations/"]
    assert current("/workbench/search/") == []


def test_numbers_stand_at_their_place_alone() -> None:
    request = RequestFactory().get("/workbench/")
    counts = {"workbench:registrations": 3, "workbench:overlaps": 9}
    groups = draw(NAVIGATION, request, person(Role.CHANNEL_MANAGER), counts)
    shown = {entry.url: entry.count for group in groups for entry in group.entries}
    assert shown["/workbench/registrations/"] == 3
    assert [count for count in shown.values() if count is not None] == [3]


def test_every_place_has_an_address_of_its_own_and_words_in_both_languages() -> None:
    assert len({place.url_name for place in PLACES}) == len(PLACES)
    for place in PLACES:
        assert reverse(place.url_name).startswith("/workbench/")
        with translation.override("en"):
            english = str(place.label)
        with translation.override("zh-hans"):
            assert str(place.label) != english


def test_letters_lead_to_one_place_each() -> None:
    letters = [place.key for place in PLACES if place.key]
    assert letters == ["t", "m", "l", "p", "c"]


def test_the_bar_of_a_phone_names_places_that_have_a_place() -> None:
    named = {place.url_name for place in PLACES}
    assert set(TABS) <= named
    assert len(set(TABS)) == len(TABS)


def test_the_door_of_a_place_asks_for_no_more_than_its_entry() -> None:
    """Whoever is offered a place may open it."""
    for place in PLACES:
        view = resolve(reverse(place.url_name)).func
        side, permission = view.door  # type: ignore[attr-defined]
        assert side is Side.VENDOR
        assert place.permission.roles <= permission.roles, place.url_name


def test_no_address_of_the_workbench_has_two_names() -> None:
    names = [one.name for one in urlpatterns if isinstance(one, URLPattern) and one.name]
    assert len(set(names)) == len(names)
