"""Building and managing in the browser: lifecycle, goals, letters as the account wants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from qudao.core import clock
from qudao.deals.commitments.actions import PromiseInput, record_promise
from qudao.deals.funnel.models import Opportunity
from qudao.market.cells.selectors import CellAxes
from qudao.market.goals.actions import QuotaInput, set_quota
from qudao.market.partners.models import Partner
from qudao.people.models import User
from tests.browser.site import Visitor, chromium
from tests.deals.programme import Programme, in_review, make_programme
from tests.people import make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DARK = "qudao_theme"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def programme(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Programme:
    monkeypatch.setattr(clock, "now", lambda: now)
    programme = make_programme(make_cast(now), now)
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    rows = Partner.objects.unscoped(reason="a test")
    rows.filter(code="HENG").update(
        lifecycle="prospect", lifecycle_since=now - timedelta(days=12), city="广州"
    )
    for number, stage in enumerate(("won", "negotiating", "proposing", "engaging")):
        day = {"closed_on" if stage == "won" else "expected_on": date(2026, 3, 9)}
        Opportunity.objects.create(
            product=programme.gateways, route="indirect", partner=cast.partner_a, stage=stage,
            amount=Decimal(1_250_000 - 200_000 * number), currency="CNY", created_at=now,
            customer=programme.customer, **day,
        )  # fmt: skip
    whole = QuotaInput(
        starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 1), amount=Decimal(6_000_000),
        currency="CNY",
    )  # fmt: skip
    set_quota(cast.channel_director, whole, now=now)
    for holder in (
        {"user": cast.channel_manager.public_id},
        {"partner": cast.partner_a.public_id},
        {"cell": CellAxes("GW")},
    ):
        own = QuotaInput(
            starts_on=whole.starts_on, ends_on=whole.ends_on, amount=Decimal(3_000_000),
            currency="CNY", **holder,
        )  # fmt: skip
        set_quota(cast.channel_director, own, now=now)
    promise = PromiseInput(
        partner_id=cast.partner_a.public_id, direction="given", topic="resource",
        text="两个工程师人天", due_on=now.date(),
    )  # fmt: skip
    record_promise(cast.channel_manager, promise, now=now)
    return programme


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_pages_have_no_fault(
    browser: Browser, live_server: LiveServer, programme: Programme, language: str
) -> None:
    visitor = Visitor(browser, live_server.url, programme.cast.channel_director, language)
    pages = {
        "today": "/workbench/",
        "lifecycle": "/workbench/lifecycle/",
        "prospect": "/workbench/lifecycle/new/",
        "goals": "/workbench/goals/",
        "goals-partner": "/workbench/goals/?by=partner",
        "goals-cell": "/workbench/goals/?by=cell",
        "goal-rows": "/workbench/goals/rows/?what=target",
        "goal-set": "/workbench/goals/set/cell/",
        "customer-talk": f"/workbench/customers/{programme.customer.public_id}/talk/",
    }
    faults = []
    for name, path in pages.items():
        visitor.open(path)
        faults += [f"{name}: {one}" for one in visitor.faults(f"{name}-{language}")]
        visitor.said.clear()
    assert faults == []


def test_the_rooms_hold_in_the_dark(
    browser: Browser, live_server: LiveServer, programme: Programme
) -> None:
    visitor = Visitor(browser, live_server.url, programme.cast.channel_director, "zh-CN")
    cookie = {"name": DARK, "value": "dark", "url": live_server.url}
    visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]
    for name in ("lifecycle", "goals"):
        visitor.open(f"/workbench/{name}/")
        assert visitor.faults(f"{name}-dark") == []


def test_a_partner_is_moved_by_a_tap_and_taken_back(
    browser: Browser, live_server: LiveServer, programme: Programme
) -> None:
    visitor = Visitor(browser, live_server.url, programme.cast.channel_manager, "zh-CN")
    page = visitor.open("/workbench/lifecycle/?q=HENG")
    row = page.get_by_role("row").filter(has_text="恒博网络")
    row.locator("summary").click()
    row.get_by_role("button", name="受理申请").click()
    page.get_by_text("恒博网络 转为申请中。").wait_for()
    assert "q=HENG" in page.url
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("恒博网络 转为潜在伙伴。").wait_for()
    row = page.get_by_role("row").filter(has_text="恒博网络")
    row.locator("summary").click()
    row.get_by_role("link", name="退出").click()
    page.get_by_label("原因").or_(page.locator("textarea")).first.fill("没有意向")
    page.get_by_role("button", name="变更").or_(page.locator("form.form button")).first.click()
    page.get_by_text("恒博网络 已退出。").wait_for()
    assert visitor.said == []


def test_letters_act_unless_the_account_says_otherwise(
    browser: Browser, live_server: LiveServer, programme: Programme
) -> None:
    manager = programme.cast.channel_manager
    visitor = Visitor(browser, live_server.url, manager, "en")
    page = visitor.open("/workbench/partners/")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.get_by_role("heading", level=1, name="Partner lifecycle").wait_for()
    User.objects.filter(pk=manager.user_id).update(single_key_shortcuts=False)
    page = visitor.open("/workbench/partners/")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.keyboard.press("?")
    page.wait_for_timeout(300)
    assert page.url.endswith("/workbench/partners/")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("Control+k")
    page.locator("#palette[open]").wait_for()
    assert visitor.said == []
