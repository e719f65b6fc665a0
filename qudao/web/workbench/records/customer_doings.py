"""What can be done to a customer from its page: words, form and action of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from qudao.deals.funnel.actions import ActivityInput, record_direct_activity
from qudao.deals.permissions import DealsPermission
from qudao.market.customers import actions
from qudao.market.customers.inputs import (
    CustomerInput,
    IdentifierInput,
    NameInput,
    RelationInput,
)
from qudao.market.partners.inputs import ContactInput
from qudao.market.permissions import MarketPermission
from qudao.web.workbench.records.customer_forms import (
    CustomerContactForm,
    DomainForm,
    EditCustomerForm,
    GroupForm,
    IdentifierForm,
    ManagerForm,
    NameForm,
    OwnContactForm,
    RelationForm,
    RemoveDomainForm,
    RemoveIdentifierForm,
    UndoMergeForm,
)
from qudao.web.workbench.records.doing import Ask, Doing

Stated = dict[str, Any]
WRITE = MarketPermission.WRITE_CUSTOMERS


def _edit(ask: Ask, stated: Stated) -> object:
    version = stated.pop("version")
    customer = CustomerInput(**stated)
    return actions.edit_customer(ask.actor, ask.public_id, customer, version=version, now=ask.now)


def _name(ask: Ask, stated: Stated) -> object:
    name = NameInput(name=stated["names"], kind=stated["kind"])
    return actions.add_name(ask.actor, ask.public_id, name, now=ask.now)


def _identifier(ask: Ask, stated: Stated) -> object:
    number = IdentifierInput(
        scheme=stated["scheme"],
        value=stated["identifiers"],
        keep_unproven=stated["keep_unproven"],
    )
    return actions.add_identifier(ask.actor, ask.public_id, number, now=ask.now)


def _remove_identifier(ask: Ask, stated: Stated) -> object:
    return actions.remove_identifier(
        ask.actor, ask.public_id, stated["scheme"], stated["value"], now=ask.now
    )


def _domain(ask: Ask, stated: Stated) -> object:
    return actions.add_domain(ask.actor, ask.public_id, stated["domains"], now=ask.now)


def _remove_domain(ask: Ask, stated: Stated) -> object:
    return actions.remove_domain(ask.actor, ask.public_id, stated["domain"], now=ask.now)


def _manager(ask: Ask, stated: Stated) -> object:
    return actions.assign_account_manager(ask.actor, ask.public_id, stated["user"], now=ask.now)


def _group(ask: Ask, stated: Stated) -> object:
    return actions.place_in_group(ask.actor, ask.public_id, stated["parent"], now=ask.now)


def _relation(ask: Ask, stated: Stated) -> object:
    partner = stated.pop("partner")
    relation = RelationInput(**stated)
    return actions.record_relation(
        ask.actor, ask.public_id, partner, relation=relation, now=ask.now
    )


def _contact(ask: Ask, stated: Stated) -> object:
    contact = ContactInput(**stated)
    return actions.add_customer_contact(ask.actor, ask.public_id, contact, now=ask.now)


def _own_contact(ask: Ask, stated: Stated) -> object:
    contact = ActivityInput(customer_id=ask.public_id, **stated)
    return record_direct_activity(ask.actor, contact, now=ask.now)


def _undo(ask: Ask, stated: Stated) -> object:
    return actions.undo_merge(ask.actor, stated["duplicate"], reason=stated["reason"], now=ask.now)


DOINGS = (
    Doing(
        "edit", WRITE, _("Edit the customer"),
        _("A name that goes stays among the former names: old papers are still recognised."),
        _("Save"), _("Saved."), EditCustomerForm, _edit,
    ),
    Doing(
        "name", WRITE, _("Add a name"),
        _("Under which the company is also known: short, former, foreign."),
        _("Add"), _("The name is added."), NameForm, _name,
    ),
    Doing(
        "number", WRITE, _("Add an official number"),
        _("A proven number belongs to one customer only."),
        _("Add"), _("The number is added."), IdentifierForm, _identifier,
    ),
    Doing(
        "remove-number", WRITE, _("Remove the number"),
        _("For one that was noted by mistake; the audit keeps it."),
        _("Remove"), _("The number is removed."), RemoveIdentifierForm, _remove_identifier,
    ),
    Doing(
        "domain", WRITE, _("Add a domain"),
        _("Mailboxes under it are taken for this company's."),
        _("Add"), _("The domain is added."), DomainForm, _domain,
    ),
    Doing(
        "remove-domain", WRITE, _("Remove the domain"), _("It no longer stands for this company."),
        _("Remove"), _("The domain is removed."), RemoveDomainForm, _remove_domain,
    ),
    Doing(
        "manager", MarketPermission.ASSIGN_ACCOUNTS, _("Put an account manager in charge"),
        _("The former charge ends today."),
        _("Put in charge"), _("The account has its manager."), ManagerForm, _manager,
    ),
    Doing(
        "group", WRITE, _("Place in a group"),
        _("Subsidiaries and sites stand below their group."),
        _("Save"), _("Saved."), GroupForm, _group,
    ),
    Doing(
        "relation", WRITE, _("Record a partner's tie"),
        _("How well a partner knows this customer. A tie without touch halves in a year."),
        _("Record"), _("The tie is recorded."), RelationForm, _relation,
    ),
    Doing(
        "contact", WRITE, _("Add a person"),
        _("Seen by our own people only, never by a partner."),
        _("Add"), _("The person is added."), CustomerContactForm, _contact,
    ),
    Doing(
        "own-contact", DealsPermission.WRITE_OPPORTUNITIES, _("Note a contact of ours"),
        _(
            "It counts at a partner's registration if the customer confirms it and it is noted in "
            "time: within the working days of the rules, and before the registration comes."
        ),
        _("Note it"), _("The contact is noted."), OwnContactForm, _own_contact,
    ),
    Doing(
        "undo-merge", WRITE, _("Undo the merge"),
        _("All that hung on the freed customer hangs on it still."),
        _("Undo the merge"), _("The two are two again."), UndoMergeForm, _undo,
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
