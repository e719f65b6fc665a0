"""The rulebook: published forward in time, judged by the version of the moment, acknowledged."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.engines.registration import RegistrationPolicy
from qudao.rules import selectors
from qudao.rules.actions import VersionInput, acknowledge, publish_version
from qudao.rules.models import Acknowledgement, RulebookVersion
from qudao.rules.policies import (
    DoneSource,
    QuarterPolicy,
    policy_problems,
    quarter_policy,
    registration_policy,
)
from qudao.rules.titles import RULE_TITLES, rule_title
from tests.people import Cast


def published(cast: Cast, at: datetime, label: str = "2026.1", **policy: Any) -> RulebookVersion:
    version = VersionInput(label=label, effective_from=at, policy=policy)
    return publish_version(cast.channel_director, version, now=at)


def versions() -> int:
    return RulebookVersion.objects.unscoped(reason="test").count()


def test_each_moment_is_judged_by_the_version_in_force_then(cast: Cast, now: datetime) -> None:
    with pytest.raises(selectors.NoRulebook):
        selectors.version_in_force(now)
    first = published(cast, now)
    second = published(cast, now + timedelta(days=10), "2026.2")

    assert selectors.version_in_force(now).pk == first.pk
    assert selectors.version_in_force(now + timedelta(days=10, seconds=-1)).pk == first.pk
    assert selectors.version_in_force(now + timedelta(days=10)).pk == second.pk


def test_rules_change_only_forward_in_time(cast: Cast, now: datetime) -> None:
    late = VersionInput(label="2026.1", effective_from=now - timedelta(seconds=1), policy={})

    with pytest.raises(Invalid) as refusal:
        publish_version(cast.channel_director, late, now=now)

    assert [one.code for one in refusal.value.problems] == ["in_the_past"]
    assert versions() == 0


def test_only_the_heads_publish(cast: Cast, now: datetime) -> None:
    version = VersionInput(label="2026.1", effective_from=now, policy={})
    for actor in (cast.channel_manager, cast.account_manager, cast.principal_a):
        with pytest.raises(NotPermitted):
            publish_version(actor, version, now=now)
    assert versions() == 0

    row = publish_version(cast.operations, version, now=now)

    trail = AuditEntry.objects.unscoped(reason="test").filter(subject_id=row.public_id)
    assert list(trail.values_list("verb", "rule")) == [("rules.version_published", "2026.1 G0")]


def test_a_label_and_a_moment_belong_to_one_version(cast: Cast, now: datetime) -> None:
    published(cast, now)
    for label, at in (("2026.1", now + timedelta(days=1)), ("2026.2", now)):
        with pytest.raises(Conflict):
            publish_version(
                cast.channel_director,
                VersionInput(label=label, effective_from=at, policy={}),
                now=now,
            )
    assert versions() == 1


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"weather": {}}, "weather"),
        ({"registration": {"luck": 7}}, "registration.luck"),
        ({"registration": {"decision_working_days": 0}}, "registration.decision_working_days"),
        ({"registration": {"decision_working_days": "3"}}, "registration.decision_working_days"),
        ({"registration": {"decision_working_days": True}}, "registration.decision_working_days"),
        ({"registration": {"sample_share": 0.5}}, "registration.sample_share"),
        ({"registration": {"sample_share": "2"}}, "registration.sample_share"),
        ({"registration": {"sample_share": "x"}}, "registration.sample_share"),
        ({"registration": {"minimum_amount": "-1"}}, "registration.minimum_amount"),
        ({"registration": {"currency": "yuan"}}, "registration.currency"),
        (
            {"registration": {"protection_min_days": 90, "protection_max_days": 60}},
            "registration.protection_max_days",
        ),
        ({"registration": {"remind_before_days": [7, 14]}}, "registration.remind_before_days"),
        ({"registration": {"open_cap_by_tier": {"gold": "x"}}}, "registration.open_cap_by_tier"),
        ({"quarter": {"done_from": []}}, "quarter.done_from"),
        ({"quarter": {"done_from": ["hope"]}}, "quarter.done_from"),
    ],
)
def test_a_policy_out_of_its_bounds_is_refused_by_field(
    cast: Cast, now: datetime, policy: dict[str, Any], field: str
) -> None:
    version = VersionInput(label="2026.1", effective_from=now, policy=policy)
    with pytest.raises(Invalid) as refusal:
        publish_version(cast.channel_director, version, now=now)

    assert [one.field for one in refusal.value.problems] == [field]
    assert versions() == 0


def test_all_problems_of_a_policy_are_named_at_once() -> None:
    policy = {"registration": {"luck": 1, "decision_working_days": 99}, "quarter": {"done_from": 1}}

    assert [one.field for one in policy_problems(policy)] == [
        "registration.luck",
        "registration.decision_working_days",
        "quarter.done_from",
    ]


def test_what_a_version_leaves_out_has_the_default(cast: Cast, now: datetime) -> None:
    own = {
        "auto_approve_below": "250000",
        "open_cap_by_tier": {"gold": 7},
        "full_fields": [["need"]],
    }
    version = published(cast, now, registration=own, quarter={"done_from": ["sales_lines"]})

    policy = registration_policy(RulebookVersion.objects.unscoped(reason="test").get(pk=version.pk))

    assert policy.auto_approve_below == Decimal(250_000)
    assert policy.open_cap("gold") == 7
    assert policy.full_fields == (("need",),)
    assert policy.decision_working_days == RegistrationPolicy().decision_working_days
    assert quarter_policy(version) == QuarterPolicy(done_from=(DoneSource.SALES_LINES,))
    assert registration_policy(published(cast, now + timedelta(1), "2")) == RegistrationPolicy()


# ---------------------------------------------------------------------- acknowledging


def test_one_person_acknowledges_for_its_partner(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    assert not selectors.has_acknowledged(cast.principal_a, version)

    acknowledge(cast.seller_a, version.public_id, now=now)
    acknowledge(cast.seller_a, version.public_id, now=now)  # twice is once

    assert selectors.has_acknowledged(cast.principal_a, version)
    assert not selectors.has_acknowledged(cast.seller_b, version)
    assert Acknowledgement.objects.unscoped(reason="test").count() == 1
    trail = AuditEntry.objects.unscoped(reason="test").filter(verb="rules.version_acknowledged")
    assert trail.count() == 1


def test_at_the_vendor_everybody_acknowledges_for_itself(cast: Cast, now: datetime) -> None:
    version = published(cast, now)

    acknowledge(cast.account_manager, version.public_id, now=now)

    assert selectors.has_acknowledged(cast.account_manager, version)
    assert not selectors.has_acknowledged(cast.channel_manager, version)


def test_an_unknown_version_is_not_acknowledged(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotFound):
        acknowledge(cast.seller_a, "rbk_0000000000000000", now=now)


def test_the_home_page_says_which_version_holds_and_which_comes(cast: Cast, now: datetime) -> None:
    first = published(cast, now)
    coming = VersionInput(label="2026.2", effective_from=now + timedelta(days=30), policy={})
    publish_version(cast.channel_director, coming, now=now)
    acknowledge(cast.seller_a, first.public_id, now=now)

    state = selectors.rulebook_state(cast.seller_a, now=now)

    assert (state.label, state.acknowledged_at) == ("2026.1", now)
    assert (state.next_label, state.next_from) == ("2026.2", now + timedelta(days=30))
    labels = [one.label for one in selectors.published_versions(cast.seller_a)]
    assert labels == ["2026.2", "2026.1"]


def test_every_rule_has_a_title() -> None:
    assert list(RULE_TITLES) == [f"G{number}" for number in range(18)]
    assert str(rule_title("G5")) == "Partner and partner"
    assert rule_title("G99") == "G99"
