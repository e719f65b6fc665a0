"""Each column of a list of products: codes, names, families, status; one product stays one."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.market.cells.models import Product
from qudao.market.prices.models import Price
from tests.intake.rows import bring, faults, keys_of, money, put, read, values_of, writer_for

SYSTEM = system_actor("test")


def product(code: str) -> Product:
    return Product.objects.visible_to(SYSTEM).get(code=code)


def prices() -> list[tuple[str, str, str, str]]:
    rows = Price.objects.visible_to(SYSTEM).order_by("product__code", "kind", "valid_from")
    return [
        (row.product.code, row.kind, f"{row.amount.normalize():f}", str(row.valid_from))
        for row in rows.select_related("product")
    ]


def test_every_column_has_its_place(importer: Actor, now: datetime) -> None:
    content = (
        "产品编码,产品名称,英文名称,产品类别,产品系列,目录价,伙伴价,报备价,币种,生效日期,状态\n"
        "SG-100,安全网关 100,,网络安全,安全网关,48000,33600.25,31200.5,CNY,2026-01-01,在售\n"
    )
    assert bring("products", content, importer, now=now).fates == ["created"]

    row = product("SG-100")
    assert (row.name_zh, row.name_en, row.is_active, row.is_family) == (
        "安全网关 100",
        "",
        True,
        False,
    )
    assert row.path == "/网络安全/安全网关/SG-100/"
    families = Product.objects.visible_to(SYSTEM).filter(is_family=True).order_by("depth")
    assert list(families.values_list("code", "name_zh", "depth")) == [
        ("网络安全", "网络安全", 0),
        ("安全网关", "安全网关", 1),
    ]
    assert prices() == [
        ("SG-100", "list", "48000", "2026-01-01"),
        ("SG-100", "partner", "33600.25", "2026-01-01"),
        ("SG-100", "registered", "31200.5", "2026-01-01"),
    ]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"code": "SG-1", "name": "网关"}, "SG-1"),
        ({"name": "网关"}, "网关"),
        ({"name": " 网  关 "}, "网 关"),
        ({"code": "00123"}, "00123"),
    ],
)
def test_a_row_is_known_by_code_else_by_name(
    given: dict[str, str], key: str, now: datetime, importer: Actor
) -> None:
    writer = writer_for("products", SYSTEM, now=now)
    assert keys_of(writer, [values_of("products", **given)]) == [key]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("A" * 40, ""),
        ("A" * 41, "not_a_code"),
        ("A/B", "not_a_code"),
        ("A B", ""),
        ("编码-1", ""),
        ("<b>", ""),
    ],
)
def test_a_code_has_forty_characters_and_no_slash(
    importer: Actor, now: datetime, code: str, rule: str
) -> None:
    told = put("products", [values_of("products", code=code, name="网关")], importer, now=now)
    assert told.refused == ([(1, "code", code, rule)] if rule else [])
    assert Product.objects.visible_to(SYSTEM).count() == (0 if rule else 1)


def test_a_product_keeps_its_place_and_takes_its_new_name(importer: Actor, now: datetime) -> None:
    bring("products", "产品编码,产品名称,产品类别\nA-1,网关,甲类\n", importer, now=now)
    told = bring("products", "产品编码,产品名称,产品类别\nA-1,新网关,乙类\n", importer, now=now)

    assert told.fates == ["updated"]
    assert (product("A-1").name_zh, product("A-1").path) == ("新网关", "/甲类/A-1/")


def test_a_family_with_the_code_of_a_product_gets_a_code_of_its_own(
    importer: Actor, now: datetime
) -> None:
    rows = [
        values_of("products", code="网关", name="网关一号", category="网关"),
        values_of("products", code="A-2", name="网关二号", category="网关"),
    ]
    first = put("products", rows, importer, now=now)
    again = put("products", rows, importer, now=now)

    assert (first.counts, again.counts) == ({"created": 2}, {"unchanged": 2})
    assert product("网关").path == "/网关 (family)/网关/"
    assert product("A-2").path == "/网关 (family)/A-2/"


def test_a_code_of_a_family_is_no_product(importer: Actor, now: datetime) -> None:
    bring("products", "产品编码,产品名称,产品类别\nA-1,网关,甲类\n", importer, now=now)
    told = put("products", [values_of("products", code="甲类", name="甲")], importer, now=now)

    assert told.refused == [(1, "code", "甲类", "code_of_a_family")]
    assert product("甲类").is_family


@pytest.mark.parametrize(
    ("status", "is_active"),
    [("停产", False), ("Discontinued", False), ("EOL", False), ("在售", True), ("", True)],
)
def test_a_status_tells_whether_it_is_still_sold(
    importer: Actor, now: datetime, status: str, *, is_active: bool
) -> None:
    put("products", [values_of("products", code="A", name="甲", status=status)], importer, now=now)
    assert product("A").is_active is is_active


def test_a_row_without_a_code_is_the_product_of_its_name(importer: Actor, now: datetime) -> None:
    put("products", [values_of("products", code="A-1", name="网关")], importer, now=now)
    rows = [
        values_of("products", name="网关", list_price=money("90"), currency="CNY"),
        values_of("products", name="新品"),
    ]
    told = put("products", rows, importer, now=now)

    assert told.fates == ["updated", "created"]
    codes = Product.objects.visible_to(SYSTEM).order_by("code").values_list("code", flat=True)
    assert list(codes) == ["A-1", "新品"]
    assert prices() == [("A-1", "list", "90", "2026-03-02")]
    assert put("products", rows, importer, now=now).fates == ["unchanged", "unchanged"]


def test_a_row_without_a_code_is_the_product_of_that_name_in_its_own_file(
    importer: Actor, now: datetime
) -> None:
    rows = [
        values_of("products", code="A-1", name="网关", list_price=money("100")),
        values_of("products", name="网关", list_price=money("100")),
        values_of("products", name="网关", list_price=money("90")),
    ]
    told = put("products", rows, importer, now=now)

    assert told.fates == ["created", "merged", "refused"]
    assert told.refused == [(3, "list_price", "90", "price_contradicts")]
    assert Product.objects.visible_to(SYSTEM).count() == 1
    assert prices() == [("A-1", "list", "100", "2026-03-02")]


def test_a_name_of_two_products_is_neither_of_them(importer: Actor, now: datetime) -> None:
    rows = [values_of("products", code=code, name="网关") for code in ("A-1", "A-2")]
    put("products", rows, importer, now=now)
    told = put("products", [values_of("products", name="网关")], importer, now=now)

    assert told.fates == ["created"]
    assert product("网关").name_zh == "网关"
    assert put("products", [values_of("products", name="网关")], importer, now=now).fates == [
        "unchanged"
    ]


def test_names_stand_where_their_script_belongs(importer: Actor, now: datetime) -> None:
    rows = [
        values_of("products", code="A", name="Gateway"),
        values_of("products", code="B", name="Gateway", name_zh="网关"),
        values_of("products", code="C"),
    ]
    put("products", rows, importer, now=now)
    found = Product.objects.visible_to(SYSTEM).order_by("code")
    assert list(found.values_list("name_zh", "name_en")) == [
        ("", "Gateway"),
        ("网关", "Gateway"),
        ("", "C"),
    ]


@pytest.mark.parametrize("field", ["name", "name_zh", "category", "family"])
def test_a_name_longer_than_the_tree_holds_is_refused(
    importer: Actor, now: datetime, field: str
) -> None:
    fits = values_of("products", **{"code": "A", "name": "甲", field: "长" * 160})
    long = values_of("products", **{"code": "B", "name": "乙", field: "长" * 161})
    told = put("products", [fits, long], importer, now=now)
    assert told.fates == ["created", "refused"]
    assert told.refused == [(2, field, "长" * 161, "text_too_long")]


def test_a_repeat_of_one_code_is_merged_and_the_first_name_stays(
    importer: Actor, now: datetime
) -> None:
    rows = [values_of("products", code="A", name=name) for name in ("甲", "乙")]
    assert put("products", rows, importer, now=now).fates == ["created", "merged"]
    assert product("A").name_zh == "甲"
    assert put("products", rows, importer, now=now).fates == ["unchanged", "merged"]
    assert product("A").name_zh == "甲"


def test_reading_needs_a_code_or_a_name() -> None:
    content = "产品编码,产品名称,目录价,状态\n,,100,在售\nA,,,在售\n,甲,,停产\n"
    assert read("products", content) == [
        {"code": "A", "status": "在售"},
        {"name": "甲", "status": "停产"},
    ]
    assert faults("products", content) == [(2, "产品编码", "", "one_of_required")]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("-1", "below_minimum"),
        ("免费", "number_not_understood"),
        ("9.13E+400", "number_out_of_range"),
        ("#DIV/0!", "spreadsheet_error"),
        ("=1+1", "number_not_understood"),
        ("30%", "number_not_understood"),
    ],
)
def test_a_price_is_a_number_from_nought_on(written: str, rule: str) -> None:
    content = f"产品编码,产品名称,目录价,币种\nA,甲,{written},CNY\nB,乙,12,CNY\n"
    found = faults("products", content)
    assert [(row, column, value) for row, column, value, _rule in found] == [(2, "目录价", written)]
    assert [one[3] for one in found] == [rule]
