"""Render the look without the site, in both languages and themes, and photograph it.

python -m scripts.gallery OUT           write the pages
python -m scripts.gallery OUT --shots   photograph them too, and run axe on each
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import django
import jinja2
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

from scripts.eyes import WIDTHS, examine

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = [
    ROOT / f"qudao/locale/{area}/zh_Hans/LC_MESSAGES/django.po"
    for area in ("web", "portal", "workbench")
]
settings.configure(
    USE_I18N=False,
    INSTALLED_APPS=[],
    SECRET_KEY="gallery",  # noqa: S106
    STATIC_URL="/static/",
)
django.setup()

from django import forms  # noqa: E402

from qudao.web.shared.icons import icon  # noqa: E402


class SampleForm(forms.Form):
    days = forms.IntegerField(
        label="Protection, days", min_value=60, max_value=180, help_text="60 to 180 days."
    )
    starts = forms.CharField(label="Effective date")
    agree = forms.BooleanField(label="Partners are told", required=False)


class ChoiceForm(forms.Form):
    customer = forms.CharField(label="Customer")
    amount = forms.DecimalField(label="Amount", required=False)
    family = forms.ChoiceField(
        label="Product family", choices=[("gateway", "Secure gateway"), ("hub", "Data hub")]
    )
    budget = forms.ChoiceField(
        label="Budget", choices=[("yes", "Approved"), ("no", "Requested")], widget=forms.RadioSelect
    )
    origin = forms.ChoiceField(
        label="Who found the project",
        choices=[("ours", "We found it"), ("theirs", "We join yours")],
        widget=forms.RadioSelect,
        initial="ours",
    )
    evidence = forms.FileField(label="Evidence", help_text="At least one document.", required=False)
    note = forms.CharField(label="Need", widget=forms.Textarea(attrs={"rows": 3}), required=False)


@dataclass
class Request:
    def get_full_path(self) -> str:
        return "/"


@dataclass
class Actor:
    name: str
    user_id: int = 1


@dataclass
class Entry:
    label: str
    icon: str
    current: bool = False
    count: int | None = None
    key: str | None = None
    url: str = "#"
    primary: bool = False
    short: str | None = None


@dataclass
class Group:
    title: str | None
    entries: list[Entry] = field(default_factory=list)


Say = Callable[[str, str], str]


def speaker(language: str) -> Say:
    return lambda english, chinese: english if language == "en" else chinese


def address_of(name: str, *_args: object, **_kwargs: object) -> str:
    return f"/{name}/"


def translations(language: str) -> Catalog:
    merged = Catalog()
    for path in CATALOGUES if language == "zh" else ():
        with path.open("rb") as file:
            for message in read_po(file):
                merged[message.id] = message
    return merged


def environment(language: str) -> jinja2.Environment:
    catalog = translations(language)

    def gettext(text: str) -> str:
        message = catalog.get(text)
        return str(message.string) if message and message.string else text

    def ngettext(one: str, many: str, count: int) -> str:
        message = catalog.get(one)
        if message and message.string:
            return str(message.string[0])
        return one if count == 1 else many

    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(dict.fromkeys(("money", "number", "percent", "day", "moment", "ago"), str))
    env.globals.update(
        static=lambda path: f"/static/{path}",
        url=address_of,
        icon=icon,
        drawn_icon=icon,
        str=str,
        remember=lru_cache(typed=True),
        say=speaker(language),
    )
    return env


def workbench_navigation(say: Say) -> list[Group]:
    return [
        Group(None, [Entry(say("Today", "今日"), "today", current=True, count=7, key="t")]),
        Group(
            say("Choose", "选择"),
            [
                Entry(say("Coverage map", "覆盖地图"), "map", key="m"),
                Entry(say("Routes", "销售通路"), "route"),
            ],
        ),
        Group(
            say("Build", "建设"),
            [
                Entry(say("Selection", "伙伴遴选"), "shield", count=3),
                Entry(say("Activities", "市场活动"), "horn"),
                Entry(say("Training and engineers", "培训与工程师"), "cap"),
                Entry(say("Give and return", "投入与回报"), "exchange"),
            ],
        ),
        Group(
            say("Manage", "管理"),
            [
                Entry(say("Registrations", "项目报备"), "deal", count=12),
                Entry(say("Conflicts", "冲突与仲裁"), "scales", count=3),
                Entry(say("Funnel, forecast", "漏斗与预测"), "funnel"),
                Entry(say("Goals, evaluation", "目标与评价"), "goal"),
                Entry(say("Rulebook", "规则手册"), "book"),
            ],
        ),
        Group(
            say("Records", "主数据"),
            [
                Entry(say("Partners", "伙伴"), "people", count=38, key="p"),
                Entry(say("Customers", "客户"), "building", key="c"),
                Entry(say("Imports", "导入"), "import", count=1),
            ],
        ),
    ]


def portal_navigation(say: Say) -> list[Entry]:
    return [
        Entry(say("Home", "首页"), "home", current=True),
        Entry(say("My registrations", "我的报备"), "deal", short=say("Deals", "报备")),
        Entry(say("Register", "新报备"), "plus", primary=True),
        Entry(say("My customers", "我的客户"), "building", short=say("Customers", "客户")),
        Entry(say("My company", "我的公司"), "people", short=say("Company", "公司")),
    ]


def context(language: str, theme: str) -> dict[str, Any]:
    say = speaker(language)
    return {
        "request": Request(),
        "language": "en" if language == "en" else "zh-hans",
        "theme": theme,
        "actor": Actor(say("Xu Mingyuan", "许明远")),
        "title_line": say("Channels · East, South", "渠道经理 · 华东、华南"),
        "programme": {"name": say("Chengyan", "澄岩软件")},
        "search_url": "/palette.html",
        "tabs_below": [
            Entry(say("Today", "今日"), "today", current=True),
            Entry(say("Deals", "报备"), "deal"),
            Entry(say("Partners", "伙伴"), "people"),
            Entry(say("Map", "地图"), "map"),
        ],
        "csrf_token": "sample",
        "csrf_input": "",
        "sample_form": SampleForm({"days": "400", "starts": ""}),
        "choice_form": ChoiceForm(),
    }


def pages(language: str, theme: str) -> Iterator[tuple[str, str]]:
    env = environment(language)
    say = speaker(language)
    shared = context(language, theme)
    yield (
        "workbench",
        env.get_template("gallery.html").render(shared, navigation=workbench_navigation(say)),
    )
    yield (
        "portal",
        env.get_template("gallery_portal.html").render(
            {**shared, "tabs_below": None}, navigation=portal_navigation(say)
        ),
    )


def palette_fragment() -> str:
    """What the search view would answer, so that the palette can be tried."""
    results = environment("en").get_template("components/palette.html").module.results  # type: ignore[attr-defined]
    items = [
        {"icon": "building", "label": "Pulan Securities", "detail": "group", "url": "#pulan"},
        {"icon": "deal", "label": "R-0417", "url": "#r0417"},
    ]
    return str(results([{"title": "Customers", "items": items}]))


def write(out: Path) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    (out / "palette.html").write_text(palette_fragment(), encoding="utf-8")
    link = out / "static"
    if not link.exists():
        link.symlink_to(ROOT / "qudao/web/static")
    written = []
    for language in ("en", "zh"):
        for theme in ("light", "dark"):
            for name, text in pages(language, theme):
                path = out / f"{name}-{language}-{theme}.html"
                path.write_text(text, encoding="utf-8")
                written.append(path)
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shots", action="store_true")
    parser.add_argument("--only", default="", help="part of the file names to examine")
    parser.add_argument("--widths", nargs="*", default=list(WIDTHS), choices=list(WIDTHS))
    options = parser.parse_args()
    files = [file for file in write(options.out) if options.only in file.name]
    print(f"{len(files)} pages in {options.out}")
    if not options.shots:
        return 0
    faults = examine(options.out, files, options.widths)
    print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
