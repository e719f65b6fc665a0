"""Lists and pages: who sees which row, in how many queries, and nothing private on the portal."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django.asserts import assertNumQueries

from qudao.core.actor import Actor
from qudao.core.errors import NotFound, NotPermitted
from qudao.core.programme import current_programme
from qudao.deals.registrations import selectors
from qudao.deals.registrations.selectors import NextActor, RegistrationFilters
from tests.deals.programme import LARGE, Programme, in_review, quickly, submitted


def test_a_partner_lists_its_own_registrations_and_nobody_elses(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    own = quickly(programme, cast.seller_a, now=now)
    quickly(programme, cast.seller_b, now=now)

    listed = selectors.my_registrations(cast.seller_a, now=now)

    assert [row.public_id for row in listed] == [own.public_id]
    assert selectors.count_registrations(cast.seller_a, RegistrationFilters()) == 1


def test_the_portal_row_shows_the_clock_and_whose_turn_it_is(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    quickly(programme, seller, now=now)

    [row] = selectors.my_registrations(seller, now=now + timedelta(days=7))

    assert row.clock.next_actor is NextActor.PARTNER
    assert row.clock.share_used == 0.5
    assert row.clock.left == timedelta(days=5)


def test_a_protected_row_shows_until_when_and_how_many_days_are_left(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    submitted(programme, seller, now=now)

    [row] = selectors.my_registrations(seller, now=now)

    assert (row.protected_until, row.days_left) == (date(2026, 6, 28), 118)
    assert row.decision == "Your registration meets the rules and is protected."


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (RegistrationFilters(states=("submitted",)), 1),
        (RegistrationFilters(states=("protected",)), 0),
        (RegistrationFilters(text="浦岚"), 1),
        (RegistrationFilters(text="qihe-0001"), 1),
        (RegistrationFilters(text="寒舟"), 0),
    ],
)
def test_filters_narrow_the_list(
    programme: Programme, now: datetime, filters: RegistrationFilters, found: int
) -> None:
    seller = programme.cast.seller_a
    quickly(programme, seller, now=now)

    assert len(selectors.my_registrations(seller, filters, now=now)) == found
    assert selectors.count_registrations(seller, filters) == found


def make_many(programme: Programme, now: datetime, count: int) -> None:
    for number in range(count):
        quickly(programme, programme.cast.seller_a, now=now, site=f"site {number}")


@pytest.mark.parametrize("count", [2, 12])
def test_the_portal_list_takes_two_queries_however_long_it_is(
    programme: Programme, now: datetime, count: int
) -> None:
    make_many(programme, now, count)
    current_programme()  # kept for a few seconds, like in a busy process

    with assertNumQueries(2):  # the rows and the holidays
        assert len(selectors.my_registrations(programme.cast.seller_a, now=now)) == count


@pytest.mark.parametrize("count", [2, 12])
def test_the_queue_takes_four_queries_however_long_it_is(
    programme: Programme, now: datetime, count: int
) -> None:
    make_many(programme, now, count)
    current_programme()  # kept for a few seconds, like in a busy process

    with assertNumQueries(4):  # rows, badges, objections and the holidays
        assert len(selectors.queue(programme.cast.channel_manager, now=now)) == count


def test_the_queue_holds_what_is_in_charge_of_the_channel_manager(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    ours = in_review(programme, cast.seller_a, now=now)
    theirs = in_review(programme, cast.seller_b, now=now)

    assert [r.public_id for r in selectors.queue(cast.channel_manager, now=now)] == [ours.public_id]
    assert [r.public_id for r in selectors.queue(cast.other_channel_manager, now=now)] == [
        theirs.public_id
    ]
    assert len(selectors.queue(cast.channel_director, now=now)) == 2
    with pytest.raises(NotPermitted):
        selectors.queue(cast.human_resources, now=now)


def test_the_queue_shows_advice_badges_and_the_first_due_on_top(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    later = in_review(programme, cast.seller_b, now=now + timedelta(hours=1))

    rows = selectors.queue(cast.channel_director, now=now + timedelta(hours=2))

    assert [row.partner for row in rows] == ["Qiheng Info", "Dingpei Integration"]
    assert (rows[1].public_id, rows[1].outcome) == (later.public_id, "to_arbitration")
    assert [(badge.match, badge.count) for badge in rows[1].badges] == [("exact", 1)]
    assert rows[0].clock.next_actor is NextActor.DECIDER


def test_the_queue_shows_that_another_part_is_held(programme: Programme, now: datetime) -> None:
    cast = programme.cast

    submitted(programme, cast.seller_a, now=now, amount=LARGE, site="甲")
    at = now + timedelta(hours=1)
    submitted(programme, cast.seller_b, now=at, amount=LARGE, site="乙")

    rows = selectors.queue(cast.channel_director, now=now + timedelta(hours=2))

    assert [(one.match, one.count) for one in rows[1].badges] == [("other_part", 1)]
    assert rows[1].outcome == "approve"


def test_no_partner_reads_the_vendors_lists(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    for read in (selectors.queue, selectors.all_registrations, selectors.expiring):
        with pytest.raises(NotPermitted):
            read(seller, now=now)


def test_a_page_of_somebody_elses_registration_is_not_there(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    for actor in (cast.seller_b, cast.seller_distributor, cast.channel_manager):
        with pytest.raises(NotFound):
            selectors.partner_page(actor, row.public_id, now=now)
    for actor in (cast.seller_a, cast.other_channel_manager):
        with pytest.raises(NotFound):
            selectors.vendor_page(actor, row.public_id, now=now)

    assert selectors.partner_page(cast.seller_a, row.public_id, now=now).number == "QIHE-0001"
    for actor in (cast.channel_manager, cast.channel_director, cast.account_manager):
        assert selectors.vendor_page(actor, row.public_id, now=now).number == "QIHE-0001"


def test_each_side_is_offered_its_own_moves(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    assert selectors.partner_page(cast.seller_a, row.public_id, now=now).moves == {
        "amend",
        "withdraw",
    }
    assert selectors.partner_page(cast.engineer_a, row.public_id, now=now).moves == frozenset()
    assert selectors.vendor_page(cast.channel_manager, row.public_id, now=now).moves == {
        "approve",
        "reject",
        "request_information",
        "send_to_arbitration",
    }
    account_manager = selectors.vendor_page(cast.account_manager, row.public_id, now=now)
    assert account_manager.moves == frozenset()


def test_the_vendor_reads_the_contact_masked(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    own = selectors.partner_page(cast.seller_a, row.public_id, now=now).contact
    seen = selectors.vendor_page(cast.channel_manager, row.public_id, now=now).contact

    assert own is not None
    assert seen is not None
    assert (own.name, own.phone) == ("王建国", "13800001234")
    assert (seen.name, seen.phone, seen.has_consented) == ("王＊＊", "••••1234", True)


def texts_in(value: Any) -> list[str]:
    """Every text inside a dataclass, however deep."""
    if is_dataclass(value):
        return [text for one in fields(value) for text in texts_in(getattr(value, one.name))]
    if isinstance(value, (list, tuple, frozenset)):
        return [text for one in value for text in texts_in(one)]
    return [str(value)]


def rivals_of_a() -> tuple[str, ...]:
    return ("DING", "鼎沛", "Dingpei", "Wu Gang", "reg_")


def test_nothing_that_a_partner_reads_holds_a_rivals_name(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    rival = in_review(programme, cast.seller_b, now=now)
    row = submitted(programme, cast.seller_a, now=now + timedelta(hours=1), amount=LARGE)
    seller: Actor = cast.seller_a

    page = selectors.partner_page(seller, row.public_id, now=now)
    rows = selectors.my_registrations(seller, now=now)
    history = selectors.history(seller, row.public_id)

    read = " ".join(texts_in(page) + texts_in(rows) + texts_in(history))
    read = read.replace(row.public_id, "")
    assert rival.public_id not in read
    assert [name for name in rivals_of_a() if name in read] == []
