"""Each column of a list of partners, and what is left out or refused."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.market.partners.models import Partner, PartnerAssignment, PartnerContact
from qudao.people.models import Organisation
from tests.intake.places import lay_places
from tests.intake.rows import bring, faults, keys_of, put, read, values_of, writer_for
from tests.people import Cast

SYSTEM = system_actor("test")
NUMBER = "91430111355525404W"
WHOLE = (
    "伙伴编号,公司名称,伙伴类型,统一社会信用代码,网址,电话,邮箱,联系人,省份,城市,地址,员工人数\n"
    f"P-0001,拓岭信息技术有限公司,集成商,{NUMBER.lower()},www.tuoling.example,025-5550 0101,"
    "OFFICE@tuoling.example,样例联系人,江苏,南京,雨花台区样例路 1 号,120\n"
)


def partner(key: str) -> Partner:
    return Partner.objects.visible_to(SYSTEM).get(source="crm", source_key=key)


def test_every_column_has_its_place(importer: Actor, now: datetime) -> None:
    lay_places()
    told = bring("partners", WHOLE, importer, now=now)

    assert (told.fates, told.notes) == (["created"], {})
    row = partner("P-0001")
    assert (row.name_zh, row.name_en, row.code) == ("拓岭信息技术有限公司", "", "P-0001")
    assert (row.partner_type, row.business_kind) == ("business_partner", "system_integrator")
    assert row.region is not None
    assert (row.region.code, row.city, row.address) == ("320000", "南京", "雨花台区样例路 1 号")
    assert (row.uscc, row.website) == (NUMBER, "www.tuoling.example")
    assert (row.phone, row.employees) == ("025-5550 0101", 120)
    assert (row.lifecycle, row.lifecycle_since, row.created_at) == ("active", now, now)
    contact = PartnerContact.objects.visible_to(SYSTEM).get(partner=row)
    assert (contact.person.name, contact.person.email) == ("样例联系人", "office@tuoling.example")
    assert (contact.function, contact.is_primary) == ("other", True)
    assert contact.person.employer_id == row.pk
    house = Organisation.objects.visible_to(SYSTEM).get(pk=row.pk)
    assert (house.side, house.name_zh) == ("partner", "拓岭信息技术有限公司")


def test_the_name_stands_where_its_script_belongs(importer: Actor, now: datetime) -> None:
    rows = [
        values_of("partners", code="1", name="Sample Integration"),
        values_of("partners", code="2", name="Sample 集成"),
        values_of("partners", code="3", name="  双  空格 "),
    ]
    put("partners", rows, importer, now=now)

    named = Partner.objects.visible_to(SYSTEM).order_by("source_key")
    assert list(named.values_list("name_zh", "name_en")) == [
        ("", "Sample Integration"),
        ("Sample 集成", ""),
        ("双 空格", ""),
    ]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"code": "P-1", "name": "甲", "uscc": NUMBER}, "P-1"),
        ({"name": "甲", "uscc": NUMBER.lower()}, NUMBER),
        ({"name": "甲", "uscc": "待补"}, "甲"),
        ({"name": " 甲  乙 "}, "甲 乙"),
        ({"name": "长" * 81}, "长" * 80),
        ({"code": "7" * 90, "name": "甲"}, "7" * 80),
    ],
)
def test_a_row_is_known_by_code_else_proven_number_else_name(
    given: dict[str, str], key: str, now: datetime, importer: Actor
) -> None:
    writer = writer_for("partners", SYSTEM, now=now)
    assert keys_of(writer, [values_of("partners", **given)]) == [key]


def test_a_key_becomes_the_code_where_it_can_stand_in_numbers(
    importer: Actor, now: datetime
) -> None:
    keys = ("AB", "P-1234567890", "P-12345678901", "p-1", "P 1", "1", "甲1")
    rows = [values_of("partners", code=key, name=f"公司{key}") for key in keys]
    put("partners", rows, importer, now=now)

    codes = {key: partner(key).code for key in keys}
    assert {key for key, code in codes.items() if key == code} == {"AB", "P-1234567890"}
    assert all(code.startswith("P") and len(code) <= 12 for code in codes.values() if code != "AB")
    assert len(set(codes.values())) == len(keys)


def test_a_code_that_a_partner_has_is_not_given_again(cast: Cast, now: datetime) -> None:
    rows = [values_of("partners", code="QIHE", name="另一家公司")]
    told = put("partners", rows, SYSTEM, now=now)

    assert told.fates == ["created"]
    assert partner("QIHE").code != "QIHE"
    assert Partner.objects.visible_to(SYSTEM).get(code="QIHE").name_zh == "启恒信息"


@pytest.mark.parametrize(
    ("field", "limit"),
    [("address", 300), ("city", 120), ("website", 200), ("phone", 40), ("email", 254)],
)
def test_a_text_longer_than_its_column_is_refused_by_name(
    importer: Actor, now: datetime, field: str, limit: int
) -> None:
    rows = [
        values_of("partners", code="1", name="甲公司", **{field: "x" * limit}),
        values_of("partners", code="2", name="乙公司", **{field: "x" * (limit + 1)}),
    ]
    told = put("partners", rows, importer, now=now)

    assert told.fates == ["created", "refused"]
    assert told.refused == [(2, field, "x" * (limit + 1), "text_too_long")]
    assert Partner.objects.visible_to(SYSTEM).count() == 1


@pytest.mark.parametrize(
    ("word", "kept"),
    [
        ("", ("business_partner", "")),
        ("retailer", ("retailer", "")),
        ("distributor", ("distributor", "")),
        ("business_partner", ("business_partner", "")),
        ("value_added_reseller", ("business_partner", "value_added_reseller")),
        ("independent_software_vendor", ("business_partner", "independent_software_vendor")),
        ("managed_service_provider", ("business_partner", "managed_service_provider")),
        ("没听说过", ("business_partner", "")),
    ],
)
def test_each_kind_of_partner_has_its_route(
    importer: Actor, now: datetime, word: str, kept: tuple[str, str]
) -> None:
    put("partners", [values_of("partners", code="1", name="甲", type=word)], importer, now=now)
    assert (partner("1").partner_type, partner("1").business_kind) == kept


@pytest.mark.parametrize(
    ("given", "kept"), [(1, 1), (0, None), (5_000_000, 5_000_000), (5_000_001, None), (None, None)]
)
def test_a_head_count_is_one_a_house_can_have(
    importer: Actor, now: datetime, given: int | None, kept: int | None
) -> None:
    rows = [values_of("partners", code="1", name="甲", employees=given)]
    put("partners", rows, importer, now=now)
    assert partner("1").employees == kept


def test_a_place_is_found_by_territory_before_province_before_country(
    importer: Actor, now: datetime
) -> None:
    lay_places()
    bring("regions", "区域代码,名称\nHD,华东\n", importer, now=now)
    rows = [
        values_of("partners", code="1", name="甲", territory="HD", province="江苏", country="德国"),
        values_of("partners", code="2", name="乙", territory="没有", province="江苏"),
        values_of("partners", code="3", name="丙", territory="没有", country="DE"),
        values_of("partners", code="4", name="丁", province="没有"),
        values_of("partners", code="5", name="戊"),
    ]
    told = put("partners", rows, importer, now=now)

    found = Partner.objects.visible_to(SYSTEM).order_by("source_key")
    assert list(found.values_list("region__code", flat=True)) == [
        "crm-HD",
        "320000",
        "DE",
        None,
        None,
    ]
    assert told.notes == {"region_unknown": 1}


def test_a_wrong_official_number_is_left_out_and_counted(importer: Actor, now: datetime) -> None:
    rows = [
        values_of("partners", code="1", name="甲", uscc=NUMBER[:-1] + "X"),
        values_of("partners", code="2", name="乙", uscc="待补"),
        values_of("partners", code="3", name="丙"),
    ]
    told = put("partners", rows, importer, now=now)

    assert (told.fates, told.notes) == (["created"] * 3, {"number_left_out": 2})
    assert {one.uscc for one in Partner.objects.visible_to(SYSTEM)} == {""}


def test_a_renamed_partner_renames_its_organisation(importer: Actor, now: datetime) -> None:
    put("partners", [values_of("partners", code="1", name="旧名")], importer, now=now)
    told = put("partners", [values_of("partners", code="1", name="新名")], importer, now=now)

    assert told.fates == ["updated"]
    row = partner("1")
    assert (row.name_zh, row.organisation.name_zh, row.version) == ("新名", "新名", 2)
    assert "xinming" in row.sound.replace(" ", "")


def test_one_key_of_two_sources_is_two_partners(importer: Actor, now: datetime) -> None:
    for source, name in (("crm", "甲公司"), ("erp", "乙公司")):
        rows = [values_of("partners", code="P-1", name=name)]
        told = put("partners", rows, importer, now=now, source=source)
        assert told.fates == ["created"]
    found = Partner.objects.visible_to(SYSTEM).order_by("source")
    assert list(found.values_list("source", "name_zh", "code")) == [
        ("crm", "甲公司", "P-1"),
        ("erp", "乙公司", found[1].code),
    ]
    assert found[1].code != "P-1"


def test_who_brings_partners_in_has_them_in_charge(cast: Cast, now: datetime) -> None:
    rows = [values_of("partners", code="P-1", name="甲公司")]
    put("partners", rows, cast.channel_manager, now=now)
    held = PartnerAssignment.objects.unscoped(reason="a test").get(partner=partner("P-1"))
    assert (held.user_id, held.since) == (cast.channel_manager.user_id, now.date())

    rows = [values_of("partners", code="P-2", name="乙公司")]
    put("partners", rows, cast.channel_director, now=now)
    charges = PartnerAssignment.objects.unscoped(reason="a test")
    assert not charges.filter(partner=partner("P-2")).exists()


def test_a_supplier_must_be_a_distributor_and_close_no_circle(
    importer: Actor, now: datetime
) -> None:
    rows = [
        values_of("partners", code="1", name="甲", type="distributor", parent="2"),
        values_of("partners", code="2", name="乙", type="distributor", parent="甲"),
        values_of("partners", code="3", name="丙", type="retailer", parent="4"),
        values_of("partners", code="4", name="丁", type="retailer"),
        values_of("partners", code="5", name="戊", parent="没有"),
        values_of("partners", code="6", name="己", parent="6", type="distributor"),
    ]
    told = put("partners", rows, importer, now=now)

    assert told.counts == {"created": 6}
    found = Partner.objects.visible_to(SYSTEM).order_by("source_key")
    assert list(found.values_list("source_key", "supplied_by__source_key")) == [
        ("1", "2"),
        ("2", None),
        ("3", None),
        ("4", None),
        ("5", None),
        ("6", None),
    ]


def test_reading_keeps_what_has_a_place_and_refuses_by_name() -> None:
    content = "编号,公司名称,等级,成立年份\n1,甲,金牌,1999\n2,,银牌,2000\n3,=1+1,,\n"
    assert read("partners", content) == [
        {"code": "1", "name": "甲"},
        {"code": "3", "name": "=1+1"},
    ]
    assert faults("partners", content) == [(3, "公司名称", "", "required")]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("甲" * 200, ""),
        ("甲" * 201, "text_too_long"),
        ("#REF!", "spreadsheet_error"),
        ("甲\x07公司", "control_character"),
        ("　", "required"),
        ("n/a", "required"),
        ("<script>alert(1)</script>", ""),
        ("公司😀", ""),
        ("'; DROP TABLE partners; --", ""),
    ],
)
def test_a_name_is_text_of_bounded_length(name: str, rule: str) -> None:
    found = faults("partners", f"公司名称,编号\n{name},1\n乙公司,2\n")
    assert [one[3] for one in found] == ([rule] if rule else [])
