"""The market in a browser: grid, table and cell in both languages, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qudao.core import clock
from qudao.market.cells.models import Product
from qudao.market.prices.actions import PriceInput, set_price
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


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_products_pages(
    browser: Browser, live_server: LiveServer, ground: Ground, now: datetime, language: str
) -> None:
    gateways = ground.programme.gateways
    one = Product.objects.create(
        code="GW-1", name_en="Gateway One", name_zh="网关一号", parent=gateways, depth=1,
        path=f"{gateways.path}GW-1/",
    )  # fmt: skip
    for kind, amount in (("list", 12_000), ("partner", 9_800), ("registered", 9_000)):
        stated = PriceInput(
            product="GW-1", kind=kind, currency="CNY", amount=Decimal(amount),
            valid_from=date(2026, 1, 1),
        )  # fmt: skip
        set_price(ground.cast.operations, stated, now=now)
    visitor = Visitor(browser, live_server.url, ground.cast.operations, language)
    for name, path in (
        ("products", "/workbench/products/"),
        ("product", f"/workbench/products/{one.public_id}/"),
        ("price", f"/workbench/products/{one.public_id}/do/price/"),
    ):
        visitor.open(path)
        assert visitor.faults(f"{name}-{language}") == []


def test_a_price_is_set_and_taken_back(
    browser: Browser, live_server: LiveServer, ground: Ground
) -> None:
    visitor = Visitor(browser, live_server.url, ground.cast.operations, "zh-CN")
    page = visitor.open(f"/workbench/products/{ground.programme.gateways.public_id}/")
    page.get_by_role("link", name="设定价格").click()
    page.get_by_label("金额").fill("12800")
    page.get_by_label("生效日期").fill("2026-04-01")
    page.get_by_role("button", name="设定价格").click()
    page.get_by_text("¥12,800").first.wait_for()
    page.get_by_role("link", name="终止").click()
    page.get_by_role("button", name="终止").click()
    page.get_by_text("已收回").wait_for()
    assert visitor.faults("price-taken-back-zh") == []


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
