"""Lists come in pages that neither skip nor repeat a row."""

from __future__ import annotations

import base64

import pytest

from qudao.api.fields import LARGEST_PAGE
from tests.api.caller import Caller


def walk(caller: Caller, path: str) -> list[str]:
    """The codes of all pages, following the address in `next`."""
    found: list[str] = []
    following: str | None = path
    while following:
        reply = caller.get(following)
        assert reply.status == 200
        link = reply.headers.get("Link")
        following = reply.json["next"]
        assert link == (f'<{following}>; rel="next"' if following else None)
        found += [item["code"] for item in reply.json["items"]]
    return found


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("code", ["DING", "HENG", "LIAN", "QIHE"]),
        ("created_at", None),
        ("-created_at", None),
        ("id", None),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages_of_any_size_give_every_row_once(
    director: Caller, sort: str, expected: list[str] | None, limit: int
) -> None:
    found = walk(director, f"/partners?sort={sort}&limit={limit}")

    assert sorted(found) == ["DING", "HENG", "LIAN", "QIHE"]
    assert expected is None or found == expected


def test_a_row_that_comes_meanwhile_shifts_nothing(director: Caller) -> None:
    first = director.get("/partners?sort=code&limit=2")
    director.create("/partners", {"name_en": "Early", "code": "AAAA"})

    second = director.get(first.json["next"])

    assert [item["code"] for item in second.json["items"]] == ["LIAN", "QIHE"]


def test_the_size_may_change_from_page_to_page(director: Caller) -> None:
    following = director.get("/partners?sort=code&limit=1").json["next"]

    reply = director.get(following.replace("limit=1", "limit=3"))

    assert [item["code"] for item in reply.json["items"]] == ["HENG", "LIAN", "QIHE"]


def test_a_cursor_serves_only_its_own_list_filters_and_order(director: Caller) -> None:
    following = director.get("/partners?sort=code&limit=1").json["next"]
    cursor = following.rsplit("cursor=", 1)[1]

    for query in (
        f"/partners?sort=id&cursor={cursor}",
        f"/partners?sort=code&lifecycle=active&cursor={cursor}",
        f"/products?cursor={cursor}",
        f"/partners?sort=code&cursor={cursor[:-1]}",
        "/partners?cursor=made-up",
        "/partners?cursor=" + base64.urlsafe_b64encode(b"[1]").decode(),
    ):
        reply = director.get(query)
        assert reply.status == 422
        assert reply.problems() == {("cursor", "wrong_cursor")}


def test_a_cursor_tells_no_number_of_a_row(director: Caller) -> None:
    cursor = director.get("/partners?limit=1").json["next"].rsplit("cursor=", 1)[1]

    content = base64.urlsafe_b64decode(cursor.split("%3A")[0] + "==").decode()

    assert content.count("par_") == 1
    assert [part for part in content.strip("[]").split(",") if part.strip('"').isdigit()] == []


@pytest.mark.parametrize("limit", ["0", "-1", str(LARGEST_PAGE + 1), "many", "1e3", "9" * 5000])
def test_a_page_has_one_to_a_hundred_rows(director: Caller, limit: str) -> None:
    reply = director.get(f"/partners?limit={limit}")

    assert reply.status == 422
    assert {field for field, _code in reply.problems()} == {"limit"}
