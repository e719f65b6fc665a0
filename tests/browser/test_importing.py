"""A file goes in and two untidy files are checked in a browser, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qudao.intake.jobs import check_import, run_import
from tests.browser.site import Visitor, chromium
from tests.people import make_cast
from tests.web.import_pages import PARTNERS, untidy_registrations, untidy_shipments

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {"en": "Reject file", "zh-CN": "拒收文件"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_file_goes_in(
    browser: Browser, live_server: LiveServer, now: datetime, language: str, tmp_path: Path
) -> None:
    visitor = Visitor(browser, live_server.url, make_cast(now).channel_manager, language)
    file = tmp_path / "partners.csv"
    file.write_text(PARTNERS, encoding="gbk")
    page = visitor.open("/workbench/imports/")
    assert visitor.faults(f"imports-empty-{language}") == []

    visitor.open("/workbench/imports/new/?kind=partners")
    page.locator("input[name=file]").set_input_files(file)
    assert visitor.faults(f"imports-upload-{language}") == []
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url("**/columns/")
    assert visitor.faults(f"imports-columns-{language}") == []

    run = page.url.split("/")[-3]
    page.locator("main form button.primary").click()
    page.wait_for_url(f"**/{run}/")
    assert page.locator("progress").count() == 1
    check_import.call(subject_id=run)
    page.locator(f'form[action$="{run}/start/"] button').wait_for()  # the page asks by itself
    assert visitor.faults(f"imports-preview-{language}") == []

    page.locator(f'form[action$="{run}/start/"] button').click()
    page.locator("progress").wait_for()
    assert visitor.faults(f"imports-running-{language}") == []
    run_import.call(subject_id=run)
    page.get_by_text(WORDS[language], exact=True).wait_for()
    page.wait_for_load_state("networkidle")
    assert visitor.faults(f"imports-result-{language}") == []
    visitor.open("/workbench/imports/")
    assert visitor.faults(f"imports-list-{language}") == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_two_untidy_files_are_checked(
    browser: Browser, live_server: LiveServer, now: datetime, language: str, tmp_path: Path
) -> None:
    visitor = Visitor(browser, live_server.url, make_cast(now).channel_manager, language)
    registrations, shipments = tmp_path / "报备.xlsx", tmp_path / "出货.csv"
    registrations.write_bytes(untidy_registrations())
    shipments.write_bytes(untidy_shipments())
    page = visitor.open("/workbench/check/")
    assert visitor.faults(f"check-start-{language}") == []

    page.locator("input[name=registrations]").set_input_files(registrations)
    page.locator("input[name=shipments]").set_input_files(shipments)
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url("**/columns/")
    assert visitor.faults(f"check-columns-{language}") == []
    page.locator("main form button.primary").click()
    page.locator("table.tbl").wait_for()
    assert visitor.faults(f"check-findings-{language}") == []
    page.locator("td a").first.click()
    page.locator("th[scope=row]").first.wait_for()
    assert visitor.faults(f"check-rows-{language}") == []
