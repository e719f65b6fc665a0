"""Partners that may be the company about to be added: most alike first, few, and named to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from qudao.core.errors import Invalid
from qudao.market.partners.actions import ProspectInput, create_prospect
from qudao.market.partners.alike import MOST_SHOWN, alike_partners
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner
from tests.market.partners.build import USCC, new_partner
from tests.market.trail import codes, every
from tests.people import Cast
from tests.refusals import nothing_changes


@pytest.fixture(autouse=True)
def known(cast: Cast, now: datetime) -> None:
    stated = {"name_zh": "云川系统集成有限公司", "name_en": "Yunchuan Systems", "city": "无锡"}
    new_partner(cast.channel_manager, "YUN-1", now, uscc=USCC, website="www.yunchuan.cn", **stated)


def alike(cast: Cast, who: str = "channel_director", **stated: Any) -> list[str]:
    return [one.code for one in alike_partners(getattr(cast, who), PartnerInput(**stated))]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ({"name_zh": "云川系统集成有限公司"}, ["YUN-1"]),
        ({"name_zh": "云川系统集成"}, ["YUN-1"]),
        ({"name_zh": "雲川系統集成有限公司"}, ["YUN-1"]),
        ({"name_zh": "云川系统集成有限公司苏州分公司"}, ["YUN-1"]),
        ({"name_en": "YUNCHUAN SYSTEMS Co., Ltd."}, ["YUN-1"]),
        ({"name_en": "Other", "uscc": USCC.lower()}, ["YUN-1"]),
        ({"name_en": "Other", "uscc": USCC[:-1]}, []),
        ({"name_en": "Other", "website": "qq.com"}, []),
        ({"name_zh": "鼎沛集成"}, ["DING"]),
        ({"name_zh": "南方重工"}, []),
        ({"name_zh": "%"}, []),
        ({}, []),
    ],
)
def test_a_company_is_found_by_name_in_either_language_or_number(
    cast: Cast, stated: dict[str, str], found: list[str]
) -> None:
    assert alike(cast, **stated) == found


def test_the_official_number_stands_before_any_name(cast: Cast, now: datetime) -> None:
    new_partner(cast.operations, "NAMED", now, name_zh="海胜货运有限公司")
    stated = PartnerInput(name_zh="海胜货运有限公司", uscc=USCC)
    shown = alike_partners(cast.channel_director, stated)
    assert (shown[0].code, shown[0].is_surely_the_same) == ("YUN-1", True)
    assert not any(one.is_surely_the_same for one in shown[1:])


def test_a_hint_says_what_the_reader_may_know(cast: Cast) -> None:
    (mine,) = alike_partners(cast.channel_manager, PartnerInput(name_zh="云川系统集成"))
    assert (mine.code, mine.name, mine.city, mine.owner) == (
        "YUN-1",
        "Yunchuan Systems",
        "无锡",
        "Xu Mingyuan",
    )
    assert (mine.lifecycle, mine.lifecycle_label, mine.is_mine) == ("prospect", "Prospect", True)
    (hidden,) = alike_partners(cast.other_channel_manager, PartnerInput(uscc=USCC))
    assert (hidden.code, hidden.name, hidden.city, hidden.owner, hidden.lifecycle) == ("",) * 5
    assert (hidden.public_id, hidden.is_mine, hidden.is_surely_the_same) == ("", False, True)


def test_five_are_enough_and_they_stand_in_one_order(cast: Cast, now: datetime) -> None:
    for number in range(8):
        new_partner(cast.operations, f"SAME-{number}", now, name_zh="岭南智信科技有限公司")
    first = alike(cast, name_zh="岭南智信科技有限公司")
    assert first == [f"SAME-{number}" for number in range(MOST_SHOWN)]
    assert alike(cast, name_zh="岭南智信科技有限公司") == first


@pytest.mark.parametrize("answer", ["looked", "not looked"])
def test_the_same_number_is_refused_whatever_is_said_also_for_a_hidden_one(
    cast: Cast, now: datetime, answer: str
) -> None:
    stated = PartnerInput(name_zh="全新名称", uscc=USCC)
    prospect = ProspectInput(partner=stated, is_another_company=answer == "looked")
    with nothing_changes(Partner), pytest.raises(Invalid) as refused:
        create_prospect(cast.other_channel_manager, prospect, now=now)
    assert codes(refused.value) == {"uscc": "same_company"}


def test_a_partner_that_has_left_is_still_known(cast: Cast, now: datetime) -> None:
    every(Partner).filter(code="YUN-1").update(lifecycle="exited")
    assert alike(cast, name_zh="云川系统集成") == ["YUN-1"]
    with nothing_changes(Partner), pytest.raises(Invalid) as refused:
        create_prospect(
            cast.operations,
            ProspectInput(partner=PartnerInput(name_zh="云川系统集成")),
            now=now,
        )
    assert codes(refused.value) == {"is_another_company": "alike"}
