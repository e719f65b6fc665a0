"""Forms of the programme's settings and of personal data. Rules stand in the actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qudao.people.persons import basis_choices
from qudao.web.shared.formats import locale
from qudao.web.shared.forms import DayInput

_CONTINENTS = frozenset(
    [
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
        "UTC",
    ]
)
_CURRENCIES = (
    "CNY",
    "USD",
    "EUR",
    "HKD",
    "JPY",
    "GBP",
    "SGD",
    "TWD",
    "KRW",
    "AUD",
    "CAD",
    "CHF",
    "INR",
    "IDR",
    "MYR",
    "THB",
    "VND",
    "PHP",
    "AED",
    "SAR",
    "BRL",
    "MXN",
)


def month_choices() -> list[tuple[int, str]]:
    names = locale().months["stand-alone"]["wide"]
    return [(number, names[number]) for number in range(1, 13)]


def time_zones() -> list[tuple[str, str]]:
    named = sorted(zone for zone in available_timezones() if zone.split("/")[0] in _CONTINENTS)
    return [(zone, zone.replace("_", " ")) for zone in named]


def currencies() -> list[tuple[str, str]]:
    names = locale().currencies
    return [(code, f"{code} · {names.get(code, code)}") for code in _CURRENCIES]


class _Offer(forms.Select):
    """A list to choose from; a value outside of it is kept and shown. The action checks it."""

    def __init__(self, offered: Callable[[], list[tuple[str, str]]]) -> None:
        super().__init__()
        self.offered = offered

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        offered = self.offered()
        known = {code for code, _label in offered}
        self.choices = [*((one, one) for one in value if one not in known), *offered]
        return super().optgroups(name, value, attrs)


class ProgrammeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    default_language = forms.ChoiceField(
        label=_("Language of mails and documents"), choices=settings.LANGUAGES
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, widget=_Offer(time_zones))
    currency = forms.CharField(label=_("Currency"), max_length=3, widget=_Offer(currencies))
    holiday_calendar = forms.CharField(
        label=_("Holiday calendar"),
        max_length=12,
        help_text=_("ISO code of the country, such as CN; NONE for no public holidays"),
    )
    fiscal_year_starts_in = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), coerce=int, choices=month_choices
    )
    deciders_need_second_factor = forms.BooleanField(
        label=_("Who decides for us needs a second step at sign-in"),
        help_text=_(
            "Channel managers, heads of channel, operations and general managers. Whoever lacks it "
            "is led to set it up and can do nothing else until then, you too."
        ),
        required=False,
    )


class LogoForm(forms.Form):
    file = forms.FileField(
        label=_("Logo"), help_text=_("PNG, JPEG or WebP, 512 KB at most"),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
    )  # fmt: skip


class HolidayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DayInput)
    is_working_day = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("no", _("A day off")), ("yes", _("A working day"))],
    )
    name = forms.CharField(label=_("Occasion"), max_length=80, required=False)


class RateForm(forms.Form):
    currency = forms.CharField(label=_("Currency"), max_length=3, widget=_Offer(currencies))
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput)
    rate = forms.DecimalField(label=_("Rate"), max_digits=18)


class MailForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    mail_host = forms.CharField(
        label=_("Mail server"),
        max_length=200,
        required=False,
        help_text=_("Such as smtp.example.com. Empty: mails are kept in a folder."),
    )
    mail_port = forms.IntegerField(label=_("Port"), help_text=_("587, or 465 for TLS throughout"))
    mail_use_tls = forms.BooleanField(label=_("Encrypted connection (TLS)"), required=False)
    mail_user = forms.CharField(label=_("User"), max_length=200, required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        required=False,
        strip=False,
        help_text=_("Empty: the stored one stays."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    forget_password = forms.BooleanField(label=_("Forget the stored password"), required=False)
    mail_from = forms.CharField(
        label=_("Sender's address"), max_length=254, required=False, widget=forms.EmailInput
    )


class MailTestForm(forms.Form):
    to = forms.CharField(label=_("Send a test to"), max_length=254, widget=forms.EmailInput)


class ConsentForm(forms.Form):
    basis = forms.ChoiceField(label=_("Basis"), choices=basis_choices)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False,
        help_text=_("Where the consent or the contract is written down"),
    )  # fmt: skip


class ErasureForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays on record for ever: write no name here."),
    )
    confirmed = forms.BooleanField(
        label=_("I know that name, e-mail, phone and login are gone for good.")
    )
