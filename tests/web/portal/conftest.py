"""A partner's people at the portal, logged in, on a programme in which deals can be made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from qudao.core.actor import Actor
from qudao.core.clock import now as present
from qudao.people.models import User
from tests.deals.programme import Programme
from tests.web.portal.deals import Deals

LogIn = Callable[[Actor], Client]


@pytest.fixture
def at(programme: Programme) -> datetime:
    return present()


@pytest.fixture
def log_in(programme: Programme) -> LogIn:
    """A browser in which this person is logged in; it speaks English unless told otherwise."""

    def logged_in(actor: Actor) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return logged_in


@pytest.fixture
def seller(programme: Programme, log_in: LogIn) -> Client:
    return log_in(programme.cast.seller_a)


@pytest.fixture
def deals(programme: Programme, at: datetime) -> Deals:
    return Deals(programme, at)
