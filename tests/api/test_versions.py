"""The version that a sender read, as ETag, If-Match and If-None-Match carry it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from qudao.api.refusals import VersionMismatch, VersionRequired
from qudao.api.versions import etag_of, expected_version, is_unchanged

ETAG = etag_of(3, '{"id": 1}')


def version_sent(if_match: str | None) -> int:
    headers = {} if if_match is None else {"If-Match": if_match}
    return expected_version(RequestFactory().get("/", headers=headers))


def holds(if_none_match: str) -> bool:
    request = RequestFactory().get("/", headers={"If-None-Match": if_none_match})
    return is_unchanged(request, ETAG)


def test_an_etag_names_the_version_and_the_answer() -> None:
    assert ETAG.startswith('"3-')
    assert etag_of(3, '{"id": 1}') == ETAG
    assert etag_of(4, '{"id": 1}') != ETAG
    assert etag_of(3, '{"id": 2}') != ETAG


def test_two_versions_of_the_same_answer_share_their_digest() -> None:
    assert etag_of(1, "same").split("-")[1] == etag_of(2, "same").split("-")[1]


@pytest.mark.parametrize("version", [0, 1, 7, 999_999_999])
def test_the_version_comes_back_as_it_went_out(version: int) -> None:
    assert version_sent(etag_of(version, "x")) == version


def test_blanks_around_an_etag_do_no_harm() -> None:
    assert version_sent(f"  {ETAG} ") == 3


@pytest.mark.parametrize("sent", [None, "", "  ", "*", " * "])
def test_a_change_without_a_version_is_refused(sent: str | None) -> None:
    with pytest.raises(VersionRequired) as caught:
        version_sent(sent)

    assert (caught.value.status, caught.value.code) == (428, "if_match_required")


@pytest.mark.parametrize(
    "sent",
    [
        "3",
        '"3"',
        "3-0123456789ab",
        '"3-0123456789aB"',
        '"3-0123456789a"',
        '"3-0123456789abc"',
        '"-3-0123456789ab"',
        '"3-0123456789ab", "4-0123456789ab"',
        'W/"3-0123456789ab"',
        '"1000000000-0123456789ab"',
        '"٣-0123456789ab"',
        "somebody-elses",
        '"' + "9" * 5000 + '"',
    ],
)
def test_an_etag_that_is_none_of_ours_matches_nothing(sent: str) -> None:
    with pytest.raises(VersionMismatch) as caught:
        version_sent(sent)

    assert (caught.value.status, caught.value.code) == (412, "version_mismatch")


@pytest.mark.parametrize("sent", [ETAG, f"W/{ETAG}", f'"other", {ETAG}', f'{ETAG},"other"'])
def test_a_sender_who_holds_this_answer_is_told_so(sent: str) -> None:
    assert holds(sent)


@pytest.mark.parametrize("sent", ["", "*", '"other"', etag_of(4, '{"id": 1}'), ETAG.strip('"')])
def test_a_sender_who_holds_another_answer_gets_this_one(sent: str) -> None:
    assert not holds(sent)
