"""Deal registration (项目报备): may it be filed, what does it meet, what should be decided.

Three questions, three functions: `check_eligibility` looks only at the partner's own facts,
`screen` at what else lives in the same scope, `decide` at both under the rulebook in force.
"""

from qudao.engines.kinds import Match
from qudao.engines.registration.codes import RIVAL_CODES, RegistrationCode
from qudao.engines.registration.dates import (
    protect_until,
    reminder_days,
    renewal_until,
    update_every_days,
)
from qudao.engines.registration.deciding import (
    Decision,
    Outcome,
    decide,
    goes_beyond_rule,
    reasons_for_partner,
)
from qudao.engines.registration.eligibility import Eligibility, check_eligibility
from qudao.engines.registration.facts import (
    AccountClass,
    Business,
    ClaimFacts,
    DirectFacts,
    IncumbentFacts,
    Kind,
    OwnFacts,
    Purchase,
    RivalFacts,
    RivalState,
    Scope,
    Step,
    Tender,
)
from qudao.engines.registration.policy import RegistrationPolicy
from qudao.engines.registration.screening import (
    Candidate,
    CandidateKind,
    Overlap,
    Screening,
    overlap_of,
    screen,
    waits_behind,
)

__all__ = [
    "RIVAL_CODES",
    "AccountClass",
    "Business",
    "Candidate",
    "CandidateKind",
    "ClaimFacts",
    "Decision",
    "DirectFacts",
    "Eligibility",
    "IncumbentFacts",
    "Kind",
    "Match",
    "Outcome",
    "Overlap",
    "OwnFacts",
    "Purchase",
    "RegistrationCode",
    "RegistrationPolicy",
    "RivalFacts",
    "RivalState",
    "Scope",
    "Screening",
    "Step",
    "Tender",
    "check_eligibility",
    "decide",
    "goes_beyond_rule",
    "overlap_of",
    "protect_until",
    "reasons_for_partner",
    "reminder_days",
    "renewal_until",
    "screen",
    "update_every_days",
    "waits_behind",
]
