"""Look at written pages in a browser: photograph them and name what is wrong with them."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

WIDTHS = {"desktop": 1440, "narrow": 1100, "tablet": 768, "phone": 390, "small": 320}
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'",
        )
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=os.fspath(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass
class Examiner:
    """One browser page that photographs files and counts what is wrong with each."""

    page: Page
    address: str
    out: Path
    width: str
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self.listen)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(message.text)

    def examine(self, file: Path) -> list[str]:
        """Axe violations, console errors (a refusal of the policy is one), sideways scrolling."""
        self.said.clear()
        self.page.goto(f"{self.address}/{file.name}", wait_until="networkidle")
        picture = self.out / f"{file.stem}-{self.width}.png"
        self.page.screenshot(path=picture, full_page=True)
        violations = Axe().run(self.page).response["violations"]
        faults = [line for violation in violations for line in lines_of(violation)]
        overflow = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            faults.append(f"scrolls sideways by {overflow} px")
        return faults + self.said


def lines_of(violation: dict[str, Any]) -> Iterator[str]:
    for node in violation["nodes"][:4]:
        why = " ".join(node.get("failureSummary", "").split())
        yield f"{violation['id']}: {node['html'][:160]} ({why[:200]})"


def examine(out: Path, files: list[Path], widths: list[str]) -> int:
    """Photograph and judge each page at each width; the number of faults."""
    count = 0
    with served(out) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for width in widths:
            page = browser.new_page(viewport={"width": WIDTHS[width], "height": 900})
            examiner = Examiner(page, address, out, width)
            for file in files:
                faults = examiner.examine(file)
                count += len(faults)
                if faults:
                    print(f"{file.stem} {width}", *faults, sep="\n   ")
            page.close()
        browser.close()
    return count
