"""Two who hold the same link at the same moment: one gets in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from qudao.core.actor import NOBODY
from qudao.core.errors import QudaoError
from qudao.people.actions.invitations import InvitationInput, NewLogin, accept_invitation, invite
from qudao.people.models import Membership, User
from tests.people import make_cast

RIVALS = 6


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_used_at_once_by_many_lets_one_in(now: datetime) -> None:
    cast = make_cast(now)
    data = InvitationInput(
        organisation_id=cast.partner_a.organisation.public_id,
        name="Ma Li",
        email="ma.li@example.com",
        role="partner_seller",
    )
    token = invite(cast.principal_a, data, now=now).token
    together = Barrier(RIVALS)

    def rush(number: int) -> str:
        login = NewLogin(name=f"Rival {number}", password="three-quiet-lamps")
        together.wait()
        try:
            accept_invitation(NOBODY, token, login, now=now)
        except QudaoError as refused:
            return refused.code
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(RIVALS) as pool:
        outcomes = sorted(pool.map(rush, range(RIVALS)))

    assert outcomes.count("in") == 1
    assert set(outcomes) <= {"in", "invitation_ended", "conflict"}
    assert User.objects.filter(email="ma.li@example.com").count() == 1
    assert Membership.objects.filter(user__email="ma.li@example.com").count() == 1
