"""One programme an installation; its settings change on record and never over each other."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from qudao.core import totals
from qudao.core.actor import NOBODY, system_actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, ExchangeRate, Holiday, Programme, StoredFile
from qudao.core.programme import work_calendar
from qudao.people.actions.calendar import (
    HolidayInput,
    RateInput,
    remove_exchange_rate,
    remove_holiday,
    set_exchange_rate,
    set_holiday,
)
from qudao.people.actions.invitations import NewLogin, accept_invitation
from qudao.people.actions.programme import (
    ProgrammeInput,
    SetUpInput,
    change_logo,
    change_programme,
    remove_logo,
    set_up_programme,
)
from qudao.people.actors import session_actor
from qudao.people.models import Invitation, Organisation
from qudao.people.permissions import PeoplePermission
from qudao.people.programme import (
    exchange_rates,
    own_holidays,
    programme_logo,
    programme_settings,
)
from qudao.people.trail import trail
from tests.people import Cast

SETTINGS = ProgrammeInput(name_zh="海岳伙伴计划", name_en="")
NEW = SetUpInput(
    programme=SETTINGS,
    vendor_zh="海岳科技",
    vendor_en="Haiyue Technology",
    director_name="Ma Li",
    director_email="ma.li@example.com",
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.mark.django_db
def test_setting_up_makes_programme_vendor_and_the_first_directors_invitation(
    now: datetime,
) -> None:
    issued = set_up_programme(system_actor("setup"), NEW, now=now)

    programme = Programme.objects.get()
    assert (programme.name_zh, programme.name_en) == ("海岳伙伴计划", "海岳伙伴计划")
    assert not programme.is_demonstration
    user = accept_invitation(
        NOBODY, issued.token, NewLogin(name="Ma Li", password="three-quiet-lamps"), now=now
    )
    director = session_actor(user, None, language="en", request_id="r")
    assert director.may(PeoplePermission.MANAGE_PROGRAMME)
    assert AuditEntry.objects.get(verb="programme.set_up").actor_name == "setup"


def test_there_is_one_programme_an_installation(cast: Cast, now: datetime) -> None:
    for actor in (system_actor("setup"), cast.operations):
        with pytest.raises(Conflict):
            set_up_programme(actor, NEW, now=now)
    with pytest.raises(NotPermitted):
        set_up_programme(cast.channel_manager, NEW, now=now)
    assert Programme.objects.get().name_en == "Chengyan Partners"
    assert Organisation.objects.filter(side="vendor").count() == 1
    assert Invitation.objects.count() == 0


@pytest.mark.django_db
def test_a_set_up_with_mistakes_names_them_all_and_writes_nothing(now: datetime) -> None:
    wrong = SetUpInput(
        programme=ProgrammeInput(
            name_zh=" ",
            name_en="",
            default_language="fr",
            time_zone="Mars/Olympus",
            currency="XX1",
            holiday_calendar="ZZ",
            fiscal_year_starts_in=13,
        ),
        vendor_zh="",
        vendor_en="",
        director_name="",
        director_email="nobody",
    )
    with pytest.raises(Invalid) as refused:
        set_up_programme(system_actor("setup"), wrong, now=now)

    assert [problem.field for problem in refused.value.problems] == [
        "name_en",
        "default_language",
        "time_zone",
        "currency",
        "holiday_calendar",
        "fiscal_year_starts_in",
        "vendor_en",
        "director_name",
        "director_email",
    ]
    assert Programme.objects.count() == Organisation.objects.count() == 0


def current(cast: Cast) -> ProgrammeInput:
    row = programme_settings(cast.operations)
    return ProgrammeInput(
        name_zh=row.name_zh,
        name_en=row.name_en,
        default_language=row.default_language,
        time_zone=row.time_zone,
        currency=row.currency,
        holiday_calendar=row.holiday_calendar,
        fiscal_year_starts_in=row.fiscal_year_starts_in,
    )


def test_settings_change_on_record(cast: Cast, now: datetime) -> None:
    wanted = replace(current(cast), name_en="Chengyan Alliance", fiscal_year_starts_in=4)

    for version in (1, 2):  # the second changes nothing and leaves no trace
        change_programme(cast.operations, wanted, version=version, now=now)

    assert current(cast) == wanted
    assert Programme.objects.get().version == 2
    (line,) = trail(cast.operations, cast.programme)
    assert [(c.field, c.before, c.after) for c in line.changes] == [
        ("English name", "Chengyan Partners", "Chengyan Alliance"),
        ("First month of the fiscal year", "1", "4"),
    ]


def test_the_second_of_two_changes_is_refused(cast: Cast, now: datetime) -> None:
    change_programme(cast.operations, replace(current(cast), name_en="First"), version=1, now=now)
    second = replace(current(cast), name_en="Second")
    with pytest.raises(Conflict):
        change_programme(cast.channel_director, second, version=1, now=now)
    assert current(cast).name_en == "First"


def test_the_currency_stays_once_amounts_are_on_record(cast: Cast, now: datetime) -> None:
    wanted = replace(current(cast), currency="EUR")
    totals.bump("stage", "o", "won", count=1, amount=Decimal(5))
    with pytest.raises(Invalid):
        change_programme(cast.operations, wanted, version=1, now=now)
    assert current(cast).currency == "CNY"

    totals.replace("stage", [])
    change_programme(cast.operations, wanted, version=1, now=now)
    assert current(cast).currency == "EUR"


def test_only_administrators_touch_settings(cast: Cast, now: datetime) -> None:
    day, rate = (
        date(2026, 3, 9),
        RateInput(currency="USD", valid_from=date(2026, 1, 1), rate=Decimal("7.1")),
    )
    for actor in (cast.channel_manager, cast.human_resources, cast.principal_a):
        for attempt in (
            lambda a=actor: change_programme(a, SETTINGS, version=1, now=now),
            lambda a=actor: set_holiday(a, HolidayInput(day=day, is_working_day=False), now=now),
            lambda a=actor: remove_holiday(a, day, now=now),
            lambda a=actor: set_exchange_rate(a, rate, now=now),
            lambda a=actor: remove_exchange_rate(a, "USD", day, now=now),
            lambda a=actor: change_logo(a, "a.png", io.BytesIO(PNG), now=now),
            lambda a=actor: remove_logo(a, now=now),
            lambda a=actor: programme_settings(a),
            lambda a=actor: exchange_rates(a, today=day),
            lambda a=actor: own_holidays(a),
        ):
            with pytest.raises(NotPermitted):
                attempt()
    assert AuditEntry.objects.count() == 0


def test_an_own_holiday_moves_the_working_calendar(cast: Cast, now: datetime) -> None:
    day = date(2026, 3, 9)
    assert work_calendar(now).is_working_day(day)

    set_holiday(cast.operations, HolidayInput(day=day, is_working_day=False, name="年会"), now=now)

    assert not work_calendar(now).is_working_day(day)
    assert [(row.day, row.name) for row in own_holidays(cast.operations)] == [(day, "年会")]
    remove_holiday(cast.operations, day, now=now)
    assert work_calendar(now).is_working_day(day)
    with pytest.raises(NotFound):
        remove_holiday(cast.operations, day, now=now)
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["programme.holiday_set", "programme.holiday_removed"]


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(9999, 12, 31)])
def test_absurd_days_are_refused(cast: Cast, now: datetime, day: date) -> None:
    with pytest.raises(Invalid):
        set_holiday(cast.operations, HolidayInput(day=day, is_working_day=False), now=now)
    rate = RateInput(currency="USD", valid_from=day, rate=Decimal(7))
    with pytest.raises(Invalid):
        set_exchange_rate(cast.operations, rate, now=now)
    assert Holiday.objects.count() == ExchangeRate.objects.count() == 0


def test_a_rate_holds_from_its_day_until_the_next(cast: Cast, now: datetime) -> None:
    for month, rate in ((1, "7.1"), (3, "7.25"), (6, "7.4")):
        data = RateInput(currency="USD", valid_from=date(2026, month, 1), rate=Decimal(rate))
        set_exchange_rate(cast.operations, data, now=now)
    data = RateInput(currency="USD", valid_from=date(2026, 3, 1), rate=Decimal("7.2"))
    set_exchange_rate(cast.operations, data, now=now)

    rows = exchange_rates(cast.operations, today=date(2026, 3, 2))
    assert [(row.valid_from.month, row.rate, row.is_current) for row in rows] == [
        (6, Decimal("7.4"), False),
        (3, Decimal("7.2"), True),
        (1, Decimal("7.1"), False),
    ]
    last = AuditEntry.objects.order_by("-pk")[0]
    assert (last.before["rate"], last.after["rate"]) == ("7.25", "7.2")
    remove_exchange_rate(cast.operations, "USD", date(2026, 6, 1), now=now)
    assert ExchangeRate.objects.count() == 2
    with pytest.raises(NotFound):
        remove_exchange_rate(cast.operations, "USD", date(2026, 6, 1), now=now)


@pytest.mark.parametrize(
    ("currency", "rate", "field"),
    [
        ("USD", "0", "rate"),
        ("USD", "-7", "rate"),
        ("USD", "NaN", "rate"),
        ("USD", "1000001", "rate"),
        ("USD", "0.123456789", "rate"),
        ("CNY", "1", "currency"),
        ("usd", "7", "currency"),
    ],
)
def test_a_wrong_rate_is_refused(
    cast: Cast, now: datetime, currency: str, rate: str, field: str
) -> None:
    data = RateInput(currency=currency, valid_from=date(2026, 1, 1), rate=Decimal(rate))
    with pytest.raises(Invalid) as refused:
        set_exchange_rate(cast.operations, data, now=now)
    assert {problem.field for problem in refused.value.problems} == {field}
    assert ExchangeRate.objects.count() == 0


def test_the_logo_is_a_small_picture(
    cast: Cast, now: datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path
    with pytest.raises(NotFound):
        programme_logo()
    for content in (b"%PDF-1.7", PNG + bytes(600 * 1024)):
        with pytest.raises(Invalid):
            change_logo(cast.operations, "logo.png", io.BytesIO(content), now=now)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert StoredFile.objects.count() == 0

    change_logo(cast.operations, "logo.png", io.BytesIO(PNG), now=now)

    assert programme_logo().content_type == "image/png"
    remove_logo(cast.operations, now=now)
    with pytest.raises(NotFound):
        programme_logo()
