"""Forms of the settings: every wrong field is named at once, nothing typed is lost, nothing is
written, and two people at once do not overwrite each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from qudao.core.models import ExchangeRate, Holiday, Programme, StoredFile
from tests.people import Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import text_of, words_of
from tests.web.workbench.settings.pages import (
    CALENDAR,
    GOOD,
    MAIL,
    PROGRAMME,
    RATES,
    entries,
    verbs,
    wrong_fields,
)

LOGO = f"{PROGRAMME}logo/"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.FILES_DIR = tmp_path / "files"
    yield
    cache.clear()


@pytest.fixture
def operations(cast: Cast) -> Client:
    return client_of(cast.operations)


# chosen from a closed list, hidden, ticked, or never shown again
NOT_TYPED = {"version", "password", "mail_use_tls", "default_language", "fiscal_year_starts_in",
             "is_working_day"}  # fmt: skip
CASES: list[tuple[str, dict[str, str], set[str]]] = [
    (PROGRAMME, {"name_zh": "", "name_en": " "}, {"name_en"}),
    (PROGRAMME, {"name_en": "E" * 121}, {"name_en"}),
    (PROGRAMME, {"default_language": "fr"}, {"default_language"}),
    (PROGRAMME, {"time_zone": "Mars/Olympus"}, {"time_zone"}),
    (PROGRAMME, {"time_zone": ""}, {"time_zone"}),
    (PROGRAMME, {"currency": "ZZZ"}, {"currency"}),
    (PROGRAMME, {"holiday_calendar": "XX"}, {"holiday_calendar"}),
    (PROGRAMME, {"fiscal_year_starts_in": "13"}, {"fiscal_year_starts_in"}),
    (PROGRAMME, {"time_zone": "x", "currency": "ZZZ", "holiday_calendar": "XX"},
     {"time_zone", "currency", "holiday_calendar"}),
    (CALENDAR, {"day": "1989-12-31"}, {"day"}),
    (CALENDAR, {"day": "2100-01-01"}, {"day"}),
    (CALENDAR, {"day": "soon", "is_working_day": "maybe"}, {"day", "is_working_day"}),
    (CALENDAR, {"name": "n" * 81}, {"name"}),
    (RATES, {"currency": "CNY"}, {"currency"}),
    (RATES, {"currency": "ZZZ", "rate": "0"}, {"currency", "rate"}),
    (RATES, {"rate": "-7"}, {"rate"}),
    (RATES, {"rate": "1000000.01"}, {"rate"}),
    (RATES, {"rate": "0.000000001"}, {"rate"}),
    (RATES, {"valid_from": "1900-01-01", "rate": "x"}, {"rate"}),
    (MAIL, {"mail_host": "http://smtp.example.com/"}, {"mail_host"}),
    (MAIL, {"mail_host": "smtp example com"}, {"mail_host"}),
    (MAIL, {"mail_port": "0"}, {"mail_port"}),
    (MAIL, {"mail_port": "65536"}, {"mail_port"}),
    (MAIL, {"mail_from": ""}, {"mail_from"}),
    (MAIL, {"mail_host": "a/b", "mail_port": "0", "mail_from": "nobody"},
     {"mail_host", "mail_port", "mail_from"}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "changed", "wrong"), CASES)
def test_what_is_wrong_is_named_and_nothing_is_written(
    operations: Client, path: str, changed: dict[str, str], wrong: set[str]
) -> None:
    sent = {**GOOD[path], **changed}
    with nothing_changes(Holiday, ExchangeRate):
        answer = operations.post(path, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert wrong_fields(answer) == wrong
    for name, value in sent.items():
        if name not in NOT_TYPED and value.strip():
            assert f'value="{value}"' in page, name
    assert "s3cret" not in page


@pytest.mark.parametrize("path", [CALENDAR, RATES, PROGRAMME, MAIL])
def test_an_empty_form_is_told_what_it_lacks(operations: Client, path: str) -> None:
    with nothing_changes(Holiday, ExchangeRate):
        answer = operations.post(path, {})
    assert answer.status_code == 422
    assert "This field is required." in words_of(answer)


def test_refusals_speak_chinese(cast: Cast) -> None:
    chinese = client_of(cast.operations, "zh-CN")
    for path, changed in (
        (PROGRAMME, {"time_zone": "Mars/Olympus"}),
        (CALENDAR, {"day": "1989-12-31"}),
        (RATES, {"rate": "-7"}),
        (MAIL, {"mail_port": "0"}),
    ):
        answer = chinese.post(path, {**GOOD[path], **changed})
        page = words_of(answer)
        assert answer.status_code == 422
        for english in ("This time zone", "A day lies", "A rate is", "A port is", "fields to"):
            assert english not in page


@pytest.mark.parametrize("path", [PROGRAMME, MAIL])
def test_the_second_of_two_changes_is_refused_and_kept_on_the_page(
    operations: Client, path: str
) -> None:
    typed = "name_en" if path == PROGRAMME else "mail_user"
    assert operations.post(path, GOOD[path]).status_code == 302
    with nothing_changes():
        answer = operations.post(path, {**GOOD[path], typed: "Late Alliance"})
    assert answer.status_code == 409
    assert 'value="Late Alliance"' in text_of(answer)
    assert 'name="version" value="1"' in text_of(answer)  # it stays stale until it is opened anew


def test_the_same_day_or_rate_twice_is_one(operations: Client) -> None:
    for path in (CALENDAR, RATES):
        assert operations.post(path, GOOD[path]).status_code == 302
        assert operations.post(path, GOOD[path]).status_code == 302
    assert Holiday.objects.count() == 1
    assert ExchangeRate.objects.count() == 1


def test_a_rate_is_shown_in_full_however_small(operations: Client) -> None:
    small = {"currency": "idr", "valid_from": "2026-03-01", "rate": "0.00043871"}
    assert operations.post(RATES, small).status_code == 302
    operations.post(RATES, {**small, "currency": "usd", "rate": "7.1"})
    operations.post(RATES, {**small, "currency": "jpy", "rate": "0.0481"})
    page = words_of(operations.get(RATES))
    for shown in ("IDR in force 1 Mar 2026 0.00043871", "USD in force 1 Mar 2026 7.1000",
                  "JPY in force 1 Mar 2026 0.0481"):  # fmt: skip
        assert shown in page
    trail = words_of(operations.get("/workbench/audit/programme/programme/"))
    assert "0.00043871" in trail


def test_the_rate_in_force_is_marked_alone(operations: Client) -> None:
    for day in ("2026-01-01", "2026-03-02", "2026-03-03"):
        operations.post(RATES, {**GOOD[RATES], "valid_from": day})
    page = words_of(operations.get(RATES))
    assert page.count("in force") == 1
    assert "USD in force 2 Mar 2026" in page
    assert operations.post(f"{RATES}USD/2026-03-02/remove/").status_code == 302
    assert "USD in force 1 Jan 2026" in words_of(operations.get(RATES))


@pytest.mark.parametrize(
    "address",
    [
        f"{CALENDAR}2026-03-09/remove/",
        f"{CALENDAR}2026-02-30/remove/",
        f"{CALENDAR}0000-00-00/remove/",
        f"{RATES}USD/2026-03-01/remove/",
        f"{RATES}usd/2026-03-01/remove/",
        f"{RATES}USD/tomorrow/remove/",
    ],
)
def test_what_is_not_set_cannot_be_removed(operations: Client, address: str) -> None:
    operations.post(RATES, {**GOOD[RATES], "valid_from": "2026-02-01"})
    before = entries()
    assert operations.post(address).status_code == 404
    assert operations.get(address).status_code == 405
    assert (entries(), ExchangeRate.objects.count()) == (before, 1)


def test_days_stand_latest_first_with_what_they_are(operations: Client) -> None:
    empty = words_of(operations.get(CALENDAR))
    assert "None. Public holidays and moved working days" in empty
    operations.post(CALENDAR, GOOD[CALENDAR])
    operations.post(CALENDAR, {"day": "2026-03-14", "is_working_day": "yes", "name": "<b>补班</b>"})
    page = text_of(operations.get(CALENDAR))
    assert page.index("14 Mar 2026") < page.index("9 Mar 2026")
    assert "A working day" in page
    assert "&lt;b&gt;补班" in page
    assert "<b>补班" not in page
    assert verbs()[-2:] == ["programme.holiday_set"] * 2


# ------------------------------------------------------------------ the logo


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", b""),
        ("logo.svg", b"<svg onload=alert(1)>"),
        ("logo.png", b"%PDF-1.7 not a picture"),
        ("logo.png", PNG + bytes(512 * 1024)),
        ("l" * 300 + ".png", b"GIF89a"),
    ],
)
def test_what_is_no_small_picture_stands_beside_the_logo(
    operations: Client, name: str, content: bytes
) -> None:
    with nothing_changes():
        answer = operations.post(LOGO, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert wrong_fields(answer) == {"file"}
    assert "Remove the logo" not in text_of(answer)
    assert 'value="Chengyan Partners"' in text_of(answer)  # the other form is whole


def test_a_logo_is_shown_with_the_way_to_remove_it(operations: Client) -> None:
    assert operations.post(LOGO, {}).status_code == 422
    assert operations.post(LOGO, {"file": SimpleUploadedFile("a.png", PNG)}).status_code == 302
    page = text_of(operations.get(PROGRAMME))
    assert 'alt="The programme&#39;s logo"' in page or "The programme's logo" in page
    assert f'action="{LOGO}remove/"' in page
    for _time in range(2):  # removing what is gone is no fault
        assert operations.post(f"{LOGO}remove/").status_code == 302
    assert verbs().count("programme.logo_changed") == 2
    assert Programme.objects.get().logo is None
    assert StoredFile.objects.unscoped(reason="a test").count() == 1  # the trail still names it


# ------------------------------------------------------------------ mail


def test_mail_says_where_it_goes_and_whether_a_password_is_kept(operations: Client) -> None:
    before = words_of(operations.get(MAIL))
    assert "No password is stored." in before
    assert "Mails are kept in the folder var/mail" in before
    assert operations.post(MAIL, GOOD[MAIL]).status_code == 302
    page = text_of(operations.get(MAIL))
    assert "A password is stored, sealed." in page
    assert 'value="smtp.example.com"' in page
    assert "s3cret" not in page
    moved = {**GOOD[MAIL], "version": "2", "password": "", "mail_host": "other.example.com"}
    refused = operations.post(MAIL, moved)
    assert wrong_fields(refused) == {"password"}
    assert "Enter the password again for the new server." in words_of(refused)


def test_a_test_mail_needs_an_address_and_a_server_and_is_slowed_down(operations: Client) -> None:
    at = f"{MAIL}test/"
    for to, sentence in (
        ("", "This field is required."),
        ("nobody", "e-mail"),
        ("ma.li@example.com", "Enter a mail server and save it first."),
    ):
        answer = operations.post(at, {"to": to})
        assert answer.status_code == 422
        assert sentence in words_of(answer)
        assert wrong_fields(answer) == {"to"}
    statuses = [operations.post(at, {"to": ""}).status_code for _time in range(8)]
    assert statuses == [422] * 7 + [429]
    assert operations.get(at).status_code == 405
