"""A partner is created whole: row, organisation, code, sound, charge and trail, or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from qudao.core.errors import Invalid, NotFound
from qudao.market.cells.actions import NodeInput, create_territory
from qudao.market.partners.actions import assign_channel_manager, create_partner
from qudao.market.partners.actions.company import new_code
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.people.models import Membership, Organisation
from tests.market.partners.build import USCC, stored
from tests.market.trail import codes, every, told, user_of
from tests.people import Cast
from tests.refusals import nothing_changes

FULL = PartnerInput(
    name_zh=" 云川系统 ",
    name_en="Yunchuan Systems",
    partner_type="business_partner",
    business_kind="system_integrator",
    code="YUN-1",
    lifecycle="applicant",
    region="EAST",
    city="无锡",
    address="某路 1 号",
    uscc=f" {USCC.lower()} ",
    website="www.yunchuan.example",
    phone="+86 510 5555",
    employees=40,
    joined_on=date(2024, 5, 1),
    source="erp",
    source_key="7",
)
KEPT = (Partner, Organisation, PartnerAssignment)


@pytest.fixture(autouse=True)
def region(cast: Cast, now: datetime) -> None:
    create_territory(cast.operations, NodeInput("EAST", name_en="East"), now=now)


def test_everything_that_was_said_is_kept_in_its_one_spelling(cast: Cast, now: datetime) -> None:
    row = stored(create_partner(cast.operations, FULL, now=now))
    assert row.region is not None
    assert (row.name_zh, row.uscc, row.region.code) == ("云川系统", USCC, "EAST")
    same = ["name_en", "partner_type", "business_kind", "code", "lifecycle", "city", "address"]
    same += ["website", "phone", "employees", "joined_on", "source", "source_key"]
    assert {name: getattr(row, name) for name in same} == {
        name: getattr(FULL, name) for name in same
    }
    assert (row.lifecycle_since, row.created_at, row.version) == (now, now, 1)
    assert row.sound == "yunchuanxitong ycxt"
    assert row.public_id.startswith("par_")


def test_the_organisation_is_made_with_it_and_has_no_people_yet(cast: Cast, now: datetime) -> None:
    row = create_partner(cast.operations, FULL, now=now)
    house = Organisation.objects.get(pk=row.pk)
    assert (house.side, house.name_zh, house.name_en) == ("partner", "云川系统", FULL.name_en)
    assert not Membership.objects.filter(organisation=house).exists()


def test_the_trail_says_what_it_was_created_as(cast: Cast, now: datetime) -> None:
    row = create_partner(cast.operations, FULL, now=now)
    verb, subject, before, after = told()[-1]
    assert (verb, subject, before) == ("partners.created", row.public_id, {})
    assert after == {
        "code": "YUN-1",
        "lifecycle": "applicant",
        "name_zh": "云川系统",
        "name_en": "Yunchuan Systems",
        "partner_type": "business_partner",
        "business_kind": "system_integrator",
        "city": "无锡",
        "address": "某路 1 号",
        "uscc": USCC,
        "website": "www.yunchuan.example",
        "phone": "+86 510 5555",
        "employees": 40,
        "joined_on": "2024-05-01",
        "region": "EAST",
    }


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({"code": "QIHE"}, {"code": "taken"}),
        ({"code": "QIHE", "source_key": "8"}, {"code": "taken"}),
        ({"region": "WEST"}, {"region": "unknown"}),
        ({"uscc": USCC[:-1]}, {"uscc": "wrong_length"}),
        ({"uscc": f"{USCC[:-1]}0"}, {"uscc": "wrong_check_digit"}),
        ({"uscc": "云" * 18}, {"uscc": "wrong_characters"}),
        ({"uscc": "x", "region": "?", "name_zh": "", "name_en": ""}, {}),
    ],
)
def test_a_refused_partner_leaves_no_organisation_behind(
    cast: Cast, now: datetime, stated: dict[str, Any], problems: dict[str, str]
) -> None:
    with nothing_changes(*KEPT), pytest.raises(Invalid) as refused:
        create_partner(cast.channel_manager, replace(FULL, **stated), now=now)
    if problems:
        assert set(codes(refused.value)) == set(problems)
    else:
        assert set(codes(refused.value)) == {"uscc", "region", "name_zh"}


def test_a_made_code_tells_nothing_of_how_many_there_are() -> None:
    made = {new_code() for _time in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"P[A-Z0-9]{6}", code) for code in made)


def test_two_partners_may_have_one_name_and_one_number(cast: Cast, now: datetime) -> None:
    """Whether two are one company is asked of a person, by `create_prospect`."""
    for code in ("YUN-1", "YUN-2"):
        create_partner(cast.operations, replace(FULL, code=code, source_key=""), now=now)
    assert every(Partner).filter(uscc=USCC).count() == 2


# ------------------------------------------------------------------ in whose charge


def test_charges_follow_one_another_without_a_gap(cast: Cast, now: datetime) -> None:
    lin, zhou = user_of(cast.other_channel_manager), user_of(cast.channel_director)
    xu, public_id = user_of(cast.channel_manager), cast.partner_a.public_id
    for user, day in ((lin, 5), (lin, 6), (zhou, 9), (xu, 9)):
        assign_channel_manager(cast.operations, public_id, user, now=now.replace(day=day))
    rows = every(PartnerAssignment).filter(partner=cast.partner_a)
    assert list(rows.values_list("user__public_id", "since", "until")) == [
        (xu, date(2026, 3, 2), date(2026, 3, 5)),
        (lin, date(2026, 3, 5), date(2026, 3, 9)),
        (zhou, date(2026, 3, 9), date(2026, 3, 9)),
        (xu, date(2026, 3, 9), None),
    ]
    assert [(before, after) for _verb, _id, before, after in told()[-3:]] == [
        ({"assigned_to": xu}, {"assigned_to": lin}),
        ({"assigned_to": lin}, {"assigned_to": zhou}),
        ({"assigned_to": zhou}, {"assigned_to": xu}),
    ]


def test_a_charge_starts_on_the_day_of_the_programme(cast: Cast, now: datetime) -> None:
    late = now.replace(day=5, hour=16, minute=30)  # the sixth in Shanghai
    user = user_of(cast.other_channel_manager)
    assign_channel_manager(cast.operations, cast.partner_a.public_id, user, now=late)
    row = every(PartnerAssignment).get(partner=cast.partner_a, until=None)
    assert row.since == date(2026, 3, 6)


def test_whoever_loses_the_charge_loses_sight_of_the_partner(cast: Cast, now: datetime) -> None:
    user, public_id = user_of(cast.other_channel_manager), cast.partner_a.public_id
    before = Partner.objects.visible_to(cast.other_channel_manager).count()
    assign_channel_manager(cast.channel_director, public_id, user, now=now)
    assert Partner.objects.visible_to(cast.other_channel_manager).count() == before + 1
    assert not Partner.objects.visible_to(cast.channel_manager).filter(code="QIHE").exists()


@pytest.mark.parametrize("who", ["sales_director", "operations", "seller_a", "human_resources"])
def test_nobody_without_the_role_is_put_in_charge(cast: Cast, now: datetime, who: str) -> None:
    user, public_id = user_of(getattr(cast, who)), cast.partner_a.public_id
    with nothing_changes(PartnerAssignment), pytest.raises(Invalid) as refused:
        assign_channel_manager(cast.operations, public_id, user, now=now)
    assert codes(refused.value) == {"user": "wrong_role"}


def test_an_absent_partner_is_in_nobodys_charge(cast: Cast, now: datetime) -> None:
    user = user_of(cast.channel_manager)
    for public_id in ("", "par_none", "\x00"):
        with nothing_changes(PartnerAssignment), pytest.raises(NotFound):
            assign_channel_manager(cast.operations, public_id, user, now=now)
