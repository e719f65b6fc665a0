"""The forms of partners and customers: as long as their columns, worded in both languages, and
given to whoever may use them. No database behind them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db import models
from django.utils import translation

from qudao.core.actor import Actor, Role, Side
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerName,
    PartnerCustomer,
)
from qudao.market.partners.models import Partner
from qudao.market.standing.models import Standing
from qudao.people.models import Person
from qudao.web.workbench.records import customer_doings, partner_doings
from qudao.web.workbench.records.customer_forms import (
    CustomerContactForm,
    DomainForm,
    EditCustomerForm,
    IdentifierForm,
    MergeForm,
    NameForm,
    NewCustomerForm,
    RelationForm,
    UndoMergeForm,
)
from qudao.web.workbench.records.doing import Ask, Doing
from qudao.web.workbench.records.partner_forms import (
    LONGEST_REASON,
    ContactForm,
    EditContactForm,
    EditPartnerForm,
    MoveForm,
    NewPartnerForm,
    RemoveContactForm,
    TierForm,
)
from tests.web.workbench.deals.build import NOW

Form = type[forms.Form]
COLUMNS: list[tuple[Form, type[models.Model], dict[str, str]]] = [
    (NewPartnerForm, Partner, {}),
    (EditPartnerForm, Partner, {}),
    (ContactForm, Person, {}),
    (EditContactForm, Person, {}),
    (CustomerContactForm, Person, {}),
    (NewCustomerForm, Customer, {}),
    (EditCustomerForm, Customer, {}),
    (NameForm, CustomerName, {"names": "name"}),
    (IdentifierForm, CustomerIdentifier, {"identifiers": "value"}),
    (DomainForm, CustomerDomain, {"domains": "domain"}),
    (RelationForm, PartnerCustomer, {}),
    (TierForm, Standing, {"tier": "value"}),
]
DOINGS = [*partner_doings.DOINGS, *customer_doings.DOINGS]


def fields_of(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = form.base_fields
    return found


@pytest.mark.parametrize(("form", "model", "named"), COLUMNS, ids=lambda one: str(one)[-30:])
def test_a_text_is_as_long_as_its_column(
    form: Form, model: type[models.Model], named: dict[str, str]
) -> None:
    columns = {one.name: getattr(one, "max_length", None) for one in model._meta.concrete_fields}
    checked = 0
    for name, field in fields_of(form).items():
        longest = columns.get(named.get(name, name))
        if isinstance(field, forms.CharField) and longest and not field.widget.is_hidden:
            assert (name, field.max_length) == (name, min(longest, field.max_length or 0))
            checked += 1
    assert checked


@pytest.mark.parametrize("form", [MoveForm, MergeForm, UndoMergeForm], ids=lambda one: one.__name__)
def test_a_reason_is_a_text_of_several_lines(form: Form) -> None:
    widget = fields_of(form)["reason"].widget
    assert isinstance(widget, forms.Textarea)
    assert widget.attrs["maxlength"] == LONGEST_REASON == 500
    assert fields_of(form)["reason"].required is (form is not MoveForm)


def test_a_partner_entered_by_hand_begins_in_a_clear_state() -> None:
    offered = [value for value, _label in fields_of(NewPartnerForm)["lifecycle"].choices]
    assert offered == ["prospect", "applicant", "active"]
    assert fields_of(NewPartnerForm)["lifecycle"].initial == "prospect"
    assert "lifecycle" not in fields_of(EditPartnerForm)
    assert "code" not in fields_of(EditPartnerForm)


# ------------------------------------------------------------------ doings


@pytest.mark.parametrize("doings", [partner_doings.DOINGS, customer_doings.DOINGS])
def test_no_two_doings_share_an_address(doings: tuple[Doing, ...]) -> None:
    assert len({one.name for one in doings}) == len(doings)


@pytest.mark.parametrize("doing", DOINGS, ids=lambda one: one.name)
def test_a_doing_speaks_both_languages(doing: Doing) -> None:
    texts = [doing.title, doing.sentence, doing.button, doing.done]
    labels = [field.label for field in fields_of(doing.form).values() if field.label]
    helps = [field.help_text for field in fields_of(doing.form).values() if field.help_text]
    for text in [*texts, *labels, *helps]:
        with translation.override("en"):
            english = str(text)
        with translation.override("zh-hans"):
            chinese = str(text)
        assert english.strip()
        assert chinese != english


def person(role: Role) -> Actor:
    return Actor(side=Side.VENDOR, user_id=1, roles=frozenset({role}))


KEEPERS = {Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}
SELLERS = {Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR}
NOT_THE_MANAGERS = {"owner", "tier"}
NEVER_AT_CUSTOMERS = {Role.OPERATIONS, Role.GENERAL_MANAGER}


@pytest.mark.parametrize("role", [one for one in Role if not one.value.startswith("partner_")])
def test_each_role_may_do_its_own_things(role: Role) -> None:
    actor = person(role)
    of_partners = {one.name for one in partner_doings.DOINGS if actor.may(one.permission)}
    of_customers = {one.name for one in customer_doings.DOINGS if actor.may(one.permission)}
    every = {one.name for one in partner_doings.DOINGS}
    if role is Role.CHANNEL_MANAGER:
        assert of_partners == every - NOT_THE_MANAGERS
    else:
        assert of_partners == (every if role in KEEPERS else set())
    all_but_charge = {one.name for one in customer_doings.DOINGS} - {"manager"}
    if role in NEVER_AT_CUSTOMERS:
        all_but_charge -= {"own-contact"}
    charges = {Role.SALES_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}
    expected = all_but_charge if role in KEEPERS | SELLERS else set()
    assert of_customers == expected | ({"manager"} if role in charges else set())


# ------------------------------------------------------------------ how a form starts


def ask(**said: str) -> Ask:
    return Ask(person(Role.CHANNEL_DIRECTOR), "par_1", NOW, said)


def test_a_form_starts_with_what_the_address_says_of_its_own_fields() -> None:
    form = MoveForm(ask(to="suspended", reason="why", elsewhere="x"))
    assert form.initial == {"to": "suspended", "reason": "why"}
    assert not form.is_bound
    assert RemoveContactForm(ask(person="per_1", sort="x")).initial == {"person": "per_1"}
    assert MoveForm(ask()).initial == {}


@pytest.mark.usefixtures("kept_programme")
def test_a_tier_starts_today_in_the_programmes_zone() -> None:
    assert str(TierForm(ask(tier="gold")).initial["valid_from"]) == "2026-03-02"
