"""What people type about people: each check answers its problems, all of them, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.people.checks import (
    email_address,
    new_password,
    optional_text,
    phone_number,
    required_text,
)

UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


def codes(found: object) -> list[str]:
    return [problem.code for problem in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u00a0", *UNSEEN, f" {UNSEEN} "])
def test_a_text_without_anything_to_read_is_missing(text: str) -> None:
    assert codes(required_text("name", text, longest=20)) == ["required"]


@pytest.mark.parametrize("text", ["x", "0", "马", "👨\u200d👩\u200d👧", "می\u200cخواهم", "-"])
def test_a_text_with_something_to_read_is_there(text: str) -> None:
    assert codes(required_text("name", text, longest=20)) == []


@pytest.mark.parametrize(("length", "expected"), [(0, []), (9, []), (10, []), (11, ["too_long"])])
def test_a_text_has_its_longest(length: int, expected: list[str]) -> None:
    assert codes(optional_text("title", "x" * length, longest=10)) == expected
    assert codes(optional_text("title", "马" * length, longest=10)) == expected


@given(
    st.sampled_from([*map(chr, range(32)), "\x7f", "\x80", "\x9f", "\u2028", "\u202a", "\u202e"])
)
def test_no_text_holds_a_control_sign(sign: str) -> None:
    assert codes(optional_text("title", f"a{sign}b", longest=10)) == ["control_characters"]


@given(st.text(max_size=30))
def test_checking_a_text_never_breaks_and_knows_no_other_codes(text: str) -> None:
    found = codes(required_text("name", text, longest=20))
    assert set(found) <= {"required", "too_long", "control_characters"}
    assert ("too_long" in found) == (len(text) > 20)


def test_too_long_and_hostile_are_both_said() -> None:
    assert codes(required_text("name", "\x00" * 21, longest=20)) == [
        "too_long",
        "control_characters",
    ]


@pytest.mark.parametrize(
    "phone",
    ["", "13800000000", "+86 138 0000 0000", "(021) 5555-1234", "021/5555.12", "400x123", "#7"],
)
def test_a_phone_number_has_digits_and_its_signs(phone: str) -> None:
    assert codes(phone_number("phone", phone)) == []


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("call me", ["phone"]),
        ("１３８", ["phone"]),
        ("138;rm -rf", ["phone"]),
        ("=138", ["phone"]),
        ("1" * 41, ["too_long"]),
        ("a" * 41, ["too_long", "phone"]),
        ("138\n139", ["control_characters", "phone"]),
    ],
)
def test_anything_else_is_no_phone_number(phone: str, expected: list[str]) -> None:
    assert codes(phone_number("phone", phone)) == expected


@given(st.text(max_size=60))
def test_checking_an_address_never_breaks(text: str) -> None:
    assert set(codes(email_address("email", text))) <= {"email", "too_long"}


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("three-quiet-lamps", []),
        ("", ["password_too_short"]),
        ("qwertyuiop", ["password_too_common"]),
        ("1234567890", ["password_too_common"]),
        ("chen.xiaoyu@example.com", ["password_too_similar"]),
        ("x" * 200, []),
        ("x" * 201, ["too_long"]),
    ],
)
def test_a_password_follows_the_rules_of_the_site(password: str, expected: list[str]) -> None:
    found = new_password("password", password, email="chen.xiaoyu@example.com", name="Chen Xiaoyu")
    assert codes(found) == expected


@given(st.text(max_size=250))
def test_checking_a_password_never_breaks(password: str) -> None:
    found = list(new_password("password", password, email="a@example.com", name="A"))
    assert all(problem.field == "password" and str(problem.message) for problem in found)
