"""Shapes and steps that several rooms share."""

from __future__ import annotations

from typing import Annotated, Any, Protocol

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from qudao.api.fields import Answer, meaning


class Node(Answer):
    """A product, region or industry by its code, with the names that it has."""

    code: str
    name_zh: str
    name_en: str


class PersonName(Answer):
    """Somebody of the vendor's people."""

    id: str
    name: str


class HasNames(Protocol):
    """A row of one of the trees."""

    code: str
    name_zh: str
    name_en: str


def node_of(row: HasNames | None) -> Node | None:
    return Node.model_validate(row) if row is not None else None


class Moved(Answer):
    """What became of a step that changes one state."""

    id: str
    state: Annotated[str, meaning(_("The state after the step."))]
    version: int


def given(body: BaseModel) -> dict[str, Any]:
    """The fields that were sent, for a change that leaves the others as they are.

    Null clears a field; where an empty text is how the rooms say so, it becomes one.
    """
    return body.model_dump(exclude_unset=True)
