"""A channel manager decides by keyboard, in both languages; every page of the way is sound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qudao.core import clock
from qudao.deals.registrations.states import State
from tests.browser.site import Visitor, chromium
from tests.deals.programme import fresh, make_programme, submitted
from tests.people import make_cast
from tests.web.deals_pages import contested

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {"en": ("Reject", "names another partner"), "zh-CN": ("拒绝", "请去掉")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_manager_compares_and_decides(
    browser: Browser,
    live_server: LiveServer,
    now: datetime,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    programme = make_programme(make_cast(now), now)
    later = contested(programme, now)
    submitted(programme, programme.cast.seller_a, now=now, customer_name="启明电力有限公司")
    visitor = Visitor(browser, live_server.url, programme.cast.channel_manager, language)

    page = visitor.open("/workbench/registrations/")
    assert visitor.faults(f"queue-{language}") == []
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{later.public_id}/")
    assert visitor.faults(f"decision-{language}") == []

    page.keyboard.press("r")
    page.locator("#do-reject select").select_option("order_of_claims")
    page.locator("#do-reject textarea").fill("Dingpei Integration was first.")
    page.locator("#do-reject button[type=submit]").click()
    page.locator("[data-errors]").wait_for()
    assert fresh(later).state == State.IN_REVIEW
    visitor.said.clear()  # the browser itself notes the answer 422
    assert visitor.faults(f"refused-{language}") == []

    page.locator("textarea").fill("The scope is held until 28 June; name a site of its own.")
    page.locator("form.form button[type=submit]").click()
    page.locator(".toast").wait_for()
    assert fresh(later).state == State.REJECTED
    assert visitor.faults(f"decided-{language}") == []

    visitor.open("/workbench/registrations/all/")
    assert visitor.faults(f"all-{language}") == []
    visitor.open(f"/workbench/registrations/{later.public_id}/audit/")
    assert visitor.faults(f"audit-{language}") == []
