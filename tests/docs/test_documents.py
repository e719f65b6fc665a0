"""The documents agree with each other and with the code: links, sections, tables, settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from qudao.cli.commands import COMMANDS
from qudao.engines.registration import RegistrationPolicy
from qudao.web.shared.help.documents import DOCUMENTS, LANGUAGES, document, links, page_names
from qudao.web.workbench.settings.forms import MailForm, ProgrammeForm
from scripts import docs
from scripts.docs_words import POLICY
from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"
FILES = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    *sorted(DOCS.glob("*/*.md")),
]
READ_FROM_ENVIRONMENT = re.compile(
    r'(?:env\.(?:text|flag|whole|words)\(|os\.environ(?:\.get)?[\[(])\s*"([A-Z][A-Z0-9_]+)"'
)
SET_BY_US = {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def anchors_of(path: Path) -> set[str]:
    found = document(path.stem, path.parent.name)
    return {section.anchor for section in found.sections} if found else set()


def is_dead(path: Path, link: str) -> bool:
    """Whether a link of a file leads nowhere: no such file, or no such section in it."""
    if link.startswith(("http://", "https://", "mailto:")):
        return False
    name, _hash, anchor = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    return not target.exists() or bool(anchor and anchor not in anchors_of(target))


def test_no_link_is_dead() -> None:
    dead = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in FILES
        for link in links(path.read_text("utf-8"))
        if is_dead(path, link)
    ]
    assert dead == []


def test_every_page_that_a_document_names_exists() -> None:
    missing = []
    for path in FILES:
        for address in page_names(path.read_text("utf-8")):
            try:
                resolve(address)
            except Resolver404:
                missing.append(f"{path.relative_to(ROOT)}: {address}")
    assert missing == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_has_the_same_sections_in_both_languages(name: str) -> None:
    english, chinese = (document(name, language) for language in LANGUAGES)
    assert english is not None
    assert chinese is not None
    assert [s.level for s in english.sections] == [s.level for s in chinese.sections]
    assert english.lead
    assert chinese.lead


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_of_docs_is_a_help_page(language: str) -> None:
    assert sorted(path.stem for path in (DOCS / language).glob("*.md")) == sorted(DOCUMENTS)


def test_printed_tables_are_as_the_code_has_them() -> None:
    assert docs.outdated() == [], "run: python scripts/docs.py update"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_of_the_environment_is_documented(language: str) -> None:
    text = (DOCS / language / "settings.md").read_text("utf-8")
    read = {
        name
        for path in (ROOT / "qudao").rglob("*.py")
        for name in READ_FROM_ENVIRONMENT.findall(path.read_text("utf-8"))
    }
    assert {"QUDAO_SECRET_KEY", "PORT"} <= read
    assert {name for name in read - SET_BY_US if f"`{name}`" not in text} == set()


def test_every_value_of_the_rules_is_documented() -> None:
    assert set(POLICY) == set(RegistrationPolicy.__dataclass_fields__)


def test_the_programmes_settings_are_those_that_the_documents_name() -> None:
    """Whoever adds a field to these forms describes it in settings.md, then here."""
    fields = {*ProgrammeForm.base_fields, *MailForm.base_fields} - {"version"}
    assert fields == {
        *("name_zh", "name_en", "default_language", "time_zone", "currency"),
        *("holiday_calendar", "fiscal_year_starts_in", "mail_host", "mail_port", "mail_use_tls"),
        *("mail_user", "password", "forget_password", "mail_from"),
        "deciders_need_second_factor",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_its_words(language: str) -> None:
    text = (DOCS / language / "commands.md").read_text("utf-8")
    headings = " ".join(re.findall(r"^## (.*)$", text, re.MULTILINE))
    assert [c.name for c in COMMANDS if f"qudao {c.name}" not in headings] == []
