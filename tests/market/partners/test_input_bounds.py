"""What may be said of a partner, its own company and its people: both sides of every bound."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qudao.core.checks import Checks
from qudao.market.partners.inputs import (
    ContactInput,
    OwnCompanyInput,
    PartnerInput,
    check_contact,
    check_own_company,
    check_partner,
)

LONGEST_MAIL = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 58}.cn"  # 254 signs


def found(checks: Checks) -> list[tuple[str, str]]:
    assert all(str(one.message) for one in checks.problems)
    return [(one.field, one.code) for one in checks.problems]


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"name_zh": "启" * 200, "name_en": "x" * 200},
        {"name_en": "", "name_zh": "启恒 🙂 <b>"},
        {"code": "A1"},
        {"code": "ABCDEFGH-123"},
        {"partner_type": "distributor"},
        {"partner_type": "retailer", "business_kind": ""},
        {"business_kind": "managed_service_provider"},
        {"lifecycle": "exited"},
        {"employees": 0},
        {"employees": 5_000_000},
        {"joined_on": date(1990, 1, 1)},
        {"joined_on": date(2099, 12, 31)},
        {"city": "市" * 120, "address": "路" * 300},
        {"website": f"https://{'w' * 180}.example.com"[:196] + ".com"},
        {"website": "例子.中国/path?x=1"},
        {"phone": "+86 (512) 555-0100 x 7"},
        {"phone": "12345"},
        {"phone": "1" * 40},
        {"source": "s" * 60, "source_key": "k" * 80},
    ],
)
def test_what_keeps_its_bounds_is_taken(stated: dict[str, Any]) -> None:
    assert found(check_partner(PartnerInput(**{"name_en": "Qiheng", **stated}))) == []


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({"name_en": ""}, [("name_zh", "required")]),
        ({"name_en": "\u3000 \t"}, [("name_en", "control_sign"), ("name_zh", "required")]),
        ({"name_zh": "启" * 201}, [("name_zh", "too_long")]),
        ({"name_en": "x" * 201}, [("name_en", "too_long")]),
        ({"name_en": "a\x00b"}, [("name_en", "control_sign")]),
        ({"name_zh": "a\u202eb"}, [("name_zh", "control_sign")]),
        ({"code": "A"}, [("code", "not_a_code")]),
        ({"code": "ABCDEFGH-1234"}, [("code", "not_a_code")]),
        ({"code": "qihe"}, [("code", "not_a_code")]),
        ({"code": "-AB"}, [("code", "not_a_code")]),
        ({"code": "AB\n"}, [("code", "not_a_code")]),
        ({"code": "ＡＢ"}, [("code", "not_a_code")]),
        ({"partner_type": ""}, [("partner_type", "unknown_choice")]),
        ({"lifecycle": "ACTIVE"}, [("lifecycle", "unknown_choice")]),
        ({"business_kind": "shop"}, [("business_kind", "unknown_choice")]),
        (
            {"partner_type": "distributor", "business_kind": "system_integrator"},
            [("business_kind", "not_a_business_partner")],
        ),
        (
            {"partner_type": "none", "business_kind": "none"},
            [
                ("partner_type", "unknown_choice"),
                ("business_kind", "unknown_choice"),
                ("business_kind", "not_a_business_partner"),
            ],
        ),
        ({"employees": -1}, [("employees", "out_of_bounds")]),
        ({"employees": 5_000_001}, [("employees", "out_of_bounds")]),
        ({"joined_on": date(1989, 12, 31)}, [("joined_on", "out_of_bounds")]),
        ({"joined_on": date(2100, 1, 1)}, [("joined_on", "out_of_bounds")]),
        ({"city": "市" * 121}, [("city", "too_long")]),
        ({"address": "路" * 301}, [("address", "too_long")]),
        ({"address": "line\nline"}, [("address", "control_sign")]),
        ({"website": "javascript:alert(1)"}, [("website", "not_a_website")]),
        ({"website": "ftp://example.com"}, [("website", "not_a_website")]),
        ({"website": "a b.com"}, [("website", "not_a_website")]),
        ({"website": "w" * 197 + ".com"}, [("website", "too_long")]),
        ({"phone": "1234"}, [("phone", "not_a_phone")]),
        ({"phone": "1" * 41}, [("phone", "not_a_phone")]),
        ({"phone": "１２３４５６"}, [("phone", "not_a_phone")]),
        ({"phone": "call me"}, [("phone", "not_a_phone")]),
        ({"source": "s" * 61}, [("source", "too_long")]),
        ({"source_key": "k" * 81}, [("source_key", "too_long")]),
    ],
)
def test_what_leaves_its_bounds_is_named(
    stated: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    assert found(check_partner(PartnerInput(**{"name_en": "Qiheng", **stated}))) == problems


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({}, []),
        ({"city": "苏州", "website": "qiheng.example", "phone": "+86 512 5555"}, []),
        ({"city": "x" * 121}, [("city", "too_long")]),
        ({"address": "\x7f"}, [("address", "control_sign")]),
        (
            {"website": "no site", "phone": "?"},
            [("website", "not_a_website"), ("phone", "not_a_phone")],
        ),
    ],
)
def test_a_principal_keeps_the_same_bounds(
    stated: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    assert found(check_own_company(OwnCompanyInput(**stated))) == problems


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({}, []),
        ({"name": "姚" * 120, "title": "长" * 120, "consent_note": "n" * 200}, []),
        ({"name": "O'Brien <i>, 🙂"}, []),
        ({"email": LONGEST_MAIL}, []),
        ({"email": "yao@例子.中国"}, []),
        ({"name": ""}, [("name", "required")]),
        ({"name": " \u3000 "}, [("name", "required")]),
        ({"name": "姚" * 121}, [("name", "too_long")]),
        ({"name": "a\x00b"}, [("name", "control_sign")]),
        ({"title": "长" * 121}, [("title", "too_long")]),
        ({"consent_note": "n" * 201}, [("consent_note", "too_long")]),
        ({"email": "yao"}, [("email", "not_an_email")]),
        ({"email": "yao@"}, [("email", "not_an_email")]),
        ({"email": "a b@example.com"}, [("email", "not_an_email")]),
        ({"email": "yao＠example.com"}, [("email", "not_an_email")]),
        ({"email": f"x{LONGEST_MAIL}"}, [("email", "too_long")]),
        ({"email": LONGEST_MAIL.replace("@", f"@{'e' * 59}.")}, [("email", "too_long")]),
        ({"phone": "12"}, [("phone", "not_a_phone")]),
        ({"function": "boss"}, [("function", "unknown_choice")]),
        ({"consent_basis": ""}, [("consent_basis", "unknown_choice")]),
        (
            {"name": "", "email": "x", "phone": "x", "function": "x", "consent_basis": "x"},
            [
                ("name", "required"),
                ("email", "not_an_email"),
                ("phone", "not_a_phone"),
                ("function", "unknown_choice"),
                ("consent_basis", "unknown_choice"),
            ],
        ),
    ],
)
def test_a_contact_keeps_its_bounds(
    stated: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    given = ContactInput(**{"name": "Yao Lin", **stated})  # type: ignore[arg-type]
    assert found(check_contact(given)) == problems


def test_the_longest_address_is_as_long_as_its_column() -> None:
    assert len(LONGEST_MAIL) == 254
