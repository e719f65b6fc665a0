"""Looking at pages: served under the policy of the product, and every fault told."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts import eyes
from scripts.eyes import WIDTHS, Examiner, lines_of, served


def violation(*nodes: dict[str, Any], name: str = "label") -> dict[str, Any]:
    return {"id": name, "nodes": list(nodes)}


def test_a_fault_names_the_rule_the_place_and_the_reason() -> None:
    node = {"html": "<input>", "failureSummary": "Fix any:\n  no label\n\tat all"}
    assert list(lines_of(violation(node))) == ["label: <input> (Fix any: no label at all)"]


def test_long_faults_are_cut_and_many_are_enough_of_one_kind() -> None:
    node = {"html": "<a>" + "x" * 500, "failureSummary": "why " * 200}
    lines = list(lines_of(violation(*[node] * 9)))
    assert len(lines) == 4
    assert all(len(line) < 400 for line in lines)


def test_a_fault_without_a_reason_is_told_too() -> None:
    assert list(lines_of(violation({"html": "<b>"}))) == ["label: <b> ()"]
    assert list(lines_of(violation())) == []


def test_widths_go_from_the_desk_to_the_smallest_phone() -> None:
    widths = list(WIDTHS.values())
    assert widths == sorted(widths, reverse=True)
    assert (widths[0], widths[-1]) == (1440, 320)


# ------------------------------------------------------------------ serving


def test_pages_are_served_under_a_policy_that_forbids_what_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>岚</p>", encoding="utf-8")
    with served(tmp_path) as address:
        asking = http.client.HTTPConnection(address.removeprefix("http://"), timeout=5)
        asking.request("GET", "/a.html")
        found = asking.getresponse()
        content, policy = found.read(), found.headers["Content-Security-Policy"]
        asking.request("GET", "/../secret")
        missing = asking.getresponse().status
        asking.close()
    assert (found.status, content.decode()) == (200, "<p>岚</p>")
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert missing == 404


# ------------------------------------------------------------------ examining


class Page:
    """As much of a browser's page as is looked at."""

    def __init__(self, overflow: int = 0, says: tuple[tuple[str, str], ...] = ()) -> None:
        self.overflow, self.says = overflow, says
        self.heard: dict[str, Callable[[Any], None]] = {}
        self.visited: list[str] = []
        self.pictures: list[Path] = []

    def on(self, event: str, listen: Callable[[Any], None]) -> None:
        self.heard[event] = listen

    def goto(self, address: str, *, wait_until: str) -> None:
        assert wait_until == "networkidle"
        self.visited.append(address)
        for kind, text in self.says:
            self.heard["console"](SimpleNamespace(type=kind, text=text))

    def screenshot(self, *, path: Path, full_page: bool) -> None:
        assert full_page
        self.pictures.append(path)

    def evaluate(self, script: str) -> int:
        assert "scrollWidth" in script
        return self.overflow


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the accessibility check will find."""
    violations: list[dict[str, Any]] = []

    class Axe:
        @staticmethod
        def run(_page: object) -> SimpleNamespace:
            return SimpleNamespace(response={"violations": violations})

    monkeypatch.setattr(eyes, "Axe", Axe)
    return violations


def examined(page: Page, tmp_path: Path) -> list[str]:
    looking: Any = page
    return Examiner(looking, "http://x", tmp_path, "phone").examine(Path("today-zh-dark.html"))


def test_a_sound_page_is_photographed_and_has_no_fault(
    found: list[dict[str, Any]], tmp_path: Path
) -> None:
    page = Page(says=(("log", "hello"), ("warning", "slow")))
    assert examined(page, tmp_path) == []
    assert page.visited == ["http://x/today-zh-dark.html"]
    assert page.pictures == [tmp_path / "today-zh-dark-phone.png"]


def test_every_kind_of_fault_is_told(found: list[dict[str, Any]], tmp_path: Path) -> None:
    found.append(violation({"html": "<img>", "failureSummary": "no words"}, name="image-alt"))
    page = Page(overflow=12, says=(("error", "Refused to load a style"),))
    assert examined(page, tmp_path) == [
        "image-alt: <img> (no words)",
        "scrolls sideways by 12 px",
        "Refused to load a style",
    ]


def test_what_one_page_said_is_not_told_of_the_next(
    found: list[dict[str, Any]], tmp_path: Path
) -> None:
    page: Any = Page(says=(("error", "first"),))
    examiner = Examiner(page, "http://x", tmp_path, "phone")
    page.heard["pageerror"](RuntimeError("before any page"))
    assert examiner.examine(Path("a.html")) == ["first"]
    page.says = ()
    assert examiner.examine(Path("b.html")) == []


def test_a_page_that_is_narrower_than_its_window_does_not_scroll(
    found: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert examined(Page(overflow=-5), tmp_path) == []
