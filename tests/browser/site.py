"""The running site in a browser: pages of logged-in people, and what is wrong with a page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from qudao.core.actor import Actor
from scripts.eyes import CHROMIUM, lines_of
from tests.web.deals_pages import client_of

# The rules of axe look at structure and colour, not at words: each page is read by them once at
# each width, at the desk in English and on the phone in Chinese.
READ_BY_AXE = {"en": "desk", "zh-CN": "phone"}
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Browser]:
    # the driver keeps an event loop in this thread, which Django would refuse to write under
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitor:
    """One logged-in person's browser page, which remembers what the console said."""

    def __init__(self, browser: Browser, address: str, actor: Actor, language: str) -> None:
        session = client_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(locale=language, viewport=None)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
        )
        self.address, self.language = address, language
        self.page: Page = context.new_page()
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        self.said: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}", wait_until="networkidle")
        return self.page

    def faults(self, name: str) -> list[str]:
        """Sideways scrolling at desk and phone width, console errors, violations of axe.

        With QUDAO_SHOTS set, the page is photographed into that folder.
        """
        found: list[str] = []
        for width, size in (("desk", DESK), ("phone", PHONE)):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            folder = os.environ.get("QUDAO_SHOTS")
            if folder:
                self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            if READ_BY_AXE[self.language] == width:
                violations = Axe().run(self.page).response["violations"]
                found += [f"{width} {line}" for one in violations for line in lines_of(one)]
            overflow = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if overflow > 0:
                found.append(f"{width} scrolls sideways by {overflow} px")
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        return found + self.said
