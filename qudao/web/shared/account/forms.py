"""Forms of a person's own account."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qudao.people.checks import LONGEST_NAME, LONGEST_PHONE, LONGEST_TITLE

KEY_DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")), ("730", _("2 years"))]


class DetailsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    phone = forms.CharField(label=_("Phone"), max_length=LONGEST_PHONE, required=False)
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, required=False)


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the browser asks")), *settings.LANGUAGES],
        required=False,
    )  # fmt: skip
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[("", _("Light, until switched")), ("light", _("Light")), ("dark", _("Dark"))],
        required=False,
    )
    single_key_shortcuts = forms.BooleanField(
        label=_("Single letters act as commands"),
        help_text=_("Ctrl K and ⌘K always work."),
        required=False,
    )


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("What is the key for?"), max_length=80, help_text=_("Such as: nightly CRM sync")
    )
    days = forms.ChoiceField(label=_("Valid for"), choices=KEY_DAYS, initial="365")
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), widget=forms.CheckboxSelectMultiple
    )


class AcceptForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters; not like your name or address."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
