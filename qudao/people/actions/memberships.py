"""Changing what people are in an organisation, and letting them go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, Role, Side
from qudao.core.audit import Change, record
from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.people.actions.invitations import role_problems
from qudao.people.models import ApiKey, Membership, MembershipQuerySet, Organisation, User
from qudao.people.notices import PeopleNotice
from qudao.people.notifications import notify
from qudao.people.permissions import ADMINISTRATORS, PeoplePermission
from qudao.people.selectors import manageable_organisations, may_grant
from qudao.people.verbs import PeopleVerb


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesInput:
    """The roles that a user is to have in one organisation, in place of the present ones."""

    organisation_id: str
    user_id: str
    roles: tuple[str, ...]


@transaction.atomic
def change_roles(actor: Actor, data: RolesInput, *, now: datetime) -> None:
    """Give a member exactly these roles, from now on; past roles stay on record.

    Refused for oneself, for administrators' roles unless the actor is one, and where the vendor
    would be left without an administrator. The roles that are held already change nothing.
    """
    organisation, user = _load(actor, data.organisation_id, data.user_id)
    held = _active(organisation, user)
    before, after = {row.role for row in held}, set(data.roles)
    _check_wanted(actor, organisation, data.roles)
    _check_may_take(actor, before - after)
    if before == after:
        return
    held.filter(role__in=before - after).update(ended_at=now)
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=role, started_at=now)
        for role in sorted(after - before)
    )
    _check_an_administrator_stays(organisation)
    change = Change({"roles": sorted(before)}, {"roles": sorted(after)})
    record(actor, PeopleVerb.ROLES_CHANGED, user, now=now, change=change)
    name = organisation.name(user.language or actor.language)
    params = {"organisation": name}
    notify([user.pk], PeopleNotice.ROLES_CHANGED, subject=user, params=params, now=now)


@transaction.atomic
def end_membership(actor: Actor, organisation_id: str, user_id: str, *, now: datetime) -> None:
    """Let a person go: out at once, since every request makes its actor anew.

    The person's API keys for this organisation are revoked; when no membership is left, every
    session is ended too. Refused for oneself and for the vendor's last administrator.
    """
    organisation, user = _load(actor, organisation_id, user_id)
    held = _active(organisation, user)
    roles = sorted(row.role for row in held)
    _check_may_take(actor, set(roles))
    held.update(ended_at=now)
    _check_an_administrator_stays(organisation)
    _revoke_keys(organisation, user, now)
    if not _has_membership(user):
        end_sessions(user)
    change = Change({"organisation": organisation.public_id, "roles": roles}, {})
    record(actor, PeopleVerb.MEMBERSHIP_ENDED, user, now=now, change=change)


def end_sessions(user: User) -> int:
    """End every session of a user; how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _load(actor: Actor, organisation_id: str, user_id: str) -> tuple[Organisation, User]:
    """The organisation, locked against a second change at the same time, and its member."""
    actor.require(PeoplePermission.READ_PEOPLE)
    rows = manageable_organisations(actor)
    pk = rows.one(organisation_id).pk
    locked = Organisation.objects.visible_to(actor).select_for_update().get(pk=pk)
    member = (
        Membership.objects.visible_to(actor)
        .active()
        .filter(organisation=locked, user__public_id=user_id)
        .select_related("user__person")
        .first()
    )
    if member is None:
        raise NotFound
    if member.user_id == actor.user_id:
        raise Conflict(
            _("Nobody changes the own membership. Ask another administrator or principal."),
            code="own_membership",
        )
    return locked, member.user


def _active(organisation: Organisation, user: User) -> MembershipQuerySet:
    reason = "the member was found through the organisation that the actor manages"
    rows = Membership.objects.unscoped(reason=reason).active()
    return rows.filter(organisation=organisation, user=user)


def _check_wanted(actor: Actor, organisation: Organisation, roles: tuple[str, ...]) -> None:
    if not roles:
        raise Invalid.field("role", "required", _("Choose at least one role."))
    problems = [p for role in roles for p in role_problems(actor, organisation, role)]
    if problems:
        raise Invalid(problems)


def _check_may_take(actor: Actor, roles: set[str]) -> None:
    if not all(may_grant(actor, Role(role)) for role in roles):
        message = _("Only an administrator gives or takes this role.")
        raise Invalid.field("role", "administrators_only", message)


def _check_an_administrator_stays(organisation: Organisation) -> None:
    if organisation.side != Side.VENDOR.value:
        return
    roles = [role.value for role in ADMINISTRATORS]
    reason = "the vendor needs an administrator"
    rows = Membership.objects.unscoped(reason=reason).active()
    if not rows.filter(organisation=organisation, role__in=roles).exists():
        raise Conflict(
            _("This is the last administrator. Give another person such a role first."),
            code="last_administrator",
        )


def _revoke_keys(organisation: Organisation, user: User, now: datetime) -> None:
    reason = "the keys of whoever leaves"
    keys = ApiKey.objects.unscoped(reason=reason).filter(user=user, organisation=organisation)
    keys.filter(revoked_at=None).update(revoked_at=now)


def _has_membership(user: User) -> bool:
    reason = "whether the person belongs anywhere else"
    return Membership.objects.unscoped(reason=reason).active().filter(user=user).exists()
