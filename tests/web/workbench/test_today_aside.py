"""Beside the work on Today: promises that fall due, conflicts, and what is left of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from qudao.core.actor import Actor
from qudao.deals.registrations.actions import answer_overlap, send_to_arbitration
from qudao.deals.registrations.selectors import open_conflicts
from tests.deals.programme import Programme, in_review
from tests.web.deals_pages import client_of, contested
from tests.web.workbench.pages import page_for, words_of
from tests.web.workbench.test_frame import promise

HOME = "/workbench/"


def aside(actor: Actor, language: str = "en") -> str:
    answer = client_of(actor, language).get(HOME)
    page = words_of(answer)
    return page[page.rindex("Promises due" if language == "en" else "到期承诺") :]


def test_promises_that_fall_due_stand_on_today(programme: Programme, now: datetime) -> None:
    manager = programme.cast.channel_manager
    assert "No promise falls due within 14 days." in aside(manager)
    promise(programme, manager, now.date() - timedelta(days=3), now)
    promise(programme, manager, now.date() + timedelta(days=2), now)

    shown = aside(manager)

    assert shown.startswith("Promises due 2 All")
    assert "Xu Mingyuan to Qiheng Info · overdue since 27 Feb 2026" in shown
    assert "due 4 Mar 2026" in shown
    assert shown.index("overdue") < shown.index("due 4 Mar")


def test_at_most_four_promises_are_shown_and_all_are_counted(
    programme: Programme, now: datetime
) -> None:
    for days in range(6):
        promise(programme, programme.cast.channel_manager, now.date() + timedelta(days=days), now)
    page = page_for(programme.cast.channel_manager, HOME)
    assert page.count("Two engineer days") == 4
    assert aside(programme.cast.channel_manager).startswith("Promises due 6")


def test_who_keeps_no_promises_is_told_of_none(programme: Programme) -> None:
    page = page_for(programme.cast.operations, HOME)
    assert "Promises due" not in page
    assert "Nothing is contested." in page


def test_nothing_new_is_a_line_of_its_own(programme: Programme) -> None:
    page = page_for(programme.cast.channel_manager, HOME)
    assert '<p class="s">Nothing new.</p>' in page


def test_an_arbitration_and_an_objection_are_conflicts(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = contested(programme, now)
    found = open_conflicts(cast.channel_director)
    # the rival's small registration was approved by rule and its overlap is read by nobody yet
    assert (found.lines, found.count, found.unread) == ([], 0, 2)

    answer_overlap(cast.account_manager, row.public_id, "objected", "We visit them", now=now)
    found = open_conflicts(cast.channel_director)
    assert [(one.objector, one.note, one.is_in_arbitration) for one in found.lines] == [
        ("He Jia", "We visit them", False)
    ]
    assert (found.count, found.unread) == (1, 1)

    row.refresh_from_db()
    send_to_arbitration(cast.channel_manager, row.public_id, version=row.version, now=now)
    found = open_conflicts(cast.channel_manager)
    assert [(one.number, one.is_in_arbitration) for one in found.lines] == [(row.number, True)]
    assert f"Arbitration over {row.number} of Qiheng Info" in words_of(
        client_of(cast.channel_manager).get(HOME)
    )


def test_a_conflict_is_seen_within_the_own_scope_alone(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    answer_overlap(cast.account_manager, row.public_id, "objected", "We visit them", now=now)

    assert open_conflicts(cast.channel_manager).count == 1
    assert open_conflicts(cast.other_channel_manager).count == 0
    assert open_conflicts(cast.other_channel_manager).unread == 0
    assert open_conflicts(cast.operations).count == 1
