"""A tier that is in force already is not written again; bounds of what a tier may be."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import Invalid, NotFound
from qudao.market.standing.actions import set_tier
from qudao.market.standing.models import Standing
from qudao.market.standing.selectors import tier_in_words, tier_of, tiers_of
from tests.market.trail import codes, every, people_of, told, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


def give(cast: Cast, tier: str, on: date, now: datetime, *, by: str = "review") -> Standing:
    partner = cast.partner_a.public_id
    return set_tier(cast.channel_director, partner, tier, valid_from=on, decided_by=by, now=now)


def rows() -> list[tuple[str, date, str]]:
    found = every(Standing).order_by("valid_from")
    return list(found.values_list("value", "valid_from", "decided_by"))


def test_the_tier_in_force_on_that_day_writes_no_row_and_no_entry(
    cast: Cast, now: datetime
) -> None:
    first = give(cast, "gold", JANUARY, now)
    for day in (JANUARY, MARCH, MAY):
        assert give(cast, "gold", day, now, by="another review") == first
    assert rows() == [("gold", JANUARY, "review")]
    assert verbs() == ["standing.tier_set"]


def test_a_tier_is_not_the_same_before_its_day_nor_after_another(cast: Cast, now: datetime) -> None:
    give(cast, "gold", MARCH, now)
    give(cast, "gold", JANUARY, now, by="found late")
    give(cast, "silver", MAY, now)
    give(cast, "gold", date(2026, 6, 1), now)
    assert rows() == [
        ("gold", JANUARY, "found late"),
        ("gold", MARCH, "review"),
        ("silver", MAY, "review"),
        ("gold", date(2026, 6, 1), "review"),
    ]
    assert [(before["tier"], after["tier"]) for _verb, _id, before, after in told()] == [
        ("", "gold"),
        ("", "gold"),
        ("gold", "silver"),
        ("silver", "gold"),
    ]


def test_a_tier_written_over_on_its_day_takes_the_new_decider(cast: Cast, now: datetime) -> None:
    give(cast, "silver", JANUARY, now)
    row = give(cast, "top", JANUARY, now, by="  the board  ")
    assert rows() == [("top", JANUARY, "the board")]
    assert told()[-1] == (
        "standing.tier_set",
        cast.partner_a.public_id,
        {"tier": "silver"},
        {"tier": "top", "valid_from": "2026-01-01"},
    )
    assert row.decided_by == "the board"


@pytest.mark.parametrize("tier", ["a", "gold", "own_tier_2", "x" * 40])
def test_a_code_of_small_letters_is_a_tier(cast: Cast, now: datetime, tier: str) -> None:
    assert give(cast, tier, JANUARY, now).value == tier


@pytest.mark.parametrize(
    "tier",
    ["", " ", "Gold", "2nd", "_gold", "go ld", "x" * 41, "ｇｏｌｄ", "金牌", "gold\n", "gold\x00"],
)
def test_anything_else_is_no_tier(cast: Cast, now: datetime, tier: str) -> None:
    with nothing_changes(Standing), pytest.raises(Invalid) as refused:
        give(cast, tier, JANUARY, now)
    assert codes(refused.value) == {"tier": "not_a_code"}


@pytest.mark.parametrize(
    ("on", "by", "problems"),
    [
        (date(1989, 12, 31), "x", {"valid_from": "out_of_bounds"}),
        (date(2100, 1, 1), "x", {"valid_from": "out_of_bounds"}),
        (JANUARY, " ", {"decided_by": "required"}),
        (JANUARY, "x" * 61, {"decided_by": "too_long"}),
        (JANUARY, "a\x00b", {"decided_by": "control_sign"}),
        (date(9999, 1, 1), "", {"valid_from": "out_of_bounds", "decided_by": "required"}),
    ],
)
def test_day_and_decider_keep_their_bounds(
    cast: Cast, now: datetime, on: date, by: str, problems: dict[str, str]
) -> None:
    with nothing_changes(Standing), pytest.raises(Invalid) as refused:
        give(cast, "gold", on, now, by=by)
    assert codes(refused.value) == problems


def test_the_first_and_the_last_day_and_a_full_column_are_kept(cast: Cast, now: datetime) -> None:
    give(cast, "silver", date(1990, 1, 1), now, by="d" * 60)
    give(cast, "gold", date(2099, 12, 31), now)
    assert tier_of(cast.partner_a.pk, on=date(2099, 12, 30)) == "silver"
    assert tier_of(cast.partner_a.pk, on=date(2099, 12, 31)) == "gold"


def test_an_absent_partner_has_no_tier_to_set(cast: Cast, now: datetime) -> None:
    for public_id in ("", "par_none", "par\x00"):
        with nothing_changes(Standing), pytest.raises(NotFound):
            set_tier(cast.operations, public_id, "gold", valid_from=MAY, decided_by="x", now=now)


def test_only_the_vendor_reads_standings_and_of_two_kinds_the_right_one(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    give(cast, "gold", JANUARY, now)
    frozen = {"kind": Standing.Kind.BENEFIT_FREEZE, "value": "frozen", "decided_by": "board"}
    Standing.objects.create(partner=cast.partner_a, valid_from=MARCH, **frozen)
    everybody = [cast.partner_a.pk, cast.partner_b.pk, cast.distributor.pk, 0]
    with django_assert_num_queries(1):
        assert tiers_of(everybody, on=MAY) == {cast.partner_a.pk: "gold"}
    assert tiers_of([], on=MAY) == {}
    seen = {name: Standing.objects.visible_to(one).count() for name, one in people_of(cast).items()}
    assert {name for name, count in seen.items() if count == 0} == {
        name for name, one in people_of(cast).items() if one.is_partner
    }


def test_a_tier_is_read_in_words_and_an_own_one_keeps_its_name() -> None:
    assert tier_in_words("top") == "Top"
    assert tier_in_words("platinum_plus") == "platinum_plus"
    assert tier_in_words("") == ""


def test_the_database_keeps_one_standing_a_day_with_a_value(cast: Cast, now: datetime) -> None:
    give(cast, "gold", JANUARY, now)
    same = {"partner": cast.partner_a, "kind": "tier", "decided_by": "x"}
    for wrong in ({"valid_from": JANUARY, "value": "top"}, {"valid_from": MAY, "value": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Standing.objects.create(**same, **wrong)
