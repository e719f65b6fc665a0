"""The bounds of API keys: their names, their days, their number, and whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qudao.core.actor import NOBODY, Actor, Role
from qudao.core.errors import Conflict, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.people.actions.keys import ApiKeyInput, IssuedKey, create_api_key, revoke_api_key
from qudao.people.actors import api_key_actor, session_actor
from qudao.people.keys import my_keys, scope_choices
from qudao.people.models import ApiKey, Membership, User
from qudao.people.permissions import PeoplePermission
from qudao.people.scopes import INTERACTIVE, all_permissions, grantable_scopes
from tests.people import Cast
from tests.refusals import problems, refused

DATA = ApiKeyInput(name="stock sync", scopes=("registrations.read",), days=30)
WRONG: tuple[tuple[dict[str, object], list[tuple[str, str]]], ...] = (
    ({"name": ""}, [("name", "required")]),
    ({"name": "\u200b"}, [("name", "required")]),
    ({"name": "x" * 81}, [("name", "too_long")]),
    ({"name": "a\nb"}, [("name", "control_characters")]),
    ({"days": 0}, [("days", "days")]),
    ({"days": -1}, [("days", "days")]),
    ({"days": 731}, [("days", "days")]),
    ({"days": 10**9}, [("days", "days")]),
    ({"scopes": ()}, [("scopes", "required")]),
    ({"scopes": ("",)}, [("scopes", "scope")]),
    ({"scopes": ("registrations.read", "Registrations.Read")}, [("scopes", "scope")]),
    ({"scopes": ("*",)}, [("scopes", "scope")]),
    (
        {"name": "", "scopes": (), "days": 0},
        [("name", "required"), ("scopes", "required"), ("days", "days")],
    ),
)


def make(actor: Actor, now: datetime, **changed: object) -> IssuedKey:
    return create_api_key(actor, replace(DATA, **changed), now=now)  # type: ignore[arg-type]


def test_what_is_wrong_is_named_all_at_once(cast: Cast, now: datetime) -> None:
    for changed, expected in WRONG:
        found = problems(lambda it=changed: make(cast.seller_a, now, **it))
        assert found == expected, changed


def test_the_bounds_themselves_are_taken(cast: Cast, now: datetime) -> None:
    for changed in ({"name": "x" * 80}, {"days": 1}, {"days": 730}, {"days": None}):
        key = make(cast.seller_a, now, **changed).key
        days = changed.get("days", 30)
        expected = None if days is None else now + timedelta(days=int(str(days)))
        assert key.expires_at == expected


def test_scopes_are_kept_sorted_and_once(cast: Cast, now: datetime) -> None:
    scopes = ("rulebook.read", "customers.read", "rulebook.read")
    assert make(cast.seller_a, now, scopes=scopes).key.scopes == [
        "customers.read",
        "rulebook.read",
    ]


def test_no_role_can_give_a_key_what_needs_a_person(cast: Cast, now: datetime) -> None:
    for actor in (cast.operations, cast.channel_director, cast.principal_a):
        for scope in sorted(INTERACTIVE):
            found = problems(lambda who=actor, it=scope: make(who, now, scopes=(it,)))
            assert found == [("scopes", "scope")]


def test_what_needs_a_person_exists(cast: Cast) -> None:
    codes = {item.code for item in all_permissions()}
    assert codes >= INTERACTIVE


def test_a_key_with_every_scope_still_has_no_page_and_no_people(cast: Cast, now: datetime) -> None:
    secret = make(cast.operations, now, scopes=grantable_scopes(cast.operations)).secret
    actor = api_key_actor(secret, now=now, language="en", request_id="r")
    for permission in (
        PeoplePermission.USE_WORKBENCH,
        PeoplePermission.INVITE_VENDOR_PEOPLE,
        PeoplePermission.INVITE_PARTNER_PEOPLE,
        PeoplePermission.MANAGE_PROGRAMME,
        PeoplePermission.MANAGE_PERSONAL_DATA,
        PeoplePermission.MANAGE_OWN_ACCOUNT,
    ):
        assert not actor.may(permission)
        with pytest.raises(NotPermitted):
            actor.require(permission)
    assert actor.may(PeoplePermission.READ_AUDIT)


def test_nobody_and_a_key_make_no_key(cast: Cast, now: datetime) -> None:
    key = replace(cast.operations, api_scopes=frozenset(grantable_scopes(cast.operations)))
    for actor in (NOBODY, key):
        refused(NotPermitted, lambda who=actor: make(who, now))
        refused(NotPermitted, lambda who=actor: revoke_api_key(who, "key_1", now=now))
        refused(NotPermitted, lambda who=actor: my_keys(who, now=now))


def test_ended_keys_do_not_count_against_the_limit(cast: Cast, now: datetime) -> None:
    for _number in range(20):
        make(cast.seller_a, now, days=1)
    refused(Conflict, lambda: make(cast.seller_a, now))
    assert make(cast.seller_a, now + timedelta(days=1)).key.pk
    assert make(cast.principal_a, now).key.pk


def test_own_keys_are_listed_newest_first_until_they_end(cast: Cast, now: datetime) -> None:
    make(cast.seller_a, now, name="first", days=None)
    make(cast.seller_a, now + timedelta(hours=1), name="second", days=1)
    third = make(cast.seller_a, now + timedelta(hours=2), name="third")
    revoke_api_key(cast.seller_a, third.key.public_id, now=now)

    def names(moment: datetime) -> list[str]:
        return [row.name for row in my_keys(cast.seller_a, now=moment)]

    assert names(now + timedelta(hours=3)) == ["second", "first"]
    assert names(now + timedelta(hours=25)) == ["first"]
    assert [str(scope) for scope in my_keys(cast.seller_a, now=now)[0].scopes] == [
        "Read registrations"
    ]


def test_revoking_leaves_its_row_and_is_final(cast: Cast, now: datetime) -> None:
    issued = make(cast.seller_a, now)
    revoke_api_key(cast.seller_a, issued.key.public_id, now=now)
    assert ApiKey.objects.get().revoked_at == now
    entry = AuditEntry.objects.get(verb="people.key_revoked")
    assert (entry.subject_kind, entry.subject_id) == ("apikey", issued.key.public_id)
    refused(Conflict, lambda: revoke_api_key(cast.seller_a, issued.key.public_id, now=now))


def test_an_expired_key_may_still_be_revoked(cast: Cast, now: datetime) -> None:
    issued = make(cast.seller_a, now, days=1)
    later = now + timedelta(days=2)
    revoke_api_key(cast.seller_a, issued.key.public_id, now=later)
    assert ApiKey.objects.get().revoked_at == later


def test_everybody_else_finds_no_such_key(cast: Cast, now: datetime) -> None:
    public_id = make(cast.seller_a, now).key.public_id
    others = [*cast.vendor_people(), cast.principal_a, cast.seller_b, cast.engineer_a]
    for actor in others:
        refused(NotFound, lambda who=actor: revoke_api_key(who, public_id, now=now))


def test_keys_of_another_house_of_the_same_person_are_apart(cast: Cast, now: datetime) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    Membership.objects.create(
        user=user,
        organisation=cast.partner_b.organisation,
        role=Role.PARTNER_SELLER,
        started_at=now,
    )
    in_b = session_actor(user, cast.partner_b.pk, language="en", request_id="r")
    make(cast.seller_a, now, name="of a")
    make(in_b, now, name="of b")
    assert [row.name for row in my_keys(cast.seller_a, now=now)] == ["of a"]
    assert [row.name for row in my_keys(in_b, now=now)] == ["of b"]


def test_the_choices_are_what_may_be_granted_in_words(cast: Cast) -> None:
    for actor in (cast.engineer_a, cast.account_manager, cast.operations):
        choices = scope_choices(actor)
        assert tuple(code for code, _words in choices) == grantable_scopes(actor)
        assert [code for code, words in choices if str(words) == code] == []


def test_a_partner_is_never_offered_a_vendors_scope(cast: Cast) -> None:
    vendors_only = {"audit.read", "notes.write", "registrations.decide", "partners.assign"}
    for actor in cast.partner_people():
        assert vendors_only.isdisjoint(grantable_scopes(actor))
    assert vendors_only <= set(grantable_scopes(cast.channel_director))
