"""Lists of sales people: by number, else by name; their managers and territories as named."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.market.goals.bulk import sales_people_called
from qudao.market.goals.models import SalesPerson
from tests.intake.rows import bring, faults, keys_of, put, read, values_of, writer_for

SYSTEM = system_actor("test")


def people() -> list[tuple[str, str, str, str]]:
    rows = SalesPerson.objects.visible_to(SYSTEM).order_by("pk")
    return list(rows.values_list("source_key", "name", "region_name", "manager_name"))


def test_every_column_has_its_place(importer: Actor, now: datetime) -> None:
    content = "工号,姓名,大区,直属上级\nE-017,沈一宁,华东,顾长青\nE-021,罗小满,华南,\n"
    assert bring("sales_people", content, importer, now=now).fates == ["created", "created"]
    assert people() == [("E-017", "沈一宁", "华东", "顾长青"), ("E-021", "罗小满", "华南", "")]
    assert bring("sales_people", content, importer, now=now).fates == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("given", "key", "name"),
    [
        ({"code": "E-1", "name": "沈一宁"}, "E-1", "沈一宁"),
        ({"name": "沈一宁"}, "沈一宁", "沈一宁"),
        ({"first_name": "Ada", "last_name": "Sample"}, "Ada Sample", "Ada Sample"),
        ({"last_name": "Sample"}, "Sample", "Sample"),
        ({"name": "Full Name", "first_name": "Ada", "last_name": "X"}, "Full Name", "Full Name"),
        ({"name": " 沈  一宁 "}, "沈 一宁", "沈 一宁"),
        ({"name": "N" * 120}, "N" * 80, "N" * 120),
    ],
)
def test_a_person_is_known_by_number_else_by_name(
    importer: Actor, now: datetime, given: dict[str, str], key: str, name: str
) -> None:
    row = values_of("sales_people", **given)
    assert keys_of(writer_for("sales_people", SYSTEM, now=now), [row]) == [key]
    put("sales_people", [row], importer, now=now)
    assert people() == [(key, name, "", "")]


def test_a_blank_wipes_nothing_and_a_change_is_taken(importer: Actor, now: datetime) -> None:
    first = values_of("sales_people", code="1", name="甲", territory="华东", manager="乙")
    put("sales_people", [first], importer, now=now)
    blank = values_of("sales_people", code="1", name="甲")
    assert put("sales_people", [blank], importer, now=now).fates == ["unchanged"]
    moved = values_of("sales_people", code="1", name="甲", territory="华南")
    assert put("sales_people", [moved], importer, now=now).fates == ["updated"]
    assert people() == [("1", "甲", "华南", "乙")]


def test_one_number_twice_in_a_file_is_one_person(importer: Actor, now: datetime) -> None:
    rows = [values_of("sales_people", code="1", name=name) for name in ("甲", "乙")]
    assert put("sales_people", rows, importer, now=now).fates == ["created", "merged"]
    assert people() == [("1", "甲", "", "")]


def test_one_number_of_two_systems_is_two_people(importer: Actor, now: datetime) -> None:
    for source in ("crm", "erp"):
        rows = [values_of("sales_people", code="1", name=f"甲 {source}")]
        assert put("sales_people", rows, importer, now=now, source=source).fates == ["created"]
    assert SalesPerson.objects.visible_to(SYSTEM).count() == 2


def test_long_places_and_managers_are_cut_to_their_columns(importer: Actor, now: datetime) -> None:
    row = values_of("sales_people", code="1", name="甲", territory="东" * 300, manager="乙" * 120)
    assert put("sales_people", [row], importer, now=now).fates == ["created"]
    assert people() == [("1", "甲", "东" * 120, "乙" * 120)]
    assert put("sales_people", [row], importer, now=now).fates == ["unchanged"]


def test_a_person_is_found_by_own_key_before_name_and_noted_when_unknown(
    importer: Actor, now: datetime
) -> None:
    rows = [
        values_of("sales_people", code="7", name="甲"),
        values_of("sales_people", code="8", name="7"),
    ]
    put("sales_people", rows, importer, now=now)
    put("sales_people", [values_of("sales_people", code="9", name="丙")], importer, now=now,
        source="erp")  # fmt: skip
    by_code = {one.source_key: one.pk for one in SalesPerson.objects.visible_to(SYSTEM)}

    found = sales_people_called(importer, "crm", {"7", "甲", "丙", "新人"})

    assert found["7"] == found["甲"] == by_code["7"]
    assert found["丙"] == by_code["9"]  # known under another system
    assert people()[-1] == ("新人", "新人", "", "")
    assert sales_people_called(importer, "crm", {"新人"}) == {"新人": found["新人"]}
    assert SalesPerson.objects.visible_to(SYSTEM).count() == 4


def test_reading_needs_a_name_and_leaves_out_what_has_no_place() -> None:
    content = "工号,姓名,邮箱,职务,入职日期\n1,甲,a@b.example,经理,2020-01-01\n2,,c@d.example,,\n"
    assert read("sales_people", content) == [{"code": "1", "name": "甲"}]
    assert faults("sales_people", content) == [(3, "姓名", "", "one_of_required")]


@pytest.mark.parametrize(("length", "rule"), [(120, ""), (121, "text_too_long")])
def test_a_name_has_at_most_120_characters(length: int, rule: str) -> None:
    found = faults("sales_people", f"工号,姓名\n1,{'N' * length}\n2,甲\n")
    assert [one[3] for one in found] == ([rule] if rule else [])
