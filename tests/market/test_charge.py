"""Who can be put in charge: a person of the vendor's own house who has the role now."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.core.actor import Role
from qudao.core.errors import Invalid
from qudao.market.charge import vendor_user
from qudao.people.models import Membership, User
from tests.market.trail import codes, people_of, user_of
from tests.people import Cast

OWNERS = (Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR)


def refused(public_id: str, *roles: Role) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        vendor_user(public_id, *roles)
    return codes(caught.value)


def test_whoever_has_one_of_the_roles_is_found_and_no_one_else(cast: Cast) -> None:
    fit = {"channel_manager", "other_channel_manager", "channel_director"}
    for name, actor in people_of(cast).items():
        if name in fit:
            assert vendor_user(user_of(actor), *OWNERS).pk == actor.user_id
        else:
            assert refused(user_of(actor), *OWNERS) == {"user": "wrong_role"}, name


@pytest.mark.parametrize("public_id", ["", "usr_none", "USR", "' OR 1=1 --", "x" * 500, "用户"])
def test_an_unknown_id_is_the_same_refusal_as_a_wrong_role(cast: Cast, public_id: str) -> None:
    assert refused(public_id, *OWNERS) == {"user": "wrong_role"}


def test_a_login_without_any_membership_cannot_be_in_charge(cast: Cast) -> None:
    assert refused(cast.stranger.public_id, *Role) == {"user": "wrong_role"}


def test_a_partners_person_cannot_whatever_role_the_row_says(cast: Cast, now: datetime) -> None:
    seller = User.objects.get(pk=cast.seller_a.user_key)
    Membership.objects.filter(user=seller).update(role=Role.CHANNEL_MANAGER)
    assert refused(seller.public_id, *OWNERS) == {"user": "wrong_role"}


def test_an_ended_membership_and_a_closed_login_count_for_nothing(
    cast: Cast, now: datetime
) -> None:
    ended, closed = user_of(cast.channel_manager), user_of(cast.other_channel_manager)
    Membership.objects.filter(user__public_id=ended).update(ended_at=now - timedelta(days=1))
    User.objects.filter(public_id=closed).update(is_active=False)
    assert refused(ended, *OWNERS) == refused(closed, *OWNERS) == {"user": "wrong_role"}


def test_role_and_membership_must_be_of_one_row(cast: Cast, now: datetime) -> None:
    """An ended membership with the role, beside a running one without it, gives nothing."""
    user = User.objects.get(pk=cast.account_manager.user_key)
    past = {"role": Role.CHANNEL_MANAGER, "started_at": now, "ended_at": now}
    Membership.objects.create(user=user, organisation=cast.vendor, **past)
    assert refused(user.public_id, *OWNERS) == {"user": "wrong_role"}
    now_again = {"role": Role.CHANNEL_DIRECTOR, "started_at": now}
    Membership.objects.create(user=user, organisation=cast.vendor, **now_again)
    assert vendor_user(user.public_id, *OWNERS) == user
