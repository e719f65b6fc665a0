"""Two statements at once about one registration: one is kept, the other is refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from qudao.core.errors import Conflict
from qudao.core.models import AuditEntry
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Registration
from qudao.market.customers.actions import add_name
from qudao.market.customers.inputs import NameInput
from qudao.rules.actions import VersionInput, acknowledge, publish_version
from qudao.rules.models import Acknowledgement
from tests.deals.programme import LARGE, Programme, fresh, in_review, make_programme
from tests.deals.registrations.test_concurrency import all_at_once
from tests.people import make_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only]
AT_ONCE = 4
ENGLISH = "Pulan Securities Co., Ltd."


@pytest.fixture
def programme(transactional_db: None, now: datetime) -> Programme:
    return make_programme(make_cast(now), now)


def test_of_many_amendments_at_once_one_is_the_next_snapshot(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = in_review(programme, seller, now=now)
    stated = [
        replace(programme.full(seller), amount=LARGE + number, evidence=())
        for number in range(1, AT_ONCE + 1)
    ]

    results = all_at_once(
        [
            partial(actions.amend, seller, row.public_id, one, version=row.version, now=now)
            for one in stated
        ]
    )

    assert sum(isinstance(one, Registration) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == AT_ONCE - 1
    row = fresh(row)
    assert list(row.snapshots.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert row.snapshots.get(number=2).content["amount"] == str(int(row.amount or 0))


def test_withdrawing_and_amending_at_once_leaves_one_of_both(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = in_review(programme, seller, now=now)
    stated = replace(programme.full(seller), amount=LARGE + 1, evidence=())

    results = all_at_once(
        [
            partial(actions.amend, seller, row.public_id, stated, version=row.version, now=now),
            partial(
                actions.withdraw, seller, row.public_id, version=row.version, now=now, reason="取消"
            ),
        ]
    )

    assert sorted(type(one).__name__ for one in results) == ["Conflict", "Registration"]
    is_withdrawn = fresh(row).state == "withdrawn"
    assert row.snapshots.count() == (1 if is_withdrawn else 2)


def test_one_tap_many_times_is_one_acknowledgement(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    version = publish_version(
        cast.channel_director,
        VersionInput(label="2026.2", effective_from=now + timedelta(days=1), policy={}),
        now=now,
    )

    results = all_at_once(
        [partial(acknowledge, cast.seller_a, version.public_id, now=now) for _ in range(AT_ONCE)]
    )

    assert results == [None] * AT_ONCE
    known = Acknowledgement.objects.unscoped(reason="test").filter(version=version)
    assert known.count() == 1
    trail = AuditEntry.objects.unscoped(reason="test").filter(subject_id=version.public_id)
    assert trail.filter(verb="rules.version_acknowledged").count() == 1


def test_an_escalation_that_runs_twice_at_once_is_told_once(
    programme: Programme, now: datetime
) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    assert row.decide_by is not None

    results = all_at_once([partial(actions.escalate, row.public_id, now=row.decide_by)] * AT_ONCE)

    assert results == [None] * AT_ONCE
    entries = AuditEntry.objects.unscoped(reason="test").filter(subject_id=row.public_id)
    assert entries.filter(verb="registrations.escalated").count() == 1


def test_of_overlapping_scopes_under_two_names_of_one_customer_one_is_protected(
    programme: Programme, now: datetime
) -> None:
    """One partner names the company in Chinese as a whole, the others in English with a site."""
    add_name(
        programme.cast.channel_director,
        programme.customer.public_id,
        NameInput(name=ENGLISH),
        now=now,
    )
    sellers = (programme.cast.seller_a, programme.cast.seller_b)
    whole, part = (programme.full(one) for one in sellers)
    part = replace(part, customer_name=ENGLISH, site="张江")

    results = all_at_once(
        [
            partial(actions.submit_full, one, stated, now=now)
            for one, stated in zip(sellers, (whole, part), strict=True)
        ]
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    found = Registration.objects.unscoped(reason="test")
    assert {row.customer_id for row in found} == {programme.customer.pk}
    assert sorted(row.state for row in found) == ["in_review", "protected"]


def test_judgements_of_several_candidates_at_once_are_all_kept(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    in_review(programme, cast.seller_b, now=now)
    in_review(programme, cast.seller_distributor, now=now)
    actions.screen_anew(row.public_id, now=now)
    judges = (cast.channel_manager, cast.channel_director)
    keys = list(row.candidates.order_by("pk").values_list("public_id", flat=True))

    results = all_at_once(
        [
            partial(actions.judge_candidate, judge, row.public_id, key, "other_project", now=now)
            for judge, key in zip(judges, keys, strict=True)
        ]
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    verdicts = dict(row.candidates.values_list("public_id", "verdict"))
    assert verdicts == dict.fromkeys(keys, "other_project")
    assert fresh(row).advice["outcome"] == "approve"
