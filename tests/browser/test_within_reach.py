"""What a queue shows stays in its cells, and every decision is within reach of a thumb."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qudao.core import clock
from tests.browser.site import PHONE, Visitor, chromium
from tests.deals.programme import Programme, make_programme, quickly
from tests.people import make_cast
from tests.web.deals_pages import contested

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPILLED = """() => [...document.querySelectorAll(".queue td, .queue th")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)"""
RING = """() => {
  const link = document.querySelector(".queue a:has(> .t)");
  const [box, cell] = [link.getBoundingClientRect(), link.closest("td").getBoundingClientRect()];
  return link.getClientRects().length === 1 && box.width > 40 && box.left >= cell.left;
}"""


# by the other browser tests, which take the console's word too
OPENED_ELSEWHERE = {
    "/workbench/",
    "/workbench/lifecycle/",
    "/workbench/registrations/",
    "/workbench/funnel/",
    "/workbench/goals/",
    "/workbench/partners/",
    "/workbench/customers/",
    "/workbench/cells/",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def busy(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Programme:
    monkeypatch.setattr(clock, "now", lambda: now)
    programme = make_programme(make_cast(now), now)
    contested(programme, now)
    name = "浦岚证券股份有限公司上海滨江路证券营业部"
    quickly(programme, programme.cast.seller_a, now=now, customer_name=name)
    return programme


@pytest.mark.parametrize("width", [1440, 1100, 900])
@pytest.mark.parametrize("path", ["/workbench/", "/workbench/registrations/"])
def test_no_cell_of_a_queue_spills(
    browser: Browser, live_server: LiveServer, busy: Programme, path: str, width: int
) -> None:
    visitor = Visitor(browser, live_server.url, busy.cast.channel_manager, "en")
    visitor.page.set_viewport_size({"width": width, "height": 900})
    page = visitor.open(path)
    assert page.evaluate(SPILLED) == []
    assert page.evaluate(RING)


def test_a_thumb_can_reject(browser: Browser, live_server: LiveServer, busy: Programme) -> None:
    visitor = Visitor(browser, live_server.url, busy.cast.channel_manager, "en")
    visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page = visitor.open("/workbench/registrations/")
    page.locator(".queue tbody a").first.click()
    page.locator(".actbar summary").click()
    page.locator(".actbar .sheetlet a", has_text="Reject").click()
    page.locator("#do-reject[open]").wait_for()
    assert page.evaluate("document.activeElement.name") == "code"  # the first field, not the cross


@pytest.mark.parametrize("who", ["operations", "principal_a"])
def test_no_place_of_the_navigation_says_an_error_in_the_console(
    browser: Browser, live_server: LiveServer, busy: Programme, who: str
) -> None:
    visitor = Visitor(browser, live_server.url, getattr(busy.cast, who), "en")
    visitor.page.goto(f"{live_server.url}/")
    places = visitor.page.evaluate(
        "[...document.querySelectorAll('nav a[href^=\"/\"]')].map(a => a.pathname)"
    )
    for place in dict.fromkeys(one for one in places if one not in OPENED_ELSEWHERE):
        visitor.page.goto(f"{live_server.url}{place}", wait_until="domcontentloaded")
    assert len(set(places)) > 3
    assert visitor.said == []
