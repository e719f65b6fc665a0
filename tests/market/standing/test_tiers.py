"""A tier holds from its day until the next one."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import Actor, system_actor
from qudao.core.errors import Invalid, NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.standing.actions import set_tier
from qudao.market.standing.models import Standing
from qudao.market.standing.selectors import tier_of, tiers_of
from tests.people import Cast

SYSTEM = system_actor("test")
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)


def give(cast: Cast, actor: Actor, tier: str, *, on: date, now: datetime) -> Standing:
    return set_tier(
        actor,
        cast.partner_a.public_id,
        tier,
        valid_from=on,
        decided_by="review 2026",
        now=now,
    )


def test_a_tier_holds_until_the_next(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    give(cast, cast.channel_director, "silver", on=JANUARY, now=now)
    give(cast, cast.channel_director, "gold", on=MARCH, now=now)
    pk = cast.partner_a.pk
    assert tier_of(pk, on=date(2025, 12, 31)) == ""
    assert tier_of(pk, on=date(2026, 2, 28)) == "silver"
    with django_assert_num_queries(1):
        assert tiers_of([pk, cast.partner_b.pk], on=MARCH) == {pk: "gold"}


def test_a_second_word_on_the_same_day_takes_the_place_of_the_first(
    cast: Cast, now: datetime
) -> None:
    give(cast, cast.channel_director, "silver", on=JANUARY, now=now)
    give(cast, cast.channel_director, "gold", on=JANUARY, now=now)
    give(cast, cast.channel_director, "gold", on=JANUARY, now=now)
    assert tier_of(cast.partner_a.pk, on=JANUARY) == "gold"
    entries = AuditEntry.objects.visible_to(SYSTEM).order_by("pk")
    assert [(entry.before["tier"], entry.after["tier"]) for entry in entries] == [
        ("", "silver"),
        ("silver", "gold"),
    ]


@pytest.mark.parametrize("who", ["channel_manager", "principal_a", "account_manager"])
def test_others_set_no_tier(cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotPermitted):
        give(cast, getattr(cast, who), "gold", on=JANUARY, now=now)
    assert Standing.objects.visible_to(SYSTEM).count() == 0


def test_a_tier_is_a_code(cast: Cast, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        give(cast, cast.channel_director, "Gold!", on=date(1900, 1, 1), now=now)
    assert [one.code for one in refused.value.problems] == ["not_a_code", "out_of_bounds"]
    assert Standing.objects.visible_to(SYSTEM).count() == 0


def test_partners_see_no_standing_rows(cast: Cast, now: datetime) -> None:
    give(cast, cast.channel_director, "gold", on=JANUARY, now=now)
    assert Standing.objects.visible_to(cast.principal_a).count() == 0
