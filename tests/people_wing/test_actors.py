"""An actor is made of a login or a key, anew for each request, and of nothing else."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta

import pytest

from qudao.core.actor import NOBODY, Actor, Role, Side
from qudao.core.errors import NotFound
from qudao.people.actions.keys import ApiKeyInput, create_api_key
from qudao.people.actors import (
    USE_IS_NOTED_EVERY,
    actor_with_email,
    api_key_actor,
    digest_of,
    session_actor,
)
from qudao.people.models import ApiKey, Membership, Organisation, User
from tests.people import Cast
from tests.refusals import nothing_changes


def user_of(actor: Actor) -> User:
    user: User = User.objects.get(pk=actor.user_key)
    return user


def of_session(user: User, organisation_id: int | None = None) -> Actor:
    return session_actor(user, organisation_id, language="en", request_id="test-request")


def join(user: User, house: Organisation, role: Role, now: datetime) -> Membership:
    return Membership.objects.create(user=user, organisation=house, role=role, started_at=now)


def test_the_people_of_the_tests_are_what_sessions_make(cast: Cast) -> None:
    for actor in (*cast.vendor_people(), *cast.partner_people()):
        made = of_session(user_of(actor), actor.organisation_id)
        assert {f.name: getattr(made, f.name) for f in fields(made)} == {
            f.name: getattr(actor, f.name) for f in fields(actor)
        }


def test_a_login_without_membership_is_nobody(cast: Cast, now: datetime) -> None:
    assert of_session(cast.stranger) is NOBODY
    membership = join(cast.stranger, cast.vendor, Role.OPERATIONS, now)
    assert of_session(cast.stranger).roles == {Role.OPERATIONS}
    membership.ended_at = now
    membership.save()
    assert of_session(cast.stranger) is NOBODY


def test_several_roles_of_one_house_add_up(cast: Cast, now: datetime) -> None:
    user = user_of(cast.account_manager)
    join(user, cast.vendor, Role.CHANNEL_MARKETER, now)
    assert of_session(user).roles == {Role.ACCOUNT_MANAGER, Role.CHANNEL_MARKETER}


def test_roles_of_two_houses_never_mix(cast: Cast, now: datetime) -> None:
    user = user_of(cast.seller_a)
    join(user, cast.partner_b.organisation, Role.PARTNER_PRINCIPAL, now)
    first, second = of_session(user, cast.partner_a.pk), of_session(user, cast.partner_b.pk)
    assert first.organisation_id == cast.partner_a.pk
    assert first.roles == {Role.PARTNER_SELLER}
    assert second.organisation_id == cast.partner_b.pk
    assert second.roles == {Role.PARTNER_PRINCIPAL}


@pytest.mark.parametrize("chosen", [None, 0, -1, 10**9])
def test_a_house_that_one_does_not_belong_to_is_not_entered(cast: Cast, chosen: int | None) -> None:
    actor = of_session(user_of(cast.seller_a), chosen)
    assert actor.organisation_id == cast.partner_a.pk


def test_a_rivals_house_is_not_entered(cast: Cast) -> None:
    actor = of_session(user_of(cast.seller_a), cast.partner_b.pk)
    assert actor.organisation_id == cast.partner_a.pk
    assert of_session(user_of(cast.seller_a), cast.vendor.pk).side is Side.PARTNER


def test_a_person_named_at_the_command_line(cast: Cast, now: datetime) -> None:
    actor = actor_with_email("  XU.Mingyuan@Example.com ")
    assert (actor.user_id, actor.language) == (cast.channel_manager.user_id, "en")
    User.objects.filter(pk=actor.user_id).update(language="zh-hans")
    assert actor_with_email("xu.mingyuan@example.com").language == "zh-hans"
    User.objects.filter(pk=actor.user_id).update(is_active=False)
    for email in ("xu.mingyuan@example.com", "", "nobody.known@example.com", "no@example.com"):
        with pytest.raises(NotFound):
            actor_with_email(email)


def make_key(actor: Actor, now: datetime, *scopes: str, days: int | None = 30) -> str:
    data = ApiKeyInput(name="sync", scopes=scopes or ("registrations.read",), days=days)
    return create_api_key(actor, data, now=now).secret


def enter(secret: str, now: datetime) -> Actor:
    return api_key_actor(secret, now=now, language="en", request_id="r")


def test_a_key_lives_to_its_last_moment(cast: Cast, now: datetime) -> None:
    secret = make_key(cast.seller_a, now, days=1)
    end = now + timedelta(days=1)
    assert enter(secret, end - timedelta(microseconds=1)) is not NOBODY
    assert enter(secret, end) is NOBODY
    endless = make_key(cast.seller_a, now, days=None)
    assert enter(endless, now + timedelta(days=36_500)) is not NOBODY


@pytest.mark.parametrize("secret", ["", "qud_", "QUD_x", "qud_" + "x" * 43, "密钥", "\x00"])
def test_a_guessed_secret_is_nobody_and_leaves_no_trace(
    cast: Cast, now: datetime, secret: str
) -> None:
    make_key(cast.seller_a, now)
    with nothing_changes():
        assert enter(secret, now) is NOBODY
        assert enter(ApiKey.objects.get().digest, now) is NOBODY


def test_a_key_acts_in_its_own_house_only(cast: Cast, now: datetime) -> None:
    secret = make_key(cast.seller_a, now)
    user = user_of(cast.seller_a)
    join(user, cast.partner_b.organisation, Role.PARTNER_PRINCIPAL, now)
    assert enter(secret, now).organisation_id == cast.partner_a.pk
    Membership.objects.filter(organisation=cast.partner_a.organisation, user=user).update(
        ended_at=now
    )
    assert enter(secret, now) is NOBODY


def test_a_key_of_a_closed_login_is_nobody(cast: Cast, now: datetime) -> None:
    secret = make_key(cast.seller_a, now)
    User.objects.filter(pk=cast.seller_a.user_key).update(is_active=False)
    assert enter(secret, now) is NOBODY


def test_the_use_of_a_key_is_noted_now_and_then(cast: Cast, now: datetime) -> None:
    secret = make_key(cast.seller_a, now)

    def used() -> datetime | None:
        return ApiKey.objects.get().last_used_at

    assert used() is None
    enter(secret, now)
    assert used() == now
    enter(secret, now + USE_IS_NOTED_EVERY)
    assert used() == now
    later = now + USE_IS_NOTED_EVERY + timedelta(seconds=1)
    enter(secret, later)
    assert used() == later


def test_a_secret_is_kept_as_a_sha256_digest(cast: Cast, now: datetime) -> None:
    secret = make_key(cast.seller_a, now)
    assert ApiKey.objects.get().digest == digest_of(secret)
    assert digest_of("abc") == ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
