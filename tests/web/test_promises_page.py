"""The register of promises: one line in, one tap to settle, never for a partner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core import clock
from qudao.deals.commitments.models import Promise
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of

PAGE = "/workbench/promises/"


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def said(programme: Programme, **changes: str) -> dict[str, str]:
    stated = {
        "direction": "given",
        "partner_id": programme.cast.partner_a.public_id,
        "text": "2 engineer days",
        "due_on": "2026-03-10",
        "topic": "resource",
    }
    return {**stated, **changes}


def states() -> list[str]:
    return list(Promise.objects.unscoped(reason="test").values_list("state", flat=True))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_promise_is_recorded_and_settled(programme: Programme) -> None:
    client = client_of(programme.cast.channel_manager)

    assert client.post(PAGE, said(programme)).status_code == 302
    assert "2 engineer days" in text_of(client.get(PAGE))
    promise = Promise.objects.unscoped(reason="test").get()

    done = client.post(f"{PAGE}{promise.public_id}/settle/", {"state": "kept"})

    assert done.status_code == 302
    assert states() == ["kept"]
    assert "2 engineer days" not in text_of(client.get(PAGE))


def test_a_day_that_has_passed_is_refused_and_the_words_stay(programme: Programme) -> None:
    client = client_of(programme.cast.channel_manager)

    refused = client.post(PAGE, said(programme, due_on="2026-02-01"))

    assert refused.status_code == 422
    assert "2 engineer days" in text_of(refused)
    assert states() == []


def test_no_partner_opens_the_register(programme: Programme) -> None:
    assert client_of(programme.cast.seller_a).get(PAGE).status_code == 404


def settled_one(programme: Programme, state: str = "kept") -> str:
    """A promise that was recorded and settled; its public id."""
    client = client_of(programme.cast.channel_manager)
    client.post(PAGE, said(programme))
    row = Promise.objects.unscoped(reason="test").latest("pk")
    client.post(f"{PAGE}{row.public_id}/settle/", {"state": state})
    return row.public_id


def test_whom_to_choose_is_found_among_many(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qudao.web.workbench.promises.views.MOST_CHOICES", 1)
    client = client_of(programme.cast.channel_director)
    page = text_of(client.get(PAGE))
    assert "Find whom to choose" in page
    wanted = programme.cast.partner_a
    assert f'value="{wanted.public_id}"' not in page
    assert f'value="{wanted.public_id}"' in text_of(client.get(f"{PAGE}?partner_like=qiheng"))
    form = {"direction": "given", "partner_id": wanted.public_id, "text": "x", "topic": "other"}
    assert client.post(PAGE, form).status_code == 422
    assert client.post(PAGE, form | {"partner_like": "qiheng"}).status_code == 302


def test_settled_promises_are_listed_and_taken_along(programme: Programme) -> None:
    client = client_of(programme.cast.channel_manager)
    assert "No promise has been settled yet." in text_of(client.get(f"{PAGE}settled/"))
    settled_one(programme, "broken")

    page = text_of(client.get(f"{PAGE}settled/"))
    file = b"".join(client.get(f"{PAGE}settled/?export=csv")).decode("utf-8-sig")

    assert "2 engineer days" in page
    assert "Not kept" in page
    assert file.splitlines()[0].startswith("Promise,Who promised,Partner")
    assert file.splitlines()[1].startswith("2 engineer days,")


def test_a_settling_by_mistake_is_undone_within_a_day(
    programme: Programme, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id = settled_one(programme)
    client = client_of(programme.cast.channel_manager)

    assert client.post(f"{PAGE}{public_id}/reopen/").status_code == 302
    assert states() == ["open"]
    client.post(f"{PAGE}{public_id}/settle/", {"state": "kept"})
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
    late = client.post(f"{PAGE}{public_id}/reopen/")

    assert late.status_code == 409
    assert states() == ["kept"]
    assert "Open again" not in text_of(client.get(f"{PAGE}settled/"))


def test_nobody_elses_promise_is_opened_again(programme: Programme) -> None:
    public_id = settled_one(programme)
    stranger = client_of(programme.cast.other_channel_manager)
    seller = client_of(programme.cast.seller_a)

    assert stranger.post(f"{PAGE}{public_id}/reopen/").status_code == 404
    assert seller.post(f"{PAGE}{public_id}/reopen/").status_code in {403, 404}
    assert "2 engineer days" not in text_of(stranger.get(f"{PAGE}settled/"))
    assert states() == ["kept"]
