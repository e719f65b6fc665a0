"""A table of plain rows and the requests that read it, for the tests of lists and exports."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

from django.http import FileResponse, HttpResponse
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from qudao.core.actor import NOBODY, Actor, Role, Side
from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.lists import Column, Filter, ListState, Table, read


class Deal(NamedTuple):
    """What a row of the tables of these tests is."""

    name: str
    amount: int = 0


DEALS: Table[Deal] = Table(
    name="deals",
    columns=(
        Column("name", "Name", lambda row: row.name, sorts_by=("name", "-received_at")),
        Column("amount", "Amount", lambda row: row.amount, sorts_by=("amount",), numeric=True),
        Column("note", "Note", lambda _row: None),
    ),
    filters=(
        Filter("state", "State", (("open", "Open"), ("won", "Won"))),
        Filter("partner", "Partner", (("par_1", "Qiheng"), ("par_2", "Dingpei"))),
    ),
    search_hint="Customer or number",
    default_sort="-amount",
    page_size=3,
)


def state_at(address: str, table: Table[Deal] = DEALS) -> ListState[Deal]:
    return read(RequestFactory().get(address), table)


def seller(*roles: Role, user_id: int = 7) -> Actor:
    return Actor(
        side=Side.PARTNER,
        user_id=user_id,
        organisation_id=70,
        name="Chen Xiaoyu",
        roles=frozenset(roles or {Role.PARTNER_SELLER}),
    )


def manager(*roles: Role, user_id: int = 1) -> Actor:
    return Actor(
        side=Side.VENDOR,
        user_id=user_id,
        organisation_id=10,
        name="Xu Mingyuan",
        roles=frozenset(roles or {Role.CHANNEL_MANAGER}),
    )


def asked(path: str = "/", actor: Actor = NOBODY, *, method: str = "GET", **head: str) -> Any:
    """A request as it stands behind the door: with its actor, and nobody logged in."""
    factory = RequestFactory(headers={name.replace("_", "-"): said for name, said in head.items()})
    made = factory.generic(method, path)
    request: QudaoRequest = made  # type: ignore[assignment]
    request.actor = actor
    request.request_id = "test-request"
    return request


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def content_of(response: Any) -> bytes:
    """All of a file that is sent in parts. Closing the answer itself would speak to a database."""
    content = b"".join(response.streaming_content)
    if isinstance(response, FileResponse) and response.file_to_stream is not None:
        response.file_to_stream.close()
    return content


def sheet_in(response: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(response)))
    return book.get_sheet_by_index(0).to_python()
