"""The state of a list as an address asks for it, without a page and without a database."""

from __future__ import annotations

from typing import TypeVar

from django.test import RequestFactory

from qudao.web.shared.lists import ListState, Table, read

Row = TypeVar("Row")


def asked(table: Table[Row], path: str = "/workbench/list/", **said: str) -> ListState[Row]:
    return read(RequestFactory().get(path, said), table)
