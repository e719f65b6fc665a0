"""Names in two languages, and texts that are looked up once."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext, trans_real

from qudao.core import texts
from qudao.core.field_words import field_words
from qudao.core.mark import digest_of, is_marked, mark, mark_of, unmark
from qudao.core.models import Programme
from qudao.core.names import name_in
from qudao.core.texts import remember_texts
from qudao.people.names import spoken

NAMES = (
    ("zh-hans", "澄岩", "Chengyan", "澄岩"),
    ("zh", "澄岩", "Chengyan", "澄岩"),
    ("en", "澄岩", "Chengyan", "Chengyan"),
    ("", "澄岩", "Chengyan", "Chengyan"),
    ("fr", "澄岩", "Chengyan", "Chengyan"),
    ("zh-hans", "", "Chengyan", "Chengyan"),
    ("zh-hans", None, "Chengyan", "Chengyan"),
    ("en", "澄岩", "", "澄岩"),
    ("en", "澄岩", None, "澄岩"),
    ("en", None, None, ""),
    ("zh-hans", "", "", ""),
)


@pytest.mark.parametrize(("language", "chinese", "english", "name"), NAMES)
def test_a_name_is_in_the_readers_language_or_in_the_other(
    language: str, chinese: str | None, english: str | None, name: str
) -> None:
    assert name_in(language, chinese, english) == name
    if chinese is not None and english is not None:
        assert Programme(name_zh=chinese, name_en=english).name(language) == name


def test_a_name_without_a_second_script_is_spoken_as_it_is() -> None:
    for written in ("Xu Mingyuan", "许明远", "", "O’Hara-Li", "A. N. Other"):
        for language in ("en", "zh-hans"):
            with translation.override(language):
                assert spoken(written) == written


# ------------------------------------------------------------------ texts


class Catalogue(NullTranslations):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def gettext(self, message: str) -> str:
        self.asked.append(message)
        return f"<{message}>"


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    found = Catalogue()
    monkeypatch.setattr(trans_real, "translation", lambda _language: found)
    remember_texts.cache_clear()
    return found


def test_a_text_is_looked_up_once(catalogue: Catalogue) -> None:
    asked = catalogue.asked
    remember_texts("xx")
    for _time in range(3):
        assert catalogue.gettext("Save") == "<Save>"
        assert catalogue.gettext("") == "<>"
    assert asked == ["Save", ""]


def test_remembering_twice_keeps_one_memory(catalogue: Catalogue) -> None:
    asked = catalogue.asked
    remember_texts("xx")
    first = catalogue.gettext
    remember_texts("xx")
    assert catalogue.gettext is first
    catalogue.gettext("Save")
    assert asked == ["Save"]


def test_what_comes_from_outside_does_not_fill_the_memory(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "MOST", 2)
    remember_texts("xx")
    for number in (1, 2, 3, 3, 1):
        assert catalogue.gettext(f"{number}") == f"<{number}>"
    assert catalogue.asked == ["1", "2", "3", "3"]


def test_texts_of_one_language_are_not_those_of_another() -> None:
    said = {}
    for language in ("en", "zh-hans", "en"):
        remember_texts(language)
        with translation.override(language):
            said[language] = gettext("Address")
    assert said == {"en": "Address", "zh-hans": "地址"}


def test_a_column_that_nobody_worded_is_read_by_its_own_name() -> None:
    assert str(field_words("address")) == "Address"
    unworded = str(field_words("some_new_column"))
    assert "_" not in unworded
    assert unworded


# ------------------------------------------------------------------ the mark


def test_a_mark_is_made_found_and_taken_away(tmp_path: Path) -> None:
    secret = "postgres://qudao:hunter2@db/qudao"
    assert not is_marked(tmp_path, secret)
    mark(tmp_path, secret)
    assert is_marked(tmp_path, secret)
    assert not is_marked(tmp_path, secret.replace("db", "other"))
    assert "hunter2" not in mark_of(tmp_path).read_text()
    assert digest_of(secret) in mark_of(tmp_path).read_text()
    unmark(tmp_path)
    unmark(tmp_path)
    assert not is_marked(tmp_path, secret)
