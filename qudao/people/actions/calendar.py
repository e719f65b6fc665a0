"""The programme's own days of rest and work, and its exchange rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import FieldProblem, Invalid, NotFound
from qudao.core.models import ExchangeRate, Holiday
from qudao.core.programme import current_programme
from qudao.people.actions.programme import currencies
from qudao.people.checks import optional_text
from qudao.people.permissions import PeoplePermission
from qudao.people.verbs import ProgrammeVerb

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
LARGEST_RATE = Decimal(1_000_000)
RATE_DECIMALS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayInput:
    """A day that departs from the country's calendar: off, or worked."""

    day: date
    is_working_day: bool
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateInput:
    """Units of the programme's currency for one unit of `currency`, from a day on."""

    currency: str
    valid_from: date
    rate: Decimal


@transaction.atomic
def set_holiday(actor: Actor, data: HolidayInput, *, now: datetime) -> None:
    """Make a day off or worked, in place of what was set for it. Deadlines already set stay."""
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    if problems := [*_day_problems("day", data.day), *optional_text("name", data.name, longest=80)]:
        raise Invalid(problems)
    before = _holiday_values(Holiday.objects.visible_to(actor).filter(day=data.day).first())
    row, _created = Holiday.objects.visible_to(actor).update_or_create(
        day=data.day, defaults={"is_working_day": data.is_working_day, "name": data.name.strip()}
    )
    change = Change(before, _holiday_values(row))
    record(actor, ProgrammeVerb.HOLIDAY_SET, current_programme(), now=now, change=change)


@transaction.atomic
def remove_holiday(actor: Actor, day: date, *, now: datetime) -> None:
    """Let a day follow the country's calendar again."""
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    row = Holiday.objects.visible_to(actor).filter(day=day).first()
    if row is None:
        raise NotFound
    change = Change(_holiday_values(row), {})
    row.delete()
    record(actor, ProgrammeVerb.HOLIDAY_REMOVED, current_programme(), now=now, change=change)


@transaction.atomic
def set_exchange_rate(actor: Actor, data: RateInput, *, now: datetime) -> None:
    """Set the rate of a currency from a day on, in place of one set for the same day."""
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    if problems := list(_rate_problems(data)):
        raise Invalid(problems)
    rows = ExchangeRate.objects.visible_to(actor)
    rows = rows.filter(currency=data.currency, valid_from=data.valid_from)
    before = _rate_values(rows.first())
    row, _created = rows.update_or_create(
        currency=data.currency, valid_from=data.valid_from, defaults={"rate": data.rate}
    )
    change = Change(before, _rate_values(row))
    record(actor, ProgrammeVerb.RATE_SET, current_programme(), now=now, change=change)


@transaction.atomic
def remove_exchange_rate(actor: Actor, currency: str, valid_from: date, *, now: datetime) -> None:
    """Remove a rate that was set by mistake; the earlier one holds again."""
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    rows = ExchangeRate.objects.visible_to(actor)
    row = rows.filter(currency=currency, valid_from=valid_from).first()
    if row is None:
        raise NotFound
    change = Change(_rate_values(row), {})
    row.delete()
    record(actor, ProgrammeVerb.RATE_REMOVED, current_programme(), now=now, change=change)


def _day_problems(field: str, day: date) -> Iterator[FieldProblem]:
    if not FIRST_DAY <= day <= LAST_DAY:
        message = _("A day lies between 1990 and 2099.")
        yield FieldProblem(field, "day", message)


def _rate_problems(data: RateInput) -> Iterator[FieldProblem]:
    yield from _day_problems("valid_from", data.valid_from)
    if data.currency not in currencies():
        message = _("This currency is not known. Write its ISO code, such as CNY.")
        yield FieldProblem("currency", "currency", message)
    elif data.currency == current_programme().currency:
        message = _("This is the programme's own currency; its rate is 1.")
        yield FieldProblem("currency", "own_currency", message)
    yield from _number_problems(data.rate)


def _number_problems(rate: Decimal) -> Iterator[FieldProblem]:
    if not rate.is_finite() or not 0 < rate <= LARGEST_RATE:
        message = _("A rate is greater than 0 and at most %(limit)s.")
        yield FieldProblem("rate", "rate", message % {"limit": f"{LARGEST_RATE:,}"})
    elif round(rate, RATE_DECIMALS) != rate:
        yield FieldProblem("rate", "too_many_decimals", _("A rate has at most eight decimals."))


def _holiday_values(row: Holiday | None) -> dict[str, object]:
    if row is None:
        return {}
    return {"day": row.day, "is_working_day": row.is_working_day, "name": row.name}


def _rate_values(row: ExchangeRate | None) -> dict[str, object]:
    if row is None:
        return {}
    rate = f"{row.rate:f}".rstrip("0").rstrip(".")
    return {"currency": row.currency, "valid_from": row.valid_from, "rate": rate}
