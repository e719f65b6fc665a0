"""How the documents of help are read, linked and searched; without a page and a database."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from qudao.web.shared.help import documents
from qudao.web.shared.help.documents import (
    DOCUMENTS,
    LANGUAGES,
    Document,
    Section,
    all_documents,
    anchor_in,
    document,
    image_path,
    links,
    page_names,
    parsed,
    slug,
)
from qudao.web.shared.help.places import HELP, help_url, place_of
from qudao.web.shared.help.searching import EXCERPT, MOST_FOUND, _excerpt, _found, _rank, search

TEXT = """# Title

The lead of it.

More below.

## First *step*

Words of `the` first.

```
code here
```

### Inside, a part!

Deep words.

## 第二节 二

末尾。
"""


def sections() -> list[Section]:
    return list(documents._sections(parsed(TEXT)))


def html_of(source: str) -> str:
    tokens = parsed(source)
    for token in tokens:
        for child in token.children or ():
            documents._rewrite(child)
    return str(documents._RENDERER.render(tokens, documents._MARKDOWN.options, {}))


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Find your way", "find-your-way"),
        ("What's new?", "whats-new"),
        ("API: start", "api-start"),
        ("a_b - c", "a_b---c"),
        ("第二节 二", "第二节-二"),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_a_heading_is_named_as_code_hosts_name_it(title: str, anchor: str) -> None:
    assert slug(title) == anchor


def test_a_text_falls_into_its_sections() -> None:
    found = [(one.anchor, one.title, one.level) for one in sections()]
    assert found == [
        ("title", "Title", 1),
        ("first-step", "First step", 2),
        ("inside-a-part", "Inside, a part!", 3),
        ("第二节-二", "第二节 二", 2),
    ]
    title, first, inside, last = sections()
    assert title.text.partition("\n")[0] == "The lead of it."
    assert "code here" in first.text
    assert "Words of the first." in first.text
    assert inside.text == "Deep words."
    assert last.text == "末尾。"


def test_a_text_without_headings_has_no_sections() -> None:
    assert list(documents._sections(parsed("only words"))) == []


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("[p](people.md)", 'href="/help/people/"'),
        ("[p](people.md#api-keys)", 'href="/help/people/#api-keys"'),
        ("[p](#here)", 'href="#here"'),
        ("[p](https://example.com/x)", 'href="https://example.com/x"'),
        ("[p](../../qudao/x.py)", 'href="/help/architecture/"'),
        ("[p](unknown.md)", 'href="/help/architecture/"'),
        ("![p](../images/today.png)", 'src="/help/images/today.png"'),
    ],
)
def test_links_between_files_become_links_between_pages(source: str, drawn: str) -> None:
    assert drawn in html_of(source)


def test_the_address_of_a_page_is_a_link_to_it_and_other_code_is_code() -> None:
    assert '<a href="/portal/"><code>/portal/</code></a>' in html_of("Open `/portal/`.")
    for other in ("`/portal/nowhere/at/all/`", "`/etc/passwd`", "`qudao setup`", "`/admin/`"):
        assert "<a " not in html_of(f"See {other}.")


def test_markup_in_a_text_is_text() -> None:
    drawn = html_of("<script>alert(1)</script>\n\n[x](javascript:alert(1)) `<b>`")
    assert "<script" not in drawn
    assert 'href="javascript' not in drawn
    assert "<b>" not in drawn


def test_wide_parts_scroll_by_keyboard() -> None:
    drawn = html_of("| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nlong\n```\n")
    assert '<div class="help-scroll" tabindex="0"><table>' in drawn
    assert "</table></div>" in drawn
    assert '<pre tabindex="0">' in drawn


def test_the_links_and_pages_of_a_text_are_found() -> None:
    text = "[a](people.md#x) ![b](../images/b%20c.png) `/portal/` `/nowhere` [d](https://e.com)"
    assert list(links(text)) == ["people.md#x", "../images/b c.png", "https://e.com"]
    assert list(page_names(text)) == ["/portal/"]


@pytest.mark.parametrize(
    ("name", "language"),
    [("nothing", "en"), ("people", "fr"), ("../settings", "en"), ("", "en"), ("people", "")],
)
def test_a_document_that_there_is_not_is_none(name: str, language: str) -> None:
    assert document(name, language) is None


@pytest.mark.parametrize(
    "name", ["../conftest.py", "today.jpg", "TODAY.png", ".png", "a/b.png", "missing.png", ""]
)
def test_only_pictures_of_the_documents_are_handed_out(name: str) -> None:
    assert image_path(name) is None


def test_all_documents_stand_in_their_order_in_both_languages() -> None:
    for language in LANGUAGES:
        assert tuple(one.name for one in all_documents(language)) == DOCUMENTS


def test_a_section_is_found_by_its_english_name_in_each_language() -> None:
    assert anchor_in("en", "people", "api-keys") == "api-keys"
    chinese = anchor_in("zh", "people", "api-keys")
    assert chinese not in {"", "api-keys"}
    found = document("people", "zh")
    assert found is not None
    assert chinese in {one.anchor for one in found.sections}
    assert anchor_in("en", "people", "nowhere") == ""
    assert anchor_in("en", "nothing", "api-keys") == ""


# ------------------------------------------------------------------ places


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("portal:registration", "portal:registration"),
        ("portal:registration_file", "portal:registration"),
        ("portal:own_customer_names", "portal:own"),
        ("portal:edit_company_contact", "portal:edit"),
        ("account_login", "account"),
        ("mfa_activate_totp", "mfa"),
        ("set_language", "set"),
    ],
)
def test_a_page_without_a_row_of_its_own_takes_the_shorter_ones(name: str, row: str) -> None:
    assert place_of(name) == HELP[row]


@pytest.mark.parametrize("name", ["", "nowhere", "nowhere_at_all", "portal:nothing_here", "_"])
def test_a_page_of_no_row_leads_to_the_contents(name: str) -> None:
    assert place_of(name) == ""
    assert help_url(None) == "/help/"


def test_help_opens_in_the_readers_language() -> None:
    from django.urls import resolve

    match = resolve("/portal/company/")
    with override("en"):
        assert help_url(match) == "/help/people/#your-company"
    with override("zh-hans"):
        chinese = help_url(match)
    assert chinese.startswith("/help/people/#")
    assert chinese != "/help/people/#your-company"


# ------------------------------------------------------------------ searching

PART = Section("keys", "API keys", 2, "A key acts for a person. " + "x " * 200 + "the end")
WHOLE = Document("people", "People", "Who is here.", "", (PART,))


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        (["keys"], 0),
        (["api", "keys"], 0),
        (["keys", "person"], 1),
        (["person", "end"], 2),
        (["people"], 1),
        (["keys", "nothing"], None),
    ],
)
def test_sections_that_hold_every_word_are_found_titles_first(
    words: list[str], rank: int | None
) -> None:
    assert _rank(WHOLE, PART, words) == rank


def test_what_was_found_leads_to_its_section() -> None:
    found = _found(WHOLE, PART, "key")
    assert (found.url, found.document, found.title) == ("/help/people/#keys", "People", "API keys")
    assert _found(WHOLE, Section("", "People", 1, "x"), "x").url == "/help/people/"


def test_an_excerpt_stands_around_the_word_and_is_short() -> None:
    text = "a " * 200 + "WORD " + "b " * 200
    cut = _excerpt(text, "word")
    assert "WORD" in cut
    assert len(cut) <= EXCERPT + 2
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert _excerpt("short WORD", "word") == "short WORD"
    assert _excerpt("no such thing", "word") == "no such thing"
    assert _excerpt("", "word") == ""


@pytest.mark.parametrize("asked", ["", "   ", "\t"])
def test_an_empty_question_finds_nothing(asked: str) -> None:
    assert search("en", asked) == []


def test_questions_are_asked_in_any_case_and_answers_are_bounded() -> None:
    assert search("en", "REGISTRATION") == search("en", "registration")
    assert 0 < len(search("en", "e")) <= MOST_FOUND
    assert search("zh", "报备")
    assert search("en", "zzzz nothing") == []
    assert search("nowhere", "registration") == []
