"""Products of a price list: brought to what it says, with their families made where missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import NotPermitted
from qudao.core.upserting import Fate, Keyed, Outcome, Refused
from qudao.market.cells.bulk import ProductLine, in_languages, products_called, put_products
from qudao.market.cells.models import Product
from tests.market.trail import every, people_of
from tests.people import Cast
from tests.refusals import nothing_changes

GATE = ProductLine(name_zh="网关", name_en="Gateway")
MAY_WRITE = {"channel_director", "operations"}


def put(cast: Cast, *rows: tuple[str, ProductLine]) -> list[Outcome]:
    return put_products(cast.operations, [Keyed(code, line) for code, line in rows])


def tree() -> list[tuple[str, str, bool, bool]]:
    rows = every(Product).order_by("path")
    return list(rows.values_list("path", "name_en", "is_family", "is_active"))


def test_a_list_read_again_changes_only_what_it_says_otherwise(cast: Cast) -> None:
    assert put(cast, ("G1", GATE), ("G2", ProductLine(name_en="Two"))) == [Fate.CREATED] * 2
    renamed = ProductLine(name_en="Gateway 2")  # no Chinese name: the old one stays
    assert put(cast, ("G1", renamed), ("G2", ProductLine(name_en="Two"))) == [
        Fate.UPDATED,
        Fate.UNCHANGED,
    ]
    row = every(Product).get(code="G1")
    assert (row.name_zh, row.name_en, row.path) == ("网关", "Gateway 2", "/G1/")


def test_families_are_made_once_and_keep_their_order(cast: Cast) -> None:
    deep = replace(GATE, families=("Network", "Edge"))
    assert (
        put(cast, ("G1", deep), ("G2", replace(GATE, families=("Network",)))) == [Fate.CREATED] * 2
    )
    assert tree() == [
        ("/Network/", "Network", True, True),
        ("/Network/Edge/", "Edge", True, True),
        ("/Network/Edge/G1/", "Gateway", False, True),
        ("/Network/G2/", "Gateway", False, True),
    ]
    assert put(cast, ("G3", deep)) == [Fate.CREATED]
    assert every(Product).filter(is_family=True).count() == 2


def test_a_product_that_is_there_keeps_its_place(cast: Cast) -> None:
    put(cast, ("G1", replace(GATE, families=("Network",))))
    assert put(cast, ("G1", replace(GATE, families=("Cloud",)))) == [Fate.UNCHANGED]
    assert every(Product).get(code="G1").path == "/Network/G1/"


def test_activity_changes_only_when_the_list_speaks_of_it(cast: Cast) -> None:
    put(cast, ("G1", replace(GATE, is_active=False)), ("G2", GATE))
    assert [row.is_active for row in every(Product)] == [False, True]
    assert put(cast, ("G1", GATE), ("G2", replace(GATE, is_active=False))) == [
        Fate.UNCHANGED,
        Fate.UPDATED,
    ]
    assert put(cast, ("G1", replace(GATE, is_active=True))) == [Fate.UPDATED]
    assert [row.is_active for row in every(Product)] == [True, False]


@pytest.mark.parametrize("code", ["", "x" * 41, "a/b", "a\x01b", "a\nb", "\x1f"])
def test_a_bad_code_costs_its_own_row_only(cast: Cast, code: str) -> None:
    assert put(cast, (code, GATE), ("G2", GATE)) == [
        Refused("code", "not_a_code", code),
        Fate.CREATED,
    ]
    assert [row.code for row in every(Product)] == ["G2"]


@pytest.mark.parametrize("code", ["x" * 40, "№ 7 <b>", "编码", "a b"])
def test_any_other_code_of_up_to_forty_signs_is_kept(cast: Cast, code: str) -> None:
    assert put(cast, (code, GATE)) == [Fate.CREATED]
    assert every(Product).get().path == f"/{code}/"


def test_a_product_cannot_take_the_code_of_a_family(cast: Cast) -> None:
    put(cast, ("G1", replace(GATE, families=("Network",))))
    assert put(cast, ("Network", GATE)) == [Refused("code", "code_of_a_family", "Network")]


def test_a_family_named_like_a_product_gets_a_longer_code(cast: Cast) -> None:
    assert (
        put(cast, ("EDGE", GATE), ("G2", replace(GATE, families=("EDGE",)))) == [Fate.CREATED] * 2
    )
    assert [row[0] for row in tree()] == ["/EDGE (family)/", "/EDGE (family)/G2/", "/EDGE/"]
    put(cast, ("G3", replace(GATE, families=("EDGE",))))
    assert every(Product).get(code="G3").path == "/EDGE (family)/G3/"


def test_families_of_one_beginning_are_one(cast: Cast) -> None:
    long = "产品线" * 20
    other = f"{long}（二）"
    put(cast, ("G1", replace(GATE, families=(long,))), ("G2", replace(GATE, families=(other,))))
    (family,) = every(Product).filter(is_family=True)
    assert (len(family.code), family.code) == (40, long[:40])


def test_a_branch_that_would_be_too_deep_is_refused(cast: Cast) -> None:
    families = tuple(f"{level}" * 40 for level in range(5))  # a path of 206 signs
    assert put(cast, ("x" * 40, replace(GATE, families=families))) == [Fate.CREATED]
    sixth = (*families, "5" * 38)
    assert (
        put(cast, ("ab", replace(GATE, families=sixth)), ("abcd", replace(GATE, families=sixth)))[0]
        == Fate.CREATED
    )
    refused = put(cast, ("abcde", replace(GATE, families=sixth)))
    assert refused == [Refused("family", "too_deep", "abcde")]


def test_a_code_twice_in_one_list_is_one_product(cast: Cast) -> None:
    assert put(cast, ("G1", GATE), ("G1", ProductLine(name_en="Other"))) == [
        Fate.CREATED,
        Fate.MERGED,
    ]
    assert every(Product).get().name_en == "Gateway"


def test_nobody_else_puts_products(cast: Cast) -> None:
    for name, actor in people_of(cast).items():
        if name in MAY_WRITE:
            assert put_products(actor, []) == []
            continue
        with nothing_changes(Product), pytest.raises(NotPermitted):
            put_products(actor, [Keyed("G1", GATE)])


def test_a_long_list_takes_few_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(f"G{number}", replace(GATE, families=(f"F{number % 5}",))) for number in range(60)]
    with django_assert_max_num_queries(5):
        assert set(put(cast, *rows)) == {Fate.CREATED}


def test_products_are_called_by_code_before_name_and_families_by_neither(cast: Cast) -> None:
    put(
        cast,
        ("G1", ProductLine(name_en="G2", families=("Network",))),
        ("G2", ProductLine(name_zh="网关")),
    )
    one, two = (every(Product).get(code=code) for code in ("G1", "G2"))
    found = products_called(cast.operations, ["G1", "G2", "网关", "Network", "none", ""])
    assert found == {"G1": one.pk, "G2": two.pk, "网关": two.pk}
    assert products_called(cast.operations, []) == {}


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("网关", ("网关", "")),
        (" Gateway ", ("", "Gateway")),
        ("Gateway 网关", ("Gateway 网关", "")),
        ("Straße", ("", "Straße")),
        ("", ("", "")),
        ("㐀", ("㐀", "")),
        ("ゲート", ("", "ゲート")),
    ],
)
def test_a_name_is_chinese_if_it_has_a_chinese_sign(name: str, languages: tuple[str, str]) -> None:
    assert in_languages(name) == languages
