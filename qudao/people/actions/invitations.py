"""Inviting people: a link that lets one person in, once, within 14 days."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.core.actor import Actor, Role, Side
from qudao.core.audit import Change, record
from qudao.core.deadlines import clear_deadlines, set_deadline
from qudao.core.errors import Conflict, FieldProblem, Invalid
from qudao.people.actors import digest_of, session_actor
from qudao.people.checks import (
    email_address,
    new_password,
    person_name,
)
from qudao.people.models import Invitation, Membership, Organisation, Person, User
from qudao.people.permissions import PeoplePermission
from qudao.people.selectors import (
    InvitationEnded,
    invitation_by_token,
    login_of_address,
    manageable_organisations,
    may_grant,
    proves_the_address,
    roles_of_side,
)
from qudao.people.verbs import PeopleVerb

VALID_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationInput:
    """Whom to invite, where to (public id) and as what."""

    organisation_id: str
    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """A new invitation with its secret, which is not kept: show it now or never."""

    invitation: Invitation
    token: str

    @property
    def path(self) -> str:
        return f"/invitation/{self.token}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLogin:
    """What the invited person types."""

    name: str
    password: str
    language: str = ""


class HasLogin(Conflict):
    """The invited address has a login; told to nobody who has not proved to own the address."""

    message = gettext_lazy("This address already has a login here. Sign in to accept.")


@transaction.atomic
def invite(actor: Actor, data: InvitationInput, *, now: datetime) -> IssuedInvitation:
    """Invite one person into one organisation in one role; the mail goes out as a job.

    Administrators and HR invite the vendor's people, administrators, channel managers (for the
    partners in their charge) and principals (for their own company) a partner's. An earlier open
    invitation of the same address is taken back. `Invalid` names every field that is wrong.
    """
    actor.require(PeoplePermission.READ_PEOPLE)
    organisation = manageable_organisations(actor).one(data.organisation_id)
    if problems := list(_problems(actor, organisation, data)):
        raise Invalid(problems)
    return _issue(actor, organisation, data, now)


def _issue(
    actor: Actor, organisation: Organisation, data: InvitationInput, now: datetime
) -> IssuedInvitation:
    email = data.email.strip().lower()
    _take_back_earlier(organisation, email, now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=data.role,
        person=_person_for(organisation, data.name.strip(), email),
        digest=digest_of(token),
        invited_by_id=actor.user_id,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    change = Change({}, {"organisation": organisation.public_id, "role": data.role})
    record(actor, PeopleVerb.INVITED, invitation, now=now, change=change)
    set_deadline("people.mail_invitation", invitation.public_id, now)
    return IssuedInvitation(invitation, token)


def invite_first_director(
    actor: Actor, vendor: Organisation, *, name: str, email: str, now: datetime
) -> IssuedInvitation:
    """The invitation with which a new programme begins; for `set_up_programme` alone."""
    data = InvitationInput(
        organisation_id=vendor.public_id, name=name, email=email, role=Role.CHANNEL_DIRECTOR.value
    )
    return _issue(actor, vendor, data, now)


@transaction.atomic
def revoke_invitation(actor: Actor, public_id: str, *, now: datetime) -> str:
    """Take an open invitation back; `Conflict` if it was used or ended meanwhile. Answers the
    public id of the organisation that it was for."""
    actor.require(PeoplePermission.READ_PEOPLE)
    managed = manageable_organisations(actor).values("pk")
    rows = Invitation.objects.visible_to(actor).filter(organisation_id__in=managed)
    invitation = rows.select_related("organisation").one(public_id)
    if not rows.open(now).filter(pk=invitation.pk).update(revoked_at=now):
        raise Conflict
    clear_deadlines(public_id, "people.mail_invitation")
    record(actor, PeopleVerb.INVITATION_REVOKED, invitation, now=now)
    return invitation.organisation.public_id


@transaction.atomic
def accept_invitation(actor: Actor, token: str, data: NewLogin, *, now: datetime) -> User:
    """Make the invited person's login and membership; the link is used up.

    Anybody with the link may do it (`actor` gives only the request). `HasLogin` if the address
    already has a login, after all other checks and as slowly as without one: then its owner logs
    in and calls `join_with_invitation`. Only the bearer of a mailed link may be told.
    """
    invitation = invitation_by_token(token, now=now)
    email = invitation.person.email.strip().lower()
    if problems := list(_login_problems(data, email)):
        raise Invalid(problems)
    if login_of_address(email):
        make_password(data.password)
        raise HasLogin
    _use_up(invitation, now)
    user = _make_login(invitation, token, data)
    _join(user, invitation, actor, now)
    return user


@transaction.atomic
def join_with_invitation(actor: Actor, user: User, token: str, *, now: datetime) -> Organisation:
    """Let a logged-in user accept an invitation to its own address; answers what it joined."""
    invitation = invitation_by_token(token, now=now)
    if invitation.person.email.strip().lower() != user.email:
        raise Conflict(
            _("This invitation is for %(email)s. Sign in with that address.")
            % {"email": invitation.person.email}
        )
    _use_up(invitation, now)
    _point_to_own_person(invitation, user)
    _join(user, invitation, actor, now)
    return invitation.organisation


# ------------------------------------------------------------------ parts of inviting


def _problems(
    actor: Actor, organisation: Organisation, data: InvitationInput
) -> Iterator[FieldProblem]:
    yield from person_name("name", data.name)
    wrong = list(email_address("email", data.email))
    yield from wrong
    yield from role_problems(actor, organisation, data.role)
    if not wrong and _is_member(organisation, data):
        message = _("This person already has this role here.")
        yield FieldProblem("email", "already_member", message)


def role_problems(actor: Actor, organisation: Organisation, role: str) -> Iterator[FieldProblem]:
    """Why the actor may not give this role in this organisation."""
    allowed = {item.value: item for item in roles_of_side(organisation.side)}
    if role not in allowed:
        yield FieldProblem("role", "role", _("Choose one of the roles of this organisation."))
    elif not may_grant(actor, allowed[role]):
        message = _("Only an administrator gives or takes this role.")
        yield FieldProblem("role", "administrators_only", message)


def _is_member(organisation: Organisation, data: InvitationInput) -> bool:
    reason = "whether the invited address already belongs to this very organisation"
    return (
        Membership.objects.unscoped(reason=reason)
        .active()
        .filter(organisation=organisation, role=data.role)
        .filter(user__email=data.email.strip().lower())
        .exists()
    )


def _take_back_earlier(organisation: Organisation, email: str, now: datetime) -> None:
    reason = "a new link replaces the earlier one, whoever sent it"
    earlier = Invitation.objects.unscoped(reason=reason).open(now)
    earlier = earlier.filter(organisation=organisation, person__email=email)
    for row in list(earlier):
        clear_deadlines(row.public_id, "people.mail_invitation")
    earlier.update(revoked_at=now)


def _person_for(organisation: Organisation, name: str, email: str) -> Person:
    """A contact of this organisation with that address who has no login, else a new person."""
    employer = organisation if organisation.side == Side.PARTNER.value else None
    known = (
        Person.objects.unscoped(reason="the organisation's own contact becomes its user")
        .filter(employer=employer, email=email, user=None, erased_at=None)
        .first()
    )
    return known or Person.objects.create(
        name=name,
        email=email,
        employer=employer,
        consent_basis=Person.ConsentBasis.CONTRACT,
    )


# ------------------------------------------------------------------ parts of accepting


def _login_problems(data: NewLogin, email: str) -> Iterator[FieldProblem]:
    yield from person_name("name", data.name)
    yield from new_password("password", data.password, email=email, name=data.name)


def _use_up(invitation: Invitation, now: datetime) -> None:
    """The conditional update decides between two uses at the same moment."""
    reason = "the link's bearer proves itself by its secret"
    rows = Invitation.objects.unscoped(reason=reason).open(now).filter(pk=invitation.pk)
    if not rows.update(accepted_at=now):
        raise InvitationEnded
    clear_deadlines(invitation.public_id, "people.mail_invitation")


def _make_login(invitation: Invitation, token: str, data: NewLogin) -> User:
    person = invitation.person
    person.name = data.name.strip()
    person.save(update_fields=["name"])
    try:
        with transaction.atomic():
            user = User.objects.create_user(person.email, person, password=data.password)
    except IntegrityError as error:  # another invitation of this address was accepted just now
        raise HasLogin from error
    user.language = data.language
    user.save(update_fields=["language"])
    # The mailed link proves that the address is the person's own; a copied one does not.
    is_verified = proves_the_address(invitation, token)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=is_verified)
    return user


def _point_to_own_person(invitation: Invitation, user: User) -> None:
    """The person who was typed in with the invitation gives way to the user's own."""
    typed = invitation.person
    if typed.pk == user.person_id:
        return
    invitation.person = user.person
    invitation.save(update_fields=["person"])
    try:
        with transaction.atomic():
            typed.delete()
    except ProtectedError:  # an earlier record holds it
        return


def _join(user: User, invitation: Invitation, actor: Actor, now: datetime) -> None:
    organisation, role = invitation.organisation, invitation.role
    reason = "whether the user has this role already"
    held = Membership.objects.unscoped(reason=reason).active()
    if not held.filter(user=user, organisation=organisation, role=role).exists():
        Membership.objects.create(user=user, organisation=organisation, role=role, started_at=now)
    reason = "whoever joins acts for that organisation at once"
    User.objects.unscoped(reason=reason).filter(pk=user.pk).update(acting_for=organisation)
    member = session_actor(
        user, organisation.pk, language=actor.language, request_id=actor.request_id
    )
    change = Change({}, {"organisation": organisation.public_id, "role": role})
    record(member, PeopleVerb.INVITATION_ACCEPTED, invitation, now=now, change=change)
