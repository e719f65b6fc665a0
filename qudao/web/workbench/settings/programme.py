"""The programme's settings: names, calendar, exchange rates, mail, logo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.errors import NotFound
from qudao.core.programme import today
from qudao.core.ratelimit import MAIL_TEST, spend
from qudao.people.actions.calendar import (
    HolidayInput,
    RateInput,
    remove_exchange_rate,
    remove_holiday,
    set_exchange_rate,
    set_holiday,
)
from qudao.people.actions.mailserver import MailInput, change_mail, send_test_mail
from qudao.people.actions.programme import (
    ProgrammeInput,
    change_logo,
    change_programme,
    remove_logo,
)
from qudao.people.permissions import PeoplePermission
from qudao.people.programme import (
    HolidayRow,
    MailSettings,
    ProgrammeSettings,
    RateRow,
    exchange_rates,
    mail_settings,
    own_holidays,
    programme_settings,
)
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.pages import show
from qudao.web.workbench.settings.forms import (
    HolidayForm,
    LogoForm,
    MailForm,
    MailTestForm,
    ProgrammeForm,
    RateForm,
)

settings_page = page(Side.VENDOR, PeoplePermission.MANAGE_PROGRAMME)
read_or_send = require_http_methods(["GET", "HEAD", "POST"])
FOLDER = "workbench/settings"


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    settings: ProgrammeSettings
    form: ProgrammeForm
    logo_form: LogoForm


@dataclass(frozen=True, slots=True)
class CalendarPage:
    days: Sequence[HolidayRow]
    form: HolidayForm
    calendar: str


@dataclass(frozen=True, slots=True)
class RatesPage:
    rates: Sequence[RateRow]
    form: RateForm
    currency: str


@dataclass(frozen=True, slots=True)
class MailPage:
    mail: MailSettings
    form: MailForm
    test_form: MailTestForm


# ------------------------------------------------------------------ names, zone, currency, logo


@read_or_send
@settings_page
def programme(request: QudaoRequest) -> HttpResponse:
    if request.method != "POST":
        return _programme(request)
    form = ProgrammeForm(request.POST)
    status = carry_out(form, lambda: _change_programme(request, form))
    if status != DONE:
        return _programme(request, form=form, status=status)
    messages.success(request, _("Saved."))
    return redirect("workbench:programme")


def _change_programme(request: QudaoRequest, form: ProgrammeForm) -> None:
    values = dict(form.cleaned_data)
    version = values.pop("version")
    values["currency"] = values["currency"].upper()
    values["holiday_calendar"] = values["holiday_calendar"].upper()
    change_programme(request.actor, ProgrammeInput(**values), version=version, now=clock.now())


def _programme(
    request: QudaoRequest,
    *,
    form: ProgrammeForm | None = None,
    logo_form: LogoForm | None = None,
    status: int = DONE,
) -> HttpResponse:
    current = programme_settings(request.actor)
    context = ProgrammePage(
        settings=current,
        form=form or ProgrammeForm(initial=asdict(current)),
        logo_form=logo_form or LogoForm(),
    )
    return show(request, f"{FOLDER}/programme.html", context, status=status)


@require_POST
@settings_page
def logo(request: QudaoRequest) -> HttpResponse:
    form = LogoForm(request.POST, request.FILES)
    status = carry_out(form, lambda: _change_logo(request, form))
    if status != DONE:
        return _programme(request, logo_form=form, status=status)
    messages.success(request, _("The logo is changed."))
    return redirect("workbench:programme")


def _change_logo(request: QudaoRequest, form: LogoForm) -> None:
    file = form.cleaned_data["file"]
    change_logo(request.actor, file.name, file, now=clock.now())


@require_POST
@settings_page
def logo_removed(request: QudaoRequest) -> HttpResponse:
    remove_logo(request.actor, now=clock.now())
    return redirect("workbench:programme")


# ------------------------------------------------------------------ calendar


@read_or_send
@settings_page
def calendar(request: QudaoRequest) -> HttpResponse:
    form, status = HolidayForm(request.POST if request.method == "POST" else None), DONE
    if request.method == "POST":
        status = carry_out(form, lambda: _set_holiday(request, form))
        if status == DONE:
            messages.success(request, _("The day is set."))
            return redirect("workbench:calendar")
    context = CalendarPage(
        days=own_holidays(request.actor),
        form=form,
        calendar=programme_settings(request.actor).holiday_calendar,
    )
    return show(request, f"{FOLDER}/calendar.html", context, status=status)


def _set_holiday(request: QudaoRequest, form: HolidayForm) -> None:
    values = form.cleaned_data | {"is_working_day": form.cleaned_data["is_working_day"] == "yes"}
    set_holiday(request.actor, HolidayInput(**values), now=clock.now())


@require_POST
@settings_page
def holiday_removed(request: QudaoRequest, day: str) -> HttpResponse:
    remove_holiday(request.actor, _day(day), now=clock.now())
    messages.success(request, _("The day follows the country's calendar again."))
    return redirect("workbench:calendar")


# ------------------------------------------------------------------ exchange rates


@read_or_send
@settings_page
def rates(request: QudaoRequest) -> HttpResponse:
    form, status = RateForm(request.POST if request.method == "POST" else None), DONE
    if request.method == "POST":
        status = carry_out(form, lambda: _set_rate(request, form))
        if status == DONE:
            messages.success(request, _("The rate is set."))
            return redirect("workbench:rates")
    context = RatesPage(
        rates=exchange_rates(request.actor, today=today(clock.now())),
        form=form,
        currency=programme_settings(request.actor).currency,
    )
    return show(request, f"{FOLDER}/rates.html", context, status=status)


def _set_rate(request: QudaoRequest, form: RateForm) -> None:
    values = form.cleaned_data | {"currency": form.cleaned_data["currency"].upper()}
    set_exchange_rate(request.actor, RateInput(**values), now=clock.now())


@require_POST
@settings_page
def rate_removed(request: QudaoRequest, currency: str, day: str) -> HttpResponse:
    remove_exchange_rate(request.actor, currency, _day(day), now=clock.now())
    messages.success(request, _("The rate is removed."))
    return redirect("workbench:rates")


# ------------------------------------------------------------------ mail


@read_or_send
@settings_page
def mail(request: QudaoRequest) -> HttpResponse:
    if request.method != "POST":
        return _mail(request)
    form = MailForm(request.POST)
    status = carry_out(form, lambda: _change_mail(request, form))
    if status != DONE:
        return _mail(request, form=form, status=status)
    messages.success(request, _("Saved. Now send a test."))
    return redirect("workbench:mail")


def _change_mail(request: QudaoRequest, form: MailForm) -> None:
    values = dict(form.cleaned_data)
    version, forget = values.pop("version"), values.pop("forget_password")
    values["password"] = "" if forget else values["password"] or None
    change_mail(request.actor, MailInput(**values), version=version, now=clock.now())


@require_POST
@settings_page
def mail_test(request: QudaoRequest) -> HttpResponse:
    spend(MAIL_TEST, request.actor.user_key, now=clock.now())
    form = MailTestForm(request.POST)
    status = carry_out(form, lambda: _send_test(request, form))
    if status != DONE:
        return _mail(request, test_form=form, status=status)
    return redirect("workbench:mail")


def _send_test(request: QudaoRequest, form: MailTestForm) -> None:
    result = send_test_mail(request.actor, form.cleaned_data["to"], now=clock.now())
    if result.is_sent:
        messages.success(request, _("The server took the test mail."))
    else:
        sentence = _("The server refused the test mail: %(answer)s")
        messages.error(request, sentence % {"answer": result.answer})


def _mail(
    request: QudaoRequest,
    *,
    form: MailForm | None = None,
    test_form: MailTestForm | None = None,
    status: int = DONE,
) -> HttpResponse:
    current = mail_settings(request.actor)
    context = MailPage(
        mail=current,
        form=form or MailForm(initial=asdict(current)),
        test_form=test_form or MailTestForm(),
    )
    return show(request, f"{FOLDER}/mail.html", context, status=status)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
