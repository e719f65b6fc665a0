"""The market in a browser: grid, table and cell in both languages, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qudao.core import clock
from tests.browser.site import Visitor, chromium
from tests.choose.coverage.build import Ground, make_ground
from tests.people import make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRID, CELL = "/workbench/cells/", "/workbench/cells/one/?region=EAST&industry=BANK"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def ground(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Ground:
    monkeypatch.setattr(clock, "now", lambda: now)
    ground = make_ground(make_cast(now), now)
    cast = ground.cast
    for number in range(4):
        ground.customer("SOUTH", "MED", f"Xiling Hospital {number}")
    customer = ground.customer("SHA", "RURAL", "Pulan Rural Bank")
    ground.serves(cast.partner_a, product="GW", region="EAST")
    ground.serves(cast.partner_b, region="SHA", industry="BANK")
    ground.deal(customer, 2_500_000)
    ground.protected(customer)
    return ground


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_markets_pages(
    browser: Browser, live_server: LiveServer, ground: Ground, language: str
) -> None:
    visitor = Visitor(browser, live_server.url, ground.cast.channel_director, language)
    for name, path in (
        ("market-grid", GRID),
        ("market-open", f"{GRID}?measure=open"),
        ("market-table", f"{GRID}?view=table&sort=-customers"),
        ("market-cell", CELL),
        ("market-cell-customers", f"{CELL}&part=customers"),
        ("market-bare-cell", f"{GRID}one/?region=SOUTH&industry=MED"),
    ):
        visitor.open(path)
        assert visitor.faults(f"{name}-{language}") == []


def test_the_grid_in_the_dark(browser: Browser, live_server: LiveServer, ground: Ground) -> None:
    visitor = Visitor(browser, live_server.url, ground.cast.channel_director, "zh-CN")
    visitor.page.context.add_cookies(
        [{"name": "qudao_theme", "value": "dark", "url": live_server.url}]
    )
    visitor.open(GRID)
    assert visitor.page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert visitor.faults("market-grid-dark") == []


def test_arrows_move_through_the_cells_and_enter_opens_one(
    browser: Browser, live_server: LiveServer, ground: Ground
) -> None:
    visitor = Visitor(browser, live_server.url, ground.cast.channel_director, "en")
    page = visitor.open(GRID)
    page.locator("a.cell").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowDown", "Home", "End"):
        page.keyboard.press(key)
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("South China × Hospitals: 4 customers, 0 partners at work")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="South China × Hospitals").wait_for()
    page.keyboard.press("Escape")  # back to the grid
    page.get_by_role("heading", level=1, name="Market grid").wait_for()
    assert visitor.said == []
