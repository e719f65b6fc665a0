"""The frames: the programme's own logo, single letters as the account wants them, what waits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qudao.core.actor import Actor
from qudao.deals.commitments.actions import PromiseInput, record_promise
from qudao.deals.registrations.actions import answer_overlap
from qudao.web.shared.waiting import MOST_PEOPLE, forget_all_counts, forget_counts, kept_counts
from tests.deals.programme import Programme, in_review
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.test_settings_pages import PNG
from tests.web.workbench.pages import page_for, text_of, words_of

HOME = "/workbench/"
FRAMES = (("channel_manager", HOME), ("seller_a", "/portal/"))
LOGO = re.compile(r'<a class="brand" href="/"><img class="logo" src="(/logo/\?\d+)" alt="([^"]*)">')


def use_logo(cast: Cast) -> None:
    picture = SimpleUploadedFile("logo.png", PNG)
    client_of(cast.operations).post("/workbench/settings/programme/logo/", {"file": picture})


def marks(page: str) -> int:
    return page.count('<a class="brand" href="/"><svg viewBox')


@pytest.mark.parametrize(("who", "path"), FRAMES)
def test_a_frame_shows_the_products_mark_until_there_is_a_logo(
    programme: Programme, who: str, path: str
) -> None:
    actor = getattr(programme.cast, who)
    before = page_for(actor, path)
    assert marks(before) >= 1
    assert LOGO.findall(before) == []

    use_logo(programme.cast)

    after = page_for(actor, path)
    assert marks(after) == 0
    (address, alternative), *_others = LOGO.findall(after)[-1:]
    assert alternative == ""  # the programme's name stands beside it
    assert "Chengyan Partners" in after
    assert Client().get(address)["Content-Type"] == "image/png"


def test_the_login_shows_the_logo_to_whoever_comes(cast: Cast) -> None:
    assert marks(text_of(Client().get("/account/login/"))) == 1
    use_logo(cast)
    assert len(LOGO.findall(text_of(Client().get("/account/login/")))) == 1


def test_on_a_phone_the_logo_alone_says_whose_it_is(programme: Programme) -> None:
    use_logo(programme.cast)
    named = [words for _, words in LOGO.findall(page_for(programme.cast.channel_manager, HOME))]
    assert named == ["Chengyan Partners", ""]  # the phone's top bar, then the navigation


def letters_of(page: str) -> str:
    found = re.search(r'<body[^>]* data-letters="(\w+)"', page)
    return found.group(1) if found else ""


@pytest.mark.parametrize(("who", "path"), FRAMES)
def test_scripts_are_told_that_the_account_switched_letters_off(
    programme: Programme, who: str, path: str
) -> None:
    actor = getattr(programme.cast, who)
    page = page_for(actor, path)
    assert letters_of(page) == "on"
    assert "data-keys-switch" in page

    client_of(actor).post("/me/preferences/", {"language": "", "theme": ""})

    page = page_for(actor, path)
    assert letters_of(page) == "off"
    assert "data-keys-switch" not in page
    assert "You have switched single letters off in your account" in page
    other = programme.cast.channel_director
    assert letters_of(page_for(other, HOME)) == "on"


def test_a_visitor_who_is_not_signed_in_has_letters(cast: Cast) -> None:
    assert letters_of(text_of(Client().get("/account/login/"))) == "on"


# ------------------------------------------------------------------ what waits


def numbers_of(actor: Actor) -> dict[str, str]:
    """Numbers in the navigation by the word before them."""
    page = text_of(client_of(actor).get("/workbench/search/"))
    nav = page[page.index('<nav aria-label="Main">') :]
    nav = nav[: nav.index("</nav>")]
    pairs = re.findall(r'</svg>([^<]+)<span class="n">(\d+)</span>', nav)
    return dict(pairs)


def promise(programme: Programme, actor: Actor, due_on: date | None, now: datetime) -> None:
    stated = PromiseInput(
        partner_id=programme.cast.partner_a.public_id,
        direction="given",
        topic="resource",
        text="Two engineer days",
        due_on=due_on,
    )
    record_promise(actor, stated, now=now - timedelta(days=20))


def test_the_navigation_tells_what_waits_for_each(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    assert numbers_of(cast.channel_manager) == {}
    in_review(programme, cast.seller_a, now=now)
    day = now.date()
    for due in (day - timedelta(days=1), day + timedelta(days=14), day + timedelta(days=15), None):
        promise(programme, cast.channel_manager, due, now)
    forget_all_counts()

    assert numbers_of(cast.channel_manager) == {"Registrations": "1", "Promises": "2"}
    assert numbers_of(cast.other_channel_manager) == {}
    assert numbers_of(cast.channel_director) == {"Registrations": "1", "Promises": "2"}
    assert numbers_of(cast.account_manager) == {"Overlaps": "1"}
    assert numbers_of(cast.operations) == {}  # operations decides nothing


def test_an_act_counts_anew_and_reading_does_not(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    assert numbers_of(cast.account_manager) == {"Overlaps": "1"}
    answer_overlap(cast.account_manager, row.public_id, "noted", "", now=now)
    assert numbers_of(cast.account_manager) == {"Overlaps": "1"}  # as counted seconds ago

    client_of(cast.account_manager).post("/me/preferences/", {"language": "", "theme": ""})

    assert numbers_of(cast.account_manager) == {}


def test_counts_are_kept_apart_by_person(cast: Cast) -> None:
    asked: list[str] = []

    def count(name: str) -> dict[str, int]:
        asked.append(name)
        return {"x": len(asked)}

    for who in ("channel_manager", "channel_manager", "channel_director"):
        kept_counts(getattr(cast, who), lambda: count(who))  # noqa: B023 - asked at once
    assert asked == ["channel_manager", "channel_director"]
    forget_counts(cast.channel_manager)
    assert kept_counts(cast.channel_manager, lambda: count("again")) == {"x": 3}
    assert kept_counts(cast.channel_director, lambda: count("never")) == {"x": 2}


def test_counts_are_counted_anew_when_their_seconds_are_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [1000.0]
    monkeypatch.setattr("qudao.web.shared.waiting.time.monotonic", lambda: at[0])
    director = cast.channel_director
    assert kept_counts(director, lambda: {"x": 1}) == {"x": 1}
    at[0] += 20.0
    assert kept_counts(director, lambda: {"x": 2}) == {"x": 1}
    at[0] += 0.1
    assert kept_counts(director, lambda: {"x": 3}) == {"x": 3}


def test_no_crowd_fills_the_memory(cast: Cast) -> None:
    for number in range(MOST_PEOPLE + 1):
        person = replace(cast.channel_director, user_id=number)
        kept_counts(person, lambda: {"x": 1})
    first = replace(cast.channel_director, user_id=0)
    assert kept_counts(first, lambda: {"x": 2}) == {"x": 2}


def test_a_page_pays_nothing_for_numbers_that_were_counted(
    programme: Programme,
) -> None:
    manager = client_of(programme.cast.channel_manager)
    asked = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            manager.get("/workbench/search/")
        counted = [one for one in queries if "promise" in one["sql"] or "core_total" in one["sql"]]
        asked.append(len(counted))
    assert asked == [2, 0]


def test_a_fragment_counts_nothing(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_actor: Actor) -> dict[str, int]:
        raise AssertionError("a fragment has no navigation")

    monkeypatch.setattr("qudao.web.workbench.pages.waiting", fail)
    manager = client_of(programme.cast.channel_manager)
    answer = manager.get("/workbench/search/", {"q": "x"}, headers={"HX-Request": "true"})
    assert "Nothing found" in words_of(answer)
