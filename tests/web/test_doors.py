"""Doors admit whom they name; who belongs nowhere is told so instead of sent in circles."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from qudao.people.models import Membership, User
from tests.people import Cast


@pytest.fixture
def seller(cast: Cast, client: Client) -> Client:
    client.force_login(User.objects.get(pk=cast.seller_a.user_key))
    return client


def test_a_login_without_membership_is_told_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    for path in ("/", "/me/", "/workbench/people/", "/portal/people/"):
        response = client.get(path)
        assert response.status_code == 403
        assert "You belong to no organisation" in response.content.decode()
        assert 'action="/account/logout/"' in response.content.decode()


def test_nobody_is_sent_to_the_login(cast: Cast, client: Client) -> None:
    for path in ("/me/", "/workbench/people/", "/portal/people/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={path}")


def test_whoever_is_let_go_is_out_at_the_very_next_request(
    cast: Cast, now: datetime, seller: Client
) -> None:
    assert seller.get("/me/").status_code == 200
    Membership.objects.filter(user_id=cast.seller_a.user_key).update(ended_at=now)
    assert seller.get("/me/").status_code == 403


def test_the_other_sides_pages_are_absent(cast: Cast, seller: Client) -> None:
    assert seller.get("/workbench/people/").status_code == 404
    assert seller.get("/portal/people/").status_code == 403  # a seller manages nobody


def test_answers_are_kept_by_nobody_in_between(cast: Cast, seller: Client) -> None:
    assert seller.get("/me/")["Cache-Control"] == "private, no-store"
