"""Forms about the partner's own customers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qudao.market.customers.inputs import DEPTHS
from qudao.web.shared.forms import DayInput


class RelationForm(forms.Form):
    """How well the partner knows the customer."""

    depth = forms.TypedChoiceField(
        label=_("How well you know it"), choices=DEPTHS, coerce=int, initial=DEPTHS[0][0]
    )
    since = forms.DateField(label=_("Since"), widget=DayInput())
    last_touch = forms.DateField(label=_("Last contact"), required=False, widget=DayInput())
    evidence = forms.CharField(label=_("What shows it"), required=False, max_length=300)


class CustomerForm(RelationForm):
    """A customer that is new to the partner."""

    name = forms.CharField(label=_("Customer"), max_length=200)
    city = forms.CharField(label=_("City"), required=False, max_length=120)
    website = forms.CharField(label=_("Website"), required=False, max_length=200)
    uscc = forms.CharField(label=_("Unified social credit code"), required=False, max_length=40)
    field_order = ("name", "city", "website", "uscc", "depth", "since", "last_touch", "evidence")


class PersonForm(forms.Form):
    """A person at a customer or at the own company."""

    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Function"), required=False, max_length=120)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    consent = forms.BooleanField(
        label=_("The person agrees that you name them to us."), required=False
    )
