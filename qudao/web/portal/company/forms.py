"""Forms about the own company."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qudao.market.partners.inputs import FUNCTIONS
from qudao.web.portal.customers.forms import PersonForm


class CompanyForm(forms.Form):
    """What a principal may change of the own company."""

    city = forms.CharField(label=_("City"), required=False)
    address = forms.CharField(label=_("Address"), required=False)
    website = forms.CharField(label=_("Website"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False)


class ColleagueForm(PersonForm):
    """A person at the own company."""

    function = forms.ChoiceField(label=_("Responsible for"), choices=FUNCTIONS, initial="sales")
    is_primary = forms.BooleanField(label=_("First contact of the company"), required=False)
