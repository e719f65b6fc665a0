"""Search within help: sections that hold every word asked for, those named by them first."""

from __future__ import annotations

from dataclasses import dataclass

from qudao.web.shared.help.documents import Document, Section, all_documents

MOST_FOUND = 20
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Found:
    """A section that answers a search."""

    url: str
    document: str
    title: str
    excerpt: str


def search(language: str, asked: str) -> list[Found]:
    """At most twenty sections that hold all the words, best first; none for an empty search."""
    words = asked.casefold().split()
    if not words:
        return []
    ranked = [
        (rank, _found(document, section, words[0]))
        for document in all_documents(language)
        for section in _parts(document)
        if (rank := _rank(document, section, words)) is not None
    ]
    ranked.sort(key=lambda pair: pair[0])
    return [found for _rank_, found in ranked[:MOST_FOUND]]


def _parts(document: Document) -> tuple[Section, ...]:
    whole = Section("", document.title, 1, document.lead)
    return (whole, *document.sections)


def _rank(document: Document, section: Section, words: list[str]) -> int | None:
    """Fewer is better: how many of the words the section's title does not hold."""
    title = section.title.casefold()
    everything = f"{document.title} {title} {section.text}".casefold()
    if any(word not in everything for word in words):
        return None
    return sum(word not in title for word in words)


def _found(document: Document, section: Section, word: str) -> Found:
    anchor = f"#{section.anchor}" if section.anchor else ""
    return Found(
        url=f"/help/{document.name}/{anchor}",
        document=document.title,
        title=section.title,
        excerpt=_excerpt(" ".join(section.text.split()), word),
    )


def _excerpt(text: str, word: str) -> str:
    start = max(0, text.casefold().find(word) - EXCERPT // 3)
    cut = text[start : start + EXCERPT]
    return ("…" if start else "") + cut + ("…" if start + EXCERPT < len(text) else "")
