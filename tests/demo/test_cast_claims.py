"""What the cast claims: each from a partner that sells, for a family that it may sell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from qudao.deals.registrations.inputs import RegistrationInput
from qudao.demo import cast
from qudao.demo.cast import Claim
from qudao.demo.history import Timeline
from qudao.demo.names import FAMILIES, PARTNERS
from qudao.demo.world import ZONE, World
from qudao.market.partners.states import Lifecycle
from tests.demo.imagined import A_DAY, imagined

SEEDS = {seed.code: seed for seed in PARTNERS}
Part = Callable[[World, Timeline], None]
FIRST_DAY: tuple[tuple[Part, int, int], ...] = (  # deeds, and the days in which they lie
    (cast.clash_of_two_partners, 2, 63),
    (cast.clash_with_direct_sales, 3, 59),
    (cast.tie_of_many_years, 2, 401),
    (cast.waits_for_the_partner, 1, 3),
    (cast.published_tender, 1, 3),
    (cast.same_group_other_unit, 1, 1),
    (cast.quick_ones, 2, 5),
    (cast.overdue_clock, 1, 10),
    (cast.settled_by_rule, 10, 7),
    (cast.protections_about_to_end, 4, 57),
    (cast.group_that_buys_below, 5, 151),
    (cast.partners_that_leave, 2, 1),
    (cast.notices_read, 1, 4),
)

NAMES = [part.__name__ for part, _count, _days in FIRST_DAY]


def timeline_of(*parts: Part) -> Timeline:
    world = imagined()
    timeline = Timeline(world)
    for part in parts:
        part(world, timeline)
    return timeline


def claims_in(deed: Any) -> list[Claim]:
    """The claims that a deed holds, also inside of another."""
    if isinstance(deed, Claim):
        return [deed]
    if isinstance(deed, partial):
        return [claim for one in deed.args for claim in claims_in(one)]
    cells = getattr(deed, "__closure__", None) or ()
    inner = [cell.cell_contents for cell in cells]
    return [claim for one in inner if callable(one) for claim in claims_in(one)]


def planned_claims() -> list[tuple[datetime, Claim]]:
    timeline = timeline_of(*(part for part, _count, _days in FIRST_DAY))
    return [(step.at, claim) for step in sorted(timeline.planned) for claim in claims_in(step.deed)]


CLAIMS = planned_claims()


def families_of(code: str) -> list[str]:
    """What the ground authorises a partner for."""
    every = [family for family, _zh, _en in FAMILIES]
    if code == "JUNJ":
        return ["ERP", "GATE"]
    pull = SEEDS[code].pull
    return every if pull >= 6 else every[:3] if pull >= 3 else every[:2]


@pytest.mark.parametrize(("part", "count", "days"), FIRST_DAY, ids=NAMES)
def test_each_part_of_the_cast_has_its_deeds_in_its_days(part: Part, count: int, days: int) -> None:
    moments = [step.at for step in timeline_of(part).planned]
    assert len(moments) == count
    assert min(moments) > A_DAY - timedelta(days=days)
    assert max(moments) < A_DAY


def test_every_part_is_played() -> None:
    whole = Timeline(imagined())
    cast.play_cast(whole.world, whole)
    assert len(whole.planned) == sum(count for _part, count, _days in FIRST_DAY)


def test_every_claim_was_found() -> None:
    assert len(CLAIMS) == 28


@pytest.mark.parametrize("claim", [claim for _at, claim in CLAIMS], ids=lambda one: str(one.code))
def test_a_claim_is_one_that_its_partner_may_make(claim: Claim) -> None:
    seed = SEEDS[claim.code]
    assert seed.lifecycle is Lifecycle.ACTIVE
    assert claim.family in families_of(claim.code) or claim.code in {"WANH", "LING", "SHEN"}
    assert claim.amount >= 0
    assert claim.scope.keys() <= set(RegistrationInput.__dataclass_fields__)
    assert claim.customer.name_zh


def test_small_ones_lie_below_the_bound_of_the_rules() -> None:
    small = [claim for _at, claim in CLAIMS if 0 < claim.amount < 100_000]
    assert len(small) == 10
    assert {claim.family for claim in small} == {"GATE"}
    assert len({claim.customer.pk for claim in small}) == 10
    assert Counter(claim.code for claim in small) == dict.fromkeys(
        ("WANH", "SUYU", "ZHEL", "TUOC", "NANP"), 2
    )


def test_two_partners_claim_one_branch_and_family() -> None:
    branch = imagined().named["pulan_上海"].pk
    claims = [claim for _at, claim in CLAIMS if claim.customer.pk == branch]
    assert [claim.code for claim in claims] == ["DING", "QIHE"]
    assert {claim.family for claim in claims} == {"GATE"}
    assert {claim.scope["site"] for claim in claims} == {"上海浦东"}


def test_a_once_off_partner_claims_what_direct_sales_work_on() -> None:
    claims = [claim for _at, claim in CLAIMS if claim.code == "JUNJ"]
    world = imagined()
    assert [claim.customer.pk for claim in claims] == [world.named["hanzhou"].pk]
    assert claims[0].customer.account_class == "direct"
    assert world.owners[claims[0].customer.pk] == "account"


def test_the_group_buys_through_five_of_its_units() -> None:
    claims = [claim for _at, claim in CLAIMS if claim.code == "WANH" and claim.family == "HUB"]
    names = [claim.customer.name_zh for claim in claims]
    assert len(set(names)) == 5
    assert all(name.startswith("皖口") for name in names)
    amounts = [claim.amount for claim in claims]
    assert amounts == sorted(amounts)


def test_a_tender_was_published_before_and_after_work_that_is_pleaded() -> None:
    [(at, claim)] = [(at, claim) for at, claim in CLAIMS if "tender_number" in claim.scope]
    published, earlier = claim.scope["tender_published_on"], claim.scope["earlier_work_on"]
    assert earlier < published < at.astimezone(ZONE).date()
    assert claim.scope["tender_number"] == f"LH-{at.year}-118"


def test_claims_come_in_hours_in_which_people_work() -> None:
    hours = {at.astimezone(ZONE).hour for at, _claim in CLAIMS if at != A_DAY - timedelta(hours=20)}
    assert min(hours) >= 9
    assert max(hours) <= 17


def test_who_leaves_is_who_the_tables_say() -> None:
    timeline = timeline_of(cast.partners_that_leave)
    seeds = [step.deed.args[1] for step in timeline.planned if isinstance(step.deed, partial)]
    assert {seed.code: seed.lifecycle for seed in seeds} == {
        "CANG": Lifecycle.SUSPENDED,
        "MOYU": Lifecycle.EXITED,
    }


def test_a_customer_is_named_by_its_whole_name() -> None:
    world = imagined()
    assert cast._named(world, "西陵中心医院").name_zh == "西陵中心医院"
    with pytest.raises(StopIteration):
        cast._named(world, "西陵")
