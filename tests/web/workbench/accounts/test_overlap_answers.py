"""Overlaps of an account manager: words, order, one tap, an objection, who may, sent twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qudao.deals.registrations.models import Overlap, Registration
from qudao.deals.registrations.selectors import OverlapRow
from qudao.deals.registrations.states import State
from qudao.web.workbench.accounts.overlaps import LONGEST_NOTE, items_of
from tests.deals.looking import told, trail
from tests.deals.programme import Programme, in_review, submitted
from tests.web.deals_pages import client_of
from tests.web.workbench.deals.build import NOW
from tests.web.workbench.pages import page_for, text_of, words_of
from tests.web.workbench.reading import links_of

LIST, HOME = "/workbench/overlaps/", "/workbench/"


def a_row(**changes: Any) -> OverlapRow:
    usual: dict[str, Any] = {
        "registration_id": "reg_1",
        "number": "QIHE-0001",
        "customer": "浦岚证券",
        "customer_id": "cus_1",
        "partner": "Qiheng Info",
        "product": "Secure gateway",
        "project": "二期",
        "amount": Decimal(1_860_000),
        "currency": "CNY",
        "state": "in_review",
        "state_label": "In review",
        "raised_at": NOW,
        "answer": "",
        "answer_label": "",
        "note": "",
        "may_answer": True,
    }
    return OverlapRow(**{**usual, **changes})


@pytest.mark.parametrize(
    ("state", "icon", "hue"),
    [
        ("in_review", "overlap", "act"),
        ("submitted", "overlap", "act"),
        ("conflicted", "scales", "warn"),
        ("protected", "shield", "good"),
        ("lost", "overlap", "act"),
    ],
)
def test_an_overlap_is_drawn_by_the_state_of_the_registration(
    state: str, icon: str, hue: str
) -> None:
    [item] = items_of([a_row(state=state)])
    assert (item.icon, item.hue) == (icon, hue)


def test_an_overlap_says_who_registered_what() -> None:
    with translation.override("en"):
        with_project, without = items_of([a_row(), a_row(project="")])
    assert with_project.sentence == "Qiheng Info registered 二期."
    assert without.sentence == "Qiheng Info registered Secure gateway."
    assert with_project.url == "/workbench/registrations/reg_1/"
    assert with_project.answer_url == f"{LIST}reg_1/"
    assert items_of([]) == []


def test_credit_is_promised_only_while_it_can_come() -> None:
    rows = [a_row(state=state) for state in ("in_review", "won", "lost", "rejected", "expired")]
    assert [item.counts for item in items_of(rows)] == [True, True, False, False, False]


# ------------------------------------------------------------------ pages


@pytest.fixture
def waiting(programme: Programme, now: datetime) -> Registration:
    return in_review(programme, programme.cast.seller_a, now=now)


@pytest.fixture
def manager(programme: Programme) -> Client:
    return client_of(programme.cast.account_manager)


def at(row: Registration) -> str:
    return f"{LIST}{row.public_id}/"


def answers() -> list[tuple[str, str]]:
    rows = Overlap.objects.unscoped(reason="test").order_by("pk")
    return list(rows.values_list("answer", "note"))


def test_one_tap_is_enough_and_leads_back_to_where_it_was_made(
    waiting: Registration, manager: Client
) -> None:
    done = manager.post(at(waiting), {"answer": "noted", "from": "list"}, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert "Noted. Your credit stays whole." in words_of(done)
    assert answers() == [("noted", "")]


def test_an_objection_is_taken_back_from_the_list(waiting: Registration, manager: Client) -> None:
    manager.post(at(waiting), {"answer": "objected", "note": "we are in talks"})
    page = words_of(manager.get(LIST))
    assert "Withdraw the objection" in page
    assert "Change the objection" in page

    manager.post(at(waiting), {"answer": "noted", "from": "list"})

    assert answers() == [("noted", "")]
    assert "I object" in words_of(manager.get(LIST))


@pytest.mark.parametrize("origin", ["home", "", "https://evil.example", "//evil"])
def test_from_anywhere_else_it_leads_home(
    waiting: Registration, manager: Client, origin: str
) -> None:
    done = manager.post(at(waiting), {"answer": "noted", "from": origin})
    assert done["Location"] == HOME


def test_an_objection_is_told_to_who_decides(
    programme: Programme, waiting: Registration, manager: Client
) -> None:
    form = text_of(manager.get(at(waiting)))
    assert "An objection ends nothing" in form
    assert 'name="answer" value="objected"' in form
    done = manager.post(at(waiting), {"answer": "objected", "note": " 我们先拜访 "}, follow=True)
    assert "Your objection stands with the decision" in words_of(done)
    assert answers() == [("objected", "我们先拜访")]
    assert told(programme.cast.channel_manager)
    decision = page_for(
        programme.cast.channel_manager, f"/workbench/registrations/{waiting.public_id}/"
    )
    assert "我们先拜访" in decision
    queue = page_for(programme.cast.channel_manager, "/workbench/registrations/")
    assert "Objection" in queue


def test_whatever_is_no_tap_needs_a_sentence(waiting: Registration, manager: Client) -> None:
    before = trail(waiting)
    for sent in (
        {},
        {"answer": ""},
        {"answer": "NOTED"},
        {"answer": "objected"},
        {"answer": "objected", "note": "   "},
        {"answer": "objected", "note": "x" * (LONGEST_NOTE + 1)},
    ):
        refused = manager.post(at(waiting), sent)
        assert (sent, refused.status_code) == (sent, 422)
        if "xx" in sent.get("note", ""):
            assert "x" * (LONGEST_NOTE + 1) in text_of(refused)
    assert (answers(), trail(waiting)) == ([("", "")], before)
    longest = {"answer": "objected", "note": "x" * LONGEST_NOTE}
    assert manager.post(at(waiting), longest).status_code == 302


def test_an_answer_may_be_changed_while_it_lives_and_not_afterwards(
    waiting: Registration, manager: Client
) -> None:
    manager.post(at(waiting), {"answer": "noted"})
    manager.post(at(waiting), {"answer": "objected", "note": "Second thought"})
    assert answers() == [("objected", "Second thought")]
    rows = Registration.objects.unscoped(reason="test").filter(pk=waiting.pk)
    rows.update(state=State.REJECTED)
    late = manager.post(at(waiting), {"answer": "noted"})
    assert late.status_code == 422
    assert answers() == [("objected", "Second thought")]


REFUSED = {
    "channel_manager": 403,
    "channel_director": 403,
    "operations": 403,
    "human_resources": 403,
    "seller_a": 404,
    "principal_a": 404,
}


def test_nobody_answers_for_the_account_manager(
    programme: Programme, waiting: Registration
) -> None:
    for who, status in REFUSED.items():
        client = client_of(getattr(programme.cast, who))
        assert client.post(at(waiting), {"answer": "noted"}).status_code == status
        assert client.get(LIST).status_code == status
    strange = client_of(programme.cast.account_manager)
    assert strange.post(f"{LIST}reg_0000000000000000/", {"answer": "noted"}).status_code == 404
    assert answers() == [("", "")]


def test_unread_ones_stand_on_top_and_read_ones_keep_their_answer(
    programme: Programme, waiting: Registration, manager: Client, now: datetime
) -> None:
    later = submitted(
        programme, programme.cast.seller_distributor, now=now + timedelta(hours=1), site="B"
    )
    manager.post(at(later), {"answer": "objected", "note": "We serve them"})
    page = page_for(programme.cast.account_manager, LIST)
    rows = links_of(page, "/workbench/registrations/reg_")
    assert rows[:2] == [
        f"/workbench/registrations/{waiting.public_id}/",
        f"/workbench/registrations/{later.public_id}/",
    ]
    assert "We serve them" in page
    assert page.count('value="noted"') == 2  # the unread one, and the objection to withdraw
    assert "1–2 of 2" in page
    home = page_for(programme.cast.account_manager, HOME)
    assert "1 overlap is unread." in home
    assert "We serve them" not in home


def test_the_list_teaches_while_it_is_empty_and_speaks_chinese(
    programme: Programme, now: datetime
) -> None:
    manager = programme.cast.account_manager
    assert "No overlap yet" in page_for(manager, LIST)
    row = in_review(programme, programme.cast.seller_a, now=now)
    page = page_for(manager, LIST, "zh-CN")
    for words in ("重叠", "启恒信息", "我知道了", "我有异议", "审核中"):
        assert words in page
    for english in ("Noted", "I object", "registered", "Full credit"):
        assert english not in page
    form = page_for(manager, at(row), "zh-CN")
    assert "我有异议" in form


def test_the_home_counts_all_unread_ones_and_shows_the_first(
    programme: Programme, waiting: Registration
) -> None:
    [first] = Overlap.objects.unscoped(reason="test")
    copies = []
    for n in range(24):
        row = Registration.objects.unscoped(reason="test").get(pk=waiting.pk)
        row.pk, row.public_id, row.number = None, f"reg_{n:016}", f"C-{n}"
        copies.append(row)
    Registration.objects.bulk_create(copies)
    made = Registration.objects.unscoped(reason="test").filter(number__startswith="C-")
    Overlap.objects.bulk_create(
        Overlap(registration=row, user_id=first.user_id, raised_at=first.raised_at) for row in made
    )
    page = words_of(client_of(programme.cast.account_manager).get(HOME))
    assert "25 overlaps are unread." in page
    assert "Overlaps to read 25" in page
