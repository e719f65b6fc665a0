"""Makes the actor of a request: from a login session or from an API key, and from nothing else."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from qudao.core.actor import NOBODY, Actor, Role, Side
from qudao.core.errors import NotFound
from qudao.core.prepared import Prepared
from qudao.people.models import ApiKey, Membership, User
from qudao.people.names import spoken

SECRET_PREFIX = "qud_"  # noqa: S105 - lets secret scanners recognise a leaked key
USE_IS_NOTED_EVERY = timedelta(minutes=10)


def digest_of(secret: str) -> str:
    """How a random secret is kept: it has 256 bits, so a plain hash needs no salt or stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()


def session_actor(
    user: User, organisation_id: int | None, *, language: str, request_id: str
) -> Actor:
    """The actor of a logged-in user in the chosen (else the first) organisation.

    Read anew for each request, so a person who was removed is out at once. A user without an
    active membership is nobody.
    """
    rows = _memberships(user.pk)
    return _actor(user, rows, organisation_id, None, language=language, request_id=request_id)


def api_key_actor(secret: str, *, now: datetime, language: str, request_id: str) -> Actor:
    """The actor behind an API key; `NOBODY` if the key is unknown, revoked or expired."""
    key = _living_keys.first(digest_of(secret), now)
    if key is None:
        return NOBODY
    _note_use(key, now)
    rows = [row for row in _memberships(key.user_id) if row.organisation_id == key.organisation_id]
    scopes = frozenset(key.scopes)
    return _actor(
        key.user, rows, key.organisation_id, scopes, language=language, request_id=request_id
    )


def actor_with_email(email: str) -> Actor:
    """The actor of a user named at the command line; `NotFound` without an active membership."""
    users = User.objects.unscoped(reason="whoever has the command line may act for anybody")
    user = users.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise NotFound
    actor = session_actor(user, None, language=user.language or "en", request_id="")
    if actor == NOBODY:
        raise NotFound
    return actor


def _active_memberships(user_id: int) -> QuerySet[Membership, Any]:
    reason = "the roles that decide what is visible"
    rows = Membership.objects.unscoped(reason=reason).active().filter(user_id=user_id)
    return rows.order_by("pk").values_list(*_Acting._fields)


def _keys_in_force(digest: str, now: datetime) -> QuerySet[ApiKey]:
    return (
        ApiKey.objects.unscoped(reason="a key proves itself by its secret")
        .filter(Q(expires_at=None) | Q(expires_at__gt=now), digest=digest)
        .filter(revoked_at=None, user__is_active=True)
        .select_related("user")
    )


class _Acting(NamedTuple):
    """What an actor is made of, of one membership."""

    organisation_id: int
    organisation__side: str
    role: str
    user__person__name: str


_read_memberships = Prepared[tuple[Any, ...]](_active_memberships)
_living_keys = Prepared[ApiKey](_keys_in_force)


def _memberships(user_id: int) -> list[_Acting]:
    return [_Acting(*row) for row in _read_memberships(user_id)]


def _note_use(key: ApiKey, now: datetime) -> None:
    if key.last_used_at is None or now - key.last_used_at > USE_IS_NOTED_EVERY:
        reason = "the key notes its own use"
        ApiKey.objects.unscoped(reason=reason).filter(pk=key.pk).update(last_used_at=now)


def _actor(
    user: User,
    memberships: list[_Acting],
    organisation_id: int | None,
    scopes: frozenset[str] | None,
    *,
    language: str,
    request_id: str,
) -> Actor:
    if not memberships:
        return NOBODY
    chosen = {m.organisation_id for m in memberships}
    acting_for = organisation_id if organisation_id in chosen else memberships[0].organisation_id
    rows = [m for m in memberships if m.organisation_id == acting_for]
    return Actor(
        side=Side(rows[0].organisation__side),
        user_id=user.pk,
        person_id=user.person_id,
        organisation_id=acting_for,
        public_id=user.public_id,
        name=spoken(rows[0].user__person__name),
        roles=frozenset(Role(m.role) for m in rows),
        language=language,
        api_scopes=scopes,
        request_id=request_id,
        belongs_to_several=len(chosen) > 1,
    )
