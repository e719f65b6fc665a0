"""What the forms of the settings offer to choose from, in the reader's language."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import list_currencies
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from qudao.web.workbench.settings.forms import (
    ConsentForm,
    ErasureForm,
    HolidayForm,
    LogoForm,
    MailForm,
    MailTestForm,
    ProgrammeForm,
    RateForm,
    currencies,
    month_choices,
    time_zones,
)

MAIL = {"version": "1", "mail_port": "587"}


def test_months_are_named_in_the_readers_language() -> None:
    assert month_choices()[0] == (1, "January")
    assert [number for number, _name in month_choices()] == list(range(1, 13))
    with override("zh-hans"):
        assert [month_choices()[3], month_choices()[11]] == [(4, "四月"), (12, "十二月")]


def test_time_zones_are_places_each_of_them_real() -> None:
    zones = dict(time_zones())
    assert zones["Asia/Shanghai"] == "Asia/Shanghai"
    assert zones["America/New_York"] == "America/New York"
    assert list(zones) == sorted(zones)
    assert not {"Etc/GMT+8", "EST", "Singapore", "posixrules", "localtime"} & zones.keys()
    assert {str(ZoneInfo(one)) for one in ("UTC", "Asia/Urumqi")} <= zones.keys()


def test_currencies_have_code_and_name() -> None:
    assert currencies()[0] == ("CNY", "CNY · Chinese Yuan")
    with override("zh-hans"):
        assert dict(currencies())["USD"] == "USD · 美元"
    codes = [code for code, _label in currencies()]
    assert len(set(codes)) == len(codes)
    assert set(codes) <= list_currencies()


@pytest.mark.parametrize(
    ("value", "shown"), [("USD", "USD · US Dollar"), ("XAU", "XAU"), ("Mars", "Mars")]
)
def test_a_value_outside_of_the_list_is_kept_and_shown(value: str, shown: str) -> None:
    field = RateForm(initial={"currency": value})["currency"]
    chosen = re.findall(r"<option value=\"([^\"]*)\" selected>([^<]*)<", str(field))
    assert chosen == [(value, shown)]
    assert str(field).count(f'value="{value}"') == 1


def test_what_was_typed_is_shown_again_beside_its_refusal() -> None:
    form = ProgrammeForm({"time_zone": "Mars/Olympus", "currency": "EURO"})
    assert not form.is_valid()
    assert '<option value="Mars/Olympus" selected>' in str(form["time_zone"])
    assert '<option value="EURO" selected>' in str(form["currency"])
    assert "currency" in form.errors  # too long for a code


def test_the_month_is_read_as_a_number_and_no_other_is_taken() -> None:
    good = {"version": "1", "default_language": "en", "time_zone": "UTC", "currency": "CNY",
            "holiday_calendar": "CN"}  # fmt: skip
    for month, taken in (("4", True), ("12", True), ("0", False), ("13", False), ("x", False)):
        form = ProgrammeForm({**good, "fiscal_year_starts_in": month})
        assert form.is_valid() is taken, month
    assert ProgrammeForm({**good, "fiscal_year_starts_in": "4"}).fields.keys() >= good.keys()


def test_a_password_is_taken_as_it_is_and_never_shown() -> None:
    form = MailForm({**MAIL, "password": "  blank at both ends  "})
    assert form.is_valid()
    assert form.cleaned_data["password"] == "  blank at both ends  "
    assert "blank at both ends" not in str(form["password"])
    assert 'autocomplete="new-password"' in str(form["password"])


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, {"version", "mail_port"}),
        ({"version": "x", "mail_port": "many"}, {"version", "mail_port"}),
        ({**MAIL, "mail_host": "h" * 201, "mail_user": "u" * 201}, {"mail_host", "mail_user"}),
        ({**MAIL, "mail_from": "f" * 255, "password": "p" * 201}, {"mail_from", "password"}),
        (MAIL, set()),
    ],
)
def test_mail_settings_are_read_field_by_field(data: dict[str, str], wrong: set[str]) -> None:
    assert MailForm(data).errors.keys() == wrong


def test_a_day_and_a_rate_need_what_they_are_about() -> None:
    assert HolidayForm({}).errors.keys() == {"day", "is_working_day"}
    assert HolidayForm({"day": "2026-02-30", "is_working_day": "maybe"}).errors.keys() == {
        "day", "is_working_day",
    }  # fmt: skip
    assert HolidayForm({"day": "x", "is_working_day": "no", "name": "n" * 81}).errors.keys() == {
        "day", "name",
    }  # fmt: skip
    assert RateForm({}).errors.keys() == {"currency", "valid_from", "rate"}
    for rate in ("NaN", "Infinity", "7,12", "seven", "1" * 19):
        form = RateForm({"currency": "USD", "valid_from": "2026-03-01", "rate": rate})
        assert form.errors.keys() == {"rate"}, rate


def test_erasing_needs_a_reason_and_an_own_yes() -> None:
    assert ErasureForm({}).errors.keys() == {"reason", "confirmed"}
    assert ErasureForm({"reason": "asked", "confirmed": ""}).errors.keys() == {"confirmed"}
    assert ErasureForm({"reason": "r" * 501, "confirmed": "on"}).errors.keys() == {"reason"}
    assert ErasureForm({"reason": "r" * 500, "confirmed": "on"}).is_valid()


def test_a_basis_is_one_of_those_of_the_law_and_a_note_is_short() -> None:
    assert ConsentForm({"basis": "hearsay"}).errors.keys() == {"basis"}
    assert ConsentForm({"basis": "consent", "note": "n" * 201}).errors.keys() == {"note"}
    assert ConsentForm({"basis": "contract"}).is_valid()


def test_a_logo_and_a_test_address_must_be_there() -> None:
    assert LogoForm({}, MultiValueDict()).errors.keys() == {"file"}
    assert MailTestForm({}).errors.keys() == {"to"}
    assert MailTestForm({"to": "a" * 255}).errors.keys() == {"to"}
