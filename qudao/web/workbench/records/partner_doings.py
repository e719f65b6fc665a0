"""What can be done to a partner from its page: words, form and action of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from qudao.market.cells.selectors import CellAxes
from qudao.market.partners import actions
from qudao.market.partners.inputs import ContactInput, PartnerInput
from qudao.market.partners.selectors import contact_of, partner_page
from qudao.market.partners.states import Lifecycle
from qudao.market.permissions import MarketPermission
from qudao.market.standing.actions import set_tier
from qudao.web.workbench.records.doing import Ask, Doing
from qudao.web.workbench.records.partner_forms import (
    AuthoriseForm,
    CellForm,
    ContactForm,
    EditContactForm,
    EditPartnerForm,
    EndAuthorisationForm,
    LeaveCellForm,
    MoveForm,
    OwnerForm,
    RemoveContactForm,
    SupplierForm,
    TierForm,
)

Stated = dict[str, Any]
WRITE = MarketPermission.WRITE_PARTNERS


def _edit(ask: Ask, stated: Stated) -> object:
    version = stated.pop("version")
    partner = PartnerInput(**stated)
    return actions.edit_partner(ask.actor, ask.public_id, partner, version=version, now=ask.now)


def _move(ask: Ask, stated: Stated) -> object:
    to = Lifecycle(stated["to"])
    return actions.move_partner(ask.actor, ask.public_id, to, reason=stated["reason"], now=ask.now)


def _owner(ask: Ask, stated: Stated) -> object:
    return actions.assign_channel_manager(ask.actor, ask.public_id, stated["user"], now=ask.now)


def _tier(ask: Ask, stated: Stated) -> object:
    return set_tier(ask.actor, ask.public_id, now=ask.now, **stated)


def _supplier(ask: Ask, stated: Stated) -> object:
    """A supplier that stays is not set anew: it may be a colleague's."""
    before = partner_page(ask.actor, ask.public_id).supplier
    if before is not None and before.public_id == stated["supplied_by"]:
        return before
    return actions.set_supplier(ask.actor, ask.public_id, stated["supplied_by"], now=ask.now)


def _contact(ask: Ask, stated: Stated) -> object:
    return actions.add_contact(ask.actor, ask.public_id, ContactInput(**stated), now=ask.now)


def _edit_contact(ask: Ask, stated: Stated) -> object:
    person = stated.pop("person")
    before = contact_of(partner_page(ask.actor, ask.public_id).contacts, person)
    contact = ContactInput(**stated, consent_note=before.consent_note)
    return actions.edit_contact(ask.actor, ask.public_id, person, contact=contact, now=ask.now)


def _remove_contact(ask: Ask, stated: Stated) -> object:
    return actions.remove_contact(ask.actor, ask.public_id, stated["person"], now=ask.now)


def _cell(ask: Ask, stated: Stated) -> object:
    return actions.serve_cell(ask.actor, ask.public_id, CellAxes(**stated), now=ask.now)


def _leave(ask: Ask, stated: Stated) -> object:
    return actions.stop_serving_cell(ask.actor, ask.public_id, stated["cell"], now=ask.now)


def _authorise(ask: Ask, stated: Stated) -> object:
    return actions.authorise_product(
        ask.actor,
        ask.public_id,
        stated["product"],
        valid_from=stated["valid_from"],
        valid_until=stated["valid_until"],
        now=ask.now,
    )


def _end(ask: Ask, stated: Stated) -> object:
    return actions.end_authorisation(
        ask.actor, ask.public_id, stated["product"], on=stated["on"], now=ask.now
    )


DOINGS = (
    Doing(
        "edit", WRITE, _("Edit the partner"), _("One name is enough; both are better."),
        _("Save"), _("Saved."), EditPartnerForm, _edit,
    ),
    Doing(
        "move", WRITE, _("Move the partner on"),
        _("Suspending and ending need a reason that can be understood later."),
        _("Move"), _("The partner's state is changed."), MoveForm, _move,
    ),
    Doing(
        "owner", MarketPermission.ASSIGN_PARTNERS, _("Put somebody in charge"),
        _("The owner decides the partner's registrations. The former charge ends today."),
        _("Put in charge"), _("The partner has its owner."), OwnerForm, _owner,
    ),
    Doing(
        "tier", MarketPermission.WRITE_STANDING, _("Set the tier"),
        _("Holds from the day until the next tier; what was before stays on record."),
        _("Set the tier"), _("The tier is set."), TierForm, _tier,
    ),
    Doing(
        "supplier", WRITE, _("Who supplies this partner"),
        _("A sub-reseller buys from a distributor; it sees nothing of the distributor's deals."),
        _("Save"), _("Saved."), SupplierForm, _supplier,
    ),
    Doing(
        "contact", WRITE, _("Add a person"),
        _("Name and numbers stand in the register of personal data, nowhere else."),
        _("Add"), _("The person is added."), ContactForm, _contact,
    ),
    Doing(
        "edit-contact", WRITE, _("Edit the person"),
        _("Name and numbers stand in the register of personal data, nowhere else."),
        _("Save"), _("Saved."), EditContactForm, _edit_contact,
    ),
    Doing(
        "remove-contact", WRITE, _("Remove the person"),
        _("The person stays on record until erased."),
        _("Remove"), _("The person is removed."), RemoveContactForm, _remove_contact,
    ),
    Doing(
        "cell", WRITE, _("Add a market cell"),
        _("Where this partner is at work: product, region and industry. At least one is named."),
        _("Add"), _("The cell is added."), CellForm, _cell,
    ),
    Doing(
        "leave-cell", WRITE, _("Take the market cell away"), _("The partner serves it no longer."),
        _("Take away"), _("The cell is taken away."), LeaveCellForm, _leave,
    ),
    Doing(
        "authorise", WRITE, _("Authorise for a product family"),
        _("Only an authorised partner may register deals of the family."),
        _("Authorise"), _("The partner is authorised."), AuthoriseForm, _authorise,
    ),
    Doing(
        "end-authorisation", WRITE, _("End the authorisation"),
        _("From this day on the family is refused in new registrations."),
        _("End it"), _("The authorisation ends."), EndAuthorisationForm, _end,
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
