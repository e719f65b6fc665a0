"""Territories: their codes, countries, groups; the codes of public standards stay as they are."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.intake.writers.base import Setting
from qudao.intake.writers.places import Places
from qudao.market.cells.bulk import territory_code
from qudao.market.cells.models import Region
from tests.intake.places import lay_places
from tests.intake.rows import bring, faults, incoming, put, read, values_of, writer_for

SYSTEM = system_actor("test")


def territories() -> list[tuple[str, str, str, str]]:
    rows = Region.objects.visible_to(SYSTEM).filter(kind="territory").order_by("code")
    return list(rows.values_list("code", "name_zh", "name_en", "path"))


def test_every_column_has_its_place(importer: Actor, now: datetime) -> None:
    lay_places()
    content = "区域代码,名称,英文名称,国家\nHD,华东,East China,德国\nUS1,Northwest,,\n"
    assert bring("regions", content, importer, now=now).fates == ["created", "created"]
    assert territories() == [
        ("crm-HD", "华东", "East China", "/DE/crm-HD/"),
        ("crm-US1", "", "Northwest", "/crm-US1/"),
    ]
    assert bring("regions", content, importer, now=now).fates == ["unchanged", "unchanged"]


def test_rows_that_name_a_public_standard_change_nothing(importer: Actor, now: datetime) -> None:
    lay_places()
    rows = [
        values_of("regions", code="320000", name="江苏省"),
        values_of("regions", code="DE", name="Germany"),
        values_of("regions", code="310000", name="华东一区"),
    ]
    told = put("regions", rows, importer, now=now)
    assert told.fates == ["unchanged", "unchanged", "created"]
    assert [code for code, *_rest in territories()] == ["crm-310000"]
    assert Region.objects.visible_to(SYSTEM).get(code="310000").name_zh == "上海市"


@pytest.mark.parametrize(
    ("rows", "paths"),
    [
        ([("1", "子", "2"), ("2", "父", "")], ["/crm-2/crm-1/", "/crm-2/"]),
        ([("1", "子", "亚洲")], ["/crm-亚洲/crm-1/", "/crm-亚洲/"]),
        ([("1", "甲", "2"), ("2", "乙", "1")], None),
        ([("1", "甲", "1")], None),
    ],
)
def test_a_territory_stands_below_what_its_row_names(
    importer: Actor, now: datetime, rows: list[tuple[str, str, str]], paths: list[str] | None
) -> None:
    given = [values_of("regions", code=code, name=name, parent=up) for code, name, up in rows]
    told = put("regions", given, importer, now=now)
    assert set(told.fates) <= ({"created"} if paths else {"created", "updated"})
    assert {name for _code, name, *_rest in territories()} >= {name for _code, name, _up in rows}
    found = [path for *_rest, path in territories()]
    assert len(found) == len(set(found))
    if paths is not None:
        assert sorted(found) == sorted(paths)
    assert put("regions", given, importer, now=now).counts.keys() <= {"unchanged"}


def test_a_changed_name_is_taken_and_the_place_in_the_tree_stays(
    importer: Actor, now: datetime
) -> None:
    lay_places()
    put("regions", [values_of("regions", code="1", name="东", country="DE")], importer, now=now)
    told = put("regions", [values_of("regions", code="1", name="新东")], importer, now=now)
    assert told.fates == ["updated"]
    assert territories() == [("crm-1", "新东", "", "/DE/crm-1/")]


@pytest.mark.parametrize(
    ("source", "key"),
    [("crm", "1"), ("a" * 60, "k"), ("crm", "长" * 40), ("s/lash", "a/b"), ("a" * 60, "k" * 40)],
)
def test_a_code_fits_its_column_and_holds_no_slash(source: str, key: str) -> None:
    code = territory_code(source, key)
    assert len(code) <= 40
    assert "/" not in code
    assert code == territory_code(source, key)


def test_long_sources_and_keys_do_not_run_into_each_other() -> None:
    pairs = [("a" * 59 + end, "k" * 39 + tail) for end in "xy" for tail in "12"]
    assert len({territory_code(source, key) for source, key in pairs}) == 4


def test_a_place_that_was_looked_up_is_asked_for_once(
    importer: Actor, now: datetime, django_assert_num_queries: object
) -> None:
    lay_places()
    writer = writer_for("partners", importer, now=now)
    setting: Setting = writer.setting
    places = Places(setting, ("territory", "province"))
    rows = incoming(
        writer,
        [
            values_of("partners", name="甲", territory="没有", province="江苏"),
            values_of("partners", name="乙", province="上海市"),
            values_of("partners", name="丙"),
            values_of("partners", name="丁", territory="没有"),
        ],
    )
    places.look_up(rows)
    found = [places.of(row.values) for row in rows]
    assert [one[1] if one else None for one in found] == ["320000", "310000", None, None]
    assert [places.unknown_in(row.values) for row in rows] == ["", "", "", "territory"]
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert places.of(rows[0].values) == found[0]


def test_reading_needs_code_and_name() -> None:
    content = "区域代码,名称,国家,大洲\n1,东,中国,亚洲\n,西,中国,亚洲\n3,,中国,亚洲\n"
    assert read("regions", content) == [
        {"code": "1", "name": "东", "country": "中国", "group": "亚洲"}
    ]
    assert faults("regions", content) == [
        (3, "区域代码", "", "required"),
        (4, "名称", "", "required"),
    ]


@pytest.mark.parametrize(
    ("code", "rule"),
    [("1" * 40, ""), ("1" * 41, "text_too_long"), ("9.13E+17", "digits_lost"), ("007", "")],
)
def test_a_code_keeps_its_noughts_and_its_digits(code: str, rule: str) -> None:
    content = f"区域代码,名称\n{code},东\n2,西\n"
    assert [one[3] for one in faults("regions", content)] == ([rule] if rule else [])
    if not rule:
        assert read("regions", content)[0]["code"] == code
