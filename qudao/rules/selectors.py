"""Which rules hold when, and who has read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor
from qudao.core.errors import Conflict
from qudao.core.prepared import Prepared
from qudao.rules.models import Acknowledgement, RulebookVersion, RulebookVersionQuerySet
from qudao.rules.permissions import RulesPermission


class NoRulebook(Conflict):
    """Nothing can be registered before the rules of the game are published (rule G0)."""

    code = "no_rulebook"
    message = _("No version of the rulebook is in force yet.")

    def __init__(self) -> None:
        super().__init__(rule="G0", next_step=_("The vendor publishes a version first."))


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookState:
    """What a person should know of the rulebook: the version in force, whether it has been
    acknowledged for this person's side, and the version that comes next."""

    version_id: str
    label: str
    effective_from: datetime
    acknowledged_at: datetime | None
    next_label: str = ""
    next_from: datetime | None = None


def version_in_force(at: datetime) -> RulebookVersion:
    """The version by which something that happened at that moment is judged."""
    version = _in_force.first(at)
    if version is None:
        raise NoRulebook
    return version


@Prepared
def _in_force(at: datetime) -> QuerySet[RulebookVersion]:
    return _published(at).filter(effective_from__lte=at).order_by("-effective_from")[:1]


def published_versions(actor: Actor) -> list[RulebookVersion]:
    """The published versions, the newest first."""
    actor.require(RulesPermission.READ_RULEBOOK)
    rows = RulebookVersion.objects.visible_to(actor).exclude(published_at=None)
    return list(rows.order_by("-effective_from"))


def acknowledged_at(actor: Actor, version: RulebookVersion) -> datetime | None:
    """When the version was acknowledged: by anybody of a partner, by the person at the vendor."""
    reason = "whether the actor's own side has read the rules"
    rows = Acknowledgement.objects.unscoped(reason=reason).filter(
        version=version, organisation_id=actor.organisation_key
    )
    if not actor.is_partner:
        rows = rows.filter(user_id=actor.user_key)
    return rows.order_by("acknowledged_at").values_list("acknowledged_at", flat=True).first()


def has_acknowledged(actor: Actor, version: RulebookVersion) -> bool:
    return acknowledged_at(actor, version) is not None


def partner_has_acknowledged(partner_id: int, version: RulebookVersion) -> bool:
    """Whether anybody acknowledged the version on behalf of the partner."""
    return bool(_acknowledged(version.pk, partner_id))


@Prepared
def _acknowledged(version_id: int, partner_id: int) -> QuerySet[Acknowledgement, int]:
    reason = "a registration is judged by whether its own partner has read the rules"
    rows = Acknowledgement.objects.unscoped(reason=reason)
    found = rows.filter(version_id=version_id, organisation_id=partner_id)
    return found.values_list("pk", flat=True)[:1]


def rulebook_state(actor: Actor, *, now: datetime) -> RulebookState:
    """The version in force and the next one, for the actor's home page."""
    actor.require(RulesPermission.READ_RULEBOOK)
    version = version_in_force(now)
    coming = _published(now).filter(effective_from__gt=now).order_by("effective_from").first()
    return RulebookState(
        version_id=version.public_id,
        label=version.label,
        effective_from=version.effective_from,
        acknowledged_at=acknowledged_at(actor, version),
        next_label=coming.label if coming else "",
        next_from=coming.effective_from if coming else None,
    )


def _published(at: datetime) -> RulebookVersionQuerySet:
    reason = "the rules in force bind everybody"
    return RulebookVersion.objects.unscoped(reason=reason).filter(published_at__lte=at)
