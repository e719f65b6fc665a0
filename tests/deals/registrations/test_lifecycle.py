"""Partners by the stage of their life: who stands where since when, and who does nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.deals.accountroom.models import Message
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import (
    LifeQuery,
    LifeRow,
    count_by_stage,
    life_counts,
    partners_by_stage,
)
from qudao.market.cells.models import Cell
from qudao.market.partners.actions import create_partner, move_partner
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner, PartnerCell
from qudao.market.partners.states import Lifecycle
from tests.deals.programme import Programme, in_review
from tests.people import Cast, make_partner


def rows(actor: Actor, now: datetime, **query: Any) -> list[LifeRow]:
    return partners_by_stage(actor, LifeQuery(**query), now=now)


def codes(actor: Actor, now: datetime, **query: Any) -> list[str]:
    return [row.code for row in rows(actor, now, **query)]


def say(partner: Partner, author: Actor, at: datetime, *, internal: bool = False) -> None:
    Message.objects.create(
        subject_kind="partner",
        subject_id=partner.public_id,
        partner=partner,
        is_internal=internal,
        author_id=author.user_key,
        author_organisation_id=author.organisation_key,
        written_at=at,
        text="Hello",
    )


def test_a_row_tells_stage_owner_and_what_stirs(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now - timedelta(days=3))
    cell = Cell.objects.create(product=programme.gateways)
    PartnerCell.objects.create(partner=cast.partner_a, cell=cell, since=now.date())

    row = next(one for one in rows(cast.channel_manager, now) if one.code == "QIHE")

    assert (row.stage, row.stage_label, row.owner) == ("active", "Active", "Xu Mingyuan")
    assert (row.registrations, row.cells, row.signal) == (1, 1, "")
    assert row.last_touch == now - timedelta(days=3)
    assert (row.since, row.days) == (now, 0)
    assert row.next_stages == (Lifecycle.SUSPENDED, Lifecycle.EXITED)


def test_each_sees_the_own_scope(cast: Cast, now: datetime) -> None:
    assert codes(cast.channel_manager, now, order=("name",)) == ["HENG", "LIAN", "QIHE"]
    assert codes(cast.other_channel_manager, now) == ["DING"]
    assert len(codes(cast.channel_director, now)) == 4
    assert codes(cast.human_resources, now) == []
    assert codes(cast.seller_a, now) == ["QIHE"]  # the door keeps partners' people out
    assert life_counts(cast.other_channel_manager, now=now).total == 1


def test_since_begins_anew_with_each_move(cast: Cast, now: datetime) -> None:
    manager = cast.channel_manager
    made = create_partner(manager, PartnerInput(name_en="Lingnan", code="LNZX"), now=now)
    later = now + timedelta(days=40)
    move_partner(manager, made.public_id, Lifecycle.APPLICANT, reason="", now=later)

    (row,) = rows(manager, later + timedelta(days=2), stage="applicant")

    assert (row.since, row.days) == (later, 2)
    assert row.next_stages == (Lifecycle.PROSPECT, Lifecycle.ACTIVE, Lifecycle.EXITED)


def test_a_partner_from_before_stands_since_it_was_entered(cast: Cast, now: datetime) -> None:
    reason = "a test"
    Partner.objects.unscoped(reason=reason).update(
        lifecycle_since=None, created_at=now - timedelta(days=7)
    )
    assert {row.days for row in rows(cast.channel_manager, now)} == {7}


def test_days_in_a_stage_are_days_of_the_programmes_zone(cast: Cast, now: datetime) -> None:
    # 2026-03-02 01:30 UTC is 09:30 in Shanghai; ten hours earlier it was the day before there
    moved = now - timedelta(hours=10)
    Partner.objects.unscoped(reason="a test").update(lifecycle_since=moved)
    assert {row.days for row in rows(cast.channel_manager, now)} == {1}


@pytest.mark.parametrize(("days", "signal"), [(89, ""), (90, ""), (91, "silent")])
def test_silence_begins_after_ninety_days(
    programme: Programme, now: datetime, days: int, signal: str
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    long_ago = now - timedelta(days=days)
    Registration.objects.unscoped(reason="a test").filter(pk=row.pk).update(last_update_at=long_ago)

    found = {one.code: one.signal for one in rows(cast.channel_manager, now)}

    assert found == {"QIHE": signal, "LIAN": "never", "HENG": "never"}
    counts = life_counts(cast.channel_manager, now=now)
    assert (counts.never, counts.silent) == (2, 1 if signal else 0)
    assert codes(cast.channel_manager, now, signal="silent") == (["QIHE"] if signal else [])


def test_a_word_with_the_partner_breaks_the_silence_and_a_note_among_us_does_not(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    long_ago = now - timedelta(days=200)
    Registration.objects.unscoped(reason="a test").filter(pk=row.pk).update(last_update_at=long_ago)
    say(cast.partner_a, cast.channel_manager, now, internal=True)
    assert codes(cast.channel_manager, now, signal="silent") == ["QIHE"]

    say(cast.partner_a, cast.seller_a, now - timedelta(days=5))

    assert codes(cast.channel_manager, now, signal="silent") == []
    found = next(one for one in rows(cast.channel_manager, now) if one.code == "QIHE")
    assert found.last_touch == now - timedelta(days=5)


def test_a_word_without_a_registration_is_no_registration(cast: Cast, now: datetime) -> None:
    say(cast.partner_a, cast.seller_a, now)
    found = next(one for one in rows(cast.channel_manager, now) if one.code == "QIHE")
    assert (found.signal, found.last_touch, found.registrations) == ("never", now, 0)


@pytest.mark.parametrize("stage", [one for one in Lifecycle if one is not Lifecycle.ACTIVE])
def test_only_active_partners_are_asked_why_they_do_nothing(
    cast: Cast, now: datetime, stage: Lifecycle
) -> None:
    Partner.objects.unscoped(reason="a test").update(lifecycle=stage)
    counts = life_counts(cast.channel_director, now=now)
    assert (counts.never, counts.silent, counts.total) == (0, 0, 4)
    assert counts.by_stage == {one.value: 4 if one is stage else 0 for one in Lifecycle}
    assert {row.signal for row in rows(cast.channel_director, now)} == {""}


def test_a_draft_is_no_registration(programme: Programme, now: datetime) -> None:
    Registration.objects.create(partner=programme.cast.partner_a, created_at=now)
    assert "QIHE" in codes(programme.cast.channel_manager, now, signal="never")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"stage": "active"}, ["QIHE", "LIAN", "HENG"]),
        ({"stage": "exited"}, []),
        ({"signal": "nonsense"}, ["QIHE", "LIAN", "HENG"]),
        ({"text": "lianji"}, ["LIAN"]),
        ({"text": "联集"}, ["LIAN"]),
        ({"owner": "none"}, []),
        ({"order": ("name",)}, ["HENG", "LIAN", "QIHE"]),
        ({"order": ("-name",)}, ["QIHE", "LIAN", "HENG"]),
        ({"order": ("name",), "window": slice(1, 2)}, ["LIAN"]),
    ],
)
def test_the_board_is_narrowed_and_ordered(
    cast: Cast, now: datetime, query: dict[str, Any], found: list[str]
) -> None:
    assert codes(cast.channel_manager, now, **query) == found
    if "window" not in query:
        assert count_by_stage(cast.channel_manager, LifeQuery(**query), now=now) == len(found)


def test_stages_stand_in_the_order_of_life(cast: Cast, now: datetime) -> None:
    for code, stage in (("ZED", "prospect"), ("MID", "applicant"), ("OUT", "exited")):
        partner = make_partner(code, code, code, now=now)
        Partner.objects.unscoped(reason="a test").filter(pk=partner.pk).update(lifecycle=stage)
    stages = [row.stage for row in rows(cast.channel_director, now)]
    assert stages == ["prospect", "applicant", "active", "active", "active", "active", "exited"]
    upwards = [row.stage for row in rows(cast.channel_director, now, order=("-stage",))]
    assert upwards == stages[::-1]


def test_the_board_asks_as_much_for_many_as_for_few(
    cast: Cast, now: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        make_partner(f"P{number}", f"伙伴{number}", f"Partner {number}", now=now)
    rows(cast.channel_director, now)  # the programme's zone is read once
    with django_assert_num_queries(2):
        assert len(rows(cast.channel_director, now)) == 34
    with django_assert_num_queries(1):
        assert life_counts(cast.channel_director, now=now).total == 34
