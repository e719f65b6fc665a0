"""Lists of partners: blanks change nothing, placeholders join nobody, suppliers may come later."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import patch

from qudao.core.actor import system_actor
from qudao.intake import running
from qudao.market.partners.models import Partner
from tests.intake.build import bring_text, counts
from tests.people import Cast

SYSTEM = system_actor("test")


def partner(key: str) -> Partner:
    return Partner.objects.visible_to(SYSTEM).get(source="crm", source_key=key)


def test_a_partner_list_without_types_leaves_the_type(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    bring_text(actor, "partners", "编号,公司名称,伙伴类型\nP-1,甲分销,总代\n", now=now)

    again = bring_text(actor, "partners", "编号,公司名称,伙伴类型\nP-1,甲分销,\n", now=now)

    assert counts(again) == {"unchanged": 1}
    assert (partner("P-1").partner_type, partner("P-1").version) == ("distributor", 1)


def test_a_partner_that_becomes_a_retailer_loses_its_kind_of_business(
    cast: Cast, now: datetime
) -> None:
    actor = cast.channel_director
    bring_text(actor, "partners", "编号,公司名称,伙伴类型\nP-1,甲集成,集成商\n", now=now)
    assert partner("P-1").business_kind == "system_integrator"

    again = bring_text(actor, "partners", "编号,公司名称,伙伴类型\nP-1,甲集成,零售商\n", now=now)

    assert counts(again) == {"updated": 1}
    assert (partner("P-1").partner_type, partner("P-1").business_kind) == ("retailer", "")


def test_partners_whose_number_is_a_placeholder_are_told_apart_by_name(
    cast: Cast, now: datetime
) -> None:
    content = "公司名称,统一社会信用代码\n甲公司,待补\n乙公司,待补\n丙公司,91310000MA1FL0W635\n"
    page = bring_text(cast.channel_director, "partners", content, now=now)

    assert counts(page) == {"created": 3}
    again = content.replace("91310000MA1FL0W635", "91310000ma1fl0w635")
    page = bring_text(cast.channel_director, "partners", again, now=now)
    assert counts(page) == {"unchanged": 3}


def test_a_supplier_that_stands_further_down_is_found(cast: Cast, now: datetime) -> None:
    content = (
        "编号,公司名称,伙伴类型,上级分销商\n"
        "P-1,甲公司,,P-4\nP-2,乙公司,,P-4\nP-3,丙公司,,\nP-4,丁分销,总代,\n"
    )
    with patch.object(running, "BATCH", 2):
        first = bring_text(cast.channel_director, "partners", content, now=now)
        own = Partner.objects.visible_to(SYSTEM).filter(source="crm").order_by("source_key")
        supplied = list(own.values_list("source_key", "supplied_by__source_key"))
        again = bring_text(cast.channel_director, "partners", content, now=now)

    assert supplied == [("P-1", "P-4"), ("P-2", "P-4"), ("P-3", None), ("P-4", None)]
    assert (counts(first), counts(again)) == ({"created": 4}, {"unchanged": 4})


def test_a_partner_never_has_more_people_than_a_house_can(cast: Cast, now: datetime) -> None:
    content = "编号,公司名称,员工人数\nP-1,甲公司,99999999999\nP-2,乙公司,5000000\n"
    page = bring_text(cast.channel_director, "partners", content, now=now)

    assert counts(page) == {"created": 2}
    assert (partner("P-1").employees, partner("P-2").employees) == (None, 5_000_000)
