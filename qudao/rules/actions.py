"""Publish a version of the rulebook; acknowledge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Conflict, FieldProblem, Invalid
from qudao.rules.models import Acknowledgement, RulebookVersion
from qudao.rules.permissions import RulesPermission
from qudao.rules.policies import policy_problems
from qudao.rules.verbs import RulesVerb

LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInput:
    """A version to publish: its label, its policy as plain data, and from when it holds."""

    label: str
    effective_from: datetime
    policy: Mapping[str, Any]


@transaction.atomic
def publish_version(actor: Actor, version: VersionInput, *, now: datetime) -> RulebookVersion:
    """Publish a version of the rules. Rules change only forward in time, so a version that would
    hold from the past is refused, as is a policy out of its bounds."""
    actor.require(RulesPermission.WRITE_RULEBOOK)
    problems = _problems(version, now) + policy_problems(version.policy)
    if problems:
        raise Invalid(problems)
    published = _create(actor, version, now)
    after = {"label": published.label, "effective_from": version.effective_from}
    record(
        actor,
        RulesVerb.PUBLISHED,
        published,
        now=now,
        change=Change({}, after),
        rule=f"{published.label} G0",
    )
    return published


@transaction.atomic
def acknowledge(actor: Actor, version_id: str, *, now: datetime) -> None:
    """Note that the actor has read a published version on behalf of its organisation.

    Acknowledging twice changes nothing.
    """
    actor.require(RulesPermission.ACKNOWLEDGE)
    version = RulebookVersion.objects.visible_to(actor).exclude(published_at=None).one(version_id)
    reason = "whether this very person has acknowledged before"
    _row, is_new = Acknowledgement.objects.unscoped(reason=reason).get_or_create(
        version=version,
        organisation_id=actor.organisation_key,
        user_id=actor.user_key,
        defaults={"acknowledged_at": now},
    )
    if is_new:
        record(actor, RulesVerb.ACKNOWLEDGED, version, now=now, rule=f"{version.label} G0")


def _problems(version: VersionInput, now: datetime) -> list[FieldProblem]:
    problems = []
    checks = Checks()
    checks.text("label", version.label.strip(), longest=LONGEST_LABEL)
    if checks.problems or not version.label.strip():
        message = _("Give the version a label of 1 to %(longest)s characters, for instance 2026.2.")
        said = message % {"longest": LONGEST_LABEL}
        problems.append(FieldProblem("label", "bad_label", said))
    if version.effective_from < now:
        message = _("Rules change only forward in time: choose a moment from now on.")
        problems.append(FieldProblem("effective_from", "in_the_past", message))
    return problems


def _create(actor: Actor, version: VersionInput, now: datetime) -> RulebookVersion:
    try:
        with transaction.atomic():
            return RulebookVersion.objects.create(
                label=version.label.strip(),
                policy=dict(version.policy),
                effective_from=version.effective_from,
                published_at=now,
                published_by_id=actor.user_id,
            )
    except IntegrityError as error:
        message = _("There is already a version with this label, or one that holds from then.")
        raise Conflict(message, code="version_exists", rule="G0") from error
