"""Settings are read from the environment once, each by a typed reader that names what is wrong."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from qudao.config import environment as env

NAME = "QUDAO_TEST_SETTING"


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


def given(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)


def test_a_text_loses_the_blanks_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.text(NAME) == ""
    assert env.text(NAME, "usual") == "usual"
    given(monkeypatch, "  value of two words \n")
    assert env.text(NAME, "usual") == "value of two words"


def test_a_text_that_is_set_to_nothing_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "")
    assert env.text(NAME, "usual") == ""


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "Yes", "on", " on "])
def test_the_usual_words_switch_on(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    given(monkeypatch, value)
    assert env.flag(NAME) is True


@pytest.mark.parametrize("value", ["0", "false", "No", "OFF", "", "  "])
def test_the_usual_words_switch_off(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert env.flag(NAME) is False
    given(monkeypatch, value)
    assert env.flag(NAME) is False


@pytest.mark.parametrize("value", ["2", "ja", "enable", "1;", "真"])
def test_any_other_word_stops_the_start_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    given(monkeypatch, value)
    with pytest.raises(ImproperlyConfigured, match=NAME) as refused:
        env.flag(NAME)
    assert value.lower() in str(refused.value)
    assert "write 1 or 0" in str(refused.value)


@pytest.mark.parametrize(("value", "number"), [("1", 1), (" 600 ", 600), ("0042", 42), ("", 7)])
def test_a_whole_number_above_zero_is_taken(
    monkeypatch: pytest.MonkeyPatch, value: str, number: int
) -> None:
    given(monkeypatch, value)
    assert env.whole(NAME, 7) == number


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "1e3", "ten", "٣", "６", "0x10", "1_000"])
def test_any_other_number_stops_the_start_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    given(monkeypatch, value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.whole(NAME, 7)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a.example,b.example", ["a.example", "b.example"]),
        ("a.example  b.example", ["a.example", "b.example"]),
        (" a.example , b.example ,", ["a.example", "b.example"]),
        ("", []),
        (" , ", []),
    ],
)
def test_a_list_is_divided_by_commas_or_blanks(
    monkeypatch: pytest.MonkeyPatch, value: str, words: list[str]
) -> None:
    given(monkeypatch, value)
    assert env.words(NAME, "usual") == words


def test_a_list_that_is_not_set_is_the_usual_one() -> None:
    assert env.words(NAME, "127.0.0.1 localhost") == ["127.0.0.1", "localhost"]
