"""Settings, personal data and the trail: for whom they are, and as they were typed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from qudao.core.actor import Actor
from qudao.core.models import ExchangeRate, Holiday, Programme
from qudao.people.models import Person, User
from tests.people import Cast
from tests.people_wing.smtp_server import smtp_server

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PAGES = (
    "/workbench/settings/programme/",
    "/workbench/settings/calendar/",
    "/workbench/settings/rates/",
    "/workbench/settings/mail/",
    "/workbench/personal-data/",
    "/workbench/audit/programme/programme/",
)
PROGRAMME = {
    "version": "1",
    "name_zh": "澄岩联盟",
    "name_en": "Chengyan Alliance",
    "default_language": "zh-hans",
    "time_zone": "Asia/Shanghai",
    "currency": "cny",
    "holiday_calendar": "cn",
    "fiscal_year_starts_in": "4",
}
MAIL = {
    "version": "1",
    "mail_host": "127.0.0.1",
    "mail_port": "2525",
    "mail_user": "channel",
    "password": "s3cret-word",
    "mail_from": "channel@example.com",
}


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.FILES_DIR = tmp_path / "files"
    cache.clear()
    yield
    cache.clear()


def enter(actor: Actor, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_key))
    return client


@pytest.fixture
def operations(cast: Cast) -> Client:
    return enter(cast.operations)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_in_both_languages_for_operations_only(cast: Cast, path: str) -> None:
    english = enter(cast.operations).get(path)
    chinese = enter(cast.operations, "zh-CN").get(path)
    assert (english.status_code, chinese.status_code) == (200, 200)
    assert 'lang="zh' in chinese.content.decode()
    assert english.content != chinese.content
    assert enter(cast.seller_a).get(path).status_code == 404
    assert enter(cast.human_resources).get(path).status_code == 403


def test_the_programme_is_changed_once(cast: Cast, operations: Client) -> None:
    path = PAGES[0]
    assert operations.post(path, PROGRAMME)["Location"] == path
    row = Programme.objects.get()
    assert (row.name_en, row.currency, row.holiday_calendar, row.fiscal_year_starts_in) == (
        "Chengyan Alliance",
        "CNY",
        "CN",
        4,
    )

    second = operations.post(path, PROGRAMME | {"name_en": "Late"})

    assert second.status_code == 409
    assert 'value="Late"' in second.content.decode()
    assert Programme.objects.get().name_en == "Chengyan Alliance"


def test_every_wrong_setting_is_named_and_what_was_typed_stays(operations: Client) -> None:
    wrong = PROGRAMME | {"time_zone": "Mars/Olympus", "currency": "XX1", "name_en": "Kept"}
    response = operations.post(PAGES[0], wrong)
    text = response.content.decode()
    assert response.status_code == 422
    assert "2 fields to correct" in text
    assert 'value="Kept"' in text
    assert 'value="Mars/Olympus"' in text
    assert Programme.objects.get().name_en == "Chengyan Partners"


def test_the_logo_is_seen_before_signing_in(operations: Client) -> None:
    address = f"{PAGES[0]}logo/"
    assert Client().get("/logo/").status_code == 404
    picture = SimpleUploadedFile("logo.png", PNG)
    assert operations.post(address, {"file": picture}).status_code == 302

    shown = Client().get("/logo/")
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert b"".join(shown) == PNG
    wrong = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")
    assert operations.post(address, {"file": wrong}).status_code == 422
    assert operations.post(f"{address}remove/").status_code == 302
    assert Client().get("/logo/").status_code == 404


def test_a_day_is_set_and_removed(operations: Client) -> None:
    path = PAGES[1]
    data = {"day": "2026-03-09", "is_working_day": "no", "name": "年会"}
    assert operations.post(path, data).status_code == 302
    assert "年会" in operations.get(path).content.decode()
    assert operations.post(f"{path}2026-03-09/remove/").status_code == 302
    assert operations.post(f"{path}2026-03-09/remove/").status_code == 404
    assert operations.post(f"{path}nonsense/remove/").status_code == 404
    assert operations.post(path, data | {"day": "1900-01-01"}).status_code == 422
    assert Holiday.objects.count() == 0


def test_a_rate_is_set_and_removed(operations: Client) -> None:
    path = PAGES[2]
    data = {"currency": "usd", "valid_from": "2026-03-01", "rate": "7.1234"}
    assert operations.post(path, data).status_code == 302
    assert "7.1234" in operations.get(path).content.decode()
    assert operations.post(path, data | {"rate": "-7"}).status_code == 422
    assert ExchangeRate.objects.get().valid_from == date(2026, 3, 1)
    assert operations.post(f"{path}USD/2026-03-01/remove/").status_code == 302
    assert ExchangeRate.objects.count() == 0


def test_the_mail_server_is_saved_and_tried(operations: Client) -> None:
    path = PAGES[3]
    with smtp_server(user="channel", password="s3cret-word") as talk:
        saved = operations.post(path, MAIL | {"mail_port": str(talk.port)})
        tried = operations.post(f"{path}test/", {"to": "ma.li@example.com"}, follow=True)
    down = operations.post(f"{path}test/", {"to": "ma.li@example.com"}, follow=True)

    assert saved.status_code == 302
    assert "The server took the test mail." in tried.content.decode()
    assert [told.recipients for told in talk.messages] == [["ma.li@example.com"]]
    assert "The server refused the test mail" in down.content.decode()
    assert "s3cret" not in tried.content.decode()


def test_a_saved_password_stays_until_forgotten(operations: Client) -> None:
    path = PAGES[3]
    operations.post(path, MAIL)
    operations.post(path, MAIL | {"version": "2", "password": "", "mail_port": "25"})
    assert Programme.objects.get().mail_password_sealed
    operations.post(path, MAIL | {"version": "3", "password": "", "forget_password": "on"})
    assert Programme.objects.get().mail_password_sealed == ""


def test_a_person_is_noted_exported_and_erased(cast: Cast, operations: Client) -> None:
    person = Person.objects.create(name="Old Contact", email="old@example.com")
    path = f"/workbench/personal-data/{person.public_id}/"
    assert "Old Contact" in operations.get("/workbench/personal-data/?q=old@").content.decode()
    assert operations.get(path).status_code == 200
    consent = {"basis": "consent", "note": "folder 7"}
    assert operations.post(f"{path}consent/", consent).status_code == 302

    export = operations.post(f"{path}export/")
    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        assert "person.json" in archive.namelist()
    assert export["Content-Disposition"].startswith("attachment")

    assert operations.post(f"{path}erase/", {"reason": "asked"}).status_code == 422
    done = operations.post(f"{path}erase/", {"reason": "asked", "confirmed": "on"}, follow=True)
    assert "Old Contact" not in done.content.decode()
    person.refresh_from_db()
    assert person.email == ""


def test_who_cannot_be_erased_yet_is_explained(cast: Cast, operations: Client) -> None:
    person = Person.objects.get(user__pk=cast.seller_a.user_key)
    path = f"/workbench/personal-data/{person.public_id}/"
    assert "Still belongs to" in operations.get(path).content.decode()
    response = operations.post(f"{path}erase/", {"reason": "asked", "confirmed": "on"})
    assert response.status_code == 409
    assert "Still belongs to" in response.content.decode()


def test_the_trail_is_a_page_and_a_fragment(cast: Cast, now: datetime, operations: Client) -> None:
    operations.post(PAGES[0], PROGRAMME)
    path = "/workbench/audit/programme/programme/"

    page = operations.get(path).content.decode()
    fragment = operations.get(path, headers={"HX-Request": "true"}).content.decode()

    assert "changed the programme&#39;s settings" in page
    assert "Chengyan Partners → Chengyan Alliance" in page
    assert fragment.startswith("<ol")
    assert "<html" not in fragment


def test_the_trail_of_what_one_may_not_see_is_absent(cast: Cast) -> None:
    client = enter(cast.channel_manager)
    assert client.get(f"/workbench/audit/partner/{cast.partner_a.public_id}/").status_code == 200
    for kind, public_id in (("partner", cast.partner_b.public_id), ("user", "x"), ("none", "x")):
        assert client.get(f"/workbench/audit/{kind}/{public_id}/").status_code == 404
