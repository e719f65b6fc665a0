"""What can be read of registrations, each read within the actor's scope."""

from qudao.deals.registrations.selectors.choices import (
    FamilyChoice,
    answering_person,
    evidence_file,
    family_choices,
)
from qudao.deals.registrations.selectors.clocks import Clock, NextActor
from qudao.deals.registrations.selectors.counts import counts_by_state, rebuild_counts
from qudao.deals.registrations.selectors.eligibility import (
    EligibilityAnswer,
    full_check,
    quick_check,
)
from qudao.deals.registrations.selectors.pages import (
    PartnerPage,
    VendorPage,
    history,
    partner_page,
    vendor_page,
)
from qudao.deals.registrations.selectors.portal import (
    PortalRow,
    RegistrationFilters,
    count_registrations,
    my_registrations,
)
from qudao.deals.registrations.selectors.queue import (
    VendorRow,
    all_registrations,
    expiring,
    queue,
    samples,
    settled_by_rule,
)

__all__ = [
    "Clock",
    "EligibilityAnswer",
    "FamilyChoice",
    "NextActor",
    "PartnerPage",
    "PortalRow",
    "RegistrationFilters",
    "VendorPage",
    "VendorRow",
    "all_registrations",
    "answering_person",
    "count_registrations",
    "counts_by_state",
    "evidence_file",
    "expiring",
    "family_choices",
    "full_check",
    "history",
    "my_registrations",
    "partner_page",
    "queue",
    "quick_check",
    "rebuild_counts",
    "samples",
    "settled_by_rule",
    "vendor_page",
]
