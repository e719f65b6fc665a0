"""The gallery draws the look without the site: four versions of two pages, whole and clean."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

VERSIONS = [
    f"{name}-{language}-{theme}"
    for language in ("en", "zh")
    for theme in ("light", "dark")
    for name in ("workbench", "portal")
]
HAN = re.compile(r"[\u4e00-\u9fff]")


class Page(HTMLParser):
    """The tags of a page with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def attribute(self, name: str) -> list[str]:
        return [attrs[name] or "" for _tag, attrs in self.tags if name in attrs]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn by a process of its own, since it has settings of its own."""
    out = tmp_path_factory.mktemp("gallery") / "deep" / "out"
    command = [sys.executable, "-m", "scripts.gallery", str(out)]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == f"8 pages in {out}\n"
    return out


@pytest.fixture(scope="module")
def pages(gallery: Path) -> dict[str, Page]:
    return {name: Page((gallery / f"{name}.html").read_text("utf-8")) for name in VERSIONS}


def test_every_version_is_drawn_and_nothing_else(gallery: Path) -> None:
    written = {path.stem for path in gallery.glob("*.html")}
    assert written == {*VERSIONS, "palette"}
    assert (gallery / "static").resolve() == ROOT / "qudao" / "web" / "static"


def test_each_page_says_its_language_and_theme(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        (root,) = page.all("html")
        _which, language, theme = name.split("-")
        assert root["lang"] == {"en": "en", "zh": "zh-Hans"}[language] or (
            (root["lang"] or "").lower() == {"en": "en", "zh": "zh-hans"}[language]
        )
        assert theme in str(root), name


def test_the_chinese_pages_are_chinese_and_the_english_ones_are_not(pages: dict[str, Page]) -> None:
    shares = {}
    for name, page in pages.items():
        letters = [sign for sign in "".join(page.words) if sign.isalpha()]
        shares[name] = len(HAN.findall("".join(letters))) / len(letters)
    for name, share in shares.items():
        assert share > 0.4 if "-zh-" in name else share < 0.05, (name, share)


def test_no_page_holds_a_style_or_a_script_of_its_own(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.attribute("style") == [], name
        written = [attrs for attrs in page.all("script") if not attrs.get("src")]
        assert all(attrs.get("type") == "application/json" for attrs in written), name
        assert page.all("style") == [], name
        handlers = [key for _tag, attrs in page.tags for key in attrs if key.startswith("on")]
        assert handlers == [], name


def test_what_a_page_loads_is_ours_and_there(gallery: Path, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        loaded = [
            attrs.get("src") or attrs.get("href") or ""
            for tag, attrs in page.tags
            if tag in {"link", "img"} or (tag == "script" and "src" in attrs)
        ]
        assert loaded, name
        for address in loaded:
            assert address.startswith(("/static/", "data:")), (name, address)
            path = address.partition("?")[0].partition("#")[0]
            if path.startswith("/static/"):
                assert (gallery / path.lstrip("/")).is_file(), (name, address)


def test_no_id_stands_twice_and_every_label_leads_to_its_field(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        ids = page.attribute("id")
        assert sorted(ids) == sorted(set(ids)), name
        targets = [target for target in page.attribute("for") if target]
        assert set(targets) <= set(ids), name
        for kind in ("aria-labelledby", "aria-describedby", "aria-controls"):
            named = {one for value in page.attribute(kind) for one in value.split()}
            assert named <= set(ids), (name, kind)


def test_a_page_has_one_main_part_and_one_first_heading(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert len(page.all("main")) == 1, name
        assert len(page.all("h1")) == 1, name
        levels = [int(tag[1]) for tag, _attrs in page.tags if re.fullmatch(r"h[1-6]", tag)]
        steps = [after - before for before, after in pairwise(levels)]
        assert max(steps, default=0) <= 1, (name, levels)


def test_a_refused_field_says_so_to_everybody(pages: dict[str, Page]) -> None:
    refused = [attrs for attrs in pages["workbench-en-light"].all("input")
               if attrs.get("aria-invalid") == "true"]  # fmt: skip
    assert {attrs["name"] for attrs in refused} >= {"days", "starts"}
    assert all(attrs.get("aria-describedby") for attrs in refused)


def test_both_languages_have_the_same_parts(pages: dict[str, Page]) -> None:
    for which in ("workbench", "portal"):
        tags = {
            language: [tag for tag, _attrs in pages[f"{which}-{language}-light"].tags]
            for language in ("en", "zh")
        }
        assert tags["en"] == tags["zh"]


def test_the_theme_changes_nothing_but_itself(gallery: Path) -> None:
    for which in ("workbench", "portal"):
        light = (gallery / f"{which}-zh-light.html").read_text("utf-8").splitlines()
        dark = (gallery / f"{which}-zh-dark.html").read_text("utf-8").splitlines()
        assert len(light) == len(dark)
        different = [a for a, b in zip(light, dark, strict=True) if a != b]
        assert 1 <= len(different) <= 4
        assert all("light" in line for line in different)


def test_the_palette_lists_what_was_found(gallery: Path) -> None:
    palette = Page((gallery / "palette.html").read_text("utf-8"))
    options = [attrs for _tag, attrs in palette.tags if attrs.get("role") == "option"]
    assert len(options) == 2
    assert {"#pulan", "#r0417"} <= {value for _t, attrs in palette.tags for value in attrs.values()}
    assert "Pulan Securities" in "".join(palette.words)
