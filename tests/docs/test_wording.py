"""One Chinese word for one thing, in catalogues and documents, as the glossary has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from tests.architecture.sources import ROOT

CATALOGUES = sorted((ROOT / "qudao/locale").glob("*/zh_Hans/LC_MESSAGES/django.po"))
DOCUMENTS = [ROOT / "README.zh-CN.md", *sorted((ROOT / "docs/zh").glob("*.md"))]
# What is no longer said, and what is said instead.
SETTLED = {
    "许诺": "承诺",
    "产品线": "产品系列",
    "产品族": "产品系列",
    "列表价": "目录价",
    "项目设置": "计划设置",  # 项目 is a deal's project, never the programme
    "演示项目": "演示计划",
    "渠道计划": "伙伴计划",
    "应答": "响应",  # of a program; people give 答复
    "回复": "答复",
}


def translations() -> Iterator[tuple[str, str, str]]:
    """Area, English and Chinese of every text."""
    for path in CATALOGUES:
        for message in read_po(path.open("rb")):
            if message.id:
                english = message.id if isinstance(message.id, str) else message.id[0]
                chinese = message.string or ""
                text = chinese if isinstance(chinese, str) else chinese[0]
                yield path.parts[-4], english, text


@pytest.mark.parametrize("word", SETTLED)
def test_catalogues_say_the_settled_word(word: str) -> None:
    found = [(area, english) for area, english, chinese in translations() if word in chinese]
    assert found == [], f"say {SETTLED[word]}"


@pytest.mark.parametrize("word", SETTLED)
def test_documents_say_the_settled_word(word: str) -> None:
    found = [path.name for path in DOCUMENTS if word in path.read_text("utf-8")]
    assert found == [], f"say {SETTLED[word]}"


def test_the_programme_is_never_called_a_project() -> None:
    about_both = re.compile(r"project|deal|regist|case", re.IGNORECASE)
    found = [
        (area, english)
        for area, english, chinese in translations()
        if "programme" in english.lower() and "项目" in chinese and not about_both.search(english)
    ]
    assert found == []


def test_the_partners_owner_and_its_principal_have_two_words() -> None:
    words = {english: chinese for _area, english, chinese in translations()}
    assert words["Partner owner"] == "伙伴负责人"  # the vendor's person in charge
    assert words["Partner principal"] == "伙伴主管"  # the partner's own head
    said = [
        english
        for _area, english, chinese in translations()
        if re.search(r"\bprincipal\b", english, re.IGNORECASE) and "负责人" in chinese
    ]
    assert said == []
