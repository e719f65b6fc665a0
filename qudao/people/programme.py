"""Reads about the programme's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.models import ExchangeRate, Holiday, Programme, StoredFile
from qudao.people.permissions import PeoplePermission

LEAST_DECIMALS = 4  # of a rate as it is shown


@dataclass(frozen=True, slots=True)
class ProgrammeSettings:
    """What an administrator may change; `version` guards against two at once."""

    version: int
    name_zh: str
    name_en: str
    default_language: str
    time_zone: str
    currency: str
    holiday_calendar: str
    fiscal_year_starts_in: int
    deciders_need_second_factor: bool
    is_demonstration: bool
    has_logo: bool


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves; the password itself never comes back."""

    version: int
    mail_host: str
    mail_port: int
    mail_user: str
    mail_from: str
    mail_use_tls: bool
    has_password: bool
    is_kept_in_folder: bool


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day that departs from the country's calendar."""

    day: date
    is_working_day: bool
    name: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """A dated exchange rate; `is_current` on a day when it is the one in force."""

    currency: str
    valid_from: date
    rate: Decimal
    is_current: bool

    @property
    def decimals(self) -> int:
        """As many as the rate has, at least four: 0.00028 is not 0.0003."""
        return max(LEAST_DECIMALS, -int(self.rate.normalize().as_tuple().exponent))


def programme_settings(actor: Actor) -> ProgrammeSettings:
    row = _programme(actor)
    return ProgrammeSettings(
        version=row.version,
        name_zh=row.name_zh,
        name_en=row.name_en,
        default_language=row.default_language,
        time_zone=row.time_zone,
        currency=row.currency,
        holiday_calendar=row.holiday_calendar,
        fiscal_year_starts_in=row.fiscal_year_starts_in,
        deciders_need_second_factor=row.deciders_need_second_factor,
        is_demonstration=row.is_demonstration,
        has_logo=row.logo_id is not None,
    )


def mail_settings(actor: Actor) -> MailSettings:
    row = _programme(actor)
    return MailSettings(
        version=row.version,
        mail_host=row.mail_host,
        mail_port=row.mail_port,
        mail_user=row.mail_user,
        mail_from=row.mail_from,
        mail_use_tls=row.mail_use_tls,
        has_password=bool(row.mail_password_sealed),
        is_kept_in_folder=settings.IS_DEMONSTRATION or not row.mail_host,
    )


def own_holidays(actor: Actor) -> list[HolidayRow]:
    """The programme's own days, latest first."""
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    rows = Holiday.objects.visible_to(actor).order_by("-day")
    return [HolidayRow(row.day, row.is_working_day, row.name) for row in rows]


def exchange_rates(actor: Actor, *, today: date) -> list[RateRow]:
    """Every rate by currency, latest first, the one in force today marked."""
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    rows = ExchangeRate.objects.visible_to(actor).order_by("currency", "-valid_from")
    found: list[RateRow] = []
    in_force: set[str] = set()
    for row in rows:
        is_current = row.valid_from <= today and row.currency not in in_force
        if is_current:
            in_force.add(row.currency)
        found.append(RateRow(row.currency, row.valid_from, row.rate, is_current))
    return found


def programme_logo() -> StoredFile:
    """The logo, which everybody may see, also before signing in; `NotFound` if there is none."""
    rows = Programme.objects.unscoped(reason="the logo stands on the sign-in page")
    programme = rows.select_related("logo").first()
    if programme is None or programme.logo is None:
        raise NotFound
    return programme.logo


def _programme(actor: Actor) -> Programme:
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    row = Programme.objects.visible_to(actor).first()
    if row is None:
        raise NotFound
    return row
