"""A programme in which something waits for a decision, and clients that are logged in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client

from qudao.core.actor import Actor
from qudao.deals.registrations.models import Registration
from qudao.people.models import User
from tests.deals.programme import Programme, in_review, submitted


def client_of(actor: Actor, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def contested(programme: Programme, now: datetime) -> Registration:
    """Partner B holds the scope; partner A's later registration waits and collides with it."""
    cast = programme.cast
    submitted(programme, cast.seller_b, now=now - timedelta(days=20))
    return in_review(programme, cast.seller_a, now=now)
