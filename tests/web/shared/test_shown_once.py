"""A secret that a page shows once waits sealed in the session and is gone when it was taken."""

from __future__ import annotations

from typing import Any

import pytest

from qudao.web.shared.once import keep_once, take_once
from tests.web.shared.reading import asked

SECRET = "qud_a-key-that-nobody-may-read"


@pytest.fixture
def request_() -> Any:
    request = asked("/me/keys/")
    request.session = {}
    return request


def test_what_was_kept_is_taken_once(request_: Any) -> None:
    keep_once(request_, "key", SECRET)
    assert take_once(request_, "key") == SECRET
    assert take_once(request_, "key") == ""
    assert request_.session == {}


def test_the_session_never_holds_the_secret_itself(request_: Any) -> None:
    keep_once(request_, "key", SECRET)
    assert SECRET not in str(request_.session)
    assert "nobody" not in str(request_.session)


def test_a_page_takes_only_what_was_kept_for_it(request_: Any) -> None:
    keep_once(request_, "key", SECRET)
    assert take_once(request_, "link") == ""
    assert take_once(request_, "key") == SECRET


def test_the_newer_takes_the_place_of_the_older(request_: Any) -> None:
    keep_once(request_, "key", "first")
    keep_once(request_, "key", "second")
    assert take_once(request_, "key") == "second"
    assert take_once(request_, "key") == ""


@pytest.mark.parametrize("broken", ["x", "not sealed at all", "gAAAAAB" + "A" * 60, "\x00"])
def test_a_broken_seal_shows_nothing_and_is_gone(request_: Any, broken: str) -> None:
    request_.session["once_key"] = broken
    assert take_once(request_, "key") == ""
    assert "once_key" not in request_.session


def test_a_seal_of_another_purpose_is_not_opened(request_: Any) -> None:
    from qudao.core.sealing import seal

    request_.session["once_key"] = seal(SECRET, purpose="mail password")
    assert take_once(request_, "key") == ""
