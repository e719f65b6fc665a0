"""Who publishes and who acknowledges, what each writes, and what everybody then reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qudao.core.actor import NOBODY, Actor, Role, system_actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.rules import selectors
from qudao.rules.actions import VersionInput, acknowledge, publish_version
from qudao.rules.models import Acknowledgement, RulebookVersion
from qudao.rules.policies import registration_policy
from tests.people import Cast, make_actor
from tests.rules.publishing import published, versions

A_DAY = timedelta(days=1)


def version_of(label: str, at: datetime) -> VersionInput:
    return VersionInput(label=label, effective_from=at, policy={})


def entries() -> int:
    return AuditEntry.objects.unscoped(reason="test").count()


def test_publishing_writes_version_and_trail(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    at = now + A_DAY

    row = publish_version(director, version_of(" 2026.2 ", at), now=now)

    row.refresh_from_db()
    assert (row.label, row.effective_from, row.published_at) == ("2026.2", at, now)
    assert row.published_by_id == director.user_id
    entry = AuditEntry.objects.unscoped(reason="test").get(subject_id=row.public_id)
    assert (entry.verb, entry.rule, entry.user_id, entry.at) == (
        "rules.version_published",
        "2026.2 G0",
        director.user_id,
        now,
    )
    assert (entry.before, entry.after) == (
        {},
        {"label": "2026.2", "effective_from": "2026-03-03T01:30:00+00:00"},
    )


def test_everybody_else_is_refused_to_publish(cast: Cast, now: datetime) -> None:
    allowed = {cast.channel_director, cast.operations}
    people = {*cast.vendor_people(), *cast.partner_people(), NOBODY} - allowed
    before = entries()

    for actor in people:
        with pytest.raises(NotPermitted):
            publish_version(actor, version_of("2026.1", now), now=now)

    assert (versions(), entries()) == (0, before)
    manager = make_actor("Gao Ming", cast.vendor, Role.GENERAL_MANAGER, now=now)
    for number, actor in enumerate([*sorted(allowed, key=lambda one: one.name), manager]):
        publish_version(actor, version_of(str(number), now + number * A_DAY), now=now)
    assert versions() == 3


@pytest.mark.parametrize("label", ["", " ", "\u3000", "x" * 21, "a\x00b", "a\nb", "2026\u202e1"])
def test_a_label_is_short_and_readable(cast: Cast, now: datetime, label: str) -> None:
    with pytest.raises(Invalid) as refusal:
        publish_version(cast.channel_director, version_of(label, now), now=now)

    assert [(one.field, one.code) for one in refusal.value.problems] == [("label", "bad_label")]
    assert (versions(), entries()) == (0, 0)


@pytest.mark.parametrize("label", ["1", "x" * 20, "二〇二六版", "2026.1 <b>🎉</b>"])
def test_a_label_may_be_of_any_script(cast: Cast, now: datetime, label: str) -> None:
    assert publish_version(cast.channel_director, version_of(label, now), now=now).label == label


def test_label_moment_and_policy_are_refused_together(cast: Cast, now: datetime) -> None:
    late = VersionInput(
        label="", effective_from=now - timedelta(microseconds=1), policy={"weather": {}}
    )
    with pytest.raises(Invalid) as refusal:
        publish_version(cast.channel_director, late, now=now)

    assert [one.field for one in refusal.value.problems] == ["label", "effective_from", "weather"]


def test_a_version_may_hold_from_this_very_moment(cast: Cast, now: datetime) -> None:
    published(cast, now)

    assert selectors.version_in_force(now).label == "2026.1"
    with pytest.raises(selectors.NoRulebook) as refusal:
        selectors.version_in_force(now - timedelta(microseconds=1))
    assert (refusal.value.code, refusal.value.rule) == ("no_rulebook", "G0")


def test_a_moment_is_the_same_in_every_zone(cast: Cast, now: datetime) -> None:
    published(cast, now)
    same = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

    with pytest.raises(Conflict) as refusal:
        publish_version(cast.channel_director, version_of("2026.2", same), now=now)

    assert refusal.value.code == "version_exists"
    assert versions() == 1


def test_what_comes_later_never_rules_what_came_before(cast: Cast, now: datetime) -> None:
    strict = {"decision_working_days": 1}
    first = published(cast, now)
    second = published(cast, now + A_DAY, "2026.2", registration=strict)

    at = [now, now + A_DAY - timedelta(microseconds=1), now + A_DAY, now + 400 * A_DAY]
    assert [selectors.version_in_force(moment).pk for moment in at] == [
        first.pk,
        first.pk,
        second.pk,
        second.pk,
    ]
    days = [registration_policy(selectors.version_in_force(one)) for one in at]
    assert [one.decision_working_days for one in days] == [3, 3, 1, 1]


def test_what_is_not_published_yet_holds_for_nobody(cast: Cast, now: datetime) -> None:
    published(cast, now)
    draft = RulebookVersion.objects.create(label="draft", policy={}, effective_from=now + A_DAY)

    assert selectors.version_in_force(now + 2 * A_DAY).label == "2026.1"
    for actor in (cast.channel_director, cast.seller_a):
        assert [one.label for one in selectors.published_versions(actor)] == ["2026.1"]
    assert selectors.rulebook_state(cast.seller_a, now=now).next_label == ""
    for actor in (cast.seller_a, cast.channel_director):
        with pytest.raises(NotFound):
            acknowledge(actor, draft.public_id, now=now)
    assert Acknowledgement.objects.unscoped(reason="test").count() == 0


def test_everybody_of_a_house_reads_and_acknowledges(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    people = (*cast.vendor_people(), *cast.partner_people())

    for actor in people:
        acknowledge(actor, version.public_id, now=now)
        assert selectors.rulebook_state(actor, now=now).acknowledged_at == now

    assert Acknowledgement.objects.unscoped(reason="test").count() == len(people)
    for read in (selectors.published_versions, lambda one: acknowledge(one, "x", now=now)):
        with pytest.raises(NotPermitted):
            read(NOBODY)


def test_a_partner_has_read_the_rules_from_the_first_tap_on(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    later = now + A_DAY
    acknowledge(cast.seller_a, version.public_id, now=later)
    acknowledge(cast.engineer_a, version.public_id, now=later + A_DAY)

    assert selectors.acknowledged_at(cast.principal_a, version) == later
    assert selectors.partner_has_acknowledged(cast.partner_a.pk, version)
    for partner in (cast.partner_b, cast.distributor, cast.sub_reseller):
        assert not selectors.partner_has_acknowledged(partner.pk, version)
    assert selectors.acknowledged_at(cast.seller_sub_reseller, version) is None


def test_a_new_version_is_read_anew(cast: Cast, now: datetime) -> None:
    first = published(cast, now)
    acknowledge(cast.seller_a, first.public_id, now=now)
    second = published(cast, now + A_DAY, "2026.2")

    assert selectors.has_acknowledged(cast.seller_a, first)
    assert not selectors.has_acknowledged(cast.seller_a, second)
    state = selectors.rulebook_state(cast.seller_a, now=now + A_DAY)
    assert (state.label, state.acknowledged_at, state.next_from) == ("2026.2", None, None)


def test_an_acknowledgement_is_noted_with_its_version(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    acknowledge(cast.seller_a, version.public_id, now=now)
    acknowledge(cast.seller_a, version.public_id, now=now + A_DAY)

    entry = AuditEntry.objects.unscoped(reason="test").get(verb="rules.version_acknowledged")
    assert (entry.rule, entry.user_id, entry.organisation_id, entry.at) == (
        "2026.1 G0",
        cast.seller_a.user_id,
        cast.partner_a.pk,
        now,
    )


def test_who_reads_which_acknowledgements(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    for actor in (cast.seller_a, cast.principal_a, cast.seller_b, cast.account_manager):
        acknowledge(actor, version.public_id, now=now)

    def seen(actor: Actor) -> int:
        return Acknowledgement.objects.visible_to(actor).count()

    assert (seen(cast.engineer_a), seen(cast.seller_b), seen(cast.seller_distributor)) == (2, 1, 0)
    assert (seen(cast.channel_director), seen(NOBODY)) == (4, 0)


def test_the_system_may_publish_for_a_new_installation(cast: Cast, now: datetime) -> None:
    row = publish_version(system_actor("setup"), version_of("1", now), now=now)

    assert row.published_by_id is None
    assert selectors.version_in_force(now).pk == row.pk
