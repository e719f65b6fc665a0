"""An amendment narrows and corrects; it takes back nothing that the rules ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core.errors import Invalid
from qudao.deals.registrations import actions
from qudao.deals.registrations.advice import advice_of
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.deals.looking import in_state, told
from tests.deals.programme import LARGE, SMALL, Programme, fresh, in_review

HOUR = timedelta(hours=1)
EMPTY: dict[str, Any] = {
    "amount": None,
    "purchase_stage": "",
    "expected_award_on": None,
    "need": "",
    "rival_brand": "",
}


def amended(programme: Programme, row: Registration, now: datetime, **changes: Any) -> Registration:
    seller = programme.cast.seller_a
    stated = replace(programme.full(seller), evidence=(), **changes)
    actions.amend(seller, row.public_id, stated, version=row.version, now=now + HOUR)
    return fresh(row)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.PROTECTED])
def test_what_the_rules_ask_for_is_not_emptied_again(
    programme: Programme, now: datetime, state: State
) -> None:
    row = in_state(programme, state, now=now)
    before = row.snapshots.count()
    with pytest.raises(Invalid) as refusal:
        amended(programme, row, now, **EMPTY)
    assert {(one.field, one.code) for one in refusal.value.problems} == {
        ("amount", "required"),
        ("purchase_stage", "required"),
        ("expected_award_on", "required"),
        ("need", "required"),
        ("rival_brand", "required"),
    }
    assert fresh(row).amount == row.amount
    assert row.snapshots.count() == before


def test_what_was_missing_before_may_stay_missing(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.IN_REVIEW, now=now)
    Registration.objects.unscoped(reason="a test").filter(pk=row.pk).update(rival_brand="")
    row = amended(programme, fresh(row), now, rival_brand="", need="Two sites instead of one")
    assert (row.rival_brand, row.need) == ("", "Two sites instead of one")
    assert row.snapshots.count() == 2


def test_what_grows_beyond_the_rule_that_approved_it_comes_before_a_person(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_state(programme, State.PROTECTED, now=now)

    row = amended(programme, row, now, amount=LARGE)

    assert (row.state, row.protected_until) == (State.IN_REVIEW, None)
    assert row.live_claim is not None  # nobody else gets the scope meanwhile
    assert told(cast.channel_manager)[-1] == "registrations.to_decide"
    advice = advice_of(row.advice)
    assert advice is not None
    assert {"ruled_before", "at_or_over_threshold"} <= {one.code for one in advice.reasons}
    done = actions.approve(
        cast.channel_manager, row.public_id, version=row.version, now=now + 2 * HOUR
    )
    assert amended(programme, done, now + 2 * HOUR, amount=LARGE + 1).state == State.PROTECTED


def test_what_stays_within_the_rule_stays_protected(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.PROTECTED, now=now)
    in_review(programme, programme.cast.seller_b, now=now)  # a rival of later is no reason

    assert amended(programme, row, now, amount=SMALL + 1).state == State.PROTECTED
