"""Records are kept in the browser: a partner is made and changed, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qudao.core import clock
from qudao.deals.sellthrough.models import SalesLine
from qudao.market.customers.models import Customer
from tests.browser.site import Visitor, chromium
from tests.deals.programme import Programme, in_review, make_programme
from tests.people import make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def programme(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Programme:
    monkeypatch.setattr(clock, "now", lambda: now)
    programme = make_programme(make_cast(now), now)
    in_review(programme, programme.cast.seller_a, now=now)
    for month in range(1, 4):
        SalesLine.objects.create(
            source="erp", source_key=str(month), route="indirect",
            partner=programme.cast.partner_a, product=programme.gateways,
            sold_on=date(2026, month, 1), quantity=1, amount=Decimal(300_000 * month),
            currency="CNY",
        )  # fmt: skip
    return programme


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_partners_pages(
    browser: Browser, live_server: LiveServer, programme: Programme, language: str
) -> None:
    visitor = Visitor(browser, live_server.url, programme.cast.channel_manager, language)
    visitor.open("/workbench/partners/")
    assert visitor.faults(f"partners-{language}") == []
    visitor.open(f"/workbench/partners/{programme.cast.partner_a.public_id}/")
    assert visitor.faults(f"partner-{language}") == []
    visitor.open(f"/workbench/partners/{programme.cast.partner_a.public_id}/do/edit/")
    assert visitor.faults(f"partner-edit-{language}") == []


def test_a_partner_is_made_and_changed(
    browser: Browser, live_server: LiveServer, programme: Programme
) -> None:
    visitor = Visitor(browser, live_server.url, programme.cast.channel_manager, "zh-CN")
    page = visitor.open("/workbench/partners/")
    page.get_by_role("link", name="新建伙伴").click()
    page.get_by_role("button", name="添加伙伴").click()
    page.locator(".alert.bad").wait_for()  # one name is needed
    visitor.said.clear()  # the browser notes the refusal's status
    page.get_by_label("中文名称").fill("岭南智信")
    page.get_by_role("button", name="添加伙伴").click()
    page.get_by_role("heading", level=1, name="岭南智信").wait_for()
    page.get_by_role("link", name="编辑").click()
    page.get_by_label("城市").fill("广州")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("广州").first.wait_for()
    page.get_by_role("link", name="有效").wait_for()
    assert visitor.faults("partner-new-zh") == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_customers_pages(
    browser: Browser, live_server: LiveServer, programme: Programme, language: str
) -> None:
    visitor = Visitor(browser, live_server.url, programme.cast.channel_manager, language)
    visitor.open("/workbench/customers/")
    assert visitor.faults(f"customers-{language}") == []
    visitor.open(f"/workbench/customers/{programme.customer.public_id}/")
    assert visitor.faults(f"customer-{language}") == []


def test_two_customers_are_merged_and_parted_again(
    browser: Browser, live_server: LiveServer, programme: Programme, now: datetime
) -> None:
    Customer.objects.create(name_zh="浦岚证券", city="上海", created_at=now)
    visitor = Visitor(browser, live_server.url, programme.cast.channel_manager, "zh-CN")
    page = visitor.open("/workbench/customers/?q=浦岚证券")
    page.locator("td").get_by_text("浦岚证券", exact=True).click()
    page.get_by_role("link", name="合并").click()
    page.get_by_label("名称、曾用名或证照号").fill("浦岚证券股份")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="浦岚证券股份有限公司").click()
    assert visitor.faults("merge-zh") == []
    page.get_by_label("为何是同一家").fill("官网与信用代码一致")
    page.get_by_role("button", name="合并").click()
    page.get_by_role("heading", level=1, name="浦岚证券股份有限公司").wait_for()
    page.get_by_role("link", name="撤销").click()
    page.get_by_label("为何不是同一家").fill("两个独立法人")
    page.get_by_role("button", name="撤销合并").click()
    page.get_by_text("没有并入的重复记录").wait_for()
    assert visitor.faults("unmerged-zh") == []
