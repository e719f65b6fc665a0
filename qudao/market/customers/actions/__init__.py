"""Everything that can be done to a customer."""

from qudao.market.customers.actions.adding import NewCustomerInput, add_company
from qudao.market.customers.actions.charge import assign_account_manager
from qudao.market.customers.actions.claims import claim_customer, claimed_customer, hold_customer
from qudao.market.customers.actions.company import (
    create_customer,
    create_customers,
    edit_customer,
    place_in_group,
)
from qudao.market.customers.actions.indexing import reindex
from qudao.market.customers.actions.knowing import (
    add_domain,
    add_identifier,
    add_name,
    remove_domain,
    remove_identifier,
)
from qudao.market.customers.actions.merging import merge_customers, undo_merge
from qudao.market.customers.actions.own import (
    OwnCustomerInput,
    add_own_contact,
    add_own_customer,
    record_own_relation,
    remove_own_contact,
)
from qudao.market.customers.actions.relations import (
    add_customer_contact,
    note_partner_knows,
    record_relation,
)

__all__ = [
    "NewCustomerInput",
    "OwnCustomerInput",
    "add_company",
    "add_customer_contact",
    "add_domain",
    "add_identifier",
    "add_name",
    "add_own_contact",
    "add_own_customer",
    "assign_account_manager",
    "claim_customer",
    "claimed_customer",
    "create_customer",
    "create_customers",
    "edit_customer",
    "hold_customer",
    "merge_customers",
    "note_partner_knows",
    "place_in_group",
    "record_own_relation",
    "record_relation",
    "reindex",
    "remove_domain",
    "remove_identifier",
    "remove_own_contact",
    "undo_merge",
]
