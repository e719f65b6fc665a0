"""Every reason that this engine can give, and which of them speak of somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from qudao.engines.kinds import ParamValue, Reason, Stance

Params = Mapping[str, ParamValue]


class RegistrationCode(StrEnum):
    """Codes of reasons; the pages hold one sentence for each, in each language."""

    # the partner's own facts (check_eligibility)
    PARTNER_NOT_ACTIVE = "partner_not_active"
    RULEBOOK_NOT_ACKNOWLEDGED = "rulebook_not_acknowledged"
    FAMILY_NOT_AUTHORIZED = "family_not_authorized"
    OPEN_CAP_REACHED = "open_cap_reached"
    TOO_SMALL = "too_small"
    TENDER_PUBLISHED = "tender_published"
    FIELDS_MISSING = "fields_missing"
    AWARD_DATE_PASSED = "award_date_passed"
    MEETS_RULES = "meets_rules"

    # what screening saw
    SAME_CUSTOMER = "same_customer"
    CUSTOMER_ALIKE = "customer_alike"
    SAME_GROUP = "same_group"
    SCOPE_SAME = "scope_same"
    SCOPE_PARTLY_SAME = "scope_partly_same"
    RECEIVED_EARLIER = "received_earlier"
    RECEIVED_LATER = "received_later"
    HOLDS_PROTECTION = "holds_protection"
    LAST_ORDER = "last_order"
    ACTIVITY_COUNTS = "activity_counts"
    ACTIVITY_NOT_CONFIRMED = "activity_not_confirmed"
    ACTIVITY_ENTERED_LATE = "activity_entered_late"
    ACTIVITY_ENTERED_AFTER_CLAIM = "activity_entered_after_claim"
    ACTIVITY_TOO_OLD = "activity_too_old"

    # what decided
    NOT_FIRST_AT_TENDER = "not_first_at_tender"
    TENDER_SAME_DAY = "tender_same_day"
    EARLIER_WORK_UNPROVEN = "earlier_work_unproven"
    EARLIER_WORK_PROVEN = "earlier_work_proven"
    SELF_DUPLICATE = "self_duplicate"
    OWN_EARLIER_ALIKE = "own_earlier_alike"
    DIRECT_ACCOUNT = "direct_account"
    NAMED_ACCOUNT = "named_account"
    ACCOUNT_NEAR_DIRECT = "account_near_direct"
    OWN_COMPANY = "own_company"
    FILED_BEFORE = "filed_before"
    RULED_BEFORE = "ruled_before"
    LATER_CLAIM_WAITS = "later_claim_waits"
    JOINS_OUR_PROJECT = "joins_our_project"
    OTHER_PART_CLAIMED = "other_part_claimed"
    DIRECT_ACTIVITY = "direct_activity"
    DIRECT_ACTIVITY_NOT_COUNTED = "direct_activity_not_counted"
    SCOPE_PROTECTED = "scope_protected"
    SCOPE_CLAIMED = "scope_claimed"
    EARLIER_RECEIPT_OPEN = "earlier_receipt_open"
    DIVIDE_SCOPE_FIRST = "divide_scope_first"
    INCUMBENT_FIRST = "incumbent_first"
    CHOSEN_IN_WRITING = "chosen_in_writing"
    COMPARE_CANDIDATES = "compare_candidates"
    NO_CANDIDATE = "no_candidate"
    BELOW_THRESHOLD = "below_threshold"
    AT_OR_OVER_THRESHOLD = "at_or_over_threshold"
    AMOUNT_IN_OTHER_CURRENCY = "amount_in_other_currency"
    TENDER_INVOLVED = "tender_involved"
    PROTECTED_UNTIL = "protected_until"

    # what would change it
    SUPPLY_FIELDS = "supply_fields"
    SUPPLY_EARLIER_WORK = "supply_earlier_work"
    FILE_AS_TEAMING = "file_as_teaming"
    AMEND_EARLIER_CLAIM = "amend_earlier_claim"
    NAME_OTHER_SCOPE = "name_other_scope"
    NAME_END_CUSTOMER = "name_end_customer"
    SUPPLY_CUSTOMER_CHOICE = "supply_customer_choice"
    CONFIRM_DIFFERENT_CUSTOMER = "confirm_different_customer"
    HOLDER_LAPSES = "holder_lapses"
    ACTIVITY_DISPROVED = "activity_disproved"
    ACTIVITY_PROVEN = "activity_proven"
    SETTLE_PROBLEM = "settle_problem"


# A partner never learns of a rival's existence; reasons_for_partner() leaves these out.
RIVAL_CODES = frozenset(
    {
        RegistrationCode.SAME_CUSTOMER,
        RegistrationCode.CUSTOMER_ALIKE,
        RegistrationCode.SAME_GROUP,
        RegistrationCode.SCOPE_SAME,
        RegistrationCode.SCOPE_PARTLY_SAME,
        RegistrationCode.RECEIVED_EARLIER,
        RegistrationCode.RECEIVED_LATER,
        RegistrationCode.HOLDS_PROTECTION,
        RegistrationCode.LAST_ORDER,
        RegistrationCode.ACTIVITY_COUNTS,
        RegistrationCode.ACTIVITY_NOT_CONFIRMED,
        RegistrationCode.ACTIVITY_ENTERED_LATE,
        RegistrationCode.ACTIVITY_ENTERED_AFTER_CLAIM,
        RegistrationCode.ACTIVITY_TOO_OLD,
        RegistrationCode.ACCOUNT_NEAR_DIRECT,
        RegistrationCode.OTHER_PART_CLAIMED,
        RegistrationCode.LATER_CLAIM_WAITS,
        RegistrationCode.NOT_FIRST_AT_TENDER,
        RegistrationCode.DIRECT_ACTIVITY_NOT_COUNTED,
        RegistrationCode.SCOPE_PROTECTED,
        RegistrationCode.SCOPE_CLAIMED,
        RegistrationCode.EARLIER_RECEIPT_OPEN,
        RegistrationCode.DIVIDE_SCOPE_FIRST,
        RegistrationCode.INCUMBENT_FIRST,
        RegistrationCode.COMPARE_CANDIDATES,
        RegistrationCode.NO_CANDIDATE,
        RegistrationCode.CONFIRM_DIFFERENT_CUSTOMER,
        RegistrationCode.HOLDER_LAPSES,
        RegistrationCode.ACTIVITY_DISPROVED,
        RegistrationCode.ACTIVITY_PROVEN,
    }
)


def against(code: RegistrationCode, rule: str, params: Params | None = None) -> Reason:
    """A reason that speaks against the registration."""
    return Reason(code=code, stance=Stance.AGAINST, rule=rule, params=params or {})


def in_favor(code: RegistrationCode, rule: str, params: Params | None = None) -> Reason:
    """A reason that speaks for the registration."""
    return Reason(code=code, stance=Stance.FOR, rule=rule, params=params or {})


def neutral(code: RegistrationCode, rule: str, params: Params | None = None) -> Reason:
    """A fact worth knowing, or a step that would change the decision."""
    return Reason(code=code, rule=rule, params=params or {})
