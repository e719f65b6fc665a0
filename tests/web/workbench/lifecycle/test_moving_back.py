"""After a move: back to the board as it was left, never elsewhere, and the way to take it back."""

from __future__ import annotations

from itertools import product
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import RequestFactory

from qudao.market.partners.states import TRANSITIONS, Lifecycle
from qudao.web.shared.doors import QudaoRequest
from qudao.web.workbench.lifecycle.moving import _back, _said, _undo

BOARD = "/workbench/lifecycle/"
MOVE = f"{BOARD}par_1/move/"


def request(method: str = "post", query: str = "", **said: str) -> QudaoRequest:
    factory: Any = RequestFactory()
    made = getattr(factory, method)(f"{MOVE}{query}", said)
    return cast(QudaoRequest, made)


@pytest.mark.parametrize(
    ("wanted", "back"),
    [
        (BOARD, BOARD),
        (f"{BOARD}?stage=active&page=2", f"{BOARD}?stage=active&page=2"),
        ("", BOARD),
        ("https://evil.example/", BOARD),
        ("//evil.example/workbench/lifecycle/", BOARD),
        (f"https://evil.example{BOARD}", BOARD),
        (f"{BOARD}../../account/logout/", BOARD),
        (f"{BOARD}new/", BOARD),
        (f"{BOARD[:-1]}", BOARD),
        (f"{BOARD}\\evil", BOARD),
        ("javascript:alert(1)", BOARD),
    ],
)
def test_nobody_is_sent_off_the_board(wanted: str, back: str) -> None:
    assert _back(request(back=wanted)) == back
    assert _back(request("get", back=wanted)) == back


def test_what_was_sent_goes_before_the_address() -> None:
    asked = "?back=%2Fworkbench%2Flifecycle%2F%3Fstage%3Dexited"
    assert _back(request(query=asked, back=f"{BOARD}?q=a")) == f"{BOARD}?q=a"
    assert _back(request(query=asked)) == f"{BOARD}?stage=exited"


@pytest.mark.parametrize(("before", "to"), list(product(Lifecycle, Lifecycle)))
def test_only_what_the_states_allow_can_be_taken_back(before: Lifecycle, to: Lifecycle) -> None:
    url = _undo("par_1", before, to, f"{BOARD}?stage={before.value}")
    assert bool(url) == (before in TRANSITIONS[to])
    if url:
        assert urlsplit(url).path == MOVE
        assert dict(parse_qsl(urlsplit(url).query)) == {
            "to": before.value,
            "back": f"{BOARD}?stage={before.value}",
        }


def test_a_form_that_is_only_opened_has_nothing_said() -> None:
    assert _said(request("get", to="active")) is None


def test_taking_back_is_sent_by_its_address_alone() -> None:
    taken = _said(request(query="?to=prospect"))
    assert taken is not None
    assert taken["to"] == "prospect"
    sent = _said(request(query="?to=prospect", to="active", reason="x"))
    assert sent is not None
    assert (sent["to"], sent["reason"]) == ("active", "x")
