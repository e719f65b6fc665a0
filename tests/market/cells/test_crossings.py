"""Market cells: a crossing is made once, is never everything, and is read in words."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY
from qudao.core.errors import Invalid
from qudao.core.keyset import Place
from qudao.market.cells.actions import (
    NodeInput,
    ProductInput,
    cell_for,
    create_product,
    create_segment,
    create_territory,
)
from qudao.market.cells.feed import cells_after, nodes_after
from qudao.market.cells.models import Cell, Product, Region
from qudao.market.cells.selectors import EVERYWHERE, Axis, CellAxes, CellName, cell_names
from tests.market.trail import codes, every, people_of
from tests.people import Cast
from tests.refusals import nothing_changes

FULL = CellAxes("GW", "EAST", "BANKS")
CELLS = Place(sort="public_id", size=50)
NODES = Place(sort="code", size=50, key="code")


@pytest.fixture(autouse=True)
def nodes(cast: Cast, now: datetime) -> None:
    who = cast.operations
    create_product(who, ProductInput(NodeInput("GW", "网关", "Gateway"), is_family=True), now=now)
    create_territory(who, NodeInput("EAST", "华东", "East"), now=now)
    create_segment(who, NodeInput("BANKS", "银行", ""), now=now)


@pytest.mark.parametrize(
    "axes",
    [FULL, CellAxes("GW"), CellAxes(region="EAST"), CellAxes(industry="BANKS")],
)
def test_a_crossing_is_made_at_its_first_use_and_found_ever_after(
    cast: Cast, axes: CellAxes
) -> None:
    made = cell_for(cast.channel_manager, axes)
    assert cell_for(cast.seller_a, axes) == made
    assert every(Cell).count() == 1
    assert str(made) == made.public_id
    nodes = (made.product, made.region, made.industry)
    assert tuple(node.code if node else "" for node in nodes) == (
        axes.product,
        axes.region,
        axes.industry,
    )


def test_all_of_all_of_all_is_no_cell(cast: Cast) -> None:
    with nothing_changes(Cell), pytest.raises(Invalid) as refused:
        cell_for(cast.operations, EVERYWHERE)
    assert codes(refused.value) == {"": "everything"}


def test_every_unknown_code_is_named_at_once(cast: Cast) -> None:
    Product.objects.filter(code="GW").update(is_active=False)
    with nothing_changes(Cell), pytest.raises(Invalid) as refused:
        cell_for(cast.operations, CellAxes("GW", "<i>", "x" * 300))
    assert codes(refused.value) == dict.fromkeys(("product", "region", "industry"), "unknown")
    assert len(str(refused.value.problems[2].message)) < 100  # the answer repeats no whole novel


def test_the_database_holds_a_crossing_once_also_with_empty_axes(cast: Cast) -> None:
    cell = cell_for(cast.operations, CellAxes("GW"))
    for wrong in ({"product": cell.product}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cell.objects.create(**wrong)


def test_cells_are_read_in_the_readers_language_in_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    full, plain = cell_for(cast.operations, FULL), cell_for(cast.operations, CellAxes("GW"))
    with django_assert_num_queries(1):
        found = cell_names(cast.seller_a, [full.pk, plain.pk, 0])
    assert found == {
        full.pk: CellName(full.public_id, "Gateway", "East", "银行"),
        plain.pk: CellName(plain.public_id, "Gateway", "", ""),
    }
    assert cell_names(cast.seller_a, []) == cell_names(NOBODY, [full.pk]) == {}


def test_everybody_of_the_programme_reads_crossings(cast: Cast) -> None:
    cell_for(cast.operations, FULL)
    for name, actor in people_of(cast).items():
        assert [one.public_id for one in cells_after(actor, CELLS).rows], name
    assert not list(cells_after(NOBODY, CELLS).rows)


# ------------------------------------------------------------------ for programs


@pytest.fixture
def branch(cast: Cast, now: datetime) -> None:
    for code, parent in (("E-1", "EAST"), ("E-2", "EAST"), ("E-1-1", "E-1"), ("EASTERN", "")):
        node = NodeInput(code, name_en=f"Part {code}", parent=parent)
        create_territory(cast.operations, node, now=now)


def fed(cast: Cast, **asked: str) -> set[str]:
    return {node.code for node in nodes_after(cast.seller_a, Axis.REGION, NODES, **asked).rows}


def test_a_branch_is_fed_with_its_top_and_without_its_neighbours(cast: Cast, branch: None) -> None:
    assert fed(cast) == {"EAST", "E-1", "E-2", "E-1-1", "EASTERN"}
    assert fed(cast, below="EAST") == {"EAST", "E-1", "E-2", "E-1-1"}
    assert fed(cast, below="E-1") == {"E-1", "E-1-1"}
    assert fed(cast, below="EAST", text="part e-1") == {"E-1", "E-1-1"}
    assert fed(cast, text="华") == {"EAST"}
    assert fed(cast, text="eastE") == {"EASTERN"}
    assert fed(cast, text="%") == fed(cast, text="zzz") == set()


def test_what_is_no_longer_chosen_is_not_fed(cast: Cast, branch: None) -> None:
    Region.objects.filter(code="E-2").update(is_active=False)
    assert fed(cast, below="EAST") == {"EAST", "E-1", "E-1-1"}
    with pytest.raises(Invalid) as refused:
        fed(cast, below="E-2")
    assert codes(refused.value) == {"below": "unknown"}


def test_an_unknown_top_is_refused(cast: Cast, branch: None) -> None:
    for code in ("NONE", "east", "/"):
        with pytest.raises(Invalid) as refused:
            fed(cast, below=code)
        assert codes(refused.value) == {"below": "unknown"}
