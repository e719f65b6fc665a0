"""The reference codes from their files: parents first, paths that hold, both trees in one load."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.market.cells.actions import NodeInput, create_territory, seed_reference
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.places import places
from qudao.market.cells.seeding import SeedNode, load_seeds, seed_divisions
from qudao.market.cells.selectors import DIVISION_OF_COUNTRY
from qudao.market.customers.identity import name_in_parts
from tests.market.trail import every, told
from tests.people import Cast


@pytest.fixture(scope="module")
def divisions() -> list[SeedNode]:
    return list(seed_divisions())


def test_a_parent_stands_before_its_children_and_no_code_stands_twice(
    divisions: list[SeedNode],
) -> None:
    met = {"CN", ""}
    for node in divisions:
        assert node.parent in met, node
        assert node.code not in met, node
        assert node.name_zh or node.name_en
        met.add(node.code)


def test_divisions_that_are_countries_elsewhere_are_among_them(divisions: list[SeedNode]) -> None:
    codes = {node.code for node in divisions}
    assert set(DIVISION_OF_COUNTRY.values()) <= codes
    assert not set(DIVISION_OF_COUNTRY) & codes


def test_the_codes_of_a_division_begin_with_those_above_it(divisions: list[SeedNode]) -> None:
    for node in divisions:
        above = node.parent.rstrip("0")
        assert node.parent == "CN" or node.code.startswith(above[:2]), node


def test_names_of_places_are_read_out_of_company_names() -> None:
    parts = name_in_parts("上海华东证券股份有限公司苏州分公司")
    assert "310000" in places().han.values()
    assert parts.core
    assert "上海" not in parts.core


@pytest.fixture
def seeded(cast: Cast, now: datetime) -> Cast:
    create_territory(cast.operations, NodeInput("OURS", name_en="Ours"), now=now)
    seed_reference(cast.operations, now=now)
    return cast


def test_every_node_stands_where_its_path_says_and_own_ones_stay(
    seeded: Cast, now: datetime
) -> None:
    for model in (Region, Industry):
        rows = {row.pk: row for row in every(model)}
        for row in rows.values():
            above = rows[row.parent_id].path if row.parent_id else "/"
            assert (row.path, row.depth) == (f"{above}{row.code}/", above.count("/") - 1)
    assert every(Region).get(code="OURS").kind == "territory"
    verb, subject, before, after = told()[-1]
    assert (verb, subject, before) == ("cells.reference_seeded", "reference", {})
    assert after == {"added": every(Region).count() - 1 + every(Industry).count(), "renamed": 0}
    every(Region).filter(code="110108").delete()
    every(Industry).filter(code="GB-A").update(name_en="Farms")
    again = load_seeds()
    assert (again.added, again.renamed) == (1, 1)
    assert every(Region).get(code="110108").path == "/CN/110000/110108/"
