"""The reference codes: complete, in both languages where promised, loaded once."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.actor import system_actor
from qudao.core.errors import NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.cells.actions import seed_reference
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.selectors import Axis, choices_below, node_named, search_choices
from tests.people import Cast

SYSTEM = system_actor("test")


@pytest.fixture
def seeded(cast: Cast, now: datetime) -> Cast:
    seed_reference(cast.operations, now=now)
    return cast


def test_every_code_of_the_standards_is_there(seeded: Cast) -> None:
    regions, industries = Region.objects.visible_to(SYSTEM), Industry.objects.visible_to(SYSTEM)
    assert regions.filter(kind="country").count() == 246  # 249 of ISO 3166, three are divisions
    assert regions.filter(kind="division").count() == 3213
    assert industries.filter(standard="gbt4754").count() == 1971
    assert industries.filter(standard="isic").count() == 766


def test_upper_levels_have_both_languages(seeded: Cast) -> None:
    upper_regions = Region.objects.visible_to(SYSTEM).filter(depth__lte=1)
    assert upper_regions.filter(kind="division").count() == 34
    assert not [r.code for r in upper_regions if not (r.name_zh and r.name_en)]
    upper_industries = Industry.objects.visible_to(SYSTEM).filter(depth__lte=1)
    assert upper_industries.count() == 20 + 97 + 21 + 88
    assert not [i.code for i in upper_industries if not (i.name_zh and i.name_en)]


def test_a_deeper_level_has_its_standards_own_language(seeded: Cast) -> None:
    haidian = Region.objects.visible_to(SYSTEM).get(code="110108")
    assert (haidian.name_zh, haidian.name_en, haidian.path) == ("海淀区", "", "/CN/110000/110108/")
    assert haidian.name("en") == "海淀区"


def test_loading_twice_changes_nothing(seeded: Cast, now: datetime) -> None:
    entries = AuditEntry.objects.visible_to(SYSTEM).count()
    again = seed_reference(seeded.operations, now=now)
    assert (again.added, again.renamed) == (0, 0)
    assert AuditEntry.objects.visible_to(SYSTEM).count() == entries == 1


def test_a_changed_name_is_brought_back(seeded: Cast, now: datetime) -> None:
    Region.objects.visible_to(SYSTEM).filter(code="310000").update(name_en="Shang Hai")
    again = seed_reference(seeded.operations, now=now)
    assert (again.added, again.renamed) == (0, 1)
    assert Region.objects.visible_to(SYSTEM).get(code="310000").name_en == "Shanghai"


def test_a_channel_manager_may_not_load_codes(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        seed_reference(cast.channel_manager, now=now)
    assert Region.objects.visible_to(SYSTEM).count() == 0


def test_search_finds_a_name_in_both_languages(seeded: Cast) -> None:
    for text in ("上海", "Shanghai", "3100"):
        found = search_choices(seeded.seller_a, Axis.REGION, text)
        assert found[0].code == "310000"
    assert search_choices(seeded.seller_a, Axis.REGION, "  ") == []


def test_choices_go_level_by_level(seeded: Cast) -> None:
    provinces = choices_below(seeded.seller_a, Axis.REGION, "CN")
    assert len(provinces) == 34
    assert (provinces[0].name, provinces[0].has_children) == ("Beijing", True)
    roots = choices_below(seeded.seller_a, Axis.INDUSTRY)
    assert [choice.code for choice in roots][:2] == ["GB-A", "GB-B"]
    assert len(roots) == 41


def test_hong_kong_macao_and_taiwan_stand_once(seeded: Cast) -> None:
    for country, division in (("HK", "810000"), ("MO", "820000"), ("TW", "710000")):
        node = node_named(SYSTEM, Axis.REGION, country)
        assert node is not None
        assert node.code == division
