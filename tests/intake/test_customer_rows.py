"""Each column of a list of customers; what is learnt, merged, left out or refused."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerName,
)
from tests.intake.places import lay_places
from tests.intake.rows import bring, faults, keys_of, put, read, values_of, writer_for

SYSTEM = system_actor("test")
NUMBER, OTHER_NUMBER = "91430111355525404W", "91310000MA1FL0W635"
RIGHT_TO_LEFT = "\u202e"


def only() -> Customer:
    return Customer.objects.visible_to(SYSTEM).select_related("region", "industry").get()


def cities() -> list[str]:
    return list(Customer.objects.visible_to(SYSTEM).order_by("pk").values_list("city", flat=True))


def names_of(customer: Customer) -> set[tuple[str, str]]:
    rows = CustomerName.objects.visible_to(SYSTEM).filter(customer=customer)
    return set(rows.values_list("name", "kind"))


def numbers_of(customer: Customer) -> set[tuple[str, str, bool]]:
    rows = CustomerIdentifier.objects.visible_to(SYSTEM).filter(customer=customer)
    return set(rows.values_list("scheme", "value", "is_valid"))


def test_every_column_has_its_place(importer: Actor, now: datetime) -> None:
    lay_places()
    content = (
        "公司全称,简称,英文名称,统一社会信用代码,工商注册号,省份,城市,地址,网址,行业,客户类型,员工数\n"
        f"浦澜样例证券股份有限公司,浦澜证券,Pulan Securities,{NUMBER},R-77,江苏,南京,样例大道 8 号,"
        "https://www.pulan-sec.com.cn/about,金融业,直销,1200\n"
    )
    told = bring("customers", content, importer, now=now)

    assert (told.fates, told.notes) == (["created"], {})
    row = only()
    assert (row.name_zh, row.name_en) == ("浦澜样例证券股份有限公司", "Pulan Securities")
    assert row.region is not None
    assert row.industry is not None
    assert (row.region.code, row.industry.code) == ("320000", "GB-J")
    assert (row.city, row.address) == ("南京", "样例大道 8 号")
    assert (row.website, row.employees) == ("https://www.pulan-sec.com.cn/about", 1200)
    assert (row.account_class, row.kind, row.version) == ("direct", "company", 1)
    assert (row.source, row.source_key, row.created_at) == ("crm", f"uscc:{NUMBER}", now)
    assert names_of(row) == {
        ("浦澜样例证券股份有限公司", "registered"),
        ("Pulan Securities", "registered"),
        ("浦澜证券", "short"),
    }
    assert numbers_of(row) == {("uscc", NUMBER, True), ("registration", "R-77", False)}
    domains = CustomerDomain.objects.visible_to(SYSTEM).filter(customer=row)
    assert list(domains.values_list("domain", flat=True)) == ["pulan-sec.com.cn"]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"name": "甲公司", "uscc": NUMBER.lower()}, f"uscc:{NUMBER}"),
        ({"name": "甲公司", "uscc": NUMBER[:-1] + "X"}, "name:甲公司"),
        ({"name": "甲公司", "registration_no": "R-1"}, "name:甲公司"),
        ({"name": "甲公司", "country": "CN"}, "name:甲公司|CN"),
        ({"name": "Pulan  LTD"}, "name:pulan ltd"),
        ({"short_name": "甲"}, "name:甲"),
        ({"name_en": "Alpha"}, "name:alpha"),
        ({"name": "（甲）公司"}, "name:(甲)公司"),
    ],
)
def test_a_row_is_known_by_a_proven_number_else_by_its_name(
    given: dict[str, str], key: str, now: datetime, importer: Actor
) -> None:
    writer = writer_for("customers", SYSTEM, now=now)
    assert keys_of(writer, [values_of("customers", **given)]) == [key]


def test_a_long_name_has_a_key_that_its_column_holds(importer: Actor, now: datetime) -> None:
    writer = writer_for("customers", SYSTEM, now=now)
    names = ["甲" * 200, "甲" * 199 + "乙"]
    keys = keys_of(writer, [values_of("customers", name=name) for name in names])
    assert len(set(keys)) == 2
    assert all(len(key) <= 120 for key in keys)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"name": "甲公司"}, ("甲公司", "")),
        ({"name": "Alpha Ltd"}, ("", "Alpha Ltd")),
        ({"name": "甲公司", "name_en": "Alpha Ltd"}, ("甲公司", "Alpha Ltd")),
        ({"name": "Alpha Ltd", "name_en": "Alpha Limited"}, ("", "Alpha Limited")),
        ({"short_name": "甲"}, ("甲", "")),
        ({"name_en": "Alpha Ltd"}, ("", "Alpha Ltd")),
    ],
)
def test_one_of_three_names_is_enough(
    importer: Actor, now: datetime, given: dict[str, str], named: tuple[str, str]
) -> None:
    assert put("customers", [values_of("customers", **given)], importer, now=now).fates == [
        "created"
    ]
    assert (only().name_zh, only().name_en) == named


def test_a_company_known_by_its_number_learns_and_loses_nothing(
    importer: Actor, now: datetime
) -> None:
    first = values_of("customers", name="甲公司", uscc=NUMBER, city="上海")
    put("customers", [first], importer, now=now, source="erp")
    second = values_of(
        "customers", name="甲公司(新)", uscc=NUMBER, city="北京", address="样例路 1 号"
    )
    told = put("customers", [second], importer, now=now)

    assert told.fates == ["merged"]
    row = only()
    assert (row.name_zh, row.city, row.address) == ("甲公司", "上海", "样例路 1 号")
    assert (row.source, row.version) == ("erp", 2)
    assert names_of(row) == {("甲公司", "registered"), ("甲公司(新)", "alias")}


def test_only_the_row_of_its_own_key_writes_over_what_is_there(
    importer: Actor, now: datetime
) -> None:
    put("customers", [values_of("customers", name="甲公司", city="上海")], importer, now=now)
    told = put(
        "customers",
        [values_of("customers", name="甲公司", city="北京", employees=9)],
        importer,
        now=now,
    )
    assert told.fates == ["updated"]
    assert (only().city, only().employees, only().version) == ("北京", 9, 2)
    again = put("customers", [values_of("customers", name="甲公司")], importer, now=now)
    assert again.fates == ["unchanged"]
    assert (only().city, only().employees, only().version) == ("北京", 9, 2)


@pytest.mark.parametrize(
    ("second", "fate"),
    [
        ({"name": "甲公司"}, "merged"),
        ({"name": "甲公司", "city": "上海"}, "merged"),
        ({"name": "甲公司", "city": "北京"}, "created"),
        ({"name": "甲公司", "uscc": NUMBER}, "merged"),
        ({"name": "甲公司", "uscc": OTHER_NUMBER}, "created"),
        ({"name": "乙公司", "uscc": NUMBER}, "merged"),
        ({"name": "乙公司"}, "created"),
        ({"name": "Alpha", "name_en": "Alpha"}, "created"),
    ],
)
def test_a_row_of_another_source_is_the_company_where_nothing_speaks_against_it(
    importer: Actor, now: datetime, second: dict[str, str], fate: str
) -> None:
    first = values_of("customers", name="甲公司", uscc=NUMBER, city="上海")
    put("customers", [first], importer, now=now, source="erp")
    assert put("customers", [values_of("customers", **second)], importer, now=now).fates == [fate]


def test_one_name_in_two_cities_without_a_number_stays_two_whatever_the_order(
    importer: Actor, now: datetime
) -> None:
    rows = [
        values_of("customers", name="甲公司", city="上海"),
        values_of("customers", name="甲公司", city="北京"),
        values_of("customers", name="甲公司", city="上海市"),
        values_of("customers", name="甲公司"),
    ]
    first = put("customers", rows, importer, now=now)

    assert first.fates == ["created", "created", "merged", "merged"]
    assert first.notes == {"name_elsewhere": 1}
    assert cities() == ["上海", "北京"]
    again = put("customers", rows, importer, now=now)
    assert again.fates == ["unchanged", "unchanged", "merged", "merged"]
    turned = put("customers", [rows[1], rows[0]], importer, now=now)
    assert set(turned.fates) <= {"unchanged", "merged"}
    assert put("customers", rows[1:2], importer, now=now).fates == ["merged"]
    assert cities() == ["上海", "北京"]


def test_two_rows_of_one_file_that_share_a_number_are_one(importer: Actor, now: datetime) -> None:
    rows = [
        values_of("customers", name="甲公司", uscc=NUMBER),
        values_of("customers", name="甲公司旧名", uscc=NUMBER),
        values_of("customers", name="甲公司"),
        values_of("customers", name="甲公司", city="南京"),
    ]
    told = put("customers", rows, importer, now=now)

    assert told.fates == ["created", "merged", "merged", "merged"]
    assert {name for name, _kind in names_of(only())} == {"甲公司", "甲公司旧名"}
    assert put("customers", rows, importer, now=now).counts == {"unchanged": 1, "merged": 3}


def test_a_wrong_number_is_kept_as_unproven_and_tells_nobody_apart(
    importer: Actor, now: datetime
) -> None:
    wrong = NUMBER[:-1] + "X"
    rows = [
        values_of("customers", name="甲公司", uscc=wrong),
        values_of("customers", name="乙公司", uscc=wrong),
        values_of("customers", name="丙公司", vat="待补", duns="12"),
    ]
    told = put("customers", rows, importer, now=now)

    assert (told.fates, told.notes) == (["created"] * 3, {"number_unproven": 4})
    kept = CustomerIdentifier.objects.visible_to(SYSTEM)
    assert kept.filter(scheme="uscc", value=wrong, is_valid=False).count() == 2


@pytest.mark.parametrize(
    ("given", "kept", "noted"),
    [
        ("www.pulan.com.cn", "www.pulan.com.cn", False),
        ("www.a.com.cn, www.b.com.cn", "www.a.com.cn", False),
        ("www.a.com.cn;www.b.com.cn", "www.a.com.cn", False),
        ("无官网", "", True),
        ("www." + "x" * 200 + ".com", "", True),
        ("javascript:alert(1)", "", True),
        ("", "", False),
    ],
)
def test_something_that_is_no_site_costs_the_site_and_not_the_customer(
    importer: Actor, now: datetime, given: str, kept: str, *, noted: bool
) -> None:
    rows = [values_of("customers", name="甲公司", website=given)]
    told = put("customers", rows, importer, now=now)
    assert (told.fates, only().website) == (["created"], kept)
    assert told.notes == ({"website_left_out": 1} if noted else {})


def test_unknown_places_and_industries_are_left_out_and_counted(
    importer: Actor, now: datetime
) -> None:
    lay_places()
    rows = [
        values_of("customers", name="甲", province="江苏", industry="金融业"),
        values_of("customers", name="乙", province="没有", industry="没有"),
        values_of("customers", name="丙", territory="没有", country="Germany", industry="GB-J"),
        values_of("customers", name="丁"),
    ]
    told = put("customers", rows, importer, now=now)

    assert told.notes == {"region_unknown": 1, "industry_unknown": 1}
    found = Customer.objects.visible_to(SYSTEM).order_by("pk")
    assert list(found.values_list("region__code", "industry__code")) == [
        ("320000", "GB-J"),
        (None, None),
        ("DE", "GB-J"),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("given", "kept"), [(0, 0), (5_000_000, 5_000_000), (5_000_001, None), (None, None)]
)
def test_a_head_count_is_one_a_company_can_have(
    importer: Actor, now: datetime, given: int | None, kept: int | None
) -> None:
    put("customers", [values_of("customers", name="甲", employees=given)], importer, now=now)
    assert only().employees == kept


@pytest.mark.parametrize(
    ("word", "kept"),
    [("direct", "direct"), ("shared", "shared"), ("", "channel"), ("VIP客户", "channel")],
)
def test_a_class_that_nobody_knows_costs_no_customer(
    importer: Actor, now: datetime, word: str, kept: str
) -> None:
    rows = [values_of("customers", name="甲公司", account_class=word)]
    assert put("customers", rows, importer, now=now).fates == ["created"]
    assert only().account_class == kept


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(
    ("field", "limit"), [("city", 120), ("address", 300), ("uscc", 40), ("registration_no", 40)]
)
def test_a_text_longer_than_its_column_is_refused_also_for_a_known_company(
    importer: Actor, now: datetime, field: str, limit: int, *, known: bool
) -> None:
    if known:
        put("customers", [values_of("customers", name="甲公司")], importer, now=now)
    long = values_of("customers", name="甲公司", **{field: "x" * (limit + 1)})
    told = put("customers", [long], importer, now=now)

    assert told.refused == [(1, field, "x" * (limit + 1), "text_too_long")]
    assert Customer.objects.visible_to(SYSTEM).count() == known
    fits = values_of("customers", name="甲公司", **{field: "x" * limit})
    assert put("customers", [fits], importer, now=now).fates == ["updated" if known else "created"]


def test_a_refusal_of_the_room_names_the_column_of_the_file(importer: Actor, now: datetime) -> None:
    content = f"公司全称,简称\n甲{RIGHT_TO_LEFT}公司,\n乙公司,乙{RIGHT_TO_LEFT}\n丙公司,\n"
    told = bring("customers", content, importer, now=now)

    assert [(row, column, rule) for row, column, _value, rule in told.refused] == [
        (2, "公司全称", "control_sign"),
        (3, "简称", "control_sign"),
    ]
    assert only().name_zh == "丙公司"


def test_a_repeat_of_a_refused_row_is_refused_too(importer: Actor, now: datetime) -> None:
    bad = f"甲{RIGHT_TO_LEFT}公司"
    rows = [values_of("customers", name=bad), values_of("customers", name=bad, city="上海")]
    assert put("customers", rows, importer, now=now).fates == ["refused", "refused"]
    assert Customer.objects.visible_to(SYSTEM).count() == 0


def test_a_parent_is_found_by_name_and_never_in_a_circle(importer: Actor, now: datetime) -> None:
    rows = [
        values_of("customers", name="甲分公司", parent="甲集团"),
        values_of("customers", name="甲集团", parent="甲分公司"),
        values_of("customers", name="乙公司", parent="没有这家"),
        values_of("customers", name="丙公司", parent="丙公司"),
        values_of("customers", name="丁公司", parent="甲简称"),
    ]
    rows[1] = {**rows[1], "short_name": "甲简称"}
    assert put("customers", rows, importer, now=now).counts == {"created": 5}

    found = Customer.objects.visible_to(SYSTEM).order_by("pk")
    assert list(found.values_list("parent__name_zh", flat=True)) == [
        "甲集团",
        None,
        None,
        None,
        "甲集团",
    ]


def test_reading_asks_for_one_name_and_leaves_out_what_has_no_place() -> None:
    content = "公司全称,简称,电话,邮箱,成立日期\n甲公司,,1,x,2001-01-01\n,乙,2,y,\n,,3,z,\n"
    assert read("customers", content) == [{"name": "甲公司"}, {"short_name": "乙"}]
    assert faults("customers", content) == [(4, "公司全称", "", "one_of_required")]
