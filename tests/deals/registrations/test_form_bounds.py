"""What a partner may state: every field at and beyond its bounds, all problems at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.deals.registrations.inputs import (
    ContactInput,
    EvidenceInput,
    RegistrationInput,
    form_problems,
    text_problems,
    tidy_uscc,
)
from qudao.deals.registrations.states import (
    Business,
    Kind,
    Purchase,
    PurchaseStage,
    TenderKind,
)

TODAY = date(2026, 3, 2)
FIVE_YEARS = timedelta(days=5 * 366)
A_DAY = timedelta(days=1)
CLEAN = RegistrationInput(customer_name="浦岚证券", project="网关", currency="CNY")


def problems(**changes: object) -> dict[str, str]:
    stated = replace(CLEAN, **changes)  # type: ignore[arg-type]
    return {one.field: one.code for one in form_problems(stated, today=TODAY)}


def valid_uscc() -> str:
    """A credit code whose last sign checks the others (GB 32100-2015)."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91310000MA1FL8W27"
    weights = [pow(3, place, 31) for place in range(17)]
    total = sum(signs.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return body + signs[(31 - total % 31) % 31]


def test_an_empty_form_has_no_wrong_field() -> None:
    """What is missing is the rules' matter, not the form's."""
    assert form_problems(RegistrationInput(), today=TODAY) == []


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("customer_name", 200),
        ("customer_city", 120),
        ("project", 200),
        ("site", 120),
        ("tender_number", 80),
        ("need", 4000),
        ("rival_brand", 120),
        ("value_added", 2000),
    ],
)
def test_a_text_has_its_longest_length(field: str, longest: int) -> None:
    for text in (
        "",
        " ",
        "汉" * longest,
        "汉" + "🎉" * (longest - 1),
        "<script>alert(1)</script>",
        "'; DROP--",
    ):
        assert problems(**{field: text}) == {}, text[:20]
    assert problems(**{field: "x" * (longest + 1)}) == {field: "too_long"}


@pytest.mark.parametrize("field", ["customer_name", "customer_city", "project", "site"])
def test_one_line_is_one_line(field: str) -> None:
    for sign in ("\x00", "\n", "\r", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ud800"):
        assert problems(**{field: f"a{sign}b"}) == {field: "control_sign"}, repr(sign)


@pytest.mark.parametrize("field", ["need", "value_added"])
def test_many_lines_may_break_and_hold_nothing_hidden(field: str) -> None:
    assert problems(**{field: "一\n二\r\n三\t四"}) == {}
    for sign in ("\x00", "\x1b", "\u202e", "\ud800", "\u2029"):
        assert problems(**{field: f"a{sign}b"}) == {field: "control_sign"}, repr(sign)


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("kind", Kind),
        ("business", Business),
        ("purchase", Purchase),
        ("purchase_stage", PurchaseStage),
        ("tender_kind", TenderKind),
    ],
)
def test_a_choice_is_one_of_the_form(field: str, choices: type[Kind]) -> None:
    for value in choices.values:
        assert problems(**{field: value}) == {}
    for value in ("stolen", choices.values[0].upper(), f" {choices.values[0]}", "0", "None"):
        assert problems(**{field: value}) == {field: "unknown_choice"}
    may_be_empty = field not in {"kind", "business"}
    assert problems(**{field: ""}) == ({} if may_be_empty else {field: "unknown_choice"})


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0.0001", ""),
        ("1", ""),
        ("1000000000000", ""),
        ("1E+12", ""),
        ("0", "out_of_bounds"),
        ("-0", "out_of_bounds"),
        ("-0.0001", "out_of_bounds"),
        ("1000000000000.0001", "out_of_bounds"),
        ("NaN", "out_of_bounds"),
        ("sNaN", "out_of_bounds"),
        ("Infinity", "out_of_bounds"),
        ("-Infinity", "out_of_bounds"),
        ("1E+400", "out_of_bounds"),
        ("1.00001", "too_many_decimals"),
        ("1E-5", "too_many_decimals"),
        ("1.00000", ""),
    ],
)
def test_an_amount_is_positive_and_has_four_decimals_at_most(amount: str, code: str) -> None:
    assert problems(amount=Decimal(amount)) == ({"amount": code} if code else {})


def test_an_amount_needs_its_currency_and_no_amount_needs_none() -> None:
    for currency in ("", "cny", "CN", "CNYX", "C1Y", "ＣＮＹ", "人民币", "CN\n"):
        assert problems(amount=Decimal(1), currency=currency) == {"currency": "not_a_currency"}
        assert problems(amount=None, currency=currency) == {}
    assert problems(amount=Decimal(-1), currency="yuan") == {
        "amount": "out_of_bounds",
        "currency": "not_a_currency",
    }


@pytest.mark.parametrize(
    ("field", "first", "last"),
    [
        ("expected_award_on", TODAY, TODAY + FIVE_YEARS),
        ("expected_tender_on", TODAY - FIVE_YEARS, TODAY + FIVE_YEARS),
        ("tender_published_on", TODAY - FIVE_YEARS, TODAY),
        ("earlier_work_on", TODAY - FIVE_YEARS, TODAY),
    ],
)
def test_a_day_lies_within_its_five_years(field: str, first: date, last: date) -> None:
    for day in (first, last, None):
        assert problems(**{field: day}) == {}
    for day in (first - A_DAY, last + A_DAY, date.min, date.max, date(1900, 1, 1)):
        assert problems(**{field: day}) == {field: "out_of_bounds"}


def test_a_credit_code_may_be_written_in_parts_and_is_kept_in_one_spelling() -> None:
    code = valid_uscc()
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    spellings = (
        code,
        code.lower(),
        f" {code} ",
        f"{code[:6]} {code[6:]}",
        f"{code[:8]}-{code[8:]}",
        full_width,
        f"{code[:4]}\u200b{code[4:]}",
    )
    for spelling in spellings:
        assert problems(customer_uscc=spelling) == {}, spelling
        assert tidy_uscc(spelling) == code


def test_a_wrong_credit_code_is_refused() -> None:
    code = valid_uscc()
    wrong_last = code[:-1] + ("0" if code[-1] != "0" else "1")
    for wrong in (wrong_last, code[:-1], code + "0", "x", "1" * 18, code.replace("9", "I", 1)):
        assert problems(customer_uscc=wrong) == {"customer_uscc": "wrong_check_digit"}
    assert "customer_uscc" in problems(customer_uscc="9" * 41)
    assert problems(customer_uscc=" ") == {}
    assert tidy_uscc("") == tidy_uscc("  ") == ""


@given(st.text(max_size=45))
def test_no_credit_code_that_is_kept_is_longer_than_its_column(raw: str) -> None:
    if "customer_uscc" not in problems(customer_uscc=raw):
        assert len(tidy_uscc(raw)) in (0, 18)


def test_a_website_is_an_address() -> None:
    for good in ("", "www.pulan.example", "https://pulan.example/a?b=c", " pulan.example "):
        assert problems(customer_website=good) == {}
    for bad in ("pulan", "http://", "javascript:alert(1)", "a b.example", "pulan.example\x00"):
        assert list(problems(customer_website=bad)) == ["customer_website"], bad
    assert problems(customer_website="a." * 100 + "example") == {"customer_website": "too_long"}


@pytest.mark.parametrize(
    ("contact", "field", "code"),
    [
        (ContactInput(name=""), "contact.name", "required"),
        (ContactInput(name=" \u3000"), "contact.name", "required"),
        (ContactInput(name="x" * 121), "contact.name", "too_long"),
        (ContactInput(name="王\x00"), "contact.name", "control_sign"),
        (ContactInput(name="王", title="x" * 121), "contact.title", "too_long"),
        (ContactInput(name="王", phone="1" * 41), "contact.phone", "too_long"),
        (ContactInput(name="王", phone="1\x00"), "contact.phone", "control_sign"),
        (ContactInput(name="王", email="nobody"), "contact.email", "not_an_email"),
        (ContactInput(name="王", email="a@"), "contact.email", "not_an_email"),
        (ContactInput(name="王", email="@b.example"), "contact.email", "not_an_email"),
    ],
)
def test_a_contact_is_refused_by_its_field(contact: ContactInput, field: str, code: str) -> None:
    assert problems(contact=contact) == {field: code}


def test_a_contact_needs_a_name_alone() -> None:
    for contact in (
        ContactInput(name="王"),
        ContactInput(name="x" * 120, title="x" * 120, phone="1" * 40, email="a@b.example"),
        ContactInput(name="O'Brien 🎉", email=" a@b.example "),
    ):
        assert problems(contact=contact) == {}


def test_evidence_is_of_a_known_kind_and_of_twenty_files() -> None:
    one = EvidenceInput(kind="need_document", file_id="fil_1")
    assert problems(evidence=(one,) * 20) == {}
    assert problems(evidence=(one,) * 21) == {"evidence": "too_many"}
    for kind in ("", "photo", "NEED_DOCUMENT"):
        assert problems(evidence=(replace(one, kind=kind),)) == {"evidence": "unknown_choice"}


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = problems(
        customer_name="x" * 201,
        customer_uscc="1",
        customer_website="x",
        project="\x00",
        contact=ContactInput(name=""),
        kind="",
        amount=Decimal(-1),
        currency="",
        expected_award_on=date.max,
        tender_published_on=date.max,
        evidence=(EvidenceInput(kind="x", file_id=""),),
    )

    assert set(found) == {
        *("customer_name", "customer_uscc", "customer_website", "project", "contact.name", "kind"),
        *("amount", "currency", "expected_award_on", "tender_published_on", "evidence"),
    }


@given(
    st.builds(
        RegistrationInput,
        customer_name=st.text(max_size=210),
        customer_uscc=st.text(max_size=45),
        customer_website=st.text(max_size=60),
        need=st.text(max_size=60),
        amount=st.none() | st.decimals(),
        currency=st.text(max_size=4),
        expected_award_on=st.none() | st.dates(),
        expected_tender_on=st.none() | st.dates(),
        earlier_work_on=st.none() | st.dates(),
    )
)
def test_whatever_is_typed_is_answered_in_words(stated: RegistrationInput) -> None:
    for one in form_problems(stated, today=TODAY):
        assert one.field
        assert one.code
        assert str(one.message)


def test_a_text_of_several_lines_says_how_long_it_is() -> None:
    [problem] = text_problems("note", "x" * 11, 10)

    assert (problem.field, problem.code) == ("note", "too_long")
    assert str(problem.message) == "At most 10 characters; there are 11."
    assert list(text_problems("note", "x\n" * 5, 10)) == []
