"""Territories of a file, and regions, industries by what files call them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import NotPermitted
from qudao.core.upserting import Fate, Keyed, Outcome, Refused
from qudao.market.cells.actions import NodeInput, create_segment
from qudao.market.cells.bulk import (
    TerritoryLine,
    industries_called,
    put_territories,
    regions_called,
    territory_code,
)
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.places import code_of_place
from tests.market.trail import every, people_of
from tests.people import Cast
from tests.refusals import nothing_changes

EAST = TerritoryLine(name_zh="华东", name_en="East")
MAY_WRITE = {"channel_director", "operations"}


def put(cast: Cast, *rows: tuple[str, TerritoryLine], source: str = "crm") -> list[Outcome]:
    return put_territories(cast.operations, source, [Keyed(key, line) for key, line in rows])


def paths() -> dict[str, str]:
    return dict(every(Region).values_list("code", "path"))


@pytest.fixture
def standard(cast: Cast) -> None:
    country, division = Region.Kind.COUNTRY, Region.Kind.DIVISION
    china = Region.objects.create(
        code="CN", name_zh="中国", name_en="China", path="/CN/", kind=country
    )
    for code, zh, en in (("310000", "上海市", "Shanghai"), ("320000", "江苏省", "Jiangsu")):
        place = {"path": f"/CN/{code}/", "depth": 1, "kind": division, "parent": china}
        Region.objects.create(code=code, name_zh=zh, name_en=en, **place)


def test_a_territory_has_the_code_of_its_source_and_is_changed_in_place(cast: Cast) -> None:
    assert put(cast, ("1", EAST)) == [Fate.CREATED]
    assert put(cast, ("1", EAST)) == [Fate.UNCHANGED]
    assert put(cast, ("1", TerritoryLine(name_en="Far East"))) == [Fate.UPDATED]
    assert put(cast, ("1", EAST), source="erp") == [Fate.CREATED]
    rows = every(Region).values_list("code", "name_zh", "name_en", "kind")
    assert list(rows) == [
        ("crm-1", "华东", "Far East", "territory"),
        ("erp-1", "华东", "East", "territory"),
    ]


def test_territories_stand_below_what_their_file_calls_a_group(cast: Cast, standard: None) -> None:
    rows = (
        ("s", TerritoryLine(name_en="Suzhou", group="e")),
        ("e", TerritoryLine(name_en="East", group="cn")),
        ("cn", TerritoryLine(name_en="All", country="China")),
        ("w", TerritoryLine(name_en="West", group="Unlisted 组")),
    )
    assert put(cast, *rows) == [Fate.CREATED] * 4
    found = paths()
    assert found["crm-s"] == "/CN/crm-cn/crm-e/crm-s/"
    assert found["crm-w"] == "/crm-Unlisted 组/crm-w/"
    group = every(Region).get(code="crm-Unlisted 组")
    assert (group.name_zh, group.name_en) == ("Unlisted 组", "")


def test_a_circle_of_groups_ends_and_loses_no_row(cast: Cast) -> None:
    rows = (
        ("a", TerritoryLine(name_en="A", group="b")),
        ("b", TerritoryLine(name_en="B", group="a")),
        ("c", TerritoryLine(name_en="C", group="c")),
    )
    assert len(put(cast, *rows)) == 3
    assert {"crm-a", "crm-b", "crm-c"} <= set(paths())


def test_rows_of_a_public_standard_stay_as_they_are(cast: Cast, standard: None) -> None:
    before = paths()
    assert put(cast, ("310000", TerritoryLine(name_zh="上海市", name_en="Shang Hai"))) == [
        Fate.UNCHANGED
    ]
    assert paths() == before
    # the code alone is no proof: territory 310000 of some system is not Shanghai
    assert put(cast, ("310000", TerritoryLine(name_en="Team 31"))) == [Fate.CREATED]
    assert paths()["crm-310000"] == "/crm-310000/"


def test_a_territory_that_would_be_too_deep_is_refused(cast: Cast) -> None:
    keys = [f"{level}" * 36 for level in range(7)]
    lines = [
        (key, TerritoryLine(name_en="x", group=keys[at - 1] if at else ""))
        for at, key in enumerate(keys)
    ]
    assert put(cast, *lines) == [*[Fate.CREATED] * 6, Refused("parent", "too_deep", keys[6])]


@pytest.mark.parametrize(
    ("source", "key", "code"),
    [
        ("crm", "1", "crm-1"),
        ("crm", "a/b", "crm-a b"),
        ("", "", "-"),
        ("s" * 20, "k" * 19, f"{'s' * 20}-{'k' * 19}"),
    ],
)
def test_the_code_of_a_territory_names_source_and_key(source: str, key: str, code: str) -> None:
    assert territory_code(source, key) == code


def test_a_long_code_is_short_enough_and_still_tells_two_apart() -> None:
    codes = [territory_code("source" * 5, "钥匙/" * 20 + tail) for tail in ("1", "2")]
    assert all(len(code) <= 40 and "/" not in code for code in codes)
    assert codes[0] != codes[1]
    assert codes[0] == territory_code("source" * 5, "钥匙/" * 20 + "1")


def test_nobody_else_puts_territories(cast: Cast) -> None:
    for name, actor in people_of(cast).items():
        if name in MAY_WRITE:
            assert put_territories(actor, "crm", []) == []
            continue
        with nothing_changes(Region), pytest.raises(NotPermitted):
            put_territories(actor, "crm", [Keyed("1", EAST)])


def test_a_long_file_takes_as_many_queries_as_a_short_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(str(number), replace(EAST, name_en=f"T{number}")) for number in range(60)]
    with django_assert_max_num_queries(5):
        assert set(put(cast, *rows)) == {Fate.CREATED}


# ------------------------------------------------------------------ references


def called(cast: Cast, *references: str, source: str = "crm") -> dict[str, str]:
    found = regions_called(cast.operations, source, references)
    return {reference: region.code for reference, region in found.items()}


def test_a_place_is_called_by_code_name_or_short_name(cast: Cast, standard: None) -> None:
    assert called(cast, "310000", "江苏省", "Jiangsu", "China", "江苏", "Atlantis", "") == {
        "310000": "310000",
        "江苏省": "320000",
        "Jiangsu": "320000",
        "China": "CN",
        "江苏": "320000",
    }


def test_the_own_territory_goes_before_a_public_place_of_that_name(
    cast: Cast, standard: None
) -> None:
    put(cast, ("Jiangsu", TerritoryLine(name_en="Team Jiangsu")))
    assert called(cast, "Jiangsu") == {"Jiangsu": "crm-Jiangsu"}
    assert called(cast, "Jiangsu", source="erp") == {"Jiangsu": "320000"}


def test_of_two_places_of_one_name_the_upper_one_is_meant(cast: Cast, standard: None) -> None:
    upper = Region.objects.get(code="320000")
    Region.objects.create(
        code="320001",
        name_en="Jiangsu",
        path="/CN/320000/320001/",
        depth=2,
        kind=Region.Kind.DIVISION,
        parent=upper,
    )
    assert called(cast, "Jiangsu") == {"Jiangsu": "320000"}


def test_industries_are_called_by_code_or_name(cast: Cast, now: datetime) -> None:
    node = NodeInput("BANKS", name_zh="银行", name_en="Banks")
    create_segment(cast.operations, node, now=now)
    Industry.objects.create(code="银行", name_en="Trap", path="/银行/", standard="own")
    found = industries_called(cast.operations, ["BANKS", "Banks", "银行", "none"])
    assert {name: row.code for name, row in found.items()} == {
        "BANKS": "BANKS",
        "Banks": "BANKS",
        "银行": "银行",
    }
    assert industries_called(cast.operations, []) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("上海", "310000"),
        ("上海市", "310000"),
        ("Shanghai", "310000"),
        ("shang hai", "310000"),
        ("ＳＨＡＮＧＨＡＩ", "310000"),
        ("苏州", "320500"),
        ("", ""),
        ("Atlantis", ""),
        ("\x00", ""),
        ("🙂", ""),
    ],
)
def test_a_city_has_the_code_of_its_name_in_either_script(text: str, code: str) -> None:
    assert code_of_place(text) == code
