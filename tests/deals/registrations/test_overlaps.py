"""An account manager hears of a partner on its account and answers; no answer is no consent."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Overlap
from qudao.people.models import Notice
from tests.deals.programme import OTHER_CUSTOMER, Programme, quickly, submitted


def overlap() -> Overlap:
    return Overlap.objects.unscoped(reason="test").get()


def told(user_id: int) -> list[str]:
    rows = Notice.objects.unscoped(reason="test").filter(user_id=user_id)
    return list(rows.values_list("code", flat=True))


def test_the_account_manager_is_told_of_a_registration_on_its_account(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now)

    assert (overlap().registration_id, overlap().user_id) == (row.pk, cast.account_manager.user_id)
    assert overlap().answer == ""
    assert told(cast.account_manager.user_key) == ["registrations.overlap"]


def test_a_customer_without_account_manager_raises_no_overlap(
    programme: Programme, now: datetime
) -> None:
    submitted(programme, programme.cast.seller_a, now=now, customer_name=OTHER_CUSTOMER)

    assert Overlap.objects.unscoped(reason="test").count() == 0


def test_an_objection_needs_a_sentence_and_reaches_the_decider(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)
    for answer, note in (("objected", ""), ("maybe", "x"), ("objected", "x" * 501)):
        with pytest.raises(Invalid):
            actions.answer_overlap(cast.account_manager, row.public_id, answer, note, now=now)
    assert overlap().answer == ""

    actions.answer_overlap(
        cast.account_manager, row.public_id, "objected", "我上周已拜访客户并报价", now=now
    )

    assert (overlap().answer, overlap().answered_at) == ("objected", now)
    assert told(cast.channel_manager.user_key) == ["registrations.objected"]


def test_only_the_account_manager_of_the_account_answers(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)
    for actor in (cast.channel_manager, cast.seller_a, cast.channel_director):
        with pytest.raises(NotPermitted):
            actions.answer_overlap(actor, row.public_id, "noted", now=now)
    with pytest.raises(NotFound):
        actions.answer_overlap(cast.account_manager, "reg_0000000000000000", "noted", now=now)
    assert overlap().answer == ""

    actions.answer_overlap(cast.account_manager, row.public_id, "noted", now=now)

    assert overlap().answer == "noted"


def test_an_ended_registration_needs_no_answer(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)
    actions.withdraw(cast.seller_a, row.public_id, version=row.version, now=now, reason="取消")

    with pytest.raises(Conflict):
        actions.answer_overlap(cast.account_manager, row.public_id, "noted", now=now)
    assert overlap().answer == ""
