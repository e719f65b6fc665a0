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
        ("other", "(2020)-1/a", "(2020)-1/A"),
        ("other", "工商1234", "工商1234"),
        ("other", "1234", "1234"),
        ("duns", "15－048－3782", "150483782"),
        ("duns", "150483782\u200b", "150483782"),
        ("lei", "2138 00KU D8LA JWSQ 9D15", "213800KUD8LAJWSQ9D15"),
        ("vat", "de136695976", "DE136695976"),
        ("vat", "ＤＥ１３６６９５９７６", "DE136695976"),
        ("vat", "FR 40 303 265 045", "FR40303265045"),
        ("uscc", "\ufeff91110000600037341L\n", "91110000600037341L"),
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
        ("", "123456", "unknown_scheme"),
        ("USCC", "91110000600037341L", "unknown_scheme"),
        ("uscc", " \t\n", "empty"),
        ("uscc", "😀😀", "empty"),
        ("uscc", "91110000600037341L9", "wrong_length"),
        ("uscc", "00000000000000000O", "wrong_characters"),
        ("uscc", "请填写统一社会信用代码十八位数字号", "wrong_length"),
        ("uscc", "=HYPERLINK(1)", "wrong_length"),
        ("lei", "213800KUD8LAJWSQ9D1", "wrong_length"),
        ("lei", "1", "wrong_length"),
        ("lei", "98", "wrong_length"),
        ("lei", "213800KUD8LAJWSQ9D1Ö", "wrong_characters"),
        ("vat", "DE136695977", "wrong_check_digit"),
        ("vat", "DE1366959", "wrong_length"),
        ("vat", "1", "wrong_part"),
        ("duns", "1504837822", "wrong_length"),
        ("duns", "15.048.3782", "wrong_characters"),
        ("duns", "١٢٣٤٥٦٧٨٩", "wrong_characters"),
        ("other", "AB1", "wrong_length"),
        ("other", "9" * 41, "too_long"),
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


@pytest.mark.parametrize("at", range(18))
def test_one_mistyped_sign_of_a_credit_code_is_seen(at: int) -> None:
    right = "91110000600037341L"
    wrong = right[:at] + ("2" if right[at] != "2" else "3") + right[at + 1 :]

    assert check_identifier("uscc", right).valid
    assert not check_identifier("uscc", wrong).valid


def test_a_wrong_number_is_kept_as_it_was_meant() -> None:
    check = check_identifier("uscc", " 9111 0000 6000 3734 2l ")

    assert (check.valid, check.normalised) == (False, "91110000600037342L")


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18))
def test_case_width_and_spaces_never_change_the_verdict(code: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
    spaced = " ".join(code)

    assert check_identifier("uscc", wide) == check_identifier("uscc", code)
    assert check_identifier("uscc", spaced) == check_identifier("uscc", code)
