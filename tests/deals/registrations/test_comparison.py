"""Side by side with the other registration, and the account manager's home."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qudao.core.errors import NotFound, NotPermitted
from qudao.core.programme import current_programme
from qudao.deals.funnel.actions import ActivityInput, record_direct_activity
from qudao.deals.registrations import actions, selectors
from tests.deals.programme import (
    LARGE,
    OTHER_CUSTOMER,
    SMALL,
    Programme,
    in_review,
    quickly,
    submitted,
    won,
)


def test_both_registrations_stand_side_by_side(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    first = submitted(programme, cast.seller_a, now=now, amount=Decimal(950_000), site="浦东")
    second = submitted(
        programme, cast.seller_b, now=now + timedelta(hours=1), amount=LARGE, project="三期"
    )

    [candidate] = selectors.comparison(cast.other_channel_manager, second.public_id)

    assert (candidate.match, candidate.overlaps, candidate.score) == ("exact", True, Decimal(1))
    assert (candidate.title, candidate.detail) == ("QIHE-0001", "Qiheng Info")
    assert candidate.visible_id == ""  # a colleague's partner: compared, not opened
    found = {field.code: field.match for field in candidate.fields}
    assert found["customer"] == "same"
    assert found["site"] == "missing"
    assert found["amount"] == "differs"
    texts = [reason.text for reason in candidate.reasons]
    assert texts == [
        "The same customer.",
        "The scopes overlap in part.",
        "Received earlier: 2 Mar 2026 09:30.",
    ]
    [seen] = selectors.comparison(cast.channel_director, second.public_id)
    assert seen.visible_id == first.public_id


def test_direct_work_at_the_customer_is_shown_with_its_day(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    record_direct_activity(
        cast.account_manager,
        ActivityInput(
            customer_id=programme.customer.public_id,
            happened_on=date(2026, 2, 27),
            summary="现场交流网关方案",
            customer_confirmed=True,
        ),
        now=now - timedelta(hours=1),
    )
    row = submitted(programme, cast.seller_a, now=now)

    assert row.advice["outcome"] == "convert_to_teaming"
    [candidate] = selectors.comparison(cast.channel_manager, row.public_id)
    assert (candidate.match, candidate.kind) == ("direct", "activity")
    assert candidate.title == "现场交流网关方案"
    assert {one.code: one.other for one in candidate.fields}["happened_on"] == date(2026, 2, 27)


def test_a_customer_alike_by_name_is_a_candidate_to_compare(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    row = submitted(
        programme, cast.seller_b, now=now + timedelta(hours=1), customer_name="浦岚证券"
    )

    assert row.customer_id != programme.customer.pk
    assert row.advice["outcome"] == "human_review"
    [candidate] = selectors.comparison(cast.other_channel_manager, row.public_id)
    assert candidate.match == "likely"
    assert 0 < candidate.score <= 1


def test_another_product_line_at_the_customer_is_no_conflict(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    row = submitted(programme, cast.seller_b, now=now, product_id=programme.backup.public_id)

    assert row.state == "protected"
    [beside] = selectors.comparison(cast.other_channel_manager, row.public_id)
    assert beside.overlaps is False


def test_no_partner_and_no_stranger_compares(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    for actor in (cast.seller_a, cast.seller_b, cast.other_channel_manager):
        with pytest.raises(NotFound):
            selectors.comparison(actor, row.public_id)
    with pytest.raises(NotPermitted):
        selectors.comparison(cast.human_resources, row.public_id)


# ---------------------------------------------------------------------- the account manager's home


def test_overlaps_without_an_answer_stand_first(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    first = quickly(programme, cast.seller_a, now=now, site="甲")
    quickly(programme, cast.seller_b, now=now + timedelta(hours=1), site="乙")
    actions.answer_overlap(cast.account_manager, first.public_id, "noted", now=now)

    rows = selectors.overlaps_of(cast.account_manager)

    assert [(row.partner, row.answer) for row in rows] == [
        ("Dingpei Integration", ""),
        ("Qiheng Info", "noted"),
    ]
    assert selectors.overlaps_to_answer(cast.account_manager) == 1
    with pytest.raises(NotPermitted):
        selectors.overlaps_of(cast.seller_a)


def test_the_account_manager_sees_partners_at_work_on_own_accounts_alone(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    in_review_elsewhere = submitted(
        programme, cast.seller_a, now=now, amount=LARGE, customer_name=OTHER_CUSTOMER
    )

    rows = selectors.accounts_at_work(cast.account_manager, now=now)

    assert [one.registration_id for one in rows] == [row.public_id]
    assert (rows[0].amount, rows[0].credit) == (LARGE, Decimal(1))
    with pytest.raises(NotFound):
        selectors.vendor_page(cast.account_manager, in_review_elsewhere.public_id, now=now)


def test_credit_is_the_same_by_either_route(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now, site="甲")
    submitted(programme, cast.seller_a, now=now, product_id=programme.backup.public_id)
    won(programme, cast.seller_a, row, now=now)

    lines = selectors.credit_of(cast.account_manager, since=date(2026, 1, 1), now=now)

    assert [(line.is_won, line.amount, line.credit) for line in lines] == [
        (True, SMALL, Decimal(1)),
        (False, SMALL, Decimal(1)),
    ]
    assert selectors.credit_of(cast.account_manager, since=date(2026, 3, 3), now=now) == lines[1:]


# ---------------------------------------------------------------------- the check before submitting


def test_the_check_says_the_same_in_the_same_queries_whoever_else_is_there(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    stated = programme.full(cast.seller_a)
    current_programme()  # kept for a few seconds, like in a busy process
    with CaptureQueriesContext(connection) as before:
        alone = selectors.full_check(cast.seller_a, stated, now=now)
    in_review(programme, cast.seller_b, now=now)
    with CaptureQueriesContext(connection) as after:
        beside_a_rival = selectors.full_check(cast.seller_a, stated, now=now)

    assert alone == beside_a_rival
    assert alone.is_eligible
    assert [one["sql"] for one in before] == [one["sql"] for one in after]


def test_the_check_names_what_is_missing_and_what_approval_would_bring(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a

    answer = selectors.full_check(seller, programme.quick(), now=now)

    assert answer.is_eligible is False
    assert "amount" in answer.missing
    assert answer.protected_until == date(2026, 5, 1)  # at least 60 days
    assert (answer.open_registrations, answer.open_cap) == (0, 20)
    assert answer.next_person == "Xu Mingyuan"
    assert [line.code for line in answer.checks if not line.is_met] == ["fields_missing"]
    assert selectors.quick_check(seller, programme.quick(), now=now).is_eligible
    with pytest.raises(NotPermitted):
        selectors.quick_check(programme.cast.channel_manager, programme.quick(), now=now)
