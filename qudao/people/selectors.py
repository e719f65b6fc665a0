"""Reads about people and their access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import PARTNER_ROLES, VENDOR_ROLES, Actor, Role, Side
from qudao.core.errors import QudaoError
from qudao.people.actors import digest_of
from qudao.people.models import (
    ROLE_LABELS,
    Invitation,
    Membership,
    Organisation,
    OrganisationQuerySet,
    User,
)
from qudao.people.permissions import ADMINISTRATORS, PeoplePermission


@dataclass(frozen=True, slots=True)
class OrganisationChoice:
    """An organisation whose people the actor may manage."""

    public_id: str
    name: str
    is_vendor: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person with an active membership; roles in words."""

    user_id: str
    person_id: str
    name: str
    email: str
    title: str
    role_codes: tuple[str, ...]
    roles: tuple[str | Promise, ...]
    since: datetime
    last_login: datetime | None
    is_self: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that can still be accepted."""

    public_id: str
    name: str
    email: str
    role: str | Promise
    created_at: datetime
    expires_at: datetime
    mailed_at: datetime | None


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the bearer of a link sees.

    `is_mailed`: the link came by mail, so its bearer owns the address. Only such a bearer hears
    by `has_login` that the address already has a login here.
    """

    organisation: str
    role: str | Promise
    name: str
    email: str
    is_mailed: bool
    has_login: bool
    expires_at: datetime


class InvitationEnded(QudaoError):
    """Unknown, used, taken back or too old: the answer is the same."""

    status = 404
    code = "invitation_ended"
    message = _(
        "This invitation cannot be used: it was used, taken back, or is older than 14 days. "
        "Ask whoever invited you for a new one."
    )


def manageable_organisations(actor: Actor) -> OrganisationQuerySet:
    """The organisations whose people the actor may invite and remove."""
    rows = Organisation.objects.visible_to(actor)
    allowed = Q(pk=None)
    if actor.may(PeoplePermission.INVITE_VENDOR_PEOPLE):
        allowed |= Q(side=Side.VENDOR.value)
    if actor.may(PeoplePermission.INVITE_PARTNER_PEOPLE):
        allowed |= _partners_managed_by(actor)
    return rows.filter(allowed)


def _partners_managed_by(actor: Actor) -> Q:
    partners = Q(side=Side.PARTNER.value)
    if actor.sees_whole_programme:
        return partners
    if actor.is_partner:
        return partners & Q(pk=actor.organisation_key)
    in_charge = Organisation.objects.visible_to(actor).in_charge_of(actor)
    return partners & Q(pk__in=in_charge.values("pk"))


def organisation_choices(
    actor: Actor, *, search: str = "", limit: int = 50
) -> list[OrganisationChoice]:
    """The vendor first, then partners by name; at most `limit`."""
    rows = manageable_organisations(actor)
    search = search.replace("\x00", "")
    if search:
        rows = rows.filter(Q(name_zh__icontains=search) | Q(name_en__icontains=search))
    ordered = rows.order_by("-side", "name_en", "name_zh")[:limit]
    return [_choice(row, actor) for row in ordered]


def organisation_choice(actor: Actor, public_id: str) -> OrganisationChoice:
    """One organisation whose people the actor may manage, else `NotFound`."""
    actor.require(PeoplePermission.READ_PEOPLE)
    return _choice(manageable_organisations(actor).one(public_id), actor)


def _choice(row: Organisation, actor: Actor) -> OrganisationChoice:
    is_vendor = row.side == Side.VENDOR.value
    return OrganisationChoice(row.public_id, row.name(actor.language), is_vendor)


def home_organisation(actor: Actor) -> str:
    """The public id of the organisation that the actor acts for; "" if it has none."""
    row = Organisation.objects.visible_to(actor).filter(pk=actor.organisation_key).first()
    return row.public_id if row else ""


# ------------------------------------------------------------------ roles


def roles_of_side(side: str) -> frozenset[Role]:
    return VENDOR_ROLES if side == Side.VENDOR.value else PARTNER_ROLES


def may_grant(actor: Actor, role: Role) -> bool:
    """Whether the actor may give or take this role: administrators' roles need one of them."""
    if role not in ADMINISTRATORS or actor.side is Side.SYSTEM:
        return True
    return bool(actor.roles & ADMINISTRATORS)


def role_choices(actor: Actor, organisation_id: str) -> list[tuple[str, str | Promise]]:
    """The roles that the actor may give in this organisation, in the usual order."""
    organisation = manageable_organisations(actor).one(organisation_id)
    allowed = roles_of_side(organisation.side)
    return [
        (role.value, label)
        for role, label in ROLE_LABELS.items()
        if role in allowed and may_grant(actor, role)
    ]


# ------------------------------------------------------------------ members and invitations


def members_of(actor: Actor, organisation_id: str) -> list[MemberRow]:
    """The people of one organisation, by name; three queries whatever their number."""
    actor.require(PeoplePermission.READ_PEOPLE)
    organisation = manageable_organisations(actor).one(organisation_id)
    rows = (
        Membership.objects.visible_to(actor)
        .active()
        .filter(organisation=organisation)
        .select_related("user__person")
        .order_by("user__person__name", "pk")
    )
    by_user: dict[int, list[Membership]] = {}
    for row in rows:
        by_user.setdefault(row.user_id, []).append(row)
    return [_member(memberships, actor) for memberships in by_user.values()]


def has_other_people(actor: Actor, side: Side) -> bool:
    """Whether anybody but the actor works on that side, as far as the actor sees it."""
    actor.require(PeoplePermission.READ_PEOPLE)
    rows = Membership.objects.visible_to(actor).filter(ended_at=None, organisation__side=side.value)
    return rows.exclude(user_id=actor.user_key).exists()


def _member(memberships: list[Membership], actor: Actor) -> MemberRow:
    user = memberships[0].user
    roles = [Role(row.role) for row in memberships]
    return MemberRow(
        user_id=user.public_id,
        person_id=user.person.public_id,
        name=user.person.name,
        email=user.email,
        title=user.person.title,
        role_codes=tuple(role.value for role in roles),
        roles=tuple(ROLE_LABELS[role] for role in roles),
        since=min(row.started_at for row in memberships),
        last_login=user.last_login,
        is_self=user.pk == actor.user_id,
    )


def open_invitations(actor: Actor, organisation_id: str, *, now: datetime) -> list[InvitationRow]:
    """Invitations to one organisation that can still be accepted, newest first."""
    actor.require(PeoplePermission.READ_PEOPLE)
    organisation = manageable_organisations(actor).one(organisation_id)
    rows = (
        Invitation.objects.visible_to(actor)
        .open(now)
        .filter(organisation=organisation)
        .select_related("person")
        .order_by("-created_at", "-pk")
    )
    return [
        InvitationRow(
            public_id=row.public_id,
            name=row.person.name,
            email=row.person.email,
            role=ROLE_LABELS[Role(row.role)],
            created_at=row.created_at,
            expires_at=row.expires_at,
            mailed_at=row.mailed_at,
        )
        for row in rows
    ]


def invitation_by_token(token: str, *, now: datetime) -> Invitation:
    """The open invitation behind a link, copied or mailed; else `InvitationEnded`."""
    digest = digest_of(token)
    invitation = (
        Invitation.objects.unscoped(reason="the link's bearer proves itself by its secret")
        .open(now)
        .filter(Q(digest=digest) | Q(mailed_digest=digest))
        .select_related("organisation", "person")
        .first()
    )
    if invitation is None:
        raise InvitationEnded
    return invitation


def proves_the_address(invitation: Invitation, token: str) -> bool:
    """Whether this is the mailed link; the copied one says nothing of who bears it."""
    return invitation.mailed_digest == digest_of(token)


def has_accepted(user: User, token: str) -> bool:
    """Whether this very user has used this link up."""
    digest = digest_of(token)
    reason = "the user who accepted an invitation comes back to its link"
    rows = Invitation.objects.unscoped(reason=reason).exclude(accepted_at=None)
    rows = rows.filter(Q(digest=digest) | Q(mailed_digest=digest), person_id=user.person_id)
    return bool(rows.exists())


def invitation_page(token: str, *, language: str, now: datetime) -> InvitationPage:
    """What stands behind a link; `InvitationEnded` if it cannot be accepted any more."""
    row = invitation_by_token(token, now=now)
    is_mailed = proves_the_address(row, token)
    return InvitationPage(
        organisation=row.organisation.name(language),
        role=ROLE_LABELS[Role(row.role)],
        name=row.person.name,
        email=row.person.email,
        is_mailed=is_mailed,
        has_login=is_mailed and login_of_address(row.person.email) is not None,
        expires_at=row.expires_at,
    )


def login_of_address(email: str) -> User | None:
    """The active login with this address, wherever it belongs."""
    reason = "an address has one login in the whole installation"
    rows = User.objects.unscoped(reason=reason).filter(email=email.strip().lower(), is_active=True)
    found: User | None = rows.select_related("person").first()
    return found


def address_is_confirmed(user: User) -> bool:
    """Whether the user opened a link that was sent to the address in use."""
    rows = EmailAddress.objects.filter(user=user, email=user.email, verified=True)
    return bool(rows.exists())


def logins_at(email: str) -> list[User]:
    """Who may sign in and has this address in use, not only asked for: one user or nobody."""
    reason = "an address has one login in the whole installation"
    rows = User.objects.unscoped(reason=reason)
    return list(rows.filter(email=email.strip().lower(), is_active=True))


def address_is_anothers(user: User, email: str) -> bool:
    """Whether somebody else signs in, or once did, with this address."""
    reason = "an address has one login in the whole installation"
    rows = User.objects.unscoped(reason=reason).filter(email=email.strip().lower())
    return bool(rows.exclude(pk=user.pk).exists())
