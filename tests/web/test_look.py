"""The look: strict policy, one sprite, small styles; macros that say what they take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "qudao/web/static"
PAGES = sorted(TEMPLATES.rglob("*.html"))
COMPONENTS = sorted((TEMPLATES / "components").glob("[!_]*.html"))
SCRIPTS = sorted((STATIC / "qudao").glob("*.js"))
SIXTY_KB = 60 * 1024
FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*="),
    "inline handler": re.compile(r"\son[a-z]+\s*=|\bhx-on"),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)"),
    "address of another site": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}
ICON_NAME = re.compile(r"\bicon\(\s*\"([a-z]+)\"|\bicon_name=\"([a-z]+)\"")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_template_needs_nothing_that_the_policy_refuses(page: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", page.read_text("utf-8"), flags=re.DOTALL)
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_icon_named_in_a_template_is_in_the_sprite(page: Path) -> None:
    sprite = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "qudao/icons.svg").read_text()))
    named = {one or other for one, other in ICON_NAME.findall(page.read_text("utf-8"))}
    assert named - sprite == set()


@pytest.mark.parametrize("component", COMPONENTS, ids=name_of)
def test_component_begins_with_what_its_macros_take(component: Path) -> None:
    source = component.read_text("utf-8")
    comment = source[: source.index("#}")]
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    public = [macro.name for macro in macros_of(tree) if not macro.name.endswith("_of")]
    assert source.startswith("{#")
    assert [name for name in public if name not in comment and name != "described"] == []


def macros_of(tree: nodes.Template) -> list[nodes.Macro]:
    return list(tree.find_all(nodes.Macro))


def test_no_page_loads_more_than_sixty_kilobytes_of_styles() -> None:
    """The five sheets of every page, and the largest sheet that one page brings along."""
    sizes = {sheet.stem: sheet.stat().st_size for sheet in (STATIC / "qudao").glob("*.css")}
    everywhere = sum(sizes.pop(name) for name in ("tokens", "base", "frame", "controls", "parts"))
    assert everywhere + max(sizes.values(), default=0) < SIXTY_KB


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_script_makes_no_code_from_text(script: Path) -> None:
    assert re.findall(r"\beval\(|new Function|setAttribute\(\"style\"", script.read_text()) == []


def test_vendored_files_come_with_their_licences() -> None:
    listed = (STATIC / "vendor/VENDORED.md").read_text("utf-8")
    for folder in (path for path in (STATIC / "vendor").iterdir() if path.is_dir()):
        assert f"`{folder.name}/`" in listed
        assert any("LICENSE" in file.name or "OFL" in file.name for file in folder.iterdir())
