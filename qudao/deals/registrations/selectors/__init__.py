"""What can be read of registrations, each read within the actor's scope."""

from qudao.deals.registrations.selectors.choices import (
    FamilyChoice,
    answering_person,
    evidence_file,
    family_choices,
)
from qudao.deals.registrations.selectors.clocks import Clock, NextActor
from qudao.deals.registrations.selectors.comparing import CandidateLine, ComparedField, comparison
from qudao.deals.registrations.selectors.conflicts import ConflictLine, Conflicts, open_conflicts
from qudao.deals.registrations.selectors.counts import counts_by_state, rebuild_counts
from qudao.deals.registrations.selectors.decided import Decided, decisions_of
from qudao.deals.registrations.selectors.drafts import StandingDraft, standing_drafts
from qudao.deals.registrations.selectors.eligibility import (
    CheckLine,
    EligibilityAnswer,
    form_refusal,
    full_check,
    quick_check,
)
from qudao.deals.registrations.selectors.home import (
    AccountRow,
    CreditLine,
    OverlapRow,
    accounts_at_work,
    count_accounts_at_work,
    credit_of,
    overlaps_of,
    overlaps_to_answer,
)
from qudao.deals.registrations.selectors.joining import Joining, JoinOffer, joining_of
from qudao.deals.registrations.selectors.lifecycle import (
    LifeCounts,
    LifeQuery,
    LifeRow,
    Signal,
    count_by_stage,
    life_counts,
    partners_by_stage,
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
    OTHER_PART,
    VendorRow,
    all_registrations,
    expiring,
    queue,
    samples,
    settled_by_rule,
)
from qudao.deals.registrations.selectors.talk import message_file, talk

__all__ = [
    "OTHER_PART",
    "AccountRow",
    "CandidateLine",
    "CheckLine",
    "Clock",
    "ComparedField",
    "ConflictLine",
    "Conflicts",
    "CreditLine",
    "Decided",
    "EligibilityAnswer",
    "FamilyChoice",
    "JoinOffer",
    "Joining",
    "LifeCounts",
    "LifeQuery",
    "LifeRow",
    "NextActor",
    "OverlapRow",
    "PartnerPage",
    "PortalRow",
    "RegistrationFilters",
    "Signal",
    "StandingDraft",
    "VendorPage",
    "VendorRow",
    "accounts_at_work",
    "all_registrations",
    "answering_person",
    "comparison",
    "count_accounts_at_work",
    "count_by_stage",
    "count_registrations",
    "counts_by_state",
    "credit_of",
    "decisions_of",
    "evidence_file",
    "expiring",
    "family_choices",
    "form_refusal",
    "full_check",
    "history",
    "joining_of",
    "life_counts",
    "message_file",
    "my_registrations",
    "open_conflicts",
    "overlaps_of",
    "overlaps_to_answer",
    "partner_page",
    "partners_by_stage",
    "queue",
    "quick_check",
    "rebuild_counts",
    "samples",
    "settled_by_rule",
    "standing_drafts",
    "talk",
    "vendor_page",
]
