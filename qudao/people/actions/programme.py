"""Setting up the programme and changing its settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

import holidays as public_holidays
from babel.numbers import list_currencies
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.core.actor import Actor, Side
from qudao.core.audit import Change, difference, record
from qudao.core.errors import Conflict, FieldProblem, Invalid, NotFound
from qudao.core.files import Readable, ReceivedFile, discard_file, keep_file, receive_file
from qudao.core.filetypes import IMAGES
from qudao.core.models import ExchangeRate, Programme, Total
from qudao.core.programme import forget_programme
from qudao.people.actions.invitations import IssuedInvitation, invite_first_director
from qudao.people.checks import LONGEST_NAME, email_address, optional_text, person_name
from qudao.people.models import Organisation
from qudao.people.permissions import PeoplePermission
from qudao.people.verbs import ProgrammeVerb

NO_CALENDAR = "NONE"
LARGEST_LOGO = 512 * 1024
_FIELDS = (
    "name_zh",
    "name_en",
    "default_language",
    "time_zone",
    "currency",
    "holiday_calendar",
    "fiscal_year_starts_in",
    "deciders_need_second_factor",
)


class ProgrammeExists(Conflict):
    """One programme an installation."""

    code = "programme_exists"
    message = gettext_lazy("This installation has its programme already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeInput:
    """The settings of the programme. At least one of the two names is needed."""

    name_zh: str
    name_en: str
    default_language: str = "zh-hans"
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    holiday_calendar: str = "CN"
    fiscal_year_starts_in: int = 1
    deciders_need_second_factor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpInput:
    """A new programme, its vendor and the first person to let in."""

    programme: ProgrammeInput
    vendor_zh: str
    vendor_en: str
    director_name: str
    director_email: str


@transaction.atomic
def set_up_programme(
    actor: Actor, data: SetUpInput, *, now: datetime, is_demonstration: bool = False
) -> IssuedInvitation:
    """Make the one programme of this installation; answers the first director's invitation.

    For the system only (`qudao setup`, the demonstration). `Conflict` if there is one already,
    `Invalid` with every field that is wrong.
    """
    if actor.side is not Side.SYSTEM:
        actor.require(PeoplePermission.MANAGE_PROGRAMME)
        raise ProgrammeExists
    if problems := list(_set_up_problems(data)):
        raise Invalid(problems)
    programme = _create(data.programme, is_demonstration=is_demonstration)
    vendor = Organisation.objects.create(
        side=Side.VENDOR.value,
        name_zh=data.vendor_zh.strip(),
        name_en=data.vendor_en.strip(),
        created_at=now,
    )
    change = Change({}, {field: getattr(programme, field) for field in _FIELDS})
    record(actor, ProgrammeVerb.SET_UP, programme, now=now, change=change)
    name, email = data.director_name.strip(), data.director_email
    return invite_first_director(actor, vendor, name=name, email=email, now=now)


@transaction.atomic
def change_programme(actor: Actor, data: ProgrammeInput, *, version: int, now: datetime) -> None:
    """Change the settings; `Conflict` if somebody else changed them since `version` was read.

    The currency stays once amounts or exchange rates are on record: they are kept in it.
    """
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    programme = _programme(actor)
    problems = list(programme_problems(data))
    if data.currency != programme.currency and _has_amounts():
        message = _("The currency stays: amounts are on record in %(currency)s.")
        problems.append(
            FieldProblem("currency", "in_use", message % {"currency": programme.currency})
        )
    elif data.currency != programme.currency and _has_rates(actor):
        message = _("The exchange rates are in %(currency)s. Remove them first.")
        problems.append(
            FieldProblem("currency", "rates_in_use", message % {"currency": programme.currency})
        )
    if problems:
        raise Invalid(problems)
    wanted = _filled(data)
    change = difference(programme, wanted, _FIELDS)
    if programme.version == version and not change.after:
        return
    _update(actor, version, **asdict(wanted))
    forget_programme()
    record(actor, ProgrammeVerb.CHANGED, programme, now=now, change=change)


def change_logo(actor: Actor, name: str, stream: Readable, *, now: datetime) -> None:
    """Show this picture (PNG, JPEG, WebP; 512 KB at most) beside the programme's name."""
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    received = receive_file(actor, name, stream)
    if problems := list(_logo_problems(received)):
        discard_file(received)
        raise Invalid(problems)
    with transaction.atomic():
        programme = _programme(actor)
        file = keep_file(actor, received, now=now)
        before = programme.logo.public_id if programme.logo else ""
        Programme.objects.visible_to(actor).update(logo=file)
        forget_programme()
        change = Change({"logo": before}, {"logo": file.public_id})
        record(actor, ProgrammeVerb.LOGO_CHANGED, programme, now=now, change=change)


@transaction.atomic
def remove_logo(actor: Actor, *, now: datetime) -> None:
    """Show the programme's name alone again."""
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    programme = _programme(actor)
    if programme.logo is None:
        return
    change = Change({"logo": programme.logo.public_id}, {"logo": ""})
    Programme.objects.visible_to(actor).update(logo=None)
    forget_programme()
    record(actor, ProgrammeVerb.LOGO_CHANGED, programme, now=now, change=change)


# ------------------------------------------------------------------ checks


def programme_problems(data: ProgrammeInput) -> Iterator[FieldProblem]:
    """Everything that is wrong with the settings."""
    yield from optional_text("name_zh", data.name_zh, longest=LONGEST_NAME)
    yield from optional_text("name_en", data.name_en, longest=LONGEST_NAME)
    if not (data.name_zh.strip() or data.name_en.strip()):
        message = _("Give the programme a name, in Chinese or in English.")
        yield FieldProblem("name_en", "required", message)
    if data.default_language not in dict(settings.LANGUAGES):
        yield FieldProblem("default_language", "language", _("Choose one of the languages."))
    if data.time_zone not in available_timezones():
        message = _("This time zone is not known. Write it as in Asia/Shanghai.")
        yield FieldProblem("time_zone", "time_zone", message)
    if data.currency not in currencies():
        message = _("This currency is not known. Write its ISO code, such as CNY.")
        yield FieldProblem("currency", "currency", message)
    if data.holiday_calendar not in holiday_calendars():
        message = _("There is no calendar for this country. Write its ISO code, such as CN.")
        yield FieldProblem("holiday_calendar", "holiday_calendar", message)
    if not 1 <= data.fiscal_year_starts_in <= 12:
        message = _("A month is a number from 1 to 12.")
        yield FieldProblem("fiscal_year_starts_in", "month", message)


def _logo_problems(received: ReceivedFile) -> Iterator[FieldProblem]:
    if received.content_type not in {kind.content_type for kind in IMAGES}:
        yield FieldProblem("file", "file_type", _("A logo is a PNG, JPEG or WebP picture."))
    if received.size > LARGEST_LOGO:
        yield FieldProblem("file", "file_too_large", _("A logo has at most 512 KB."))


def _set_up_problems(data: SetUpInput) -> Iterator[FieldProblem]:
    yield from programme_problems(data.programme)
    yield from optional_text("vendor_zh", data.vendor_zh, longest=200)
    yield from optional_text("vendor_en", data.vendor_en, longest=200)
    if not (data.vendor_zh.strip() or data.vendor_en.strip()):
        message = _("Give the vendor's name, in Chinese or in English.")
        yield FieldProblem("vendor_en", "required", message)
    yield from person_name("director_name", data.director_name)
    yield from email_address("director_email", data.director_email)


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes, past ones included: old lists carry them."""
    return frozenset(list_currencies())


@cache
def holiday_calendars() -> frozenset[str]:
    """Countries with a calendar of public holidays, and NONE for no calendar at all."""
    return frozenset(public_holidays.list_supported_countries()) | {NO_CALENDAR}


# ------------------------------------------------------------------ rows


def _filled(data: ProgrammeInput) -> ProgrammeInput:
    """Both names, each standing in for the other where one is missing."""
    zh, en = data.name_zh.strip(), data.name_en.strip()
    return replace(data, name_zh=zh or en, name_en=en or zh)


def _create(data: ProgrammeInput, *, is_demonstration: bool) -> Programme:
    values = asdict(_filled(data))
    try:
        with transaction.atomic():
            return Programme.objects.create(pk=1, is_demonstration=is_demonstration, **values)
    except IntegrityError as error:
        raise ProgrammeExists from error


def _programme(actor: Actor) -> Programme:
    programme = Programme.objects.visible_to(actor).select_related("logo").first()
    if programme is None:
        raise NotFound
    return programme


def _update(actor: Actor, version: int, **values: object) -> None:
    rows = Programme.objects.visible_to(actor).filter(version=version)
    if not rows.update(version=F("version") + 1, **values):
        raise Conflict


def _has_rates(actor: Actor) -> bool:
    return ExchangeRate.objects.visible_to(actor).exists()


def _has_amounts() -> bool:
    return Total.objects.unscoped(reason="whether any amount is on record at all").exists()
