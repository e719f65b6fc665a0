import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity import IdentifierScheme, check_identifier


@pytest.mark.parametrize(
    ("scheme", "value", "normalised"),
    [
        ("uscc", "91110000600037341L", "91110000600037341L"),
        ("uscc", " 9111 0000 6000 3734 1l ", "91110000600037341L"),
        ("uscc", "９１１１００００６０００３７３４１Ｌ", "91110000600037341L"),
        ("lei", "213800kud8lajwsq9d15", "213800KUD8LAJWSQ9D15"),
        ("vat", "DE 136 695 976", "DE136695976"),
        ("duns", "15-048-3782", "150483782"),
        ("other", "HRB 12345", "HRB12345"),
    ],
)
def test_a_valid_identifier_gets_one_spelling(scheme: str, value: str, normalised: str) -> None:
    check = check_identifier(scheme, value)

    assert (check.valid, check.normalised, check.problem_code) == (True, normalised, "")


@pytest.mark.parametrize(
    ("scheme", "value", "problem"),
    [
        ("uscc", "91110000600037342L", "wrong_check_digit"),
        ("uscc", "9111000060003734", "wrong_length"),
        ("uscc", "91110000600037341I", "wrong_characters"),
        ("uscc", "", "empty"),
        ("uscc", "\u200b", "empty"),
        ("uscc", "9" * 10_000, "too_long"),
        ("lei", "213800KUD8LAJWSQ9D16", "wrong_check_digit"),
        ("vat", "XX123", "wrong_part"),
        ("duns", "12345678", "wrong_length"),
        ("duns", "12345678A", "wrong_characters"),
        ("other", "--1", "wrong_length"),
        ("passport", "123456", "unknown_scheme"),
    ],
)
def test_a_wrong_identifier_names_its_problem(scheme: str, value: str, problem: str) -> None:
    check = check_identifier(scheme, value)

    assert (check.valid, check.problem_code) == (False, problem)


@given(st.sampled_from(IdentifierScheme), st.text(max_size=45))
def test_any_text_is_answered_and_one_spelling_stays(scheme: IdentifierScheme, value: str) -> None:
    check = check_identifier(scheme, value)

    assert check.valid is not bool(check.problem_code)
    if check.valid:
        assert check_identifier(scheme, check.normalised) == check
