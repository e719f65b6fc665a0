"""Versions for the tests about the rulebook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qudao.core.errors import FieldProblem
from qudao.rules.actions import VersionInput, publish_version
from qudao.rules.models import RulebookVersion
from qudao.rules.policies import policy_problems
from tests.people import Cast


def published(cast: Cast, at: datetime, label: str = "2026.1", **policy: Any) -> RulebookVersion:
    """A version published by the director at the moment from which it holds."""
    version = VersionInput(label=label, effective_from=at, policy=policy)
    return publish_version(cast.channel_director, version, now=at)


def versions() -> int:
    return RulebookVersion.objects.unscoped(reason="a test counts the versions").count()


def problems_of(**registration: Any) -> dict[str, str]:
    """The problem of each value of the registration rules, by its name."""
    found: list[FieldProblem] = policy_problems({"registration": registration})
    return {one.field.removeprefix("registration."): one.code for one in found}
