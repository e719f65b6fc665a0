"""Trees: a node knows its path, a branch is found by it, a node always has a name."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from qudao.core.actor import NOBODY
from qudao.market.cells.actions import NodeInput, create_segment, create_territory
from qudao.market.cells.models import Industry, Product, Region
from qudao.market.trees import TreeNode
from tests.market.trail import SYSTEM, people_of
from tests.people import Cast


@pytest.mark.parametrize(
    ("zh", "en", "language", "shown"),
    [
        ("华东", "East", "en", "East"),
        ("华东", "East", "zh-hans", "华东"),
        ("华东", "East", "zh", "华东"),
        ("华东", "", "en", "华东"),
        ("", "East", "zh-hans", "East"),
        ("华东", "East", "fr", "East"),
    ],
)
def test_a_node_is_named_in_the_readers_language(
    zh: str, en: str, language: str, shown: str
) -> None:
    node = Region(code="E", name_zh=zh, name_en=en)
    assert node.name(language) == shown
    assert (str(node), node.public_id) == ("E", "E")


@pytest.fixture
def branches(cast: Cast, now: datetime) -> None:
    for code, parent in (("CN", ""), ("CN1", ""), ("CN-E", "CN"), ("CN-E-1", "CN-E")):
        create_territory(cast.operations, NodeInput(code, name_en=code, parent=parent), now=now)


def within(path: str) -> list[str]:
    return [row.code for row in Region.objects.visible_to(SYSTEM).within(path)]


def test_a_branch_holds_its_node_and_all_below_and_no_neighbour(branches: None) -> None:
    assert within("/CN/") == ["CN", "CN-E", "CN-E-1"]
    assert within("/CN/CN-E/") == ["CN-E", "CN-E-1"]
    assert within("/CN1/") == ["CN1"]
    assert within("/") == ["CN", "CN-E", "CN-E-1", "CN1"]
    assert within("/%/") == within("/_N/") == []


def test_everybody_of_the_programme_reads_the_axes_and_nobody_else(
    cast: Cast, branches: None
) -> None:
    for name, actor in people_of(cast).items():
        assert Region.objects.visible_to(actor).count() == 4, name
    assert Region.objects.visible_to(NOBODY).count() == 0


@pytest.mark.parametrize("model", [Product, Region, Industry])
def test_the_database_holds_no_node_without_a_name(db: None, model: type[TreeNode]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(code="X", path="/X/")


def test_a_code_and_a_path_stand_once_in_a_tree_and_may_stand_in_another(
    cast: Cast, now: datetime
) -> None:
    node = NodeInput("EAST", name_en="East")
    create_territory(cast.operations, node, now=now)
    segment = create_segment(cast.operations, node, now=now)
    assert segment.path == "/EAST/"
    for clash in ({"code": "EAST", "path": "/E2/"}, {"code": "E2", "path": "/EAST/"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Region.objects.create(name_en="Again", kind="territory", **clash)
