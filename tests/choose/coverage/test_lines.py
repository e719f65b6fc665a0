"""An axis of the grid: what it shows, what falls on which of its places, what a partner reaches."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.choose.coverage.lines import Line, line_of, overlap
from qudao.core.errors import NotFound
from tests.choose.coverage.forest import REGIONS, regions, tree_of


def whole(*used: str) -> Line:
    return line_of(regions(), "", used)


def codes(line: Line) -> list[str]:
    return [spot.code for spot in line.spots]


def reached(line: Line, path: str | None) -> list[str]:
    return [line.spots[number].code for number in line.reached(path)]


def named(line: Line, path: str | None) -> list[str]:
    return [line.spots[number].code for number in line.named(path)]


def placed(line: Line) -> dict[str, str]:
    """Where each node of the tree falls, by their codes."""
    paths = line.tree.paths
    return {
        paths[key].split("/")[-2]: line.spots[number].code for key, number in line.places().items()
    }


@pytest.mark.parametrize(
    ("one", "other"), [("/EAST/", "/EAST/"), ("/EAST/", "/EAST/SHA/"), ("/E/", "/E/SHA/PUD/")]
)
def test_branches_share_something_when_one_holds_the_other(one: str, other: str) -> None:
    assert overlap(one, other)
    assert overlap(other, one)
    assert overlap(one, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/EAST/SHA/", "/EAST/SUZ/"),
        ("/EAST/", "/EASTERN/"),  # a code that begins like another
        ("/A/B/", "/B/"),
    ],
)
def test_branches_beside_each_other_share_nothing(one: str, other: str) -> None:
    assert not overlap(one, other)
    assert not overlap(other, one)


def test_the_whole_axis_shows_its_markets() -> None:
    line = whole()
    assert codes(line) == ["EAST", "NORTH", "SOUTH"]
    assert line.root == ""


def test_an_axis_below_a_code_shows_the_next_level_alone() -> None:
    assert codes(line_of(regions(), "EAST", ())) == ["SHA", "SUZ"]
    assert codes(line_of(regions(), "SHA", ())) == ["PUD"]


def test_below_a_leaf_stands_the_leaf_itself() -> None:
    line = line_of(regions(), "PUD", ())
    assert (codes(line), line.root) == (["PUD"], "/EAST/SHA/PUD/")


@pytest.mark.parametrize("code", ["WEST", "east", "/EAST/", " EAST", "EAST/SHA"])
def test_a_code_that_is_not_in_the_tree_is_absent(code: str) -> None:
    with pytest.raises(NotFound):
        line_of(regions(), code, ())


def test_every_node_falls_to_the_place_at_or_above_it() -> None:
    assert placed(whole()) == {
        "EAST": "EAST", "SHA": "EAST", "PUD": "EAST", "SUZ": "EAST",
        "NORTH": "NORTH", "SOUTH": "SOUTH",
    }  # fmt: skip


def test_on_a_narrowed_axis_what_lies_beside_and_above_falls_nowhere() -> None:
    assert placed(line_of(regions(), "EAST", ())) == {"SHA": "SHA", "PUD": "SHA", "SUZ": "SUZ"}


def test_a_narrowed_axis_holds_what_lies_inside_it() -> None:
    line = line_of(regions(), "EAST", ())
    keys = {path: key for key, path in line.tree.paths.items()}
    assert [path for path in REGIONS if line.holds(keys[path])] == [
        "/EAST/", "/EAST/SHA/", "/EAST/SHA/PUD/", "/EAST/SUZ/",
    ]  # fmt: skip
    assert not line.holds(None)
    assert not line.holds(999)


def test_the_whole_axis_holds_what_has_no_place_too() -> None:
    assert whole().holds(None)
    assert whole().holds(999)


@pytest.mark.parametrize(
    ("path", "everywhere", "by_name"),
    [
        (None, ["EAST", "NORTH", "SOUTH"], []),
        ("/EAST/", ["EAST"], ["EAST"]),
        ("/EAST/SHA/PUD/", ["EAST"], ["EAST"]),
        ("/WEST/", [], []),
    ],
)
def test_a_partner_reaches_what_shares_something_with_its_cell(
    path: str | None, everywhere: list[str], by_name: list[str]
) -> None:
    line = whole()
    assert reached(line, path) == everywhere
    assert named(line, path) == by_name
    assert reached(line, path) == everywhere  # asked twice


def test_a_partner_of_all_above_reaches_each_place_below_and_names_none() -> None:
    line = line_of(regions(), "EAST", ())
    assert reached(line, "/EAST/") == ["SHA", "SUZ"]
    assert named(line, "/EAST/") == []
    assert named(line, "/EAST/SHA/PUD/") == ["SHA"]


def test_a_narrowed_axis_is_touched_from_above_from_inside_and_by_everything() -> None:
    line = line_of(regions(), "SHA", ())
    assert all(line.touches(path) for path in ("/EAST/", "/EAST/SHA/", "/EAST/SHA/PUD/", None))
    assert not line.touches("/EAST/SUZ/")
    assert not line.touches("/NORTH/")
    assert whole().touches("/WEST/")


def test_what_is_used_outside_the_markets_stands_at_its_root() -> None:
    tree = tree_of(("/CN/", "/CN/31/", "/DE/", "/DE/BY/", "/FR/"), "/CN/31/")
    assert codes(line_of(tree, "", ["/DE/BY/"])) == ["31", "DE"]
    assert codes(line_of(tree, "", ["/CN/31/"])) == ["31"]
    # what stands at the country itself has no province to fall to
    assert codes(line_of(tree, "", ["/CN/"])) == ["31"]


PATHS = st.sampled_from(REGIONS)


@settings(max_examples=40)
@given(path=PATHS, code=st.sampled_from(["", "EAST", "SHA", "SOUTH"]))
def test_who_is_named_at_a_place_reaches_it(path: str, code: str) -> None:
    line = line_of(regions(), code, ())
    assert set(line.named(path)) <= set(line.reached(path))
    assert bool(line.reached(path)) <= line.touches(path)


@settings(max_examples=40)
@given(code=st.sampled_from(["", "EAST", "SHA", "SOUTH", "PUD"]))
def test_no_place_of_an_axis_lies_in_another(code: str) -> None:
    line = line_of(regions(), code, REGIONS)
    paths = [spot.path for spot in line.spots]
    assert not [(a, b) for a in paths for b in paths if a != b and b.startswith(a)]
    assert all(line.spots[number].path.startswith(line.root) for number in line.places().values())
