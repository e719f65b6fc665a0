"""Ids, seals, safe cells, refusals, windows of limits: small things that everything stands on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from qudao.core import clock
from qudao.core.errors import (
    Conflict,
    FieldProblem,
    Invalid,
    NotFound,
    NotPermitted,
    QudaoError,
    TooMany,
)
from qudao.core.field_words import field_words
from qudao.core.ids import ALPHABET, new_public_id
from qudao.core.ratelimit import Limit, spend
from qudao.core.sealing import SealBroken, seal, unseal
from qudao.core.spreadsheet import safe_cell

RISKY = "=+-@\t\r\n＝＋－＠"


# ------------------------------------------------------------------ cells


@pytest.mark.parametrize("sign", RISKY)
def test_no_cell_begins_like_a_formula(sign: str) -> None:
    for text in (sign, f"{sign}1+1", f"{sign}cmd|' /C calc'!A0"):
        assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "a@b.example", "'=1", " =1", "启恒"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4)
)
def test_a_line_of_cells_is_read_back_whole_and_safe(cells: list[str]) -> None:
    cells = [cell.replace("\x00", "").replace("\r", "").replace("\n", "") for cell in cells]
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe_cell(cell) for cell in cells])
    buffer.seek(0)
    (read,) = csv.reader(buffer)
    assert not [cell for cell in read if cell.startswith(tuple(RISKY))]
    assert [cell.removeprefix("'") for cell in read] == [cell.removeprefix("'") for cell in cells]


# ------------------------------------------------------------------ ids


def test_an_id_is_opaque_and_names_its_kind() -> None:
    made = {new_public_id("par") for _number in range(500)}
    assert len(made) == 500
    for public_id in made:
        prefix, _mark, signs = public_id.partition("_")
        assert (prefix, len(signs)) == ("par", 16)
        assert set(signs) <= set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ilou") & set(ALPHABET)


def test_every_sign_is_drawn() -> None:
    drawn = {sign for _n in range(200) for sign in new_public_id("x")[2:]}
    assert drawn == set(ALPHABET)


# ------------------------------------------------------------------ seals


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_seal_opens_to_the_same_text(secret: str) -> None:
    sealed = seal(secret, purpose="test")
    assert unseal(sealed, purpose="test") == secret
    assert len(secret) < 8 or secret not in sealed


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    assert seal("word", purpose="test") != seal("word", purpose="test")


@pytest.mark.parametrize("wrong", ["", "x", "gAAAA", "\u9a6c", "a" * 500])
def test_what_is_no_seal_is_told(wrong: str) -> None:
    with pytest.raises(SealBroken) as refused:
        unseal(wrong, purpose="test")
    assert (refused.value.status, refused.value.code) == (409, "seal_broken")


def test_a_seal_that_was_touched_is_broken(settings: Settings) -> None:
    sealed = seal("word", purpose="test")
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"
    with pytest.raises(SealBroken):
        unseal(sealed[:middle] + other + sealed[middle + 1 :], purpose="test")
    settings.SECRET_KEY = settings.SECRET_KEY + "x"
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="test")


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("problem", "status", "code"),
    [
        (QudaoError(), 400, "error"),
        (NotPermitted("a.b"), 403, "not_permitted"),
        (NotFound(), 404, "not_found"),
        (Invalid([]), 422, "invalid"),
        (Conflict(), 409, "conflict"),
        (TooMany(), 429, "too_many"),
        (Conflict("Other words.", code="own_code"), 409, "own_code"),
    ],
)
def test_every_refusal_has_a_status_a_code_and_a_sentence(
    problem: QudaoError, status: int, code: str
) -> None:
    assert (problem.status, problem.code) == (status, code)
    assert str(problem).endswith(".")


def test_a_refusal_speaks_the_readers_language() -> None:
    problem = NotFound()
    with translation.override("zh-hans"):
        chinese = str(problem)
    assert chinese != str(problem) == "There is nothing here, or it is not yours to see."


def test_one_refused_field_is_an_input_refused() -> None:
    problem = Invalid.field("email", "taken", "Taken.")
    assert problem.problems == (FieldProblem("email", "taken", "Taken."),)
    assert problem.code == "invalid"


def test_a_rule_and_a_next_step_travel_with_the_refusal() -> None:
    problem = Conflict("No.", rule="2026.1 G2", next_step="Ask.")
    assert (problem.rule, problem.next_step) == ("2026.1 G2", "Ask.")
    assert (Conflict().rule, Conflict().next_step) == ("", "")
    # the class keeps its own words
    assert str(Conflict()).startswith("This has changed")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("city", "City"),
        ("assigned_to_id", "In the charge of"),
        ("no_such_column", "No such column"),
        ("odd_id", "Odd"),
        ("", ""),
    ],
)
def test_a_column_is_read_in_words(name: str, words: str) -> None:
    assert str(field_words(name)) == words


# ------------------------------------------------------------------ windows


@pytest.fixture
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def tries(limit: Limit, who: str | int, at: datetime, count: int) -> int:
    """How many of so many tries were let through."""
    passed = 0
    for _try in range(count):
        try:
            spend(limit, who, now=at)
        except TooMany:
            continue
        passed += 1
    return passed


def test_a_window_ends_on_its_own_beat(empty_cache: None) -> None:
    limit = Limit("beat", most=2, seconds=60)
    start = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert tries(limit, 1, start + timedelta(seconds=59), 5) == 2
    assert tries(limit, 1, start + timedelta(seconds=60), 5) == 2
    assert tries(limit, 1, start + timedelta(seconds=119), 5) == 0
    assert tries(limit, 1, start, 5) == 0


def test_people_limits_and_windows_are_counted_apart(empty_cache: None) -> None:
    at = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    one, two = Limit("one", most=1, seconds=60), Limit("two", most=3, seconds=3600)
    assert tries(one, "192.0.2.1", at, 3) == 1
    assert tries(one, "192.0.2.11", at, 3) == 1
    assert tries(one, "2001:db8::1", at, 3) == 1
    assert tries(two, "192.0.2.1", at, 5) == 3
    assert tries(one, 1, at, 3) == 1
    assert tries(one, 11, at, 3) == 1


def test_a_refused_try_counts_no_more(empty_cache: None) -> None:
    limit = Limit("refused", most=1, seconds=60)
    at = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert tries(limit, 1, at, 50) == 1
    assert tries(limit, 1, at + timedelta(seconds=60), 2) == 1


# ------------------------------------------------------------------ the clock


def test_the_clock_is_aware_and_in_utc() -> None:
    moment = clock.now()
    assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Asia/Shanghai", 3), ("UTC", 2), ("Pacific/Kiritimati", 3), ("America/New_York", 2)],
)
def test_a_day_is_that_of_its_zone(zone: str, day: int) -> None:
    moment = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert clock.day_in(moment, zone).day == day
