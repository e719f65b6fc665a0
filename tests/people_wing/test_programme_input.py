"""The programme's settings at their bounds, and what a change of currency may not leave behind."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, NotFound, NotPermitted
from qudao.core.models import AuditEntry, ExchangeRate, Holiday, Programme, StoredFile
from qudao.core.programme import current_programme
from qudao.people.actions.calendar import (
    HolidayInput,
    RateInput,
    remove_exchange_rate,
    set_exchange_rate,
    set_holiday,
)
from qudao.people.actions.programme import (
    LARGEST_LOGO,
    ProgrammeInput,
    change_logo,
    change_programme,
    currencies,
    holiday_calendars,
    remove_logo,
)
from qudao.people.programme import exchange_rates, own_holidays, programme_logo, programme_settings
from tests.people import Cast
from tests.refusals import problems, refused

NOW_INPUT = ProgrammeInput(name_zh="澄岩伙伴计划", name_en="Chengyan Partners")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
WRONG: tuple[tuple[dict[str, object], list[tuple[str, str]]], ...] = (
    ({"name_zh": "", "name_en": " "}, [("name_en", "required")]),
    ({"name_zh": "x" * 121}, [("name_zh", "too_long")]),
    ({"name_en": "a\nb"}, [("name_en", "control_characters")]),
    ({"default_language": "zh"}, [("default_language", "language")]),
    ({"default_language": ""}, [("default_language", "language")]),
    ({"time_zone": "Shanghai"}, [("time_zone", "time_zone")]),
    ({"time_zone": "../etc/passwd"}, [("time_zone", "time_zone")]),
    ({"time_zone": ""}, [("time_zone", "time_zone")]),
    ({"currency": "cny"}, [("currency", "currency")]),
    ({"currency": "ABC"}, [("currency", "currency")]),
    ({"currency": ""}, [("currency", "currency")]),
    ({"holiday_calendar": "China"}, [("holiday_calendar", "holiday_calendar")]),
    ({"holiday_calendar": "none"}, [("holiday_calendar", "holiday_calendar")]),
    ({"fiscal_year_starts_in": 0}, [("fiscal_year_starts_in", "month")]),
    ({"fiscal_year_starts_in": 13}, [("fiscal_year_starts_in", "month")]),
)


def change(cast: Cast, now: datetime, **changed: object) -> None:
    version = programme_settings(cast.operations).version
    data = replace(NOW_INPUT, **changed)  # type: ignore[arg-type]
    change_programme(cast.operations, data, version=version, now=now)


def test_what_is_wrong_is_named_field_by_field(cast: Cast, now: datetime) -> None:
    for changed, expected in WRONG:
        assert problems(lambda it=changed: change(cast, now, **it)) == expected, changed


def test_one_name_stands_for_both(cast: Cast, now: datetime) -> None:
    change(cast, now, name_zh=" 新计划 ", name_en="")
    row = programme_settings(cast.operations)
    assert (row.name_zh, row.name_en) == ("新计划", "新计划")


def test_the_bounds_themselves_are_taken(cast: Cast, now: datetime) -> None:
    change(cast, now, name_zh="马" * 120, fiscal_year_starts_in=12, holiday_calendar="NONE")
    change(cast, now, time_zone="Pacific/Kiritimati", fiscal_year_starts_in=1, currency="JPY")
    row = programme_settings(cast.operations)
    assert (row.time_zone, row.currency, row.version) == ("Pacific/Kiritimati", "JPY", 3)


def test_a_change_is_seen_at_once_in_this_process(cast: Cast, now: datetime) -> None:
    assert current_programme().name_en == "Chengyan Partners"
    change(cast, now, name_en="Chengyan Alliance")
    assert current_programme().name_en == "Chengyan Alliance"


def rate(cast: Cast, now: datetime, currency: str = "USD", value: str = "7.1") -> None:
    data = RateInput(currency=currency, valid_from=date(2026, 1, 1), rate=Decimal(value))
    set_exchange_rate(cast.operations, data, now=now)


def test_the_currency_stays_while_rates_are_kept_in_it(cast: Cast, now: datetime) -> None:
    rate(cast, now)
    found = problems(lambda: change(cast, now, currency="EUR"))
    assert found == [("currency", "rates_in_use")]
    change(cast, now, name_en="Other name")
    remove_exchange_rate(cast.operations, "USD", date(2026, 1, 1), now=now)
    change(cast, now, currency="EUR")
    assert current_programme().currency == "EUR"
    rate(cast, now, currency="CNY", value="0.13")
    assert problems(lambda: rate(cast, now, currency="EUR")) == [("currency", "own_currency")]


RATES = (
    ("0.00000001", None),
    ("1000000", None),
    ("7.12345678", None),
    ("7.10000000000", None),
    ("1000000.00000001", "rate"),
    ("0.000000001", "too_many_decimals"),
    ("0", "rate"),
    ("-0.1", "rate"),
    ("NaN", "rate"),
    ("sNaN", "rate"),
    ("Infinity", "rate"),
    ("1E+400", "rate"),
    ("1E-400", "too_many_decimals"),
)


def test_a_rate_is_exact_and_between_its_bounds(cast: Cast, now: datetime) -> None:
    for value, code in RATES:
        if code is None:
            rate(cast, now, value=value)
            assert ExchangeRate.objects.get().rate == Decimal(value)
        else:
            assert problems(lambda it=value: rate(cast, now, value=it)) == [("rate", code)]


def test_every_problem_of_a_rate_is_named_at_once(cast: Cast, now: datetime) -> None:
    data = RateInput(currency="XX", valid_from=date(1900, 1, 1), rate=Decimal(0))
    found = problems(lambda: set_exchange_rate(cast.operations, data, now=now))
    assert found == [("valid_from", "day"), ("currency", "currency"), ("rate", "rate")]


def test_the_rate_in_force_is_marked_for_each_currency(cast: Cast, now: datetime) -> None:
    for currency, month, value in (("USD", 1, "7.1"), ("USD", 4, "7.4"), ("EUR", 2, "7.8")):
        data = RateInput(currency=currency, valid_from=date(2026, month, 1), rate=Decimal(value))
        set_exchange_rate(cast.operations, data, now=now)

    def marked(today: date) -> list[tuple[str, int]]:
        rows = exchange_rates(cast.operations, today=today)
        return [(row.currency, row.valid_from.month) for row in rows if row.is_current]

    assert marked(date(2025, 12, 31)) == []
    assert marked(date(2026, 1, 1)) == [("USD", 1)]
    assert marked(date(2026, 3, 31)) == [("EUR", 2), ("USD", 1)]
    assert marked(date(2026, 4, 1)) == [("EUR", 2), ("USD", 4)]


def test_days_of_the_calendar_have_their_bounds(cast: Cast, now: datetime) -> None:
    for day in (date(1990, 1, 1), date(2099, 12, 31)):
        set_holiday(cast.operations, HolidayInput(day=day, is_working_day=True), now=now)
    for day in (date(1989, 12, 31), date(2100, 1, 1)):
        data = HolidayInput(day=day, is_working_day=False, name="x" * 81)
        found = problems(lambda it=data: set_holiday(cast.operations, it, now=now))
        assert found == [("day", "day"), ("name", "too_long")]
    assert [row.day.year for row in own_holidays(cast.operations)] == [2099, 1990]


def test_a_day_that_is_set_twice_is_one_day(cast: Cast, now: datetime) -> None:
    day = date(2026, 5, 9)
    for is_working, name in ((False, "校庆"), (True, " 补班 ")):
        data = HolidayInput(day=day, is_working_day=is_working, name=name)
        set_holiday(cast.operations, data, now=now)
    row = Holiday.objects.get()
    assert (row.is_working_day, row.name) == (True, "补班")
    last = AuditEntry.objects.order_by("-pk")[0]
    assert last.before == {"day": "2026-05-09", "is_working_day": False, "name": "校庆"}
    assert last.after == {"day": "2026-05-09", "is_working_day": True, "name": "补班"}


def test_a_stale_form_overwrites_nothing(cast: Cast, now: datetime) -> None:
    change(cast, now, name_en="First")
    for version in (0, 1, 3):
        refused(
            Conflict,
            lambda it=version: change_programme(cast.operations, NOW_INPUT, version=it, now=now),
        )


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def logo(actor: Actor, content: bytes, now: datetime, name: str = "logo.png") -> None:
    change_logo(actor, name, io.BytesIO(content), now=now)


def files_in(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


LOGOS = (
    (b"", "empty_file"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "file_type"),
    (b"<html>", "file_type"),
    (b"GIF89a" + bytes(20), "file_type"),
    (b"%PDF-1.7", "file_type"),
    (PNG + bytes(LARGEST_LOGO), "file_too_large"),
)


def test_what_is_no_small_picture_is_refused_and_leaves_nothing(
    cast: Cast, now: datetime, folder: Path
) -> None:
    for content, code in LOGOS:
        found = problems(lambda it=content: logo(cast.operations, it, now))
        assert found == [("file", code)]
    assert files_in(folder) == 0


def test_a_logo_of_the_largest_size_is_taken(cast: Cast, now: datetime, folder: Path) -> None:
    logo(cast.operations, PNG + bytes(LARGEST_LOGO - len(PNG)), now)
    assert programme_logo().size == LARGEST_LOGO


def test_a_new_logo_takes_the_place_of_the_old(cast: Cast, now: datetime, folder: Path) -> None:
    logo(cast.operations, PNG, now)
    first = programme_logo().public_id
    logo(cast.operations, PNG + b"x", now, name="../../second.exe")
    second = programme_logo()
    assert second.name == "second.exe.png"
    entries = AuditEntry.objects.filter(verb="programme.logo_changed").order_by("pk")
    assert [(row.before["logo"], row.after["logo"]) for row in entries] == [
        ("", first),
        (first, second.public_id),
    ]
    assert StoredFile.objects.count() == 2


def test_removing_no_logo_leaves_no_row(cast: Cast, now: datetime, folder: Path) -> None:
    remove_logo(cast.operations, now=now)
    assert AuditEntry.objects.count() == 0
    logo(cast.operations, PNG, now)
    remove_logo(cast.operations, now=now)
    with pytest.raises(NotFound):
        programme_logo()
    assert not programme_settings(cast.operations).has_logo


def test_others_leave_no_picture_on_disk(cast: Cast, now: datetime, folder: Path) -> None:
    for actor in (cast.channel_manager, cast.human_resources, cast.principal_a):
        refused(NotPermitted, lambda who=actor: logo(who, PNG, now))
    assert files_in(folder) == 0


def test_without_a_programme_there_is_no_logo(cast: Cast) -> None:
    Programme.objects.all().delete()
    with pytest.raises(NotFound):
        programme_logo()
    with pytest.raises(NotFound):
        programme_settings(cast.operations)


def test_choices_hold_what_the_usual_programmes_need() -> None:
    assert {"CNY", "USD", "EUR", "JPY", "HKD"} <= currencies()
    assert {"CN", "US", "DE", "SG", "HK", "NONE"} <= holiday_calendars()
