"""A partner's life: every state against every next one, and why it was moved."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.market.partners.actions import edit_partner, move_partner
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner
from qudao.market.partners.states import TRANSITIONS, Lifecycle
from tests.market.partners.build import stored
from tests.market.trail import codes, every, last_note, told
from tests.people import Cast
from tests.refusals import nothing_changes

MAY_FOLLOW = {
    "prospect": {"applicant", "active", "exited"},
    "applicant": {"prospect", "active", "exited"},
    "active": {"suspended", "exited"},
    "suspended": {"active", "exited"},
    "exited": {"prospect"},
}


def test_the_table_of_steps_is_the_one_agreed() -> None:
    table = {state.value: {one.value for one in after} for state, after in TRANSITIONS.items()}
    assert table == MAY_FOLLOW


@pytest.mark.parametrize("state", list(Lifecycle))
def test_from_each_state_a_partner_moves_only_where_the_table_lets_it(
    cast: Cast, now: datetime, state: Lifecycle
) -> None:
    row = cast.partner_a
    for to in Lifecycle:
        every(Partner).filter(pk=row.pk).update(lifecycle=state, version=7, lifecycle_since=None)
        if to.value in MAY_FOLLOW[state.value]:
            moved = move_partner(cast.channel_manager, row.public_id, to, reason="so", now=now)
            kept = stored(row)
            assert (kept.lifecycle, kept.version, kept.lifecycle_since) == (to, 8, now)
            assert (moved.lifecycle, moved.version) == (to, 8)
            change = ({"lifecycle": state.value}, {"lifecycle": to.value})
            assert told()[-1] == ("partners.moved", row.public_id, *change)
            continue
        with nothing_changes(Partner), pytest.raises(Conflict) as refused:
            move_partner(cast.channel_manager, row.public_id, to, reason="so", now=now)
        assert refused.value.code == "no_such_step"


@pytest.mark.parametrize("to", [Lifecycle.SUSPENDED, Lifecycle.EXITED])
@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "required"),
        (" \n\t ", "required"),
        ("x" * 501, "too_long"),
        ("a\x00b", "control_sign"),
        ("a\u202eb", "control_sign"),
    ],
)
def test_stopping_needs_a_reason_within_its_bounds(
    cast: Cast, now: datetime, to: Lifecycle, reason: str, code: str
) -> None:
    with nothing_changes(Partner), pytest.raises(Invalid) as refused:
        move_partner(cast.channel_manager, cast.partner_a.public_id, to, reason=reason, now=now)
    assert codes(refused.value) == {"reason": code}


@pytest.mark.parametrize("reason", ["x" * 500, "两行\r\n理由\t🙂", "<script>alert(1)</script>"])
def test_a_reason_is_kept_as_it_was_said(cast: Cast, now: datetime, reason: str) -> None:
    suspended = Lifecycle.SUSPENDED
    public_id = cast.partner_a.public_id
    move_partner(cast.channel_manager, public_id, suspended, reason=f" {reason[:498]} ", now=now)
    assert last_note() == reason[:498]


def test_going_on_needs_no_reason_but_bounds_one(cast: Cast, now: datetime) -> None:
    every(Partner).filter(pk=cast.partner_a.pk).update(lifecycle="suspended")
    public_id = cast.partner_a.public_id
    with nothing_changes(Partner), pytest.raises(Invalid):
        move_partner(cast.channel_manager, public_id, Lifecycle.ACTIVE, reason="x" * 501, now=now)
    move_partner(cast.channel_manager, public_id, Lifecycle.ACTIVE, reason="", now=now)
    assert (stored(cast.partner_a).lifecycle, last_note()) == ("active", "")


@pytest.mark.parametrize("who", ["channel_manager"])
def test_a_partner_that_is_not_yours_is_as_absent_as_none(
    cast: Cast, now: datetime, who: str
) -> None:
    for public_id in (cast.partner_b.public_id, "par_none", "", "\x00"):
        with nothing_changes(Partner), pytest.raises(NotFound):
            move_partner(getattr(cast, who), public_id, Lifecycle.EXITED, reason="x", now=now)


def test_a_move_makes_a_page_that_was_open_before_it_stale(cast: Cast, now: datetime) -> None:
    public_id = cast.partner_a.public_id
    move_partner(cast.channel_manager, public_id, Lifecycle.SUSPENDED, reason="unpaid", now=now)
    change = PartnerInput(name_en="Too late")
    with nothing_changes(Partner), pytest.raises(Conflict):
        edit_partner(cast.channel_manager, public_id, change, version=1, now=now)
    edit_partner(cast.channel_manager, public_id, change, version=2, now=now)
    kept = stored(cast.partner_a)
    assert (kept.lifecycle, kept.version, kept.lifecycle_since) == ("suspended", 3, now)


def test_the_state_is_dated_by_its_last_move(cast: Cast, now: datetime) -> None:
    later = now + timedelta(days=40)
    public_id, manager = cast.partner_a.public_id, cast.channel_manager
    move_partner(manager, public_id, Lifecycle.SUSPENDED, reason="unpaid", now=now)
    move_partner(manager, public_id, Lifecycle.ACTIVE, reason="", now=later)
    assert stored(cast.partner_a).lifecycle_since == later
