"""Every component in both frames, languages and themes: no axe rule fails, nothing scrolls aside,
the content-security policy has nothing to say, and the keys do what they promise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from scripts.eyes import CHROMIUM, Examiner, served

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written by a process of its own: the gallery configures Django for itself."""
    out = tmp_path_factory.mktemp("gallery")
    command = [sys.executable, "-m", "scripts.gallery", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    return out


@pytest.fixture(scope="module")
def address(gallery: Path) -> Iterator[str]:
    with served(gallery) as address:
        yield address


@pytest.fixture(scope="module")
def pages() -> Iterator[dict[int, Page]]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield {
            width: browser.new_page(viewport={"width": width, "height": 900})
            for width in (1440, 390, 320)
        }
        browser.close()


@pytest.fixture
def desk(pages: dict[int, Page], address: str) -> Page:
    page = pages[1440]
    page.goto(f"{address}/workbench-en-light.html", wait_until="networkidle")
    page.evaluate("document.activeElement.blur()")
    return page


@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize(
    "name", ["workbench-zh-light", "workbench-en-dark", "portal-en-light", "portal-zh-dark"]
)
def test_page_has_no_fault(
    pages: dict[int, Page], gallery: Path, address: str, name: str, width: int
) -> None:
    examiner = Examiner(pages[width], address, gallery, str(width))
    assert examiner.examine(gallery / f"{name}.html") == []


def test_j_and_k_move_the_cursor_through_the_list(desk: Page) -> None:
    for key in "jjk":
        desk.keyboard.press(key)
    assert desk.locator("tr.cursor").count() == 1
    assert desk.locator("tr.cursor .t").first.inner_text() == "Linhu Education Bureau"


def test_refusing_asks_a_reason_first_and_the_field_has_the_focus(desk: Page) -> None:
    desk.keyboard.press("r")
    assert desk.locator("#reject").is_visible()
    assert desk.evaluate("document.activeElement.name") == "reason_kind"
    desk.keyboard.press("Escape")


def test_palette_opens_by_ctrl_k_and_runs_the_chosen_line(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    desk.locator("#palette [role=option]").nth(1).wait_for()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**#r0417")


def test_single_letters_can_be_switched_off(desk: Page) -> None:
    desk.keyboard.press("?")
    desk.locator("[data-keys-switch]").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    assert not desk.locator("#reject").is_visible()
    desk.evaluate("localStorage.clear()")


def test_what_was_typed_survives_a_reload(pages: dict[int, Page], address: str) -> None:
    page = pages[390]
    page.goto(f"{address}/portal-zh-light.html", wait_until="networkidle")
    page.fill("#id_customer", "浦岚证券")
    page.locator("[data-draft-note]", has_text="已存在本浏览器").wait_for()
    page.reload(wait_until="networkidle")
    assert page.input_value("#id_customer") == "浦岚证券"
    page.evaluate("localStorage.clear()")


def test_theme_switch_writes_the_cookie_that_the_server_reads(desk: Page) -> None:
    desk.locator(".side [data-theme-switch]").click()
    assert desk.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    cookies = {cookie["name"]: cookie["value"] for cookie in desk.context.cookies()}
    assert cookies["qudao_theme"] == "dark"


def test_chart_is_drawn_and_its_numbers_stay_behind_it(desk: Page) -> None:
    desk.locator("figure.chart canvas").wait_for()
    desk.locator("figure.chart summary").click()
    assert desk.locator("figure.chart td").nth(1).inner_text() == "25"
