"""Files that came with a refused form stay with us: signed, bounded, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing
from django.test import RequestFactory
from django.utils.translation import override

from qudao.deals.accountroom.actions import MOST_FILES
from qudao.web.portal.deals import uploads
from qudao.web.portal.deals.uploads import KeptFile, inputs, kept_before
from qudao.web.shared import talk
from qudao.web.shared.talk import KeptUpload

FILE = KeptFile("need_document", "fil_1a2b", "需求 <b>.pdf")


def sent(*tokens: str, field: str = uploads.FIELD) -> Any:
    return RequestFactory().post("/", {field: list(tokens)})


def test_a_file_comes_back_as_it_went() -> None:
    other = KeptFile("other", "fil_2", "b.pdf")
    assert kept_before(sent(FILE.token, other.token)) == [FILE, other]
    assert kept_before(sent()) == []


@pytest.mark.parametrize("change", ["x{0}", "{0}x", "", "{0}:{0}", "\x00", "a:b:c", "😀"])
def test_a_token_that_is_not_ours_is_left_out_and_the_others_stay(change: str) -> None:
    assert kept_before(sent(change.format(FILE.token), FILE.token)) == [FILE]


def test_a_token_of_another_purpose_is_not_ours() -> None:
    foreign = signing.dumps(["need_document", "fil_1", "a.pdf"], salt="something else")
    message = KeptUpload("fil_1", "a.pdf").token
    assert kept_before(sent(foreign, message)) == []


def test_a_token_of_another_shape_is_left_out() -> None:
    for content in (["fil_1"], ["a", "b", "c", "d"], []):
        token = signing.dumps(content, salt=uploads.SALT)
        assert kept_before(sent(token, FILE.token)) == [FILE]


def test_more_files_than_anybody_sends_are_cut_off() -> None:
    many = [KeptFile("other", f"fil_{number}", "a.pdf").token for number in range(60)]
    assert len(kept_before(sent(*many))) == 50


def test_a_kept_file_is_named_and_handed_to_the_action() -> None:
    with override("en"):
        assert FILE.kind_label == "Requirements document"
    with override("zh-hans"):
        assert FILE.kind_label != "Requirements document"
    assert [(one.kind, one.file_id) for one in inputs([FILE])] == [("need_document", "fil_1a2b")]


# ------------------------------------------------------------------ the files of a message


def test_the_files_of_a_message_come_back_as_they_went() -> None:
    files = [KeptUpload(f"fil_{number}", f"{number}.pdf") for number in range(3)]
    request = sent(*(one.token for one in files), field=talk.KEPT)
    assert talk._kept_before(request) == files


def test_a_message_takes_no_token_of_a_registration() -> None:
    own = KeptUpload("fil_1", "a.pdf")
    request = sent(FILE.token, "forged", own.token, field=talk.KEPT)
    assert talk._kept_before(request) == [own]


def test_files_beyond_the_bound_are_not_silently_left_out() -> None:
    """One too many stays in the form, so that the action can say so."""
    many = [KeptUpload(f"fil_{number}", "a.pdf").token for number in range(MOST_FILES + 2)]
    assert len(talk._kept_before(sent(*many, field=talk.KEPT))) > MOST_FILES


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "1 KB"),
        (1, "1 KB"),
        (1023, "1 KB"),
        (1536, "2 KB"),
        (10 * 1024, "10 KB"),
        (1024 * 1024 - 1, "1024 KB"),
        (1024 * 1024, "1.0 MB"),
        (26_214_400, "25.0 MB"),
    ],
)
def test_a_size_is_readable(size: int, said: str) -> None:
    assert talk.readable_size(size) == said
