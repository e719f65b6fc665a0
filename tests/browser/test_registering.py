"""A partner's seller registers on a phone, in both languages; every page of the way is sound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from qudao.core.clock import now as present
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.browser.site import PHONE, Visitor, chromium
from tests.deals.programme import CUSTOMER, LARGE, Programme, make_programme, quickly, submitted
from tests.people import make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
NAME = "寒舟制药有限公司"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def programme(transactional_db: None) -> Programme:
    return make_programme(make_cast(present()), present())


def on_phone(browser: Browser, server: LiveServer, programme: Programme, language: str) -> Visitor:
    visitor = Visitor(browser, server.url, programme.cast.seller_a, language)
    visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return visitor


def fill_quick(page: Page) -> None:
    page.fill("#id_customer_name", NAME)
    page.select_option("#id_product", index=1)
    page.fill("#id_project", "冷链追溯")
    page.fill("#id_contact_name", "王建国")


def saved() -> Registration:
    return Registration.objects.unscoped(reason="a test looks at the row").get()


def test_a_seller_registers_on_a_phone_in_chinese(
    browser: Browser, live_server: LiveServer, programme: Programme, tmp_path: Path
) -> None:
    visitor = on_phone(browser, live_server, programme, "zh-CN")
    page = visitor.open("/portal/")
    page.locator(".tabbar a.go").click()
    page.wait_for_url("**/portal/register/")

    fill_quick(page)
    page.locator("#rules-check .badge.good").wait_for()  # the check follows the typing
    assert "符合" in page.locator("#rules-check .badge.good").inner_text()
    page.locator("#autosaved", has_text="草稿已保存").wait_for()
    assert saved().state == State.DRAFT
    assert visitor.faults("portal-register-zh") == []

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.locator("details.fold > summary").click()
    page.locator("button[value=full]").click()  # too little for a full one
    page.locator("[data-errors]").wait_for()
    assert page.input_value("#id_customer_name") == NAME
    visitor.said.clear()  # the browser itself notes the answer 422
    assert visitor.faults("portal-refused-zh") == []

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    photo = tmp_path / "聊天.pdf"
    photo.write_bytes(PDF)
    page.set_input_files("#id_evidence", str(photo))
    page.locator("button[value=quick]").click()
    page.wait_for_url("**/receipt/")
    assert saved().state == State.SUBMITTED
    assert saved().evidence.count() == 1
    assert "QIHE-0001" in page.locator("main").inner_text()
    assert visitor.faults("portal-receipt-zh") == []


def test_back_and_reload_after_a_refused_form_find_what_was_typed_until_the_sign_out(
    browser: Browser, live_server: LiveServer, programme: Programme
) -> None:
    visitor = on_phone(browser, live_server, programme, "en")
    page = visitor.open("/me/")  # its form is sent to an address that shows nothing
    page.fill("#id_name", "")
    page.fill("#id_title", "客户经理")
    page.locator("form[action$='/details/'] button").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    reloaded = page.reload()
    assert (reloaded and reloaded.status, page.url) == (200, f"{live_server.url}/me/")
    assert (page.input_value("#id_name"), page.input_value("#id_title")) == ("", "客户经理")

    visitor.open("/portal/register/")
    fill_quick(page)
    page.locator("details:has(#id_customer_uscc) > summary").click()
    page.fill("#id_customer_uscc", "123")
    page.locator("button[value=quick]").click()
    page.locator("[data-errors]").wait_for()
    page.goto(f"{live_server.url}/portal/registrations/")
    page.go_back()
    assert page.input_value("#id_customer_uscc") == "123"
    assert page.locator("[data-errors]").count() == 0

    page.locator("summary[aria-label^=Account]").click()
    page.locator("form[data-clear-drafts] button").first.click()
    page.wait_for_url("**/account/login/**")
    page.go_back()
    page.wait_for_url("**/account/login/**")
    kept = page.evaluate("[...Object.keys(sessionStorage), ...Object.keys(localStorage)]")
    assert [key for key in kept if key.startswith("qd-")] == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_portal_page_is_sound_at_desk_and_on_a_phone(
    browser: Browser, live_server: LiveServer, programme: Programme, language: str
) -> None:
    now = present()
    award = (now + timedelta(days=60)).date()
    seller = programme.cast.seller_a
    quick = quickly(programme, seller, now=now, customer_name=NAME)
    held = submitted(programme, seller, now=now, expected_award_on=award, project="一期")
    waiting = submitted(
        programme,
        seller,
        now=now,
        amount=LARGE,
        expected_award_on=award,
        project="二期",
        customer_name="湾口热电有限公司",
    )
    visitor = on_phone(browser, live_server, programme, language)
    customer = held.customer.public_id if held.customer else ""
    pages = {
        "home": "/portal/",
        "register": f"/portal/register/?customer={CUSTOMER}",
        "list": "/portal/registrations/",
        "none": "/portal/registrations/?q=nothing-like-that",
        "protected": f"/portal/registrations/{held.public_id}/",
        "review": f"/portal/registrations/{waiting.public_id}/",
        "complete": f"/portal/registrations/{quick.public_id}/complete/",
        "update": f"/portal/registrations/{held.public_id}/update/",
        "withdraw": f"/portal/registrations/{held.public_id}/withdraw/",
        "customers": "/portal/customers/",
        "customer": f"/portal/customers/{customer}/",
        "contact": f"/portal/customers/{customer}/contact/",
        "new-customer": "/portal/customers/new/",
        "company": "/portal/company/",
        "notices": "/portal/notices/",
    }
    for name, path in pages.items():
        visitor.open(path)
        assert visitor.faults(f"portal-{name}-{language}") == [], name
