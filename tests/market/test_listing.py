"""Lists: the name in the reader's language, a stable order, a window that is never too wide."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db.models import F

from qudao.market.listing import (
    WIDEST_WINDOW,
    Orderable,
    bounded,
    first_window,
    ordering,
    readable_name,
)
from qudao.market.partners.models import Partner
from tests.market.trail import SYSTEM
from tests.people import Cast, make_partner

COLUMNS: dict[str, Orderable] = {"name": F("name_en"), "code": F("code")}


def spelled(*wanted: str) -> list[str]:
    """An order as words: a column's name, with "-" in front where it descends."""
    found = []
    for one in ordering(wanted, COLUMNS):
        if isinstance(one, str):
            found.append(one)
        else:
            assert isinstance(one.expression, F)
            found.append(f"{'-' if one.descending else ''}{one.expression.deconstruct()[1][0]}")
    return found


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ((), ["pk"]),
        (("name",), ["name_en", "pk"]),
        (("-name", "code"), ["-name_en", "code", "pk"]),
        (("code", "-pk"), ["code", "-pk"]),
        (("-pk",), ["-pk"]),
        (("-pk", "code"), ["code", "pk"]),
        (("salary", "-wish", "name"), ["name_en", "pk"]),
        (("--name", "", "-", "name_en"), ["pk"]),
        (("organisation__name_en",), ["pk"]),
    ],
)
def test_unknown_columns_fall_away_and_the_key_comes_last(
    wanted: tuple[str, ...], order: list[str]
) -> None:
    assert spelled(*wanted) == order


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (slice(None), slice(0, WIDEST_WINDOW)),
        (slice(0, 81), slice(0, 81)),
        (slice(80, 161), slice(80, 161)),
        (slice(50, None), slice(50, 50 + WIDEST_WINDOW)),
        (slice(0, 10**9), slice(0, WIDEST_WINDOW)),
        (slice(7, 10**9), slice(7, 7 + WIDEST_WINDOW)),
        (slice(-5, 3), slice(0, 3)),
        (slice(5, 3), slice(5, 5)),
        (slice(0, -1), slice(0, 0)),
        (slice(-9, -3), slice(0, 0)),
        (slice(0, 0), slice(0, 0)),
    ],
)
def test_a_window_is_never_wider_than_an_export_nor_turned_around(
    asked: slice, given: slice
) -> None:
    assert bounded(asked) == given


def test_the_first_window_shows_one_more_than_a_page() -> None:
    assert first_window() == slice(0, 81)


@pytest.fixture
def named(cast: Cast, now: datetime) -> None:
    make_partner("ZH-ONLY", "丙地数码", "", now=now)
    make_partner("EN-ONLY", "", "Aardvark Networks", now=now)


def names_in(language: str) -> dict[str, str]:
    rows = Partner.objects.visible_to(SYSTEM).annotate(shown=readable_name(language))
    return dict(rows.values_list("code", "shown"))


def test_a_name_falls_back_to_the_other_language(named: None) -> None:
    english, chinese = names_in("en"), names_in("zh-hans")
    assert (english["ZH-ONLY"], english["EN-ONLY"]) == ("丙地数码", "Aardvark Networks")
    assert (chinese["ZH-ONLY"], chinese["EN-ONLY"]) == ("丙地数码", "Aardvark Networks")
    assert (english["QIHE"], chinese["QIHE"]) == ("Qiheng Info", "启恒信息")
    assert names_in("zh") == names_in("zh-hant") == chinese
    assert names_in("fr") == names_in("") == english


def test_a_name_is_found_through_a_relation(named: None) -> None:
    rows = Partner.objects.visible_to(SYSTEM).filter(supplied_by__isnull=False)
    shown = rows.annotate(shown=readable_name("en", "supplied_by__")).values_list("shown")
    assert list(shown) == [("Lianji Distribution",)]


def test_pages_of_equal_names_never_overlap(cast: Cast, now: datetime) -> None:
    for number in range(6):
        make_partner(f"SAME-{number}", "同名公司", "Same Name", now=now)
    rows = Partner.objects.visible_to(SYSTEM).filter(name_en="Same Name")
    ordered = rows.order_by(*ordering(("-name",), {"name": readable_name("en")}))
    pages = [list(ordered[bounded(slice(at, at + 2))]) for at in (0, 2, 4, 6)]
    assert [len(page) for page in pages] == [2, 2, 2, 0]
    assert [one.code for page in pages for one in page] == [f"SAME-{n}" for n in range(6)]
