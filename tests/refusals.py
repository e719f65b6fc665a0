"""What a refusal must leave behind: nothing; and what it must say: every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import models

from qudao.core.errors import Invalid, QudaoError
from qudao.core.models import AuditEntry, Deadline, Programme, StoredFile
from qudao.people.models import (
    ApiKey,
    Invitation,
    Membership,
    Notice,
    Organisation,
    Person,
    User,
)

WATCHED: Sequence[type[models.Model]] = (
    AuditEntry,
    Deadline,
    Programme,
    StoredFile,
    ApiKey,
    Invitation,
    Membership,
    Notice,
    Organisation,
    Person,
    User,
)
Attempt = Callable[..., object]


def rows_of(kinds: Sequence[type[models.Model]] = WATCHED) -> dict[str, list[dict[str, Any]]]:
    """Every row of these kinds, as it stands."""
    return {kind.__name__: list(kind._base_manager.order_by("pk").values()) for kind in kinds}


@contextmanager
def nothing_changes(*more: type[models.Model]) -> Iterator[None]:
    """Within this block no row of people, programme, trail or deadlines changes."""
    kinds = (*WATCHED, *more)
    before = rows_of(kinds)
    yield
    assert rows_of(kinds) == before


def refused(kind: type[QudaoError], attempt: Attempt) -> QudaoError:
    """The refusal of an attempt, which changed nothing."""
    with nothing_changes(), pytest.raises(kind) as caught:
        attempt()
    return caught.value


def problems(attempt: Attempt) -> list[tuple[str, str]]:
    """Field and code of everything that is wrong with an input; nothing was written."""
    found = refused(Invalid, attempt)
    assert isinstance(found, Invalid)
    assert all(str(problem.message) for problem in found.problems)
    return [(problem.field, problem.code) for problem in found.problems]
