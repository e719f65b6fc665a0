"""The programme's own mail server, and browsers of people with real passwords."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from qudao.core.models import Programme
from qudao.core.programme import forget_programme
from qudao.people.models import User
from tests.people import Cast
from tests.people_wing.smtp_server import Conversation, smtp_server


@pytest.fixture
def mail_server(cast: Cast, settings: Settings) -> Iterator[Conversation]:
    """A mail server on a real socket, which the programme sends by."""
    settings.IS_DEMONSTRATION = False
    settings.EMAIL_BACKEND = "qudao.people.mail.ProgrammeMailBackend"
    with smtp_server() as talk:
        Programme.objects.update(
            mail_host="127.0.0.1",
            mail_port=talk.port,
            mail_use_tls=False,
            mail_from="channel@example.com",
        )
        forget_programme()
        yield talk


@pytest.fixture
def no_limits_yet() -> Iterator[None]:
    """Whoever tried before this test did not count."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def seller(cast: Cast, no_limits_yet: None) -> User:
    """Chen Xiaoyu of partner A, whose address is verified."""
    user: User = User.objects.get(pk=cast.seller_a.user_key)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def browser() -> Client:
    return Client(headers={"Accept-Language": "en"})
