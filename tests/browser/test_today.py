"""The day begins: quarter, queue and search, in both languages, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qudao.core import clock
from qudao.market.goals.models import Quota
from tests.browser.site import Visitor, chromium
from tests.deals.programme import make_programme, submitted
from tests.people import make_cast
from tests.web.deals_pages import contested

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_today_and_the_palette(
    browser: Browser,
    live_server: LiveServer,
    now: datetime,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    programme = make_programme(make_cast(now), now)
    later = contested(programme, now)
    award = date(2026, 3, 20)
    stated = {"customer_name": "启明电力有限公司", "expected_award_on": award}
    submitted(programme, programme.cast.seller_a, now=now, **stated)
    Quota.objects.create(
        starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 1), amount=Decimal(200_000),
        currency="CNY", user_id=programme.cast.channel_manager.user_key,
    )  # fmt: skip
    visitor = Visitor(browser, live_server.url, programme.cast.channel_manager, language)

    page = visitor.open("/workbench/")
    assert visitor.faults(f"today-{language}") == []
    page.keyboard.press("Control+k")
    page.locator("#palette input").fill("浦岚")
    page.locator("#palette [role=option]", has_text="QIHE-0001").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{later.public_id}/")
    visitor.open("/workbench/search/?q=QIHE")
    assert visitor.faults(f"search-{language}") == []
