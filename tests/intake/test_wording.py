"""Every code that the engines can give has its sentence, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from qudao.engines.findings.codes import FINDING_CODES
from qudao.engines.tabular.codes import ASIDE_CODES, FILE_CODES, REMARK_CODES, RULE_CODES
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.intake.channel.wording import FINDINGS, worded
from qudao.intake.fields import field_label
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.wording import ASIDES, FILES, REMARKS, RULES, file_problem, rule_words

FIGURES = {
    "limit": 5,
    "ratio": 200,
    "header": "金额",
    "encoding": "gb18030",
    "row": 7,
    "sheet": "明细",
    "table": "DimProduct",
    "maximum": "1",
    "minimum": "0",
    "earliest": "1990-01-01",
    "latest": "2100-12-31",
}


def test_no_code_is_without_words() -> None:
    assert FILES.keys() >= FILE_CODES
    assert RULES.keys() >= RULE_CODES
    assert REMARKS.keys() | RULES.keys() >= REMARK_CODES
    assert ASIDES.keys() == ASIDE_CODES
    assert FINDINGS.keys() == FINDING_CODES


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_sentence_takes_its_figures(language: str) -> None:
    with translation.override(language):
        unknown = file_problem("no_such_code", {})
        for code in FILES:
            assert file_problem(code, FIGURES) != unknown
        for code in RULES:
            assert "%" not in rule_words(code, FIGURES)


def test_a_finding_speaks_the_readers_numbers() -> None:
    params = {"partner": "启恒信息", "lines": 3, "amount": "1234567.80", "currency": "CNY"}
    said = worded("shipped_without_registering", params)
    assert said.title == "启恒信息 shipped ¥1,234,568 without registering anything"
    with translation.override("zh-hans"):
        said = worded("shipped_without_registering", params)
    assert said.title == "启恒信息 出货 ¥1,234,568，从未报备"


def test_every_field_reads_as_words() -> None:
    names = {spec.name for kind in KINDS.values() for spec in kind.fields}
    assert not [name for name in names if "_" in field_label(name)]


def test_a_kind_takes_only_fields_that_have_a_place() -> None:
    for importable in IMPORTABLE.values():
        whole = KINDS[importable.code]
        assert importable.kind.names == whole.names - importable.left_out
        assert importable.left_out & whole.names or not importable.left_out
