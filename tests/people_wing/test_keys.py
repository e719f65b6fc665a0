"""API keys: shown once, kept hashed, never wider than their person, ended at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qudao.core.actor import NOBODY, Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.deals.permissions import DealsPermission
from qudao.people.actions.keys import ApiKeyInput, IssuedKey, create_api_key, revoke_api_key
from qudao.people.actors import api_key_actor
from qudao.people.keys import my_keys
from qudao.people.models import ApiKey, Membership
from qudao.people.scopes import INTERACTIVE, all_permissions, grantable_scopes, scope_words
from tests.people import Cast


def make_key(actor: Actor, now: datetime, *scopes: str, days: int | None = 30) -> IssuedKey:
    data = ApiKeyInput(name="sync", scopes=scopes or ("registrations.read",), days=days)
    return create_api_key(actor, data, now=now)


def enter(secret: str, now: datetime) -> Actor:
    return api_key_actor(secret, now=now, language="en", request_id="r")


def test_the_secret_is_shown_once_and_kept_as_a_digest(cast: Cast, now: datetime) -> None:
    issued = make_key(cast.seller_a, now)

    row = ApiKey.objects.get()
    assert issued.secret.startswith("qud_")
    assert issued.secret not in (row.digest, row.public_id, row.name)
    assert row.expires_at == now + timedelta(days=30)
    entry = AuditEntry.objects.get(verb="people.key_created")
    assert entry.after["scopes"] == ["registrations.read"]
    assert issued.secret not in str(entry.after)


def test_a_key_does_what_its_scopes_say_and_no_more(cast: Cast, now: datetime) -> None:
    actor = enter(make_key(cast.seller_a, now).secret, now)

    assert (actor.user_id, actor.organisation_id) == (cast.seller_a.user_id, cast.partner_a.pk)
    assert actor.may(DealsPermission.READ_REGISTRATIONS)
    assert not actor.may(DealsPermission.REGISTER)


def test_a_key_loses_what_its_person_loses(cast: Cast, now: datetime) -> None:
    secret = make_key(cast.seller_a, now, "registrations.write").secret
    Membership.objects.filter(user_id=cast.seller_a.user_key).update(role="partner_engineer")

    assert not enter(secret, now).may(DealsPermission.REGISTER)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"scopes": ("registrations.decide",)}, "scopes"),
        ({"scopes": ("people.invite",)}, "scopes"),
        ({"scopes": ("nonsense",)}, "scopes"),
        ({"scopes": ()}, "scopes"),
        ({"name": " "}, "name"),
        ({"days": 0}, "days"),
        ({"days": 731}, "days"),
    ],
)
def test_a_key_beyond_its_person_is_refused(
    cast: Cast, now: datetime, changed: dict[str, object], field: str
) -> None:
    data = replace(ApiKeyInput(name="sync", scopes=("registrations.read",)), **changed)  # type: ignore[arg-type]

    with pytest.raises(Invalid) as refused:
        create_api_key(cast.seller_a, data, now=now)

    assert {problem.field for problem in refused.value.problems} == {field}
    assert ApiKey.objects.count() == 0


def test_a_key_makes_no_key_whatever_its_scopes(cast: Cast, now: datetime) -> None:
    actor = replace(cast.seller_a, api_scopes=frozenset({"account.manage", "registrations.read"}))

    with pytest.raises(NotPermitted):
        make_key(actor, now)
    assert ApiKey.objects.count() == 0


def test_a_revoked_or_expired_key_is_nobody(cast: Cast, now: datetime) -> None:
    revoked, expiring = make_key(cast.seller_a, now), make_key(cast.seller_a, now, days=1)

    revoke_api_key(cast.seller_a, revoked.key.public_id, now=now)

    assert enter(revoked.secret, now) is NOBODY
    assert enter(expiring.secret, now) is not NOBODY
    assert enter(expiring.secret, now + timedelta(days=1)) is NOBODY
    assert enter("qud_unknown", now) is NOBODY
    with pytest.raises(Conflict):
        revoke_api_key(cast.seller_a, revoked.key.public_id, now=now)


def test_one_sees_and_revokes_only_ones_own(cast: Cast, now: datetime) -> None:
    issued = make_key(cast.seller_a, now)

    assert [key.public_id for key in my_keys(cast.seller_a, now=now)] == [issued.key.public_id]
    for other in (cast.principal_a, cast.seller_b, cast.operations):
        assert my_keys(other, now=now) == []
        with pytest.raises(NotFound):
            revoke_api_key(other, issued.key.public_id, now=now)
    assert enter(issued.secret, now) is not NOBODY


def test_the_twenty_first_live_key_is_refused(cast: Cast, now: datetime) -> None:
    first = make_key(cast.seller_a, now)
    for _number in range(19):
        make_key(cast.seller_a, now)
    with pytest.raises(Conflict):
        make_key(cast.seller_a, now)

    revoke_api_key(cast.seller_a, first.key.public_id, now=now)
    make_key(cast.seller_a, now)


def test_scopes_follow_the_role_and_leave_out_what_needs_a_person(cast: Cast) -> None:
    assert grantable_scopes(cast.engineer_a) == (
        "customers.read",
        "me.read",
        "messages.write",
        "partners.read",
        "products.read",
        "registrations.read",
        "rulebook.acknowledge",
        "rulebook.read",
    )
    assert INTERACTIVE.isdisjoint(grantable_scopes(cast.operations))


def test_every_scope_is_worded() -> None:
    ours = [one for one in all_permissions() if type(one).__module__.startswith("qudao.")]
    codes = {permission.code for permission in ours} - INTERACTIVE

    assert [code for code in sorted(codes) if scope_words(code) == code] == []
