"""The rulebook as one text: it says the values of its version, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from qudao.core.errors import NotFound
from qudao.engines.registration import RegistrationPolicy
from qudao.rules.actions import VersionInput, acknowledge, publish_version
from qudao.rules.reading import chapters_of, rulebook_text, sentence_behind
from qudao.rules.selectors import NoRulebook
from tests.people import Cast

DEFAULT = RegistrationPolicy()


def text(policy: RegistrationPolicy, language: str = "en") -> str:
    with translation.override(language):
        return "\n".join(said for chapter in chapters_of(policy) for said in chapter.sentences)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("complete_working_days", 1, "to be completed within 1 working day."),
        ("decision_working_days", 7, "decided within 7 working days"),
        ("information_working_days", 8, "an answer within 8 working days the registration expires"),
        ("days_after_award", 11, "until 11 days after the expected award"),
        ("protection_min_days", 61, "at least for 61 days"),
        ("protection_max_days", 181, "at most for 181 days"),
        ("update_every_days_short", 29, "updated every 29 days"),
        ("short_protection_below_days", 91, "shorter than 91 days"),
        ("update_every_days_long", 46, "else every 46 days"),
        ("update_cure_working_days", 4, "made up for within 4 working days"),
        ("long_break_from_days", 4, "Holidays of 4 days or more"),
        ("incumbent_lookback_days", 400, "the last order within 400 days"),
        ("direct_lookback_days", 45, "not older than 45 days"),
        ("named_account_lookback_days", 95, "(95 days on named accounts)"),
        ("activity_entry_working_days", 6, "entered within 6 working days"),
        ("auto_approve_below", Decimal(123_456), "Below 123,456 CNY"),
        ("minimum_amount", Decimal(5_000), "Its amount is 5,000 CNY or more."),
        ("sample_share", Decimal("0.25"), "25% of these"),
        ("open_cap_default", 7, "at most 7 (silver 50, gold 100, top 200) registrations"),
        ("open_cap_by_tier", {}, "at most 20 registrations"),
        ("quick_fields", (("customer",), ("product",)), "names: customer, product family."),
        ("full_fields", (("need",), ("contact", "photo")), "need, contact / photo of the chat."),
        ("teaming_fields", (("value_added",),), "also states: value added."),
    ],
)
def test_each_value_stands_in_the_text(name: str, value: Any, said: str) -> None:
    assert said in text(replace(DEFAULT, **{name: value}))


def test_what_is_switched_off_has_no_sentence() -> None:
    silent = text(replace(DEFAULT, auto_approve_below=Decimal(0)))
    assert "approved at once" not in silent
    assert "Its amount is" not in silent


def test_every_sentence_has_its_chinese() -> None:
    said = text(DEFAULT, "zh-hans").splitlines()
    english = text(DEFAULT).splitlines()
    assert len(said) == len(english)
    assert [one for one in said if one in english] == []
    assert "10 个工作日内补齐" in said[4]


def test_no_text_sets_a_resale_price_or_forbids_a_territory() -> None:
    with translation.override("en"):
        by_code = {chapter.code: chapter.sentences for chapter in chapters_of(DEFAULT)}
    assert by_code["G7"] == (
        "No rule here sets the price at which a partner sells. Prices here are our own.",
    )
    assert by_code["G8"] == (
        "A territory is primary responsibility. No partner is forbidden any customer.",
    )


def test_a_reason_is_quoted_with_the_sentence_that_it_rests_on() -> None:
    with translation.override("en"):
        every = {said for chapter in chapters_of(DEFAULT) for said in chapter.sentences}
        quoted = [sentence_behind(DEFAULT, *one) for one in (
            ("G1", "direct_account"), ("G2", "fields_missing"), ("G2", "meets_rules"),
            ("G4", "tender_published"), ("G15", "escalated"),
        )]  # fmt: skip
    assert set(quoted) < every
    assert quoted[0].startswith("Where our own sales serve an account")
    assert quoted[1].startswith("A full registration also states")
    assert sentence_behind(DEFAULT, "G99", "") == ""


@pytest.fixture
def two_versions(cast: Cast, now: datetime) -> None:
    for label, starts, days in (("2026.1", 30, 4), ("2026.2", -10, 9)):
        version = VersionInput(
            label=label,
            effective_from=now - timedelta(days=starts),
            policy={"registration": {"decision_working_days": days}},
        )
        publish_version(cast.channel_director, version, now=now - timedelta(days=31))


@pytest.mark.usefixtures("two_versions")
def test_the_version_in_force_is_read_first_and_the_next_one_by_its_label(
    cast: Cast, now: datetime
) -> None:
    current = rulebook_text(cast.seller_a, now=now)
    coming = rulebook_text(cast.seller_a, "2026.2", now=now)
    assert [(one.label, one.is_in_force) for one in current.versions] == [
        ("2026.2", False),
        ("2026.1", True),
    ]
    assert (current.version.label, coming.version.label) == ("2026.1", "2026.2")
    assert "within 4 working days" in current.chapters[2].sentences[2]
    assert "within 9 working days" in coming.chapters[2].sentences[2]
    assert rulebook_text(cast.seller_a, now=now + timedelta(days=11)).version == replace(
        coming.version, is_in_force=True
    )


@pytest.mark.usefixtures("two_versions")
def test_each_side_sees_its_own_acknowledgement(cast: Cast, now: datetime) -> None:
    version = rulebook_text(cast.seller_a, now=now).version
    acknowledge(cast.seller_a, version.public_id, now=now)
    acknowledge(cast.account_manager, version.public_id, now=now)
    read_by = {
        name: rulebook_text(getattr(cast, name), now=now).acknowledged_at
        for name in ("seller_a", "principal_a", "seller_b", "account_manager", "channel_manager")
    }
    assert read_by == {
        "seller_a": now,
        "principal_a": now,
        "seller_b": None,
        "account_manager": now,
        "channel_manager": None,
    }


def test_there_is_nothing_to_read_before_the_first_version(cast: Cast, now: datetime) -> None:
    with pytest.raises(NoRulebook):
        rulebook_text(cast.seller_a, now=now)


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("label", ["2026.3", "' or 1=1", "二〇二六"])
def test_an_unknown_version_is_not_found(cast: Cast, now: datetime, label: str) -> None:
    with pytest.raises(NotFound):
        rulebook_text(cast.seller_a, label, now=now)
