"""Reasons and decisions in words: every code the engine knows has a sentence in both languages, its
facts in the reader's own form, and nothing that breaks on a fact that is missing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.core.models import Programme as Settings
from qudao.core.programme import forget_programme
from qudao.deals.registrations.advice import Advice, advice_of, plain_of, plain_reasons, reasons_of
from qudao.deals.registrations.states import REASONS_TO_REJECT, RULE_OF_DECISION, DecisionCode
from qudao.deals.registrations.wording import (
    DECISIONS_FOR_PARTNER,
    OUTCOMES,
    SENTENCES,
    decision_text,
    fields_in_words,
    line_of,
)
from qudao.engines.kinds import Reason, Stance
from qudao.engines.registration import Decision, Outcome, RegistrationCode
from qudao.rules.asked import FIELDS
from qudao.rules.policies import ASKABLE
from qudao.rules.titles import rule_title

HAN = re.compile("[\u4e00-\u9fff]")
PLACE = re.compile(r"%\((\w+)\)s")
LANGUAGES = ["en", "zh-hans"]


def reason(code: str, rule: str = "G2", **params: object) -> Reason:
    return Reason(code=code, stance=Stance.NEUTRAL, rule=rule, params=params)  # type: ignore[arg-type]


@pytest.fixture
def shanghai(db: None) -> Settings:
    forget_programme()
    return Settings.objects.create(pk=1, name_zh="澄岩", name_en="Chengyan")


@pytest.mark.parametrize("code", list(RegistrationCode))
def test_every_code_has_its_sentence_with_the_same_facts_in_both_languages(
    code: RegistrationCode,
) -> None:
    texts = []
    for language in LANGUAGES:
        with override(language):
            texts.append(str(SENTENCES[code]))
    english, chinese = texts
    assert english != chinese
    assert HAN.search(chinese)
    assert not HAN.search(english)
    assert set(PLACE.findall(english)) == set(PLACE.findall(chinese))


@pytest.mark.parametrize("table", [DECISIONS_FOR_PARTNER, OUTCOMES, FIELDS])
def test_every_word_stands_in_both_languages(table: dict[str, object]) -> None:
    for key, words in table.items():
        with override("zh-hans"):
            assert HAN.search(str(words)), key
        with override("en"):
            assert not HAN.search(str(words)), key


def test_nothing_that_can_be_asked_or_advised_is_left_without_words() -> None:
    assert set(DECISIONS_FOR_PARTNER) == set(DecisionCode)
    assert set(OUTCOMES) == set(Outcome)
    assert set(RULE_OF_DECISION) == set(DecisionCode)
    assert set(ASKABLE) <= set(FIELDS)
    for rule in {*RULE_OF_DECISION.values(), "G0", "G3", "G6", "G13"}:
        assert str(rule_title(rule))


def test_what_a_partner_reads_of_a_refusal_speaks_of_no_other_partner() -> None:
    for language, words in (
        ("en", ("partner", "rival", "another")),
        ("zh-hans", ("伙伴", "对手", "别家")),
    ):
        with override(language):
            for code in REASONS_TO_REJECT:
                text = decision_text(code).casefold()
                assert not [word for word in words if word in text], (code, text)


def test_before_a_decision_there_is_no_text() -> None:
    assert decision_text("") == ""
    with pytest.raises(ValueError, match="dreamt"):
        decision_text("dreamt")


def test_an_unknown_code_of_a_newer_version_stays_as_it_is() -> None:
    line = line_of(reason("brand_new_rule", "G99", amount=Decimal(5)))
    assert (line.code, line.text, line.rule) == ("brand_new_rule", "brand_new_rule", "G99")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (RegistrationCode.EARLIER_RECEIPT_OPEN, "An earlier quick registration still has time"),
        (RegistrationCode.HOLDS_PROTECTION, "Holds protection until"),
        (RegistrationCode.TOO_SMALL, "The amount is below"),
    ],
)
def test_a_fact_that_is_not_known_leaves_a_sentence_that_breaks_off(code: str, text: str) -> None:
    with override("en"):
        said = line_of(reason(code)).text
    assert said.startswith(text)
    assert said.endswith("…")
    assert "%(" not in said


@pytest.mark.parametrize(
    ("language", "code", "params", "text"),
    [
        ("en", "too_small", {"minimum": Decimal("1234567.5"), "currency": "CNY"},
         "The amount is below 1,234,567.5 CNY."),
        ("zh-hans", "too_small", {"minimum": Decimal(50_000), "currency": "CNY"}, "50,000"),
        ("en", "open_cap_reached", {"open": 20, "cap": 20},
         "20 registrations are open, the tier allows 20."),
        ("en", "last_order", {"last_order_on": date(2025, 11, 3)},
         "Delivered the last order, on 3 Nov 2025."),
        ("zh-hans", "last_order", {"last_order_on": date(2025, 11, 3)}, "2025-11-03"),
        ("en", "fields_missing", {"fields": "amount contact|photo"},
         "Still missing: amount, contact / photo of the chat."),
        ("en", "fields_missing", {"fields": "amount brand_new"},
         "Still missing: amount, brand_new."),
        ("en", "family_not_authorized", {"family": "<b>GW</b> 100%"},
         "The product family <b>GW</b> 100% is not authorised."),
    ],
)  # fmt: skip
def test_facts_stand_in_the_readers_own_form(
    language: str, code: str, params: dict[str, object], text: str
) -> None:
    with override(language):
        said = line_of(reason(code, **params)).text  # type: ignore[arg-type]
    assert text in said
    assert language == "zh-hans" or said == text


@pytest.mark.parametrize(
    ("zone", "language", "shown"),
    [
        ("Asia/Shanghai", "en", "3 Mar 2026 00:00"),
        ("Asia/Shanghai", "zh-hans", "2026-03-03 00:00"),
        ("America/New_York", "en", "2 Mar 2026 11:00"),
    ],
)
def test_a_moment_stands_in_the_programmes_zone(
    shanghai: Settings, zone: str, language: str, shown: str
) -> None:
    Settings.objects.filter(pk=1).update(time_zone=zone)
    forget_programme()
    at = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    with override(language):
        assert shown in line_of(reason("received_earlier", "G5", received_at=at)).text


def test_missing_fields_are_listed_as_the_form_calls_them() -> None:
    with override("en"):
        assert fields_in_words(()) == ""
        assert fields_in_words(("amount",)) == "amount"
        assert fields_in_words(("contact|photo", "need")) == "contact / photo of the chat, need"
    with override("zh-hans"):
        assert "、" in fields_in_words(("amount", "need"))


# ---------------------------------------------------------------------- kept and read back

PARAMS = st.dictionaries(
    st.sampled_from(["until", "amount", "count", "text"]),
    st.one_of(
        st.dates(),
        st.datetimes(timezones=st.just(UTC)),
        st.decimals(allow_nan=False, allow_infinity=False, places=4),
        st.integers(-(2**31), 2**31),
        st.text(max_size=20),
    ),
    max_size=3,
)
REASONS = st.builds(
    Reason,
    code=st.sampled_from([code.value for code in RegistrationCode]),
    stance=st.sampled_from(list(Stance)),
    rule=st.sampled_from(["G2", "G5"]),
    params=PARAMS,
)


@settings(max_examples=40)
@given(st.lists(REASONS, max_size=4))
def test_a_reason_is_read_back_as_it_was(found: list[Reason]) -> None:
    assert reasons_of(plain_reasons(found)) == tuple(found)


@settings(max_examples=40)
@given(
    st.sampled_from(list(Outcome)),
    st.lists(REASONS, max_size=3),
    st.lists(REASONS, max_size=2),
    st.booleans(),
    st.none() | st.dates(),
)
def test_advice_is_read_back_as_it_was(
    outcome: Outcome,
    why: list[Reason],
    change: list[Reason],
    allowed: bool,  # noqa: FBT001 - drawn by hypothesis
    until: date | None,
) -> None:
    decision = Decision(
        outcome=outcome,
        reasons=tuple(why),
        what_would_change=tuple(change),
        automatically_allowed=allowed,
        protect_until=until,
    )

    assert advice_of(plain_of(decision)) == Advice(
        outcome=outcome,
        reasons=tuple(why),
        what_would_change=tuple(change),
        automatically_allowed=allowed,
        protect_until=until,
    )


def test_what_was_never_screened_has_no_advice() -> None:
    assert advice_of({}) is None
