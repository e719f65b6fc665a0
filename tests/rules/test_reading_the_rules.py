"""Reading the rulebook: titles in both languages, what holds now, what comes, who has read it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.rules.actions import VersionInput, acknowledge, publish_version
from qudao.rules.models import Acknowledgement, RulebookVersion
from qudao.rules.selectors import (
    NoRulebook,
    acknowledged_at,
    has_acknowledged,
    partner_has_acknowledged,
    published_versions,
    rulebook_state,
    version_in_force,
)
from qudao.rules.titles import RULE_TITLES, rule_title
from tests.people import Cast
from tests.rules.publishing import published, versions

DAY = timedelta(days=1)


# ------------------------------------------------------------------ titles


def test_every_title_is_said_in_both_languages() -> None:
    said: dict[str, list[str]] = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said[language] = [str(rule_title(code)) for code in RULE_TITLES]
    assert list(RULE_TITLES) == [f"G{number}" for number in range(18)]
    for titles in said.values():
        assert len(set(titles)) == len(titles)
    for english, chinese in zip(said["en"], said["zh-hans"], strict=True):
        assert english.isascii()
        assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese), english


@pytest.mark.parametrize("code", ["", "G18", "g2", "G2 ", "2026.1 G2"])
def test_a_code_without_a_title_stays_as_it_is(code: str) -> None:
    assert rule_title(code) == code


# ------------------------------------------------------------------ what holds


def test_before_any_version_the_next_step_is_named(cast: Cast, now: datetime) -> None:
    for ask in (lambda: version_in_force(now), lambda: rulebook_state(cast.seller_a, now=now)):
        with pytest.raises(NoRulebook) as refused:
            ask()
        assert (refused.value.status, refused.value.code) == (409, "no_rulebook")
        assert refused.value.rule == "G0"
        assert str(refused.value.next_step)


def test_versions_are_listed_the_newest_first_for_everybody_who_may_read(
    cast: Cast, now: datetime
) -> None:
    first = published(cast, now)
    later = VersionInput(label="2026.3", effective_from=now + 9 * DAY, policy={})
    third = publish_version(cast.channel_director, later, now=now)
    between = VersionInput(label="2026.2", effective_from=now + 5 * DAY, policy={})
    second = publish_version(cast.channel_director, between, now=now)
    RulebookVersion.objects.create(label="draft", policy={}, effective_from=now + DAY)

    for actor in (*cast.vendor_people(), *cast.partner_people()):
        assert published_versions(actor) == [third, second, first]
    with pytest.raises(NotPermitted):
        published_versions(NOBODY)


def test_the_next_version_is_the_one_that_comes_first(cast: Cast, now: datetime) -> None:
    published(cast, now)
    for days, label in ((9, "2026.3"), (5, "2026.2")):
        version = VersionInput(label=label, effective_from=now + days * DAY, policy={})
        publish_version(cast.channel_director, version, now=now)

    state = rulebook_state(cast.seller_a, now=now)
    assert (state.label, state.next_label, state.next_from) == ("2026.1", "2026.2", now + 5 * DAY)
    state = rulebook_state(cast.seller_a, now=now + 5 * DAY)
    assert (state.label, state.next_label) == ("2026.2", "2026.3")
    state = rulebook_state(cast.seller_a, now=now + 9 * DAY)
    assert (state.label, state.next_label, state.next_from) == ("2026.3", "", None)


def test_a_draft_neither_holds_nor_comes(cast: Cast, now: datetime) -> None:
    published(cast, now)
    for days in (-1, 1):
        RulebookVersion.objects.create(
            label=f"draft {days}", policy={}, effective_from=now + days * DAY
        )
    state = rulebook_state(cast.principal_a, now=now + 2 * DAY)
    assert (state.label, state.next_label) == ("2026.1", "")


def test_the_version_in_force_is_read_by_one_query(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = published(cast, now)
    version_in_force(now)
    with django_assert_num_queries(1):
        assert version_in_force(now + DAY) == first


# ------------------------------------------------------------------ who has read it


def test_one_of_a_partner_reads_for_all_of_it_and_for_no_rival(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    acknowledge(cast.seller_a, version.public_id, now=now + DAY)
    for actor, at in (
        (cast.seller_a, now + DAY),
        (cast.principal_a, now + DAY),
        (cast.engineer_a, now + DAY),
        (cast.seller_b, None),
        (cast.seller_distributor, None),
        (cast.channel_manager, None),
    ):
        assert acknowledged_at(actor, version) == at
        assert has_acknowledged(actor, version) is (at is not None)
        assert rulebook_state(actor, now=now).acknowledged_at == at
    assert partner_has_acknowledged(cast.partner_a.pk, version)
    assert not partner_has_acknowledged(cast.partner_b.pk, version)


def test_the_first_of_several_counts(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    for days, actor in ((3, cast.principal_a), (1, cast.seller_a), (2, cast.engineer_a)):
        acknowledge(actor, version.public_id, now=now + days * DAY)
    assert acknowledged_at(cast.principal_a, version) == now + DAY
    assert Acknowledgement.objects.unscoped(reason="a test").count() == 3


def test_a_second_time_changes_nothing(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    for days in (1, 2):
        acknowledge(cast.channel_manager, version.public_id, now=now + days * DAY)
    assert acknowledged_at(cast.channel_manager, version) == now + DAY
    trail = AuditEntry.objects.unscoped(reason="a test").filter(verb="rules.version_acknowledged")
    assert [(row.at, row.rule, row.subject_id) for row in trail] == [
        (now + DAY, "2026.1 G0", version.public_id)
    ]


def test_the_database_keeps_one_acknowledgement_a_person(cast: Cast, now: datetime) -> None:
    version = published(cast, now)
    row = {
        "version": version,
        "organisation_id": cast.partner_a.pk,
        "user_id": cast.seller_a.user_key,
        "acknowledged_at": now,
    }
    Acknowledgement.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.create(**row)


def test_what_is_not_published_is_not_there_to_be_read(cast: Cast, now: datetime) -> None:
    draft = RulebookVersion.objects.create(label="draft", policy={}, effective_from=now)
    for actor in (cast.seller_a, cast.channel_manager, cast.channel_director):
        for public_id in (draft.public_id, "rbk_0000000000000000", "", "\x00"):
            with pytest.raises(NotFound):
                acknowledge(actor, public_id, now=now)
    assert Acknowledgement.objects.unscoped(reason="a test").count() == 0


# ------------------------------------------------------------------ published once


def test_two_versions_from_one_moment_or_of_one_label_are_refused(
    cast: Cast, now: datetime
) -> None:
    published(cast, now)
    trail = AuditEntry.objects.unscoped(reason="a test").count()
    for label, moment in (("2026.1", now + DAY), (" 2026.1 ", now + DAY), ("2026.2", now)):
        version = VersionInput(label=label, effective_from=moment, policy={})
        with pytest.raises(Conflict) as refused:
            publish_version(cast.channel_director, version, now=now)
        assert (refused.value.code, refused.value.rule) == ("version_exists", "G0")
    assert versions() == 1
    assert AuditEntry.objects.unscoped(reason="a test").count() == trail


def test_a_version_does_not_change_with_what_was_handed_over(cast: Cast, now: datetime) -> None:
    policy: dict[str, object] = {"registration": {"open_cap_default": 30}}
    version = publish_version(
        cast.operations, VersionInput(label="2026.1", effective_from=now, policy=policy), now=now
    )
    policy["registration"] = {}
    version.refresh_from_db()
    assert version.policy == {"registration": {"open_cap_default": 30}}
    assert (version.published_by_id, version.published_at) == (cast.operations.user_id, now)


def test_whoever_may_not_publish_hears_nothing_of_what_is_wrong(cast: Cast, now: datetime) -> None:
    wrong = VersionInput(label="", effective_from=now - DAY, policy={"nonsense": 1})
    with pytest.raises(NotPermitted):
        publish_version(cast.principal_a, wrong, now=now)
    with pytest.raises(Invalid) as refused:
        publish_version(cast.channel_director, wrong, now=now)
    assert {one.field for one in refused.value.problems} >= {"label", "effective_from"}
    assert versions() == 0
