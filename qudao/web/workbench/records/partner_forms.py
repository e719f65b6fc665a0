"""Forms of a partner's record. Rules stand in the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Role
from qudao.core.programme import today
from qudao.market.cells.selectors import (
    all_regions,
    market_industries,
    market_regions,
    product_families,
)
from qudao.market.partners.inputs import (
    BUSINESS_KIND_CHOICES,
    CONSENT_CHOICES,
    FUNCTION_CHOICES,
    LIFECYCLE_CHOICES,
    TYPE_CHOICES,
)
from qudao.market.partners.selectors import (
    PartnerQuery,
    PartnerRow,
    contact_of,
    partner_list,
    partner_page,
)
from qudao.people.colleagues import colleagues
from qudao.web.shared.forms import DayInput
from qudao.web.workbench.records.doing import Ask, DoForm
from qudao.web.workbench.records.listing import nodes, persons

EMPTY = ("", "")
LONGEST_REASON = 500
MOST_DISTRIBUTORS = 200
CLEAR_STATES = ("prospect", "applicant", "active")  # of a partner that is entered by hand
_SAME_IN_FORM = (
    "name_zh", "name_en", "partner_type", "business_kind", "city", "address", "uscc", "website",
    "phone", "employees", "joined_on", "version",
)  # fmt: skip


def reason(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
    )


class PartnerForm(DoForm):
    """What a partner is; the same when it is made and when it is changed."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=200, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    partner_type = forms.ChoiceField(
        label=_("Type"), choices=TYPE_CHOICES, initial="business_partner"
    )
    business_kind = forms.ChoiceField(
        label=_("Kind of business"),
        choices=[EMPTY, *BUSINESS_KIND_CHOICES],
        required=False,
        help_text=_("For business partners only"),
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    uscc = forms.CharField(label=_("Credit code (USCC)"), max_length=18, required=False)
    website = forms.CharField(label=_("Website"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    employees = forms.IntegerField(label=_("Employees"), required=False)
    joined_on = forms.DateField(label=_("Partner since"), required=False, widget=DayInput)

    def prepare(self, ask: Ask) -> None:
        self.offer("region", [EMPTY, *nodes(all_regions(ask.actor))])


class NewPartnerForm(PartnerForm):
    lifecycle = forms.ChoiceField(
        label=_("Lifecycle"),
        choices=[one for one in LIFECYCLE_CHOICES if one[0] in CLEAR_STATES],
        initial="prospect",
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        required=False,
        help_text=_("Stands in the numbers of its registrations. Left empty, one is made."),
    )
    is_another_company = forms.BooleanField(
        label=_("I have looked: this is another company"), required=False
    )


class EditPartnerForm(PartnerForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def start(self, ask: Ask) -> dict[str, Any]:
        partner = partner_page(ask.actor, ask.public_id).partner
        region = partner.region.code if partner.region else ""
        return {**{name: getattr(partner, name) for name in _SAME_IN_FORM}, "region": region}

    def prepare(self, ask: Ask) -> None:
        """A region below those on offer, such as a city, stays what it is."""
        shown = partner_page(ask.actor, ask.public_id)
        region = shown.partner.region
        own = [(region.code, shown.region)] if region else []
        self.offer("region", [EMPTY, *dict([*own, *nodes(all_regions(ask.actor))]).items()])


class MoveForm(DoForm):
    to = forms.ChoiceField(label=_("Next state"), choices=LIFECYCLE_CHOICES)
    reason = reason(_("Why"), required=False)


class OwnerForm(DoForm):
    user = forms.ChoiceField(label=_("Partner owner"))

    def prepare(self, ask: Ask) -> None:
        people = colleagues(ask.actor, Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR)
        self.offer("user", [EMPTY, *persons(people)])


class TierForm(DoForm):
    tier = forms.CharField(
        label=_("Tier"), max_length=40, help_text=_("A code such as gold, silver, registered")
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput)
    decided_by = forms.CharField(
        label=_("Decided by"), max_length=60, help_text=_("The meeting, paper or rule behind it")
    )

    def start(self, ask: Ask) -> dict[str, Any]:
        return {"valid_from": today(ask.now)}


class SupplierForm(DoForm):
    supplied_by = forms.ChoiceField(label=_("Supplied by"), required=False)

    def start(self, ask: Ask) -> dict[str, Any]:
        supplier = partner_page(ask.actor, ask.public_id).supplier
        return {"supplied_by": supplier.public_id if supplier else ""}

    def prepare(self, ask: Ask) -> None:
        """The distributors in the actor's scope, and the present one wherever it stands."""
        supplier = partner_page(ask.actor, ask.public_id).supplier
        query = PartnerQuery(partner_type="distributor", window=slice(0, MOST_DISTRIBUTORS))
        rows: list[PartnerRow] = partner_list(ask.actor, query)
        own = {supplier.public_id: supplier.name} if supplier else {}
        others = {row.public_id: row.name for row in rows if row.public_id != ask.public_id}
        self.offer("supplied_by", [("", _now("Directly by us")), *(own | others).items()])


class ContactForm(DoForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    function = forms.ChoiceField(label=_("Function"), choices=FUNCTION_CHOICES)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    is_primary = forms.BooleanField(label=_("First person to speak to"), required=False)
    consent_basis = forms.ChoiceField(
        label=_("On what ground the data is held"), choices=CONSENT_CHOICES
    )


class EditContactForm(ContactForm):
    """A person at the partner, as it stands; the ground for its data is kept unless changed."""

    person = forms.CharField(widget=forms.HiddenInput)

    def start(self, ask: Ask) -> dict[str, Any]:
        contacts = partner_page(ask.actor, ask.public_id).contacts
        one = contact_of(contacts, ask.said.get("person", ""))
        known = {name: getattr(one, name) for name in self.base_fields if name != "person"}
        return {**known, "person": one.person_id}


class RemoveContactForm(DoForm):
    person = forms.CharField(widget=forms.HiddenInput)


class CellForm(DoForm):
    """A crossing of the three axes; an empty one means all."""

    product = forms.ChoiceField(label=_("Product family"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)

    def prepare(self, ask: Ask) -> None:
        every = ("", _now("All"))
        self.offer("product", [every, *nodes(product_families(ask.actor))])
        self.offer("region", [every, *nodes(market_regions(ask.actor))])
        self.offer("industry", [every, *nodes(market_industries(ask.actor))])


class LeaveCellForm(DoForm):
    cell = forms.CharField(widget=forms.HiddenInput)


class AuthoriseForm(DoForm):
    product = forms.ChoiceField(label=_("Product family"))
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput)
    valid_until = forms.DateField(
        label=_("First day without"), required=False, widget=DayInput,
        help_text=_("Empty: until it is ended"),
    )  # fmt: skip

    def start(self, ask: Ask) -> dict[str, Any]:
        return {"valid_from": today(ask.now)}

    def prepare(self, ask: Ask) -> None:
        self.offer("product", [EMPTY, *nodes(product_families(ask.actor))])


class EndAuthorisationForm(DoForm):
    product = forms.CharField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("First day without"), widget=DayInput)

    def start(self, ask: Ask) -> dict[str, Any]:
        return {**super().start(ask), "on": today(ask.now)}
