"""Everything that can be done to a partner."""

from qudao.market.partners.actions.charge import assign_channel_manager
from qudao.market.partners.actions.company import (
    create_partner,
    edit_own_company,
    edit_partner,
    move_partner,
    set_supplier,
)
from qudao.market.partners.actions.contacts import add_contact, edit_contact, remove_contact
from qudao.market.partners.actions.reach import (
    authorise_product,
    end_authorisation,
    serve_cell,
    stop_serving_cell,
)
from qudao.market.partners.actions.recruiting import ProspectInput, add_partner, create_prospect

__all__ = [
    "ProspectInput",
    "add_contact",
    "add_partner",
    "assign_channel_manager",
    "authorise_product",
    "create_partner",
    "create_prospect",
    "edit_contact",
    "edit_own_company",
    "edit_partner",
    "end_authorisation",
    "move_partner",
    "remove_contact",
    "serve_cell",
    "set_supplier",
    "stop_serving_cell",
]
