"""Inputs are checked as a whole: every problem at once, at both sides of every bound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.core.checks import Checks
from qudao.core.errors import Invalid
from qudao.core.money import LARGEST

Check = Callable[..., None]
OUT = "out_of_bounds"


def codes(check: Check) -> list[str]:
    checks = Checks()
    check(checks)
    assert all(problem.field == "f" and str(problem.message) for problem in checks.problems)
    return [problem.code for problem in checks.problems]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("x" * 10, []),
        ("马" * 10, []),
        ("x" * 11, ["too_long"]),
        ("a\tb", ["control_sign"]),
        ("a\nb", ["control_sign"]),
        ("a\x00b", ["control_sign"]),
        ("a\x7fb", ["control_sign"]),
        ("a\x85b", ["control_sign"]),
        ("a\u2028b", ["control_sign"]),
        ("a\u202eb", ["control_sign"]),
        ("a\u2066b", ["control_sign"]),
        ("a\u200db", []),
        ("Ｆｕｌｌ", []),
        ("\x00" * 11, ["too_long"]),
        ("<script>", []),
    ],
)
def test_a_text_is_one_readable_line_of_bounded_length(value: str, expected: list[str]) -> None:
    assert codes(lambda checks: checks.text("f", value, longest=10)) == expected


def test_a_text_that_is_too_long_says_both_figures() -> None:
    checks = Checks()
    checks.text("f", "x" * 12, longest=10)
    assert checks.problems[0].message == "At most 10 characters; there are 12."


@pytest.mark.parametrize(
    ("value", "is_there"),
    [("x", True), (1, True), (["a"], True), ("", False), (None, False), ([], False), (0, False)],
)
def test_what_is_required_is_there(value: object, *, is_there: bool) -> None:
    assert codes(lambda checks: checks.required("f", value)) == ([] if is_there else ["required"])


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("启恒", "", []),
        ("", "Qiheng", []),
        ("", "", [("name_zh", "required")]),
        (" ", "\u3000", [("name_zh", "required")]),
        ("x" * 201, "", [("name_zh", "too_long")]),
        ("", "a\x00", [("name_en", "control_sign")]),
    ],
)
def test_a_name_is_given_in_one_language_at_least(
    zh: str, en: str, expected: list[tuple[str, str]]
) -> None:
    checks = Checks()
    checks.a_name(zh, en)
    assert [(problem.field, problem.code) for problem in checks.problems] == expected


def test_a_choice_is_one_of_those_offered() -> None:
    assert codes(lambda checks: checks.one_of("f", "b", iter("abc"))) == []
    for value in ("", "d", "A", "a "):
        assert codes(lambda checks, it=value: checks.one_of("f", it, "abc")) == ["unknown_choice"]
    checks = Checks()
    checks.one_of("f", "x" * 100, ["a", "b"])
    assert checks.problems[0].message == f"“{'x' * 40}” is not one of: a, b."


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, []), (1, []), (9, []), (0, ["out_of_bounds"]), (10, ["out_of_bounds"])],
)
def test_a_number_lies_between_its_bounds(value: int | None, expected: list[str]) -> None:
    assert codes(lambda checks: checks.between("f", value, 1, 9)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (None, []),
        (date(1990, 1, 1), []),
        (date(2099, 12, 31), []),
        (date(1989, 12, 31), ["out_of_bounds"]),
        (date(2100, 1, 1), ["out_of_bounds"]),
        (date(1900, 1, 1), ["out_of_bounds"]),
        (date.max, ["out_of_bounds"]),
        (date.min, ["out_of_bounds"]),
    ],
)
def test_a_day_is_of_this_business_age(day: date | None, expected: list[str]) -> None:
    assert codes(lambda checks: checks.day("f", day)) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 1, 1), None, []),
        (date(2026, 1, 1), date(2026, 1, 2), []),
        (date(2026, 1, 1), date(2026, 1, 1), [("until", "ends_too_early")]),
        (date(2026, 1, 2), date(2026, 1, 1), [("until", "ends_too_early")]),
        (date(1900, 1, 1), date(9999, 1, 1), [("since", OUT), ("until", OUT)]),
        (date(2026, 1, 1), date(1900, 1, 1), [("until", OUT), ("until", "ends_too_early")]),
    ],
)
def test_a_period_ends_after_it_began(
    first: date, last: date | None, expected: list[tuple[str, str]]
) -> None:
    checks = Checks()
    checks.period(("since", first), ("until", last))
    assert [(problem.field, problem.code) for problem in checks.problems] == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", []),
        ("0.0001", []),
        ("12.3400", []),
        ("99999999999999", []),
        ("99999999999999.0001", ["out_of_bounds"]),
        ("100000000000000", ["out_of_bounds"]),
        ("-0.0001", ["out_of_bounds"]),
        ("NaN", ["out_of_bounds"]),
        ("sNaN", ["out_of_bounds"]),
        ("Infinity", ["out_of_bounds"]),
        ("-Infinity", ["out_of_bounds"]),
        ("1E+400", ["out_of_bounds"]),
        ("0.00001", ["too_many_decimals"]),
        ("1E-400", ["too_many_decimals"]),
    ],
)
def test_an_amount_is_exact_and_not_negative(amount: str, expected: list[str]) -> None:
    assert codes(lambda checks: checks.amount("f", Decimal(amount))) == expected


@given(st.decimals(min_value=0, max_value=LARGEST, places=4))
def test_every_amount_of_four_decimals_is_taken(amount: Decimal) -> None:
    assert codes(lambda checks: checks.amount("f", amount)) == []


SHAPES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        "email",
        ("", "a@example.com", "a+b@sub.example.co"),
        ("a", "a@", "@b", "a b@c.d", "a@b", "a@b.c\n", "＠a.b"),
        "not_an_email",
    ),
    (
        "phone",
        ("", "12345", "+86 (21) 5555-1234", "021/555.12 x3", "4" * 40),
        ("1234", "call me", "4" * 41, "１２３４５", "12345\n", "-12345"),
        "not_a_phone",
    ),
    (
        "website",
        ("", "www.example.com", "https://例子.中国/x?y", "http://a.b:8080/", "EXAMPLE.COM"),
        (
            "example",
            "javascript:alert(1)",
            "ftp://a.b",
            "http://",
            "a b.c",
            "//a.b",
            "http://a.b:x",
        ),
        "not_a_website",
    ),
    ("currency", ("CNY", "XXX"), ("", "cny", "CN", "CNYX", "ＣＮＹ", "CN1"), "not_a_currency"),
)


@pytest.mark.parametrize(("kind", "right", "wrong", "code"), SHAPES)
def test_shapes_are_recognised(
    kind: str, right: tuple[str, ...], wrong: tuple[str, ...], code: str
) -> None:
    for value in right:
        assert codes(lambda checks, it=value: getattr(checks, kind)("f", it)) == [], value
    for value in wrong:
        assert code in codes(lambda checks, it=value: getattr(checks, kind)("f", it)), value


@given(st.text(max_size=50))
def test_no_check_breaks_on_any_text(text: str) -> None:
    for kind in ("email", "phone", "website", "currency"):
        codes(lambda checks, it=kind: getattr(checks, it)("f", text))
    codes(lambda checks: checks.text("f", text, longest=20))


def test_finishing_raises_everything_at_once_or_nothing() -> None:
    checks = Checks()
    checks.finish()
    checks.required("name", "")
    checks.currency("currency", "x")
    checks.refuse("", "whole", "The input as a whole.")
    with pytest.raises(Invalid) as refused:
        checks.finish()
    assert [(p.field, p.code) for p in refused.value.problems] == [
        ("name", "required"),
        ("currency", "not_a_currency"),
        ("", "whole"),
    ]
    assert refused.value.status == 422


@pytest.mark.parametrize("name", ["\u3164", "\u115f\u1160", "\u2800", "\u200b", "·—", "😀", "()"])
def test_a_name_of_signs_alone_is_refused(name: str) -> None:
    checks = Checks()
    checks.a_name(name, name)

    assert [(one.field, one.code) for one in checks.problems] == [
        ("name_zh", "no_letters"),
        ("name_en", "no_letters"),
    ]


@pytest.mark.parametrize("name", ["", " ", "浦岚", "3M", "\u3164浦", "한국", "\u2edd"])
def test_one_letter_or_digit_makes_a_name(name: str) -> None:
    assert codes(lambda checks: checks.named("f", name)) == []
