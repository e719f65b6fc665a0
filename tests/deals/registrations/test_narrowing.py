"""What was received may be narrowed by a site or a tender number that was not known yet; it is
never moved. Each refusal names the field that moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core.errors import Invalid
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import Registration
from tests.deals.looking import claims, codes, everything
from tests.deals.programme import LARGE, OTHER_CUSTOMER, Programme, fresh, submitted

HOUR = timedelta(hours=1)
USCC, OTHER_USCC = "91310000100000003G", "91310000100000011B"


def received(programme: Programme, now: datetime, **scope: str) -> Registration:
    return submitted(programme, programme.cast.seller_a, now=now, amount=LARGE, **scope)


def amend(programme: Programme, row: Registration, now: datetime, **changes: Any) -> Registration:
    """State the same again, changed in some of it."""
    seller = programme.cast.seller_a
    stands = {name: getattr(row, name) for name in ("site", "tender_number", "customer_uscc")}
    stated = replace(programme.full(seller), amount=LARGE, evidence=(), **{**stands, **changes})
    actions.amend(seller, row.public_id, stated, version=row.version, now=now)
    return fresh(row)


# What stood, what is stated now, and the scope that is held afterwards.
NARROWED = [
    ({}, {"site": "浦东"}, "s:浦东"),
    ({}, {"tender_number": "ZB-1"}, "t:zb1"),
    ({}, {"site": "浦东", "tender_number": "ZB-1"}, "t:zb1"),
    ({"site": "浦东"}, {"tender_number": "ZB-1"}, "t:zb1"),
    ({"tender_number": "ZB-1"}, {"site": "浦东"}, "t:zb1"),
    ({"site": "浦东"}, {"site": " 浦 东 "}, "s:浦东"),
    ({"tender_number": "ZB-1"}, {"tender_number": "ｚｂ１"}, "t:zb1"),
]
# What stood, what is stated now, and the fields that are refused.
MOVED = [
    ({"site": "浦东"}, {"site": "浦西"}, ["site"]),
    ({"site": "浦东"}, {"site": ""}, ["site"]),
    ({"tender_number": "ZB-1"}, {"tender_number": "ZB-2"}, ["tender_number"]),
    ({"tender_number": "ZB-1"}, {"tender_number": ""}, ["tender_number"]),
    ({"site": "浦东"}, {"site": "浦西", "tender_number": "ZB-1"}, ["site"]),
    ({"tender_number": "ZB-1"}, {"tender_number": "", "site": "浦东"}, ["tender_number"]),
    (
        {"site": "浦东", "tender_number": "ZB-1"},
        {"site": "浦西", "tender_number": "ZB-2"},
        ["site", "tender_number"],
    ),
    ({}, {"customer_name": OTHER_CUSTOMER}, ["customer_name"]),
    ({}, {"customer_name": ""}, ["customer_name"]),
]


@pytest.mark.parametrize(("stood", "stated", "key"), NARROWED)
def test_what_was_not_known_yet_may_be_added(
    programme: Programme,
    now: datetime,
    stood: dict[str, str],
    stated: dict[str, str],
    key: str,
) -> None:
    row = received(programme, now, **stood)
    priority = row.received_at

    row = amend(programme, row, now + HOUR, **stated)

    assert claims() == [(row.pk, key)]
    assert row.received_at == priority
    assert row.snapshots.count() == 2
    assert {name: getattr(row, name) for name in stated} == {
        name: value.strip() for name, value in stated.items()
    }


@pytest.mark.parametrize(("stood", "stated", "fields"), MOVED)
def test_what_was_received_is_not_moved_and_the_field_is_named(
    programme: Programme,
    now: datetime,
    stood: dict[str, str],
    stated: dict[str, str],
    fields: list[str],
) -> None:
    row = received(programme, now, **stood)
    before = everything(row)

    with pytest.raises(Invalid) as refusal:
        amend(programme, row, now + HOUR, **stated)

    assert codes(refusal) == dict.fromkeys(fields, "scope_is_fixed")
    assert everything(row) == before


def test_all_that_was_moved_is_named_at_once(programme: Programme, now: datetime) -> None:
    row = received(programme, now, site="浦东", customer_uscc=USCC)
    with pytest.raises(Invalid) as refusal:
        amend(
            programme, row, now + HOUR, customer_name=OTHER_CUSTOMER, customer_uscc=OTHER_USCC,
            product_id=programme.backup.public_id, site="浦西",
        )  # fmt: skip

    assert set(codes(refusal)) == {"customer_name", "customer_uscc", "product", "site"}


def test_a_credit_code_may_be_added_and_then_stays(programme: Programme, now: datetime) -> None:
    row = received(programme, now)
    row = amend(programme, row, now + HOUR, customer_uscc=USCC)
    assert row.customer_uscc == USCC

    for other in (OTHER_USCC, ""):
        with pytest.raises(Invalid) as refusal:
            amend(programme, row, now + HOUR, customer_uscc=other)
        assert codes(refusal) == {"customer_uscc": "scope_is_fixed"}
    spelled = amend(programme, row, now + HOUR, customer_uscc=f" {USCC[:8]}-{USCC[8:].lower()} ")
    assert spelled.customer_uscc == USCC


def test_a_site_that_was_left_is_free_for_the_next(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = received(programme, now, site="浦东")
    amend(programme, row, now + HOUR, tender_number="ZB-1")

    second = submitted(
        programme, cast.seller_b, now=now + 2 * HOUR, site="浦东", tender_number="ZB-2",
        amount=LARGE,
    )  # fmt: skip

    assert claims() == [(row.pk, "t:zb1"), (second.pk, "t:zb2")]
    assert [
        one.overlaps for one in selectors.comparison(cast.channel_director, second.public_id)
    ] == [False]


def test_who_narrows_into_a_held_scope_keeps_its_own(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    rival = submitted(programme, cast.seller_b, now=now, tender_number="ZB-1", amount=LARGE)
    row = received(programme, now + HOUR, site="浦东")
    assert claims() == [(rival.pk, "t:zb1"), (row.pk, "s:浦东")]

    row = amend(programme, row, now + 2 * HOUR, tender_number="ZB-1")

    assert claims() == [(rival.pk, "t:zb1"), (row.pk, "s:浦东")]
    assert row.advice["outcome"] == "to_arbitration"
