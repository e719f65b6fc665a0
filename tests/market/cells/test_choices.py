"""What may be chosen on an axis: level by level, by search, and the shorter lists of markets."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY
from qudao.core.errors import NotFound
from qudao.market.cells.actions import (
    NodeInput,
    ProductInput,
    create_product,
    create_segment,
    create_territory,
)
from qudao.market.cells.models import Industry, Product, Region
from qudao.market.cells.selectors import (
    Axis,
    Choice,
    all_regions,
    choices_below,
    market_industries,
    market_regions,
    node_named,
    product_families,
    product_page,
    products_of,
    search_choices,
)
from tests.people import Cast


@pytest.fixture(autouse=True)
def tree(cast: Cast, now: datetime) -> None:
    """GATE with G1, G2 and the ended G0 below it; CLOUD with the ended C0; LONE with nothing."""
    for code, en, parent, is_family, is_active in (
        ("GATE", "Gateways", "", True, True),
        ("CLOUD", "Cloud", "", True, True),
        ("LONE", "Lone product", "", False, True),
        ("G2", "Alpha gate", "GATE", False, True),
        ("G1", "Zulu gate", "GATE", False, True),
        ("G0", "Old gate", "GATE", False, False),
        ("C0", "Old cloud", "CLOUD", False, False),
    ):
        node = NodeInput(code, f"产品{code}", en, parent)
        product = ProductInput(node, is_family=is_family, is_active=is_active)
        create_product(cast.operations, product, now=now)


def below(cast: Cast, parent: str = "") -> list[tuple[str, bool]]:
    found = choices_below(cast.seller_a, Axis.PRODUCT, parent)
    return [(one.code, one.has_children) for one in found]


def test_a_node_promises_children_only_if_one_can_be_chosen(cast: Cast) -> None:
    assert below(cast) == [("CLOUD", False), ("GATE", True), ("LONE", False)]
    assert below(cast, "GATE") == [("G1", False), ("G2", False)]
    assert below(cast, "CLOUD") == below(cast, "LONE") == below(cast, "NONE") == []


def test_a_choice_carries_its_path_and_its_name_in_the_readers_language(cast: Cast) -> None:
    (found,) = search_choices(cast.seller_a, Axis.PRODUCT, "alpha")
    assert found == Choice("G2", "Alpha gate", "/GATE/G2/", has_children=False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("g", ["GATE", "G1", "G2"]),
        ("GATE", ["GATE", "G1", "G2"]),
        ("zulu", ["G1"]),
        ("产品", ["CLOUD", "GATE", "LONE", "G1", "G2"]),
        ("产品g2", ["G2"]),
        (" lone ", ["LONE"]),
        ("old", []),
        ("%", []),
        ("_", []),
        ("", []),
        ("   ", []),
        ("🙂", []),
        ("<script>", []),
    ],
)
def test_search_finds_codes_by_their_beginning_and_names_by_any_part(
    cast: Cast, text: str, found: list[str]
) -> None:
    assert [one.code for one in search_choices(cast.seller_a, Axis.PRODUCT, text)] == found


def test_search_stops_at_its_limit_and_asks_once(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = search_choices(cast.seller_a, Axis.PRODUCT, "产品", limit=2)
    assert [one.code for one in found] == ["CLOUD", "GATE"]


def test_nobody_chooses_nothing(cast: Cast) -> None:
    assert choices_below(NOBODY, Axis.PRODUCT) == []
    assert node_named(NOBODY, Axis.PRODUCT, "GATE") is None


def test_an_ended_node_cannot_be_named_but_has_its_page(cast: Cast) -> None:
    ended = Product.objects.get(code="G0")
    assert node_named(cast.operations, Axis.PRODUCT, "G0") is None
    assert product_page(cast.operations, ended.public_id) == ended
    with pytest.raises(NotFound):
        product_page(cast.operations, "prd_none")


def test_products_are_those_that_are_sold_of_all_or_of_a_family(cast: Cast) -> None:
    def codes(family: str = "") -> list[str]:
        return [row.code for row in products_of(cast.seller_a, family_code=family)]

    assert codes() == ["CLOUD", "GATE", "G1", "G2", "LONE"]
    assert codes("GATE") == ["GATE", "G1", "G2"]
    assert codes("G1") == ["G1"]
    for family in ("NONE", "G0", "gate"):
        with pytest.raises(NotFound):
            codes(family)


def test_families_are_chosen_in_the_order_of_the_tree(cast: Cast) -> None:
    Product.objects.filter(code="CLOUD").update(is_active=False)
    assert [one.code for one in product_families(cast.seller_a)] == ["GATE"]


# ------------------------------------------------------------------ markets


@pytest.fixture
def regions(cast: Cast, now: datetime) -> None:
    country, division = Region.Kind.COUNTRY, Region.Kind.DIVISION
    china = Region.objects.create(
        code="CN", name_zh="中国", name_en="China", path="/CN/", kind=country
    )
    path, parent = "/CN/31/", china
    for code, name in (("31", "Shanghai"), ("3101", "City of Shanghai")):
        parent = Region.objects.create(
            code=code, name_en=name, path=path, kind=division, parent=parent, depth=len(code) // 2
        )
        path = f"{path}3101/"
    Region.objects.create(code="DE", name_en="Germany", path="/DE/", kind=country)
    create_territory(cast.operations, NodeInput("NORTH", name_en="North"), now=now)
    create_territory(cast.operations, NodeInput("EAST", name_en="East", parent="CN"), now=now)


def test_markets_are_told_apart_by_territories_then_provinces(cast: Cast, regions: None) -> None:
    assert [one.code for one in market_regions(cast.seller_a)] == ["EAST", "NORTH", "31"]
    assert [one.code for one in all_regions(cast.seller_a)] == ["EAST", "NORTH", "31", "CN", "DE"]
    Region.objects.filter(code__in=["NORTH", "DE"]).update(is_active=False)
    assert [one.code for one in all_regions(cast.seller_a)] == ["EAST", "31", "CN"]


def test_a_country_that_is_a_division_is_found_under_its_division(
    cast: Cast, regions: None
) -> None:
    kind = Region.Kind.DIVISION
    Region.objects.create(code="710000", name_zh="台湾省", path="/CN/71/", kind=kind, depth=1)
    for code, found in (("TW", "710000"), ("DE", "DE"), ("HK", None), ("tw", None)):
        node = node_named(cast.seller_a, Axis.REGION, code)
        assert (node.code if node else None) == found
    assert node_named(cast.seller_a, Axis.PRODUCT, "TW") is None


def test_industries_of_markets_are_own_segments_then_sections(cast: Cast, now: datetime) -> None:
    national, isic = Industry.Standard.GBT4754, Industry.Standard.ISIC
    section = Industry.objects.create(code="GB-A", name_en="A", path="/GB-A/", standard=national)
    Industry.objects.create(
        code="GB-01", name_en="01", path="/GB-A/01/", standard=national, parent=section, depth=1
    )
    Industry.objects.create(code="I-A", name_en="A", path="/I-A/", standard=isic)
    create_segment(cast.operations, NodeInput("BANKS", name_en="Banks", parent="GB-A"), now=now)
    assert [one.code for one in market_industries(cast.seller_a)] == ["BANKS", "GB-A"]
