"""Forms of a customer's record. Rules stand in the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Role
from qudao.core.programme import today
from qudao.market.cells.selectors import all_regions, market_industries, products_of
from qudao.market.customers.inputs import (
    ACCOUNT_CLASS_CHOICES,
    DEPTH_CHOICES,
    KIND_CHOICES,
    NAME_KIND_CHOICES,
    SCHEME_CHOICES,
)
from qudao.market.customers.selectors import CustomerQuery, customer_list, customer_page
from qudao.market.partners.inputs import CONSENT_CHOICES
from qudao.market.partners.selectors import partner_choices
from qudao.people.colleagues import colleagues
from qudao.web.shared.forms import DayInput
from qudao.web.workbench.records.doing import Ask, DoForm
from qudao.web.workbench.records.listing import nodes, persons
from qudao.web.workbench.records.partner_forms import EMPTY, reason

MOST_CHOICES = 200
_SAME_IN_FORM = (
    "name_zh", "name_en", "kind", "account_class", "is_named_account", "city", "address",
    "website", "employees", "version",
)  # fmt: skip


class CustomerForm(DoForm):
    """What a customer is; the same when it is made and when it is changed."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=200, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KIND_CHOICES, initial="company")
    account_class = forms.ChoiceField(
        label=_("Account class"), choices=ACCOUNT_CLASS_CHOICES, initial="channel"
    )
    is_named_account = forms.BooleanField(label=_("Named account"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    website = forms.CharField(label=_("Website"), max_length=200, required=False)
    employees = forms.IntegerField(label=_("Employees"), required=False)

    def prepare(self, ask: Ask) -> None:
        self.offer("region", [EMPTY, *nodes(all_regions(ask.actor))])
        self.offer("industry", [EMPTY, *nodes(market_industries(ask.actor))])


class NewCustomerForm(CustomerForm):
    identifiers = forms.CharField(
        label=_("Credit code (USCC)"), max_length=18, required=False,
        help_text=_("The surest sign that two rows are one company"),
    )  # fmt: skip
    is_another_company = forms.BooleanField(
        label=_("It is another company than those that are alike"), required=False
    )


class EditCustomerForm(CustomerForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def start(self, ask: Ask) -> dict[str, Any]:
        row = customer_page(ask.actor, ask.public_id, today=today(ask.now)).customer
        return {
            **{name: getattr(row, name) for name in _SAME_IN_FORM},
            "region": row.region.code if row.region else "",
            "industry": row.industry.code if row.industry else "",
        }

    def prepare(self, ask: Ask) -> None:
        """A region or industry below those on offer stays what it is."""
        shown = customer_page(ask.actor, ask.public_id, today=today(ask.now))
        region, industry = shown.customer.region, shown.customer.industry
        own = {region.code: shown.region} if region else {}
        self.offer("region", [EMPTY, *(own | dict(nodes(all_regions(ask.actor)))).items()])
        own = {industry.code: shown.industry} if industry else {}
        self.offer("industry", [EMPTY, *(own | dict(nodes(market_industries(ask.actor)))).items()])


class NameForm(DoForm):
    names = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of name"), choices=NAME_KIND_CHOICES, initial="alias")


class IdentifierForm(DoForm):
    scheme = forms.ChoiceField(label=_("Kind of number"), choices=SCHEME_CHOICES)
    identifiers = forms.CharField(label=_("Number"), max_length=40)
    keep_unproven = forms.BooleanField(
        label=_("Keep it although its check fails"), required=False,
        help_text=_("It is shown as unproven and never used to recognise the company."),
    )  # fmt: skip


class RemoveIdentifierForm(DoForm):
    scheme = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(widget=forms.HiddenInput)


class DomainForm(DoForm):
    domains = forms.CharField(
        label=_("Web or mail domain"), max_length=120, help_text=_("Such as example.com.cn")
    )


class RemoveDomainForm(DoForm):
    domain = forms.CharField(widget=forms.HiddenInput)


class ManagerForm(DoForm):
    user = forms.ChoiceField(label=_("Account manager"))

    def prepare(self, ask: Ask) -> None:
        people = colleagues(ask.actor, Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR)
        self.offer("user", [EMPTY, *persons(people)])


class GroupForm(DoForm):
    parent = forms.ChoiceField(label=_("Belongs to"), required=False)

    def start(self, ask: Ask) -> dict[str, Any]:
        above = customer_page(ask.actor, ask.public_id, today=today(ask.now)).above
        return {"parent": above[-1].public_id if above else ""}

    def prepare(self, ask: Ask) -> None:
        """The groups, and what stands above now, which may be a company."""
        above = customer_page(ask.actor, ask.public_id, today=today(ask.now)).above
        query = CustomerQuery(kind="group", order=("name",), window=slice(0, MOST_CHOICES))
        own = {one.public_id: one.name for one in above[-1:]}
        groups = {row.public_id: row.name for row in customer_list(ask.actor, query)}
        others = {key: name for key, name in (own | groups).items() if key != ask.public_id}
        self.offer("parent", [("", _now("No group")), *others.items()])


class RelationForm(DoForm):
    partner = forms.ChoiceField(label=_("Partner"))
    depth = forms.TypedChoiceField(label=_("How deep"), choices=DEPTH_CHOICES, coerce=int)
    since = forms.DateField(label=_("Since"), widget=DayInput)
    last_touch = forms.DateField(label=_("Last touch"), required=False, widget=DayInput)
    evidence = forms.CharField(
        label=_("What shows it"), max_length=300, required=False,
        help_text=_("A project, a service contract, an introduction"),
    )  # fmt: skip

    def prepare(self, ask: Ask) -> None:
        partners = partner_choices(ask.actor, limit=MOST_CHOICES)
        self.offer("partner", [EMPTY, *((one.public_id, one.name) for one in partners)])


class CustomerContactForm(DoForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    consent_basis = forms.ChoiceField(
        label=_("On what ground the data is held"), choices=CONSENT_CHOICES
    )


class OwnContactForm(DoForm):
    happened_on = forms.DateField(label=_("On"), widget=DayInput)
    summary = forms.CharField(
        label=_("With whom, about what"), max_length=300,
        help_text=_("A visit, a call, a demonstration: one sentence."),
    )  # fmt: skip
    product_id = forms.ChoiceField(label=_("Product family"), required=False)
    customer_confirmed = forms.BooleanField(
        label=_("The customer confirms it"), required=False,
        help_text=_("Minutes, a mail or a signed note are at hand."),
    )  # fmt: skip

    def start(self, ask: Ask) -> dict[str, Any]:
        return {"happened_on": today(ask.now), **super().start(ask)}

    def prepare(self, ask: Ask) -> None:
        families = products_of(ask.actor)
        named = [(one.public_id, one.name(ask.actor.language)) for one in families if one.is_family]
        self.offer("product_id", [("", _now("All of them")), *named])


class MergeForm(DoForm):
    canonical = forms.CharField(widget=forms.HiddenInput)
    reason = reason(_("Why they are one"))


class UndoMergeForm(DoForm):
    duplicate = forms.CharField(widget=forms.HiddenInput)
    reason = reason(_("Why they are not one"))
