"""Shapes and steps that several rooms share."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from qudao.api.fields import Answer


class Node(Answer):
    """A product, region or industry by its code, with the names that it has."""

    code: str
    name_zh: str
    name_en: str


class PersonName(Answer):
    """Somebody of the vendor's people."""

    id: str
    name: str


def given(body: BaseModel) -> dict[str, Any]:
    """The fields that were sent, for a change that leaves the others as they are.

    Null clears a field; where an empty text is how the rooms say so, it becomes one.
    """
    return body.model_dump(exclude_unset=True)
