"""The Markdown files of docs/ as pages: rendered once a process, linked to one another.

A document has the same sections in the same order in each language, so that a section named by
its English anchor is found in Chinese too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.urls import Resolver404, resolve
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LANGUAGES = ("en", "zh")
DOCUMENTS = (
    "getting-started",
    "registrations",
    "partners",
    "imports",
    "people",
    "install",
    "upkeep",
    "settings",
    "commands",
    "api",
    "security",
    "architecture",
    "limits",
)
IMAGE = re.compile(r"[a-z0-9-]+\.png")
_PAGE = re.compile(r"/(?:workbench|portal|me|notices|help|account|healthz)(?:/[a-z/-]*)?")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the words below it: `text` is for searching only."""

    anchor: str
    title: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document in one language; `html` is safe, made by us from files of ours."""

    name: str
    title: str
    lead: str
    html: str
    sections: tuple[Section, ...]


def docs_folder() -> Path:
    folder: Path = settings.BASE_DIR / "docs"
    return folder


def image_path(name: str) -> Path | None:
    """The file of a picture, or nothing if there is no such picture."""
    path = docs_folder() / "images" / name
    return path if IMAGE.fullmatch(name) and path.is_file() else None


@lru_cache(maxsize=64)
def document(name: str, language: str) -> Document | None:
    """A document by its name; nothing if there is none."""
    if name not in DOCUMENTS or language not in LANGUAGES:
        return None
    path = docs_folder() / language / f"{name}.md"
    if not path.is_file():  # installed without its documents
        return None
    tokens = parsed(path.read_text("utf-8"))
    for token in tokens:
        for child in token.children or ():
            _rewrite(child)
    title, *sections = _sections(tokens)
    html = _RENDERER.render(tokens, _MARKDOWN.options, {})
    return Document(name, title.title, title.text.partition("\n")[0], html, tuple(sections))


def all_documents(language: str) -> list[Document]:
    return [found for name in DOCUMENTS if (found := document(name, language))]


def anchor_in(language: str, name: str, english_anchor: str) -> str:
    """The anchor, in this language, of the section that has `english_anchor` in English."""
    english, own = document(name, "en"), document(name, language)
    if english is None or own is None:
        return ""
    anchors = [section.anchor for section in english.sections]
    return own.sections[anchors.index(english_anchor)].anchor if english_anchor in anchors else ""


def parsed(source: str) -> list[Token]:
    """The tokens of a text, its headings named as code hosts name them."""
    tokens = _MARKDOWN.parse(source)
    for opening, inside in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slug(_plain(inside)))
    return tokens


def slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def links(source: str) -> Iterator[str]:
    """Every address that a text links to or shows as a picture."""
    for token in parsed(source):
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                yield unquote(str(target))


def page_names(source: str) -> Iterator[str]:
    """The addresses of the product that a text names, such as `/workbench/`."""
    for token in parsed(source):
        for child in token.children or ():
            if child.type == "code_inline" and _PAGE.fullmatch(child.content):
                yield child.content


# ---------------------------------------------------------------------- rendering


class _Renderer(RendererHTML):
    """Wide tables and code scroll by keyboard too; a page's address is a link to it."""

    def table_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        return '<div class="help-scroll" tabindex="0"><table>'

    def table_close(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</table></div>"

    def fence(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return super().fence(tokens, index, options, env).replace("<pre>", '<pre tabindex="0">', 1)

    def code_inline(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        code = super().code_inline(tokens, index, options, env)
        address = tokens[index].content
        return f'<a href="{address}">{code}</a>' if _is_page(address) else code


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_RENDERER = _Renderer()


def _is_page(address: str) -> bool:
    if not _PAGE.fullmatch(address):
        return False
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def _rewrite(token: Token) -> None:
    """Links between the files of docs/ become links between pages; others keep their words."""
    source = str(token.attrGet("src") or "")
    if source.startswith("../images/"):
        token.attrSet("src", f"/help/images/{source.removeprefix('../images/')}")
        token.attrSet("loading", "lazy")
    target = str(token.attrGet("href") or "")
    if not target or target.startswith(("#", "http://", "https://")):
        return
    name, _hash, anchor = target.partition("#")
    if name.endswith(".md") and name.removesuffix(".md") in DOCUMENTS:
        token.attrSet("href", f"/help/{name.removesuffix('.md')}/" + (f"#{anchor}" * bool(anchor)))
    else:  # a file of the source tree, which no page shows
        token.attrSet("href", "/help/architecture/")


def _sections(tokens: Sequence[Token]) -> Iterator[Section]:
    """The title with the words below it, then each section with its own."""
    heading: tuple[str, str, int] | None = None
    words: list[str] = []
    for previous, token in itertools.pairwise(tokens):
        if previous.type == "heading_open":
            if heading:
                yield Section(*heading, "\n".join(words))
            anchor = str(previous.attrGet("id"))
            heading, words = (anchor, _plain(token), int(previous.tag[1:])), []
        elif token.type == "inline":
            words.append(_plain(token))
        elif token.type == "fence":
            words.append(token.content)
    if heading:
        yield Section(*heading, "\n".join(words))


def _plain(token: Token) -> str:
    """The words of a line without its marks."""
    return "".join(
        " " if child.type == "softbreak" else child.content for child in token.children or ()
    )
