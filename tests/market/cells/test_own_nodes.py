"""Products, territories and segments of the vendor's own: what they are, and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from qudao.core.errors import Invalid, NotFound
from qudao.market.cells.actions import (
    NodeInput,
    ProductInput,
    create_product,
    create_segment,
    create_territory,
    edit_product,
)
from qudao.market.cells.models import Industry, Product, Region
from tests.market.trail import codes, every, told, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

NODE = NodeInput("GW-1", name_zh="网关", name_en="Gateway")
TREES = (Product, Region, Industry)
Create = Callable[..., Any]


def create_plain_product(actor: Any, node: NodeInput, *, now: datetime) -> Product:
    return create_product(actor, ProductInput(node), now=now)


CREATORS: list[tuple[Create, str]] = [
    (create_plain_product, "cells.product_created"),
    (create_territory, "cells.territory_created"),
    (create_segment, "cells.segment_created"),
]
each_tree = pytest.mark.parametrize(("create", "verb"), CREATORS)


@each_tree
def test_a_node_stands_below_its_parent_and_says_so_once(
    cast: Cast, now: datetime, create: Create, verb: str
) -> None:
    top = create(cast.operations, NODE, now=now)
    below = create(cast.operations, NodeInput("GW-2", name_en=" Two ", parent="GW-1"), now=now)
    assert (top.path, top.depth, top.parent) == ("/GW-1/", 0, None)
    assert (below.path, below.depth, below.parent) == ("/GW-1/GW-2/", 1, top)
    assert (below.name_en, below.name_zh, below.is_active) == ("Two", "", True)
    assert told()[1] == (
        verb,
        below.public_id,
        {},
        {"code": "GW-2", "name_zh": "", "name_en": "Two"},
    )


@each_tree
@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"code": ""}, {"code": "not_a_code"}),
        ({"code": "x" * 41}, {"code": "not_a_code"}),
        ({"code": "a/b"}, {"code": "not_a_code"}),
        ({"code": " a"}, {"code": "not_a_code"}),
        ({"code": "a\n"}, {"code": "not_a_code"}),
        ({"code": "a\x00"}, {"code": "not_a_code"}),
        ({"code": "<b>"}, {"code": "not_a_code"}),
        ({"code": "🙂"}, {"code": "not_a_code"}),
        ({"name_zh": " ", "name_en": ""}, {"name_zh": "required"}),
        ({"name_zh": "网" * 161}, {"name_zh": "too_long"}),
        ({"name_en": "x" * 161}, {"name_en": "too_long"}),
        ({"name_en": "a\x00b"}, {"name_en": "control_sign"}),
        ({"parent": "NONE"}, {"parent": "unknown"}),
        (
            {"code": "", "name_zh": "网" * 161, "name_en": "x" * 161, "parent": "?"},
            {
                "code": "not_a_code",
                "name_zh": "too_long",
                "name_en": "too_long",
                "parent": "unknown",
            },
        ),
    ],
)
def test_a_node_out_of_its_bounds_is_refused_whole(
    cast: Cast,
    now: datetime,
    create: Create,
    verb: str,
    change: dict[str, str],
    problems: dict[str, str],
) -> None:
    with nothing_changes(*TREES), pytest.raises(Invalid) as refused:
        create(cast.operations, replace(NODE, **change), now=now)
    assert codes(refused.value) == problems


@pytest.mark.parametrize(
    "change",
    [
        {"code": "x" * 40},
        {"code": "编码 .&+()-_1"},
        {"code": "7"},
        {"name_zh": "网" * 160, "name_en": "x" * 160},
        {"name_zh": "", "name_en": "<b>Only English</b>"},
        {"name_zh": "只有中文🙂", "name_en": ""},
    ],
)
def test_a_node_at_its_bounds_is_kept_as_it_was_said(
    cast: Cast, now: datetime, change: dict[str, str]
) -> None:
    row = create_territory(cast.operations, replace(NODE, **change), now=now)
    stored = every(Region).get(pk=row.pk)
    assert {name: getattr(stored, name) for name in change} == change
    assert stored.path == f"/{stored.code}/"


@each_tree
def test_a_code_stands_once_in_its_tree(
    cast: Cast, now: datetime, create: Create, verb: str
) -> None:
    create(cast.operations, NODE, now=now)
    for again in (NODE, replace(NODE, parent="GW-1")):
        with nothing_changes(*TREES), pytest.raises(Invalid) as refused:
            create(cast.operations, again, now=now)
        assert codes(refused.value) == {"code": "taken"}


def test_a_branch_is_never_deeper_than_its_path_can_say(cast: Cast, now: datetime) -> None:
    parent = ""
    for level in range(6):  # paths of 42, 83, 124, 165, 206, 247 signs
        code = f"{level}" * 40
        create_territory(cast.operations, NodeInput(code, name_en="x", parent=parent), now=now)
        parent = code
    deep = NodeInput("77", name_en="x", parent=parent)
    assert create_territory(cast.operations, deep, now=now).path.endswith("/77/")
    with nothing_changes(Region), pytest.raises(Invalid) as refused:
        create_territory(cast.operations, replace(deep, code="888"), now=now)
    assert codes(refused.value) == {"parent": "too_deep"}


def test_a_territory_below_hong_kong_stands_under_its_division(cast: Cast, now: datetime) -> None:
    path, kind = "/CN/810000/", Region.Kind.DIVISION
    Region.objects.create(code="810000", name_zh="香港", path=path, depth=1, kind=kind)
    row = create_territory(cast.operations, NodeInput("HK-W", name_en="West", parent="HK"), now=now)
    assert (row.path, row.depth) == ("/CN/810000/HK-W/", 2)


# ------------------------------------------------------------------ changing products


@pytest.fixture
def gateway(cast: Cast, now: datetime) -> Product:
    return create_product(cast.operations, ProductInput(NODE), now=now)


def test_an_edit_changes_names_and_marks_and_leaves_the_place(
    cast: Cast, now: datetime, gateway: Product
) -> None:
    edit = partial(edit_product, cast.channel_director, gateway.public_id, now=now)
    node = NodeInput("OTHER", name_en=" Gate 2 ", parent="NONE")
    row = edit(ProductInput(node, is_family=True, is_active=False))
    assert (row.code, row.path, row.name_zh, row.name_en) == ("GW-1", "/GW-1/", "", "Gate 2")
    edit(ProductInput(node, is_family=True, is_active=False))
    assert told()[1:] == [
        (
            "cells.product_changed",
            gateway.public_id,
            {"name_zh": "网关", "name_en": "Gateway", "is_family": False, "is_active": True},
            {"name_zh": "", "name_en": "Gate 2", "is_family": True, "is_active": False},
        )
    ]
    edit(ProductInput(node, is_family=True))
    assert told()[-1][2:] == ({"is_active": False}, {"is_active": True})


@pytest.mark.parametrize(
    ("node", "problems"),
    [
        (NodeInput("GW-1"), {"name_zh": "required"}),
        (NodeInput("GW-1", name_zh="网" * 161), {"name_zh": "too_long"}),
        (NodeInput("GW-1", name_en="a\u200fb"), {}),
        (NodeInput("GW-1", name_en="a\u202eb"), {"name_en": "control_sign"}),
    ],
)
def test_an_edited_name_keeps_its_bounds(
    cast: Cast, now: datetime, gateway: Product, node: NodeInput, problems: dict[str, str]
) -> None:
    edit = partial(edit_product, cast.operations, gateway.public_id, ProductInput(node), now=now)
    if not problems:
        assert edit().name_en == node.name_en
        return
    with nothing_changes(Product), pytest.raises(Invalid) as refused:
        edit()
    assert codes(refused.value) == problems


def test_an_absent_product_cannot_be_changed(cast: Cast, now: datetime, gateway: Product) -> None:
    for public_id in ("", "prd_none", "GW-1", gateway.public_id + "\x00"):
        with nothing_changes(Product), pytest.raises(NotFound):
            edit_product(cast.operations, public_id, ProductInput(NODE), now=now)
    assert verbs() == ["cells.product_created"]
