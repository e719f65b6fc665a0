"""The API page: both languages, on a desk and on a phone, with a command to copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.site import Visitor, chromium
from tests.people import make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_reads_well_and_its_commands_can_be_copied(
    browser: Browser, live_server: LiveServer, now: datetime, language: str
) -> None:
    visitor = Visitor(browser, live_server.url, make_cast(now).seller_a, language)
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page = visitor.open("/api/v1/docs/")
    assert visitor.faults(f"api-{language}") == []
    page.locator("#register_deal [data-copy]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"curl -X POST {live_server.url}/api/v1/registrations")
    assert "Idempotency-Key" in copied
