"""The search: what is found, in which groups, for whom, and where the rest of it is."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from qudao.core.actor import Actor, Role, Side
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import RegistrationFilters, my_registrations
from qudao.deals.registrations.selectors.portal import count_registrations
from qudao.web.workbench.today.search import DOINGS, MOST, Found, Item, _doings, _few, things
from tests.deals.programme import Programme, in_review
from tests.people import Cast, make_partner
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import page_for, text_of, words_of
from tests.web.workbench.records.build import make_customer

SEARCH = "/workbench/search/"


@pytest.fixture
def waiting(programme: Programme, now: datetime) -> str:
    return in_review(programme, programme.cast.seller_a, now=now).public_id


def found(actor: Actor, text: str, now: datetime) -> dict[str, list[str]]:
    with translation.override("en"):
        return {
            one.title: [item.label for item in one.items] for one in things(actor, text, now=now)
        }


def test_registrations_partners_and_customers_are_found_apart(
    programme: Programme, waiting: str, now: datetime
) -> None:
    manager = programme.cast.channel_manager
    assert found(manager, "浦岚", now) == {
        "Registrations": ["浦岚证券股份有限公司 · 网点安全网关二期"],
        "Partners": [],
        "Customers": ["浦岚证券股份有限公司"],
    }
    assert found(manager, "qihe", now)["Partners"] == ["Qiheng Info"]
    assert found(manager, "QIHE-0001", now)["Registrations"]
    assert found(manager, "nothing of the kind", now) == {
        "Registrations": [],
        "Partners": [],
        "Customers": [],
    }
    assert found(manager, "", now) == {}


def test_a_registration_is_found_by_the_name_its_reader_sees_and_never_so_by_a_partner(
    programme: Programme, waiting: str, now: datetime
) -> None:
    row = Registration.objects.unscoped(reason="a test").get(public_id=waiting)
    assert row.customer
    row.customer.name_en = "Pulan Securities"
    row.customer.save(update_fields=["name_en"])
    cast = programme.cast
    assert found(cast.channel_manager, "pulan", now)["Registrations"]
    by_name = RegistrationFilters(text="pulan")
    assert count_registrations(cast.channel_manager, by_name) == 1
    assert count_registrations(cast.seller_a, by_name) == 0
    assert my_registrations(cast.seller_a, by_name, now=now) == []


def test_what_waits_comes_first_and_more_than_fit_are_not_counted_as_found(
    programme: Programme, waiting: str, now: datetime
) -> None:
    for number in range(MOST + 1):
        make_customer(f"浦岚之邻{number}号有限公司", now)
    with translation.override("en"):
        groups = {one.title: one for one in things(programme.cast.channel_manager, "浦岚", now=now)}
    assert groups["Customers"].items[0].label == "浦岚证券股份有限公司"
    assert groups["Customers"].count == "6+"
    assert groups["Registrations"].count == "1"


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\", "💥", "ＱＩＨＥ" * 9, "\u202e", "-"])
def test_signs_that_mean_something_elsewhere_find_nothing_strange(
    programme: Programme, waiting: str, text: str
) -> None:
    answer = client_of(programme.cast.channel_director).get(SEARCH, {"q": text})
    assert answer.status_code == 200
    if text in {"%", "_", "'", "\\"}:
        assert waiting not in text_of(answer)


def test_each_finds_within_the_own_scope(programme: Programme, waiting: str, now: datetime) -> None:
    cast = programme.cast
    assert found(cast.other_channel_manager, "浦岚", now)["Registrations"] == []
    assert found(cast.other_channel_manager, "qiheng", now)["Partners"] == []
    assert found(cast.account_manager, "浦岚", now)["Registrations"] != []
    assert found(cast.human_resources, "浦岚", now) == {}
    page = text_of(client_of(cast.human_resources).get(SEARCH, {"q": "浦岚"}))
    assert "Nothing found. Try a number or a shorter name." in page


def test_the_first_few_are_shown_and_the_way_to_all_of_them(cast: Cast, now: datetime) -> None:
    for number in range(MOST + 1):
        make_partner(f"AB{number}", f"安博{number}", f"Anbo {number}", now=now)
    director = cast.channel_director
    shown = found(director, "anbo", now)["Partners"]
    assert shown[:MOST] == [f"Anbo {n}" for n in range(MOST)]
    assert shown[MOST:] == ["All with “anbo”"]
    page = page_for(director, SEARCH, q="anbo")
    assert 'href="/workbench/partners/?q=anbo"' in page
    exactly = found(director, "Anbo 3", now)["Partners"]
    assert exactly == ["Anbo 3"]


def test_the_way_to_all_keeps_signs_of_the_text() -> None:
    items = [Item("people", str(n), "/") for n in range(MOST + 1)]
    with translation.override("en"):
        last = _few(items, "workbench:customers", "a&b=c 上海")[-1]
    assert last.url == "/workbench/customers/?q=a%26b%3Dc+%E4%B8%8A%E6%B5%B7"
    assert last.label == "All with “a&b=c 上海”"
    assert _few(items[:MOST], "workbench:customers", "x") == items[:MOST]


def test_a_row_says_what_it_is(programme: Programme, waiting: str, now: datetime) -> None:
    make_customer("寒舟制药", now, city="苏州")
    page = words_of(client_of(programme.cast.channel_manager).get(SEARCH, {"q": "寒舟"}))
    assert "寒舟制药 苏州 · Channel" in page
    page = words_of(client_of(programme.cast.channel_manager).get(SEARCH, {"q": "qihe"}))
    assert "QIHE-0001 · In review" in page
    assert "Qiheng Info QIHE · Active" in page


def test_hostile_text_comes_back_as_text(programme: Programme) -> None:
    page = page_for(programme.cast.channel_manager, SEARCH, q='"><script>alert(1)</script>')
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_a_text_is_cut_and_its_blanks_made_one(programme: Programme) -> None:
    long = page_for(programme.cast.channel_manager, SEARCH, q="x" * 300)
    assert f'value="{"x" * 100}"' in long
    spaced = page_for(programme.cast.channel_manager, SEARCH, q="  a \t b  ")
    assert 'value="a b"' in spaced


# ------------------------------------------------------------------ things to do


def person(role: Role) -> Actor:
    return Actor(side=Side.VENDOR, user_id=1, roles=frozenset({role}))


def labels(role: Role, text: str = "") -> list[str]:
    with translation.override("en"):
        group: Found = _doings(person(role), text)
        return [item.label for item in group.items]


def test_places_are_offered_to_who_may_go_there() -> None:
    every = [
        "Today",
        "Decide registrations",
        "All registrations",
        "Protection about to end",
        "Notices",
    ]
    assert labels(Role.CHANNEL_MANAGER) == every
    assert labels(Role.OPERATIONS) == [one for one in every if one != "Decide registrations"]
    assert labels(Role.HUMAN_RESOURCES) == ["Today", "Notices"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("REGIST", ["Decide registrations", "All registrations"]),
        ("protect", ["Protection about to end"]),
        ("t", ["Today", "Decide registrations", "All registrations", "Protection about to end",
               "Notices"]),
        ("zzz", []),
    ],
)  # fmt: skip
def test_places_are_found_by_a_part_of_their_name(text: str, shown: list[str]) -> None:
    assert labels(Role.CHANNEL_MANAGER, text) == shown


def test_places_are_found_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        group = _doings(person(Role.CHANNEL_MANAGER), "审批")
    assert [item.label for item in group.items] == ["审批报备"]


def test_every_place_has_an_address() -> None:
    for one in DOINGS:
        assert reverse(one.url_name).startswith("/")


def test_the_page_and_the_palette_show_the_same(programme: Programme, waiting: str) -> None:
    client = client_of(programme.cast.channel_manager)
    page = text_of(client.get(SEARCH, {"q": "qihe"}))
    palette = text_of(client.get(SEARCH, {"q": "qihe"}, headers={"HX-Request": "true"}))
    for address in (f"/workbench/registrations/{waiting}/",
                    f"/workbench/partners/{programme.cast.partner_a.public_id}/"):  # fmt: skip
        assert f'href="{address}"' in page
        assert address in palette
    assert "<html" not in palette
    assert client.post(SEARCH).status_code == 405
