"""Everything that can be read of customers."""

from qudao.market.customers.selectors.canonical import (
    canonical_ids,
    canonical_of,
    same_customer_ids,
    same_customer_keys,
)
from qudao.market.customers.selectors.lists import (
    CustomerQuery,
    CustomerRow,
    account_manager_ids,
    account_manager_names,
    count_customers,
    customer_list,
    customer_names,
    customers_found,
)
from qudao.market.customers.selectors.pages import (
    CustomerPage,
    RelationView,
    customer_page,
    relations_of,
    strength,
)
from qudao.market.customers.selectors.places import customers_at, in_cell
from qudao.market.customers.selectors.portal import (
    OwnCustomer,
    count_customers_of_partner,
    customers_of_partner,
    own_customer,
)
from qudao.market.customers.selectors.resolving import (
    Alike,
    alike_customers,
    customers_by_identifier,
    customers_by_source_key,
    keys_for_many,
    resolve_company,
)

__all__ = [
    "Alike",
    "CustomerPage",
    "CustomerQuery",
    "CustomerRow",
    "OwnCustomer",
    "RelationView",
    "account_manager_ids",
    "account_manager_names",
    "alike_customers",
    "canonical_ids",
    "canonical_of",
    "count_customers",
    "count_customers_of_partner",
    "customer_list",
    "customer_names",
    "customer_page",
    "customers_at",
    "customers_by_identifier",
    "customers_by_source_key",
    "customers_found",
    "customers_of_partner",
    "in_cell",
    "keys_for_many",
    "own_customer",
    "relations_of",
    "resolve_company",
    "same_customer_ids",
    "same_customer_keys",
    "strength",
]
