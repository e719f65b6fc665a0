"""What may be said of a customer, a number, a relationship: both sides of every bound."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qudao.core.checks import Checks
from qudao.market.customers.inputs import (
    CustomerInput,
    IdentifierInput,
    NameInput,
    RelationInput,
    check_customer,
    check_name,
    check_number,
    check_relation,
    engine_scheme,
    proof_of,
)
from tests.market.customers.build import USCC_A, USCC_WRONG, uscc

DAY = date(2026, 3, 2)


def found(checks: Checks) -> list[tuple[str, str]]:
    assert all(str(one.message) for one in checks.problems)
    return [(one.field, one.code) for one in checks.problems]


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"name_zh": "华" * 200, "name_en": "x" * 200},
        {"name_zh": "", "name_en": "<b>O'Brien & Søn</b> 🙂"},
        {"kind": "group"},
        {"kind": "site"},
        {"account_class": "shared"},
        {"city": "市" * 120, "address": "路" * 300},
        {"website": "HTTPS://例子.中国:8443/a?b=c"},
        {"employees": 0},
        {"employees": 5_000_000},
        {"names": tuple(NameInput(name=f"别名{at}") for at in range(50))},
        {"names": (NameInput(name="x" * 200, kind="former"),)},
        {"identifiers": (uscc(USCC_A), uscc(USCC_WRONG, keep_unproven=True))},
        {"identifiers": (IdentifierInput(scheme="registration", value="n" * 40),)},
        {"source": "s" * 60, "source_key": "k" * 120},
    ],
)
def test_what_keeps_its_bounds_is_taken(stated: dict[str, Any]) -> None:
    assert found(check_customer(CustomerInput(**{"name_zh": "华东证券", **stated}))) == []


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({"name_zh": ""}, [("name_zh", "required")]),
        ({"name_zh": " \u3000 "}, [("name_zh", "required")]),
        ({"name_zh": "华" * 201}, [("name_zh", "too_long")]),
        ({"name_en": "x" * 201}, [("name_en", "too_long")]),
        ({"name_en": "a\x00b"}, [("name_en", "control_sign")]),
        ({"name_zh": "华\n东"}, [("name_zh", "control_sign")]),
        ({"kind": ""}, [("kind", "unknown_choice")]),
        ({"kind": "Company"}, [("kind", "unknown_choice")]),
        ({"account_class": "vip"}, [("account_class", "unknown_choice")]),
        ({"city": "市" * 121}, [("city", "too_long")]),
        ({"address": "路" * 301}, [("address", "too_long")]),
        ({"address": "a\u2029b"}, [("address", "control_sign")]),
        ({"website": "mailto:a@b.cn"}, [("website", "not_a_website")]),
        ({"website": "w" * 197 + ".com"}, [("website", "too_long")]),
        ({"employees": -1}, [("employees", "out_of_bounds")]),
        ({"employees": 5_000_001}, [("employees", "out_of_bounds")]),
        ({"source": "s" * 61}, [("source", "too_long")]),
        ({"source_key": "k" * 121}, [("source_key", "too_long")]),
        (
            {"names": tuple(NameInput(name=f"别名{at}") for at in range(51))},
            [("names", "out_of_bounds")],
        ),
        (
            {
                "names": (
                    NameInput(name="x" * 201),
                    NameInput(name=" "),
                    NameInput(name="a", kind="?"),
                )
            },
            [("names", "too_long"), ("names", "required"), ("names", "unknown_choice")],
        ),
        ({"identifiers": (uscc(USCC_WRONG),)}, [("identifiers", "wrong_check_digit")]),
    ],
)
def test_what_leaves_its_bounds_is_named(
    stated: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    assert found(check_customer(CustomerInput(**{"name_zh": "华东证券", **stated}))) == problems


def test_every_problem_of_a_customer_is_named_at_once() -> None:
    hostile = CustomerInput(
        kind="x",
        account_class="x",
        city="x" * 121,
        address="\x00",
        website="?",
        employees=-1,
        names=(NameInput(name=""),),
        identifiers=(IdentifierInput(scheme="passport", value=""),),
        source="s" * 61,
        source_key="k" * 121,
    )
    assert found(check_customer(hostile)) == [
        ("name_zh", "required"),
        ("kind", "unknown_choice"),
        ("account_class", "unknown_choice"),
        ("city", "too_long"),
        ("address", "control_sign"),
        ("website", "not_a_website"),
        ("employees", "out_of_bounds"),
        ("source", "too_long"),
        ("source_key", "too_long"),
        ("names", "required"),
        ("identifiers", "required"),
        ("identifiers", "unknown_choice"),
    ]


# ------------------------------------------------------------------ names and numbers


def problems_of_number(scheme: str, value: str, mode: str = "") -> list[str]:
    checks = Checks()
    keep = mode == "keep"
    check_number(IdentifierInput(scheme=scheme, value=value, keep_unproven=keep), checks)
    return [code for _field, code in found(checks)]


@pytest.mark.parametrize(
    ("scheme", "value", "codes"),
    [
        ("uscc", USCC_A, []),
        ("uscc", f" {USCC_A.lower()} ", []),
        ("uscc", "91310000 MA1FL0W635", []),
        ("uscc", USCC_WRONG, ["wrong_check_digit"]),
        ("uscc", "", ["required"]),
        ("uscc", "   ", ["required"]),
        ("uscc", "x" * 41, ["too_long", "too_long"]),
        ("USCC", USCC_A, ["unknown_choice"]),
        ("", USCC_A, ["unknown_choice"]),
        ("registration", "any 编号 / 7", []),
        ("registration", "a\x00", ["control_sign", "wrong_length"]),
    ],
)
def test_a_number_keeps_the_rule_of_its_register(scheme: str, value: str, codes: list[str]) -> None:
    assert problems_of_number(scheme, value) == codes


@pytest.mark.parametrize(
    ("scheme", "value", "codes"),
    [
        ("uscc", USCC_WRONG, []),
        ("lei", "whatever", []),
        ("uscc", " ", ["required"]),
        ("uscc", "x" * 41, ["too_long"]),
        ("passport", USCC_A, ["unknown_choice"]),
    ],
)
def test_a_number_that_is_to_be_kept_unproven_keeps_the_column_only(
    scheme: str, value: str, codes: list[str]
) -> None:
    assert problems_of_number(scheme, value, "keep") == codes


def test_a_proven_number_has_one_spelling() -> None:
    spellings = (USCC_A, USCC_A.lower(), f" {USCC_A} ", f"{USCC_A[:8]}-{USCC_A[8:]}")
    assert {proof_of(uscc(one)).normalised for one in spellings} == {USCC_A}
    assert engine_scheme("registration").value == "other"
    assert engine_scheme("uscc").value == "uscc"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        (NameInput(name="华证"), []),
        (NameInput(name="x" * 200, kind="short"), []),
        (NameInput(name=""), ["required"]),
        (NameInput(name="\u3000"), ["required"]),
        (NameInput(name="x" * 201), ["too_long"]),
        (NameInput(name="a\x1fb"), ["control_sign"]),
        (NameInput(name="华证", kind="nick"), ["unknown_choice"]),
    ],
)
def test_another_name_keeps_its_bounds(name: NameInput, codes: list[str]) -> None:
    checks = Checks()
    check_name(name, checks)
    assert found(checks) == [("names", code) for code in codes]


# ------------------------------------------------------------------ relationships


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({}, []),
        ({"depth": 1, "last_touch": DAY}, []),
        ({"depth": 4, "since": date(1990, 1, 1), "last_touch": date(2099, 12, 31)}, []),
        ({"evidence": "e" * 300}, []),
        ({"depth": 0}, [("depth", "out_of_bounds")]),
        ({"depth": 5}, [("depth", "out_of_bounds")]),
        ({"since": date(1989, 12, 31)}, [("since", "out_of_bounds")]),
        ({"since": date(2100, 1, 1)}, [("since", "out_of_bounds")]),
        ({"last_touch": date(2026, 3, 1)}, [("last_touch", "before_since")]),
        ({"last_touch": date(2100, 1, 1)}, [("last_touch", "out_of_bounds")]),
        ({"evidence": "e" * 301}, [("evidence", "too_long")]),
        ({"evidence": "a\x00"}, [("evidence", "control_sign")]),
        (
            {"depth": -9, "last_touch": date(1, 1, 1), "evidence": "\x00"},
            [
                ("depth", "out_of_bounds"),
                ("last_touch", "out_of_bounds"),
                ("last_touch", "before_since"),
                ("evidence", "control_sign"),
            ],
        ),
    ],
)
def test_a_relationship_keeps_its_bounds(
    stated: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    given = RelationInput(**{"since": DAY, **stated})
    assert found(check_relation(given)) == problems
