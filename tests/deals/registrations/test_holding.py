"""A partner's own moves: amend within the scope, update, withdraw, win, lose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.deals.funnel.models import Opportunity
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import LiveClaim, StateChange
from qudao.deals.registrations.states import State
from tests.deals.looking import due_jobs, refused, told
from tests.deals.programme import (
    LARGE,
    SMALL,
    Programme,
    fresh,
    in_review,
    quickly,
    submitted,
    won,
)


def deal() -> Opportunity:
    return Opportunity.objects.unscoped(reason="test").get()


def test_an_amendment_is_numbered_and_screened_anew(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = in_review(programme, seller, now=now)
    stated = replace(programme.full(seller), amount=LARGE + 1, evidence=())

    actions.amend(seller, row.public_id, stated, version=row.version, now=now)

    row = fresh(row)
    assert (row.amount, row.state) == (LARGE + 1, State.IN_REVIEW)
    snapshots = row.snapshots.order_by("number")
    assert [(one.number, one.content["amount"]) for one in snapshots] == [
        (1, "1860000"),
        (2, "1860001"),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer_name": "寒舟制药有限公司"}, "customer_name"),
        ({"product_id": "backup"}, "product"),
        ({"site": "浦西"}, "site"),
        ({"tender_number": "ZB-2", "site": ""}, "site"),
    ],
)
def test_an_amendment_cannot_move_the_scope(
    programme: Programme, now: datetime, change: dict[str, Any], field: str
) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now, amount=LARGE, site="浦东")
    if "product_id" in change:
        change = {"product_id": programme.backup.public_id}
    stated = replace(programme.full(seller), amount=LARGE, site="浦东", evidence=())

    with pytest.raises(Invalid) as refusal:
        actions.amend(
            seller, row.public_id, replace(stated, **change), version=row.version, now=now
        )

    assert [(one.field, one.code) for one in refusal.value.problems] == [(field, "scope_is_fixed")]
    assert fresh(row).version == row.version
    assert row.snapshots.count() == 1


def test_an_amendment_may_narrow_the_scope(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = in_review(programme, seller, now=now)
    stated = replace(programme.full(seller), amount=LARGE, site="浦东 新区", evidence=())

    actions.amend(seller, row.public_id, stated, version=row.version, now=now)

    assert LiveClaim.objects.unscoped(reason="test").get().scope_key == "s:浦东新区"


def test_an_ended_registration_is_not_amended(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=now)
    actions.withdraw(seller, row.public_id, version=row.version, now=now, reason="取消")
    row = fresh(row)

    with pytest.raises(Conflict) as refusal:
        actions.amend(seller, row.public_id, programme.quick(), version=row.version, now=now)

    assert refusal.value.code == "wrong_state"
    assert row.snapshots.count() == 1


def test_an_update_keeps_the_protection_alive(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now)
    later = now + timedelta(days=20)
    for text in ("", " ", ".", "。。。", "aaa", "1", "x" * 2001):
        with pytest.raises(Invalid):
            actions.record_update(seller, row.public_id, text, version=row.version, now=later)

    actions.record_update(seller, row.public_id, "方案已交流", version=row.version, now=later)

    row = fresh(row)
    assert row.last_update_at == later
    # 45 days after 22 March; the five days of rest around 1 May do not count
    assert row.update_due_on == date(2026, 5, 11)
    last = StateChange.objects.unscoped(reason="test").order_by("pk").last()
    assert last is not None
    assert (last.move, last.note) == ("update", "方案已交流")


def test_a_withdrawn_registration_gives_its_scope_back(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now)

    actions.withdraw(seller, row.public_id, version=row.version, now=now, reason="取消")

    assert fresh(row).state == State.WITHDRAWN
    assert LiveClaim.objects.unscoped(reason="test").count() == 0
    assert deal().stage == "lost"


def test_a_won_deal_counts_in_the_funnel(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now)

    won(programme, seller, row, now=now)

    assert fresh(row).state == State.WON
    assert (deal().stage, deal().amount, deal().closed_on) == ("won", SMALL, date(2026, 3, 2))
    with pytest.raises(Conflict):
        actions.withdraw(seller, row.public_id, version=fresh(row).version, now=now, reason="取消")


def test_a_lost_deal_says_why(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now)
    with pytest.raises(Invalid):
        actions.mark_lost(seller, row.public_id, "", version=row.version, now=now)
    assert fresh(row).state == State.PROTECTED

    actions.mark_lost(seller, row.public_id, "价格", version=row.version, now=now)

    assert fresh(row).state == State.LOST
    assert deal().stage == "lost"


def test_what_a_partner_calls_won_waits_for_the_vendor_and_keeps_its_protection(
    programme: Programme, now: datetime
) -> None:
    cast, seller = programme.cast, programme.cast.seller_a
    row = submitted(programme, seller, now=now)
    until, update_by = row.protected_until, row.update_due_on
    assert until is not None
    assert update_by is not None

    said = actions.say_won(seller, row.public_id, version=row.version, now=now)

    assert fresh(row).state == State.SAID_WON
    assert deal().stage == "engaging"
    assert told(cast.channel_manager)[-1] == "registrations.said_won"
    assert set(due_jobs(row)) == {"remind_decider", "escalate"}  # nothing ends it meanwhile
    assert rows_to_decide(cast.channel_manager, now) == [row.public_id]
    assert (
        refused(
            NotPermitted,
            lambda: actions.confirm_won(seller, row.public_id, version=said.version, now=now),
        )
        == "not_permitted"
    )
    assert (
        refused(
            Invalid,
            lambda: actions.not_yet_won(
                cast.channel_manager, row.public_id, " ", version=said.version, now=now
            ),
        )
        == "invalid"
    )

    later = now + timedelta(days=4)
    actions.not_yet_won(
        cast.channel_manager, row.public_id, "请上传合同", version=said.version, now=later
    )

    after = fresh(row)
    assert after.state == State.PROTECTED
    assert after.protected_until == until + timedelta(days=4)
    assert after.update_due_on == update_by + timedelta(days=4)
    assert told(seller)[-1] == "registrations.not_yet_won"
    assert "end_protection" in due_jobs(row)


def rows_to_decide(actor: Actor, now: datetime) -> list[str]:
    return [one.public_id for one in selectors.queue(actor, now=now)]


def test_only_the_own_people_move_a_registration(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now)
    version = row.version
    for move in (actions.withdraw, actions.say_won):
        with pytest.raises(NotFound):
            move(cast.seller_b, row.public_id, version=version, now=now)
        for actor in (cast.engineer_a, cast.channel_manager):
            with pytest.raises(NotPermitted):
                move(actor, row.public_id, version=version, now=now)
    with pytest.raises(NotFound):
        actions.record_update(cast.seller_b, row.public_id, "x", version=version, now=now)
    with pytest.raises(NotFound):
        actions.mark_lost(cast.seller_b, row.public_id, "x", version=version, now=now)
    with pytest.raises(NotFound):
        actions.amend(cast.seller_b, row.public_id, programme.quick(), version=version, now=now)
    with pytest.raises(NotFound):
        actions.complete_registration(
            cast.seller_b, row.public_id, programme.quick(), version=version, now=now
        )
    assert fresh(row).version == version
