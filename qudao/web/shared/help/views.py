"""The help pages: contents, one document, search, pictures. Open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from qudao.core.errors import NotFound
from qudao.web.shared.doors import QudaoRequest, open_page
from qudao.web.shared.help.documents import (
    Document,
    Section,
    all_documents,
    document,
    image_path,
)
from qudao.web.shared.help.searching import Found, search
from qudao.web.shared.pages import as_context

LONGEST_QUESTION = 100


@dataclass(frozen=True, slots=True)
class HelpPage:
    """All documents for the contents; one of them, its sections, or what was found."""

    documents: Sequence[Document]
    current: Document | None = None
    contents: Sequence[Section] = ()
    body: SafeString | None = None
    asked: str = ""
    found: Sequence[Found] = ()


def reading_language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


@require_GET
@open_page
def index(request: QudaoRequest) -> HttpResponse:
    """The contents, or what a search found."""
    language = reading_language()
    asked = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    page = HelpPage(all_documents(language), asked=asked, found=search(language, asked))
    return render(request, "help/index.html", as_context(page))


@require_GET
@open_page
def article(request: QudaoRequest, name: str) -> HttpResponse:
    language = reading_language()
    found = document(name, language)
    if found is None:
        raise NotFound
    page = HelpPage(
        all_documents(language),
        current=found,
        contents=[section for section in found.sections if section.level == 2],
        body=mark_safe(found.html),  # noqa: S308 - made from files of ours, HTML in them is off
    )
    return render(request, "help/document.html", as_context(page))


@require_GET
@open_page
def image(request: QudaoRequest, name: str) -> FileResponse:
    path = image_path(name)
    if path is None:
        raise NotFound
    response = FileResponse(path.open("rb"), content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    return response
