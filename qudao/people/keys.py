"""Reads about the own API keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from qudao.core.actor import Actor
from qudao.people.models import ApiKey, ApiKeyQuerySet
from qudao.people.permissions import PeoplePermission
from qudao.people.scopes import grantable_scopes, scope_words

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One own key; its secret is not kept."""

    public_id: str
    name: str
    scopes: tuple[Text, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def my_keys(actor: Actor, *, now: datetime) -> list[KeyRow]:
    """The actor's own live keys in the organisation it acts for, newest first."""
    actor.require(PeoplePermission.MANAGE_OWN_ACCOUNT)
    rows = (
        ApiKey.objects.visible_to(actor)
        .filter(user_id=actor.user_key, organisation_id=actor.organisation_key, revoked_at=None)
        .exclude(expires_at__lte=now)
        .order_by("-created_at", "-pk")
    )
    return [_row(key) for key in rows]


def live_keys_of(user_id: int, *, now: datetime) -> ApiKeyQuerySet:
    """Every key with which a program may act for this login, of whatever organisation."""
    rows = ApiKey.objects.unscoped(reason="one's own keys, for whatever organisation")
    found: ApiKeyQuerySet = rows.filter(user_id=user_id, revoked_at=None)
    return found.exclude(expires_at__lte=now)


def scope_choices(actor: Actor) -> list[tuple[str, Text]]:
    """The scopes that a new key of this actor may carry."""
    return [(code, scope_words(code)) for code in grantable_scopes(actor)]


def _row(key: ApiKey) -> KeyRow:
    return KeyRow(
        public_id=key.public_id,
        name=key.name,
        scopes=tuple(scope_words(code) for code in key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )
