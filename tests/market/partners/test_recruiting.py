"""A prospect is added once: partners that may be the same company are looked at first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from qudao.core.errors import Invalid, NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.partners.actions import ProspectInput, create_prospect
from qudao.market.partners.alike import alike_partners
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner, PartnerAssignment
from tests.people import Cast

USCC = "914403001922038216"


def partners() -> int:
    return Partner.objects.unscoped(reason="a test").count()


def prospect(name_zh: str = "", *, other: bool = False, **stated: str) -> ProspectInput:
    partner = PartnerInput(name_zh=name_zh, **stated)  # type: ignore[arg-type]
    return ProspectInput(partner=partner, is_another_company=other)


def refused(cast: Cast, stated: ProspectInput, now: datetime) -> list[tuple[str, str]]:
    before = partners()
    with pytest.raises(Invalid) as caught:
        create_prospect(cast.channel_manager, stated, now=now)
    assert partners() == before
    return [(one.field, one.code) for one in caught.value.problems]


def test_a_new_company_becomes_a_prospect_of_whoever_adds_it(cast: Cast, now: datetime) -> None:
    stated = prospect("岭南智信科技有限公司", lifecycle="active")  # the stage is not asked

    made = create_prospect(cast.channel_manager, stated, now=now)

    assert (made.lifecycle, made.lifecycle_since) == ("prospect", now)
    held = PartnerAssignment.objects.unscoped(reason="a test").get(partner=made)
    assert held.user_id == cast.channel_manager.user_id
    entry = AuditEntry.objects.unscoped(reason="a test").get(subject_id=made.public_id)
    assert (entry.verb, entry.after["lifecycle"]) == ("partners.created", "prospect")


@pytest.mark.parametrize("who", ["account_manager", "human_resources", "principal_a", "seller_a"])
def test_others_add_no_prospect(cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotPermitted):
        create_prospect(getattr(cast, who), prospect("岭南智信"), now=now)
    assert partners() == 4


def test_the_same_name_alone_is_no_proof(cast: Cast, now: datetime) -> None:
    assert refused(cast, prospect("启恒信息"), now) == [("is_another_company", "alike")]
    namesake = create_prospect(cast.channel_manager, prospect("启恒信息", other=True), now=now)
    assert namesake.name_zh == "启恒信息"


def test_a_like_name_is_added_only_after_a_look(cast: Cast, now: datetime) -> None:
    stated = "启恒信息科技（深圳）有限公司"
    assert refused(cast, prospect(stated), now) == [("is_another_company", "alike")]

    made = create_prospect(cast.channel_manager, prospect(stated, other=True), now=now)

    assert made.name_zh == stated
    assert partners() == 5


def test_the_official_number_speaks_louder_than_names(cast: Cast, now: datetime) -> None:
    Partner.objects.unscoped(reason="a test").filter(code="QIHE").update(uscc=USCC)
    stated = prospect("完全不同的名字", uscc=USCC)
    shown = alike_partners(cast.channel_manager, stated.partner)
    assert [(one.code, one.is_surely_the_same) for one in shown] == [("QIHE", True)]
    for other in (False, True):  # nobody's word makes it another one
        again = replace(stated, is_another_company=other)
        assert refused(cast, again, now) == [("uscc", "same_company")]


def test_a_colleagues_partner_is_hinted_at_and_not_named(cast: Cast, now: datetime) -> None:
    (found,) = alike_partners(cast.channel_manager, prospect("鼎沛集成").partner)
    assert not found.is_mine
    assert (found.name, found.code, found.public_id, found.city, found.owner) == ("",) * 5
    assert refused(cast, prospect("鼎沛集成"), now) == [("is_another_company", "alike")]

    (seen,) = alike_partners(cast.channel_director, prospect("鼎沛集成").partner)
    assert (seen.is_mine, seen.name, seen.owner) == (True, "Dingpei Integration", "Lin Yue")


def test_nothing_is_alike_to_nothing(cast: Cast) -> None:
    for stated in (PartnerInput(), PartnerInput(name_zh="  "), PartnerInput(name_en="🙂")):
        assert alike_partners(cast.channel_director, stated) == []
    assert alike_partners(cast.channel_director, PartnerInput(name_zh="云泽医药")) == []


def test_a_nameless_prospect_names_what_is_missing(cast: Cast, now: datetime) -> None:
    stated = prospect("  ", uscc="914403001922038217", website="not a site")
    assert refused(cast, stated, now) == [
        ("name_zh", "required"),
        ("website", "not_a_website"),
        ("uscc", "wrong_check_digit"),
    ]


def test_the_search_asks_three_times_however_many_partners(
    cast: Cast, django_assert_num_queries: object
) -> None:
    stated = prospect("启恒信息").partner
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(alike_partners(cast.channel_director, stated)) == 1
