"""An amendment narrows and corrects; it takes back nothing that the rules ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core.errors import Invalid
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.deals.looking import in_state
from tests.deals.programme import Programme, fresh

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
