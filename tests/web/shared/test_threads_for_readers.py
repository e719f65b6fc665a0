"""A thread as it is drawn: who wrote, when, in paragraphs, with files; and a form that keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import engines
from django.utils.translation import override

from qudao.deals.accountroom.selectors import FileOfMessage, MessageLine
from qudao.web.shared.talk import KeptUpload, MessageForm, NoteForm, Panel, posts_of

pytestmark = pytest.mark.usefixtures("in_shanghai")
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def line(text: str = "Hello.", *, mine: bool = False, files: tuple[Any, ...] = ()) -> MessageLine:
    return MessageLine(
        public_id="msg_1",
        author="Chen Xiaoyu",
        is_mine=mine,
        is_ours=mine,
        is_internal=False,
        written_at=AT,
        text=text,
        files=files,
    )


def address(file_id: str) -> str:
    return f"/files/{file_id}/"


def thread(*lines: MessageLine, internal: bool = False, language: str = "en") -> str:
    source = (
        '{% from "components/talk.html" import thread %}'
        '{{ thread(posts, "Nothing yet.", internal) }}'
    )
    with override(language):
        posts = posts_of(lines, address)
        context = {"posts": posts, "internal": internal}
        return str(engines["jinja2"].from_string(source).render(context))


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("one", ["one"]),
        ("one\ntwo", ["one", "two"]),
        ("one\r\n\r\n  \n two ", ["one", " two "]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_words_fall_into_paragraphs_and_empty_lines_away(text: str, paragraphs: list[str]) -> None:
    (post,) = posts_of([line(text)], address)
    assert list(post.paragraphs) == paragraphs


def test_a_post_says_who_wrote_when_in_the_readers_words() -> None:
    english, chinese = thread(line()), thread(line(), language="zh-hans")
    assert "2 Mar 2026 09:30" in english
    assert "2026-03-02 09:30" in chinese
    for page in (english, chinese):
        assert 'datetime="2026-03-02T01:30:00+00:00"' in page
        assert "Chen Xiaoyu" in page


def test_what_the_reader_wrote_is_marked() -> None:
    assert ">you<" in thread(line(mine=True))
    assert ">you<" not in thread(line())


def test_posts_keep_their_order_and_have_an_address_each() -> None:
    page = thread(line("first"), line("second"))
    assert page.index("first") < page.index("second")
    assert 'id="message-1"' in page
    assert 'id="message-2"' in page
    assert 'id="note-1"' in thread(line(), internal=True)


def test_a_thread_of_nothing_says_so() -> None:
    assert "Nothing yet." in thread()


def test_files_of_a_post_are_named_sized_and_handed_out_at_their_thread() -> None:
    file = FileOfMessage(public_id="fil_1", name='<b>"a".pdf', size=1536)
    page = thread(line("", files=(file,)))
    assert 'href="/files/fil_1/" download' in page
    assert "2 KB" in page
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_nothing_that_was_written_runs() -> None:
    page = thread(line("<script>alert(1)</script>\n{{ 7*7 }}"))
    assert "<script" not in page
    assert "49" not in page


def compose(panel: Panel) -> str:
    source = (
        '{% from "components/talk.html" import compose %}'
        '{{ compose(panel, "/talk/", "Send", "", kind=kind) }}'
    )
    with override("en"):
        context = {"panel": panel, "kind": "note"}
        return str(engines["jinja2"].from_string(source).render(context))


def test_a_form_keeps_words_and_lets_each_kept_file_be_left_out() -> None:
    form = MessageForm({"text": "typed <b>"})
    form.is_valid()
    kept = [KeptUpload("fil_1", "a.pdf"), KeptUpload("fil_2", "<i>.pdf")]
    page = compose(Panel((), form, kept))
    assert "typed &lt;b&gt;</textarea>" in page
    assert page.count('type="checkbox" name="kept_file"') == 2
    assert page.count(" checked") == 2
    assert all(f'value="{one.token}"' in page for one in kept)
    assert "<i>" not in page
    assert 'action="/talk/"' in page
    assert 'data-draft="note-/talk/"' in page


def test_an_empty_form_asks_for_words_or_files() -> None:
    page = compose(Panel((), NoteForm()))
    assert "Internal note" in page
    assert "kept_file" not in page
    assert 'name="attachments"' in page
    assert 'maxlength="5000"' in page
    assert 'role="alert"' not in page
