"""Trees of regions and industries: which of their nodes stand on an axis, under which names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qudao.choose.coverage.trees import Tree, is_market, read_tree, upwards
from qudao.market.cells.models import Industry, Product, Region
from qudao.market.cells.selectors import Axis
from tests.choose.coverage.forest import REGIONS, regions, tree_of
from tests.people import Cast

LAND = ("/CN/", "/CN/31/", "/CN/31/3101/", "/CN/32/", "/DE/", "/DE/BY/")


def tops(tree: Tree, *used: str) -> list[str]:
    return [spot.code for spot in tree.tops(used)]


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("/CN/31/3101/", ["/CN/31/3101/", "/CN/31/", "/CN/"]),
        ("/CN/", ["/CN/"]),
        ("/", []),
        ("", []),
    ],
)
def test_the_way_up_begins_with_the_node_itself(path: str, steps: list[str]) -> None:
    assert list(upwards(path)) == steps


def test_a_node_is_found_by_its_code_alone() -> None:
    spot = regions().coded("SHA")
    assert spot is not None
    assert (spot.path, spot.name, spot.has_children) == ("/EAST/SHA/", "Sha", True)
    assert regions().coded("/EAST/SHA/") is None
    assert regions().coded("") is None


def test_below_a_node_stands_one_level() -> None:
    tree = regions()

    def below(code: str) -> list[str]:
        spot = tree.coded(code)
        assert spot is not None
        return [one.code for one in tree.below(spot)]

    assert (below("EAST"), below("SHA"), below("SUZ")) == (["SHA", "SUZ"], ["PUD"], ["SUZ"])


def test_markets_stand_on_the_axis_whether_used_or_not() -> None:
    tree = tree_of(LAND, "/CN/31/", "/CN/32/")
    assert tops(tree) == ["31", "32"]
    assert tops(tree, "/CN/31/3101/") == ["31", "32"]


def test_what_holds_markets_does_not_stand_beside_them() -> None:
    assert tops(tree_of(LAND, "/CN/31/"), "/CN/", "/CN/31/") == ["31"]


def test_what_lies_beside_all_markets_comes_as_its_root_once() -> None:
    tree = tree_of(LAND, "/CN/31/")
    assert tops(tree, "/DE/BY/") == ["31", "DE"]
    assert tops(tree, "/DE/BY/", "/DE/") == ["31", "DE"]


def test_a_sibling_of_markets_brings_its_root_only_beside_them() -> None:
    # 32 is no market here, but its country holds one: the country would hold a column twice
    assert tops(tree_of(LAND, "/CN/31/"), "/CN/32/") == ["31"]


def test_of_markets_in_each_other_the_outer_one_stands() -> None:
    assert tops(tree_of(REGIONS, "/EAST/", "/EAST/SHA/")) == ["EAST"]


def test_a_tree_without_markets_shows_what_is_used() -> None:
    tree = tree_of(LAND)
    assert tops(tree) == []
    assert tops(tree, "/DE/BY/", "/CN/31/") == ["CN", "DE"]


# ------------------------------------------------------------------ read from the rows


@pytest.fixture
def land(db: None) -> dict[str, Region]:
    made: dict[str, Region] = {}
    for path, kind in (
        ("/CN/", "country"),
        ("/CN/31/", "division"),
        ("/CN/31/3101/", "division"),
        ("/EAST/", "territory"),
        ("/EAST/SHA/", "territory"),
        ("/DE/", "country"),
    ):
        above, _slash, code = path.rstrip("/").rpartition("/")
        made[code] = Region.objects.create(
            code=code, name_zh=f"中{code}", name_en="" if code == "31" else f"En {code}",
            path=path, depth=path.count("/") - 2, kind=kind, parent=made.get(above[1:]),
        )  # fmt: skip
    return made


def test_a_tree_is_read_whole_with_names_markets_and_children(
    land: dict[str, Region], cast: Cast
) -> None:
    tree = read_tree(cast.channel_director, Axis.REGION)
    assert list(tree.spots) == ["/CN/", "/CN/31/", "/CN/31/3101/", "/DE/", "/EAST/", "/EAST/SHA/"]
    assert {path for path, spot in tree.spots.items() if spot.has_children} == {
        "/CN/", "/CN/31/", "/EAST/",
    }  # fmt: skip
    assert tree.paths[land["3101"].pk] == "/CN/31/3101/"
    assert tree.markets == {"/CN/31/", "/EAST/", "/EAST/SHA/"}
    assert tops(tree) == ["31", "EAST"]


def test_a_name_that_is_missing_in_one_language_is_taken_from_the_other(
    land: dict[str, Region], cast: Cast
) -> None:
    english = read_tree(cast.channel_director, Axis.REGION)
    chinese = read_tree(replace(cast.channel_director, language="zh-hans"), Axis.REGION)
    assert [english.spots[path].name for path in ("/CN/", "/CN/31/")] == ["En CN", "中31"]
    assert [chinese.spots[path].name for path in ("/CN/", "/CN/31/")] == ["中CN", "中31"]


def test_a_node_and_the_rows_agree_on_what_a_market_is(land: dict[str, Region], cast: Cast) -> None:
    made = [
        Industry.objects.create(code=code, name_en=code, path=path, depth=depth, standard=standard)
        for code, path, depth, standard in (
            ("J", "/J/", 0, "gbt4754"),
            ("66", "/J/66/", 1, "gbt4754"),
            ("FIN", "/FIN/", 0, "own"),
            ("K", "/K/", 0, "isic"),
        )
    ]
    for axis, rows in ((Axis.REGION, land.values()), (Axis.INDUSTRY, made)):
        tree = read_tree(cast.channel_director, axis)
        assert {row.path for row in rows if is_market(row)} == tree.markets, axis
    assert not is_market(Product(code="GW", path="/GW/", is_family=True))
