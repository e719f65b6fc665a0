"""Findings in sentences: figures as the reader writes them, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from qudao.engines.findings.finding import Finding, Severity
from qudao.intake.channel.reading import KIND_OF, finding_as_json, missing_of
from qudao.intake.channel.wording import FINDINGS, severity_words, worded

WHOLE: dict[str, object] = {
    "partner": "启恒信息",
    "other_partner": "鼎沛集成",
    "customer": "浦岚证券",
    "other_name": "浦岚证券股份有限公司",
    "name": "浦岚",
    "product": "网关",
    "territory": "华东",
    "since": "2025-03-01",
    "until": "2025-06-30",
    "oldest": "2025-01-09",
    "first_shipped_on": "2025-04-05",
    "amount": "1234567.80",
    "largest": "860000",
    "lowest": "100",
    "highest": "20000.5",
    "currency": "CNY",
    "share": "0.655",
    "concentration": "0.71",
    "registrations": 3,
    "customers": 2,
    "lines": 4,
    "partners": 1,
    "approved": 5,
    "rejected": 2,
    "slow": 7,
    "decided": 9,
    "promised": 3,
    "median": 6,
    "worst": 41,
    "days": 200,
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_every_finding_is_said_with_all_its_figures(code: str, language: str) -> None:
    with translation.override(language):
        said = worded(code, WHOLE)
        without = worded(code, {"registrations": 1, "customers": 1, "lines": 1, "partners": 1})
    for sentence in (said.title, said.detail, without.title, without.detail):
        assert sentence
        assert "%(" not in sentence
        assert "–" not in sentence or sentence in {without.title, without.detail}
    has_han = any("\u4e00" <= sign <= "\u9fff" for sign in without.title + without.detail)
    assert has_han is (language == "zh-hans")


def test_one_and_many_are_said_apart() -> None:
    one = worded("never_decided", {"registrations": 1, "oldest": "2025-01-09"})
    many = worded("never_decided", {"registrations": 12, "oldest": "2025-01-09"})
    assert one.title == "1 registration was never answered"
    assert many.title == "12 registrations were never answered"
    assert many.detail == "The oldest has waited since 9 Jan 2025."
    with translation.override("zh-hans"):
        assert "2025-01-09" in worded("never_decided", {**WHOLE}).detail


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1234567.80", "CNY", "¥1,234,568"),
        ("1234567.80", "USD", "$1,234,568"),
        ("1234567.80", "EUR", "€1,234,568"),
        ("1234567.80", "", "1,234,568"),
        ("-0.4", "CNY", "-¥0"),
        ("0", "CNY", "¥0"),
        ("no number", "CNY", "–"),
        (Decimal("99999999999999"), "CNY", "¥99,999,999,999,999"),
    ],
)
def test_money_is_written_as_everywhere(amount: object, currency: str, shown: str) -> None:
    params = {**WHOLE, "amount": amount, "currency": currency}
    said = worded("shipped_without_registering", params)
    assert said.title == f"启恒信息 shipped {shown} without registering anything"


@pytest.mark.parametrize(("share", "shown"), [("0.655", "66%"), ("1", "100%"), ("0", "0%")])
def test_a_share_is_per_cent(share: str, shown: str) -> None:
    said = worded("partner_carries_one_customer", {**WHOLE, "share": share})
    assert said.title == f"启恒信息 lives on one customer: 浦岚证券 buys {shown}"


def test_a_figure_that_the_files_do_not_give_is_a_dash() -> None:
    said = worded("sold_past_holder", {"partner": "甲", "other_partner": "", "amount": "5"})
    assert said.title == "– shipped to – while 甲 was protected"
    assert said.detail == "– for 5, first on –."


def test_a_per_cent_sign_in_a_name_breaks_nothing() -> None:
    hostile = {**WHOLE, "partner": "100% 集成", "customer": "%(amount)s <b>"}
    said = worded("clash_same_name", hostile)
    assert said.title == "100% 集成 and 鼎沛集成 held %(amount)s <b> at the same time"


def test_weights_are_said_in_words() -> None:
    assert [severity_words(one) for one in (3, 2, 1)] == ["First", "Soon", "When there is time"]
    with translation.override("zh-hans"):
        assert len({severity_words(one) for one in (3, 2, 1)}) == 3


def test_a_finding_is_kept_as_plain_values() -> None:
    finding = Finding(
        code="clash_same_name",
        severity=Severity.HIGH,
        params={"amount": Decimal("1.50"), "since": date(2025, 3, 1), "registrations": 2},
        registrations=(5, 3),
        shipments=(),
        weight=Decimal(9),
    )
    assert finding_as_json(finding) == {
        "code": "clash_same_name",
        "severity": 3,
        "params": {"amount": "1.50", "since": "2025-03-01", "registrations": 2},
        "registrations": [5, 3],
        "shipments": [],
    }


def test_required_fields_without_a_column_are_named() -> None:
    registrations, shipments = KIND_OF["registrations"], KIND_OF["shipments"]
    assert missing_of(shipments, []) == ["partner", "shipped_on"]
    assert missing_of(shipments, ["partner", "shipped_on", "amount"]) == []
    assert set(missing_of(registrations, [])) >= {"partner", "customer", "submitted_on"}
    assert missing_of(registrations, registrations.names) == []
