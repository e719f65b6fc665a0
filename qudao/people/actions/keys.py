"""API keys: a program's way in, never wider than its person's."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import Conflict, FieldProblem, Invalid, NotPermitted
from qudao.people.actors import SECRET_PREFIX, digest_of
from qudao.people.checks import required_text
from qudao.people.keys import live_keys_of
from qudao.people.models import ApiKey
from qudao.people.permissions import PeoplePermission
from qudao.people.scopes import grantable_scopes
from qudao.people.verbs import PeopleVerb

LONGEST_KEY_NAME = 80
LONGEST_DAYS = 730
MOST_KEYS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyInput:
    """What the key is for, what it may do, and for how many days (None: until revoked)."""

    name: str
    scopes: tuple[str, ...]
    days: int | None = 365


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key with its secret, which is not kept: show it now or never."""

    key: ApiKey
    secret: str


@transaction.atomic
def create_api_key(actor: Actor, data: ApiKeyInput, *, now: datetime) -> IssuedKey:
    """Make a key that acts as this person in this organisation, within the given scopes.

    Scopes are permission codes that the person's own roles hold; a role that is lost later is
    lost for the key too. Refused for a key itself and beyond 20 live keys.
    """
    _require_person(actor)
    if problems := list(_problems(actor, data)):
        raise Invalid(problems)
    if _live_keys(actor, now) >= MOST_KEYS:
        raise Conflict(_("You have 20 keys already. Revoke one first."), code="too_many_keys")
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        user_id=actor.user_key,
        organisation_id=actor.organisation_key,
        name=data.name.strip(),
        digest=digest_of(secret),
        scopes=sorted(set(data.scopes)),
        created_at=now,
        expires_at=None if data.days is None else now + timedelta(days=data.days),
    )
    change = Change({}, {"scopes": key.scopes, "expires_at": key.expires_at})
    record(actor, PeopleVerb.KEY_CREATED, key, now=now, change=change)
    return IssuedKey(key, secret)


@transaction.atomic
def revoke_api_key(actor: Actor, public_id: str, *, now: datetime) -> None:
    """End an own key at once; `Conflict` if it is revoked already."""
    _require_person(actor)
    rows = ApiKey.objects.visible_to(actor).filter(user_id=actor.user_key)
    key = rows.one(public_id)
    if not rows.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        raise Conflict
    record(actor, PeopleVerb.KEY_REVOKED, key, now=now)


@transaction.atomic
def revoke_all_api_keys(actor: Actor, *, now: datetime) -> int:
    """End every own key of whatever organisation, as after a stolen password; how many."""
    _require_person(actor)
    keys = list(live_keys_of(actor.user_key, now=now))
    reason = "one's own keys, for whatever organisation"
    rows = ApiKey.objects.unscoped(reason=reason).filter(pk__in=[key.pk for key in keys])
    rows.update(revoked_at=now)
    for key in keys:
        record(actor, PeopleVerb.KEY_REVOKED, key, now=now)
    return len(keys)


def _require_person(actor: Actor) -> None:
    actor.require(PeoplePermission.MANAGE_OWN_ACCOUNT)
    if actor.api_scopes is not None or not actor.user_id:
        raise NotPermitted(PeoplePermission.MANAGE_OWN_ACCOUNT.code)


def _problems(actor: Actor, data: ApiKeyInput) -> Iterator[FieldProblem]:
    yield from required_text("name", data.name, longest=LONGEST_KEY_NAME)
    if not data.scopes:
        yield FieldProblem("scopes", "required", _("Choose at least one scope."))
    beyond = sorted(set(data.scopes) - set(grantable_scopes(actor)))
    if beyond:
        message = _("Your role does not hold: %(scopes)s.") % {"scopes": ", ".join(beyond)}
        yield FieldProblem("scopes", "scope", message)
    if data.days is not None and not 1 <= data.days <= LONGEST_DAYS:
        message = _("Between 1 and %(limit)s days.") % {"limit": LONGEST_DAYS}
        yield FieldProblem("days", "days", message)


def _live_keys(actor: Actor, now: datetime) -> int:
    rows = ApiKey.objects.visible_to(actor).filter(user_id=actor.user_key, revoked_at=None)
    return rows.exclude(expires_at__lte=now).count()
