"""Every code that a finding can have, so that the pages can be held to word each of them."""

from __future__ import annotations

FINDING_CODES = frozenset(
    {
        "clash_same_name",
        "clash_two_names",
        "customers_under_many_names",
        "like_cases_decided_differently",
        "never_decided",
        "partner_carries_one_customer",
        "protection_lapsed_with_value",
        "registered_never_shipped",
        "registered_twice",
        "shipped_without_registering",
        "slow_decisions",
        "sold_past_holder",
        "territory_nothing_shipped",
        "territory_without_partner",
        "won_but_never_shipped",
    }
)
