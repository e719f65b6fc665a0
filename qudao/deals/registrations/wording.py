"""Reasons of the engine and codes of decisions, in words.

Sentences for partners stand apart: none of them speaks of anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from qudao.core.programme import current_programme
from qudao.deals.registrations.states import DecisionCode
from qudao.engines.kinds import ParamValue, Reason, Stance
from qudao.engines.registration import Outcome
from qudao.engines.registration import RegistrationCode as Code
from qudao.rules.asked import asked_in_words
from qudao.rules.titles import rule_title

SENTENCES: dict[str, Promise] = {
    Code.PARTNER_NOT_ACTIVE: _("The partnership is not active."),
    Code.RULEBOOK_NOT_ACKNOWLEDGED: _("The rulebook is not acknowledged yet."),
    Code.FAMILY_NOT_AUTHORIZED: _("The product family %(family)s is not authorised."),
    Code.OPEN_CAP_REACHED: _("%(open)s registrations are open, the tier allows %(cap)s."),
    Code.TOO_SMALL: _("The amount is below %(minimum)s %(currency)s."),
    Code.TENDER_PUBLISHED: _("The tender is published: no new protection after publication."),
    Code.FIELDS_MISSING: _("Still missing: %(fields)s."),
    Code.AWARD_DATE_PASSED: _("The expected award, %(expected_award_on)s, lies in the past."),
    Code.MEETS_RULES: _("Meets the rules."),
    Code.SAME_CUSTOMER: _("The same customer."),
    Code.CUSTOMER_ALIKE: _("Name and domain are alike."),
    Code.SAME_GROUP: _("Another unit of the same group."),
    Code.SCOPE_SAME: _("The same scope."),
    Code.SCOPE_PARTLY_SAME: _("The scopes overlap in part."),
    Code.RECEIVED_EARLIER: _("Received earlier: %(received_at)s."),
    Code.RECEIVED_LATER: _("Received later: %(received_at)s."),
    Code.HOLDS_PROTECTION: _("Holds protection until %(until)s."),
    Code.LAST_ORDER: _("Delivered the last order, on %(last_order_on)s."),
    Code.ACTIVITY_COUNTS: _("Direct sales were there on %(happened_on)s; it counts."),
    Code.ACTIVITY_NOT_CONFIRMED: _("The customer has not confirmed the direct contact."),
    Code.ACTIVITY_ENTERED_LATE: _("The direct contact was entered after %(days)s working days."),
    Code.ACTIVITY_ENTERED_AFTER_CLAIM: _("The direct contact was entered after the registration."),
    Code.ACTIVITY_TOO_OLD: _("The direct contact is older than %(look_back_days)s days."),
    Code.NOT_FIRST_AT_TENDER: _("Another registration came before the tender."),
    Code.TENDER_SAME_DAY: _("The tender was published on the day of the receipt."),
    Code.EARLIER_WORK_UNPROVEN: _("Work before the tender is stated, not proven yet."),
    Code.EARLIER_WORK_PROVEN: _("Work before the tender is proven."),
    Code.SELF_DUPLICATE: _("The same partner has registered this scope before."),
    Code.OWN_EARLIER_ALIKE: _(
        "The same partner has registered this scope before, at a customer that is likely the same."
    ),
    Code.DIRECT_ACCOUNT: _("The account is served by direct sales."),
    Code.NAMED_ACCOUNT: _("The customer stands on the list of named accounts."),
    Code.ACCOUNT_NEAR_DIRECT: _(
        "A company of like name or of the same group is a direct or named account."
    ),
    Code.OWN_COMPANY: _(
        "The partner names itself as the customer: its own use, or a name kept back."
    ),
    Code.FILED_BEFORE: _(
        "The partner had registered the same before; that one ended on %(ended_on)s."
    ),
    Code.RULED_BEFORE: _(
        "It was approved by rule and came back: what is stated now, or a look at it, asks a person."
    ),
    Code.LATER_CLAIM_WAITS: _(
        "A later registration meets this scope. It waits, and is weighed on its own page."
    ),
    Code.JOINS_OUR_PROJECT: _("A person confirms that it joins a project of ours."),
    Code.OTHER_PART_CLAIMED: _(
        "Another part of the same customer and product family is registered: a person compares."
    ),
    Code.DIRECT_ACTIVITY: _("Direct sales are at work with this customer."),
    Code.DIRECT_ACTIVITY_NOT_COUNTED: _("Direct sales were seen there, but it does not count."),
    Code.SCOPE_PROTECTED: _("Another partner holds protection in this scope."),
    Code.SCOPE_CLAIMED: _("Another partner has registered this scope."),
    Code.EARLIER_RECEIPT_OPEN: _("An earlier quick registration still has time until %(until)s."),
    Code.DIVIDE_SCOPE_FIRST: _("The scopes overlap in part: divide the scope first."),
    Code.INCUMBENT_FIRST: _("On repeat business the partner that serves the customer goes first."),
    Code.CHOSEN_IN_WRITING: _("The customer has chosen this partner in writing."),
    Code.COMPARE_CANDIDATES: _("%(count)s possible conflicts are to be compared."),
    Code.NO_CANDIDATE: _("Nothing else was found at this customer."),
    Code.BELOW_THRESHOLD: _("The amount is below %(threshold)s %(currency)s."),
    Code.AT_OR_OVER_THRESHOLD: _("The amount is not below %(threshold)s %(currency)s."),
    Code.AMOUNT_IN_OTHER_CURRENCY: _("The amount is not given in %(currency)s."),
    Code.TENDER_INVOLVED: _("There is a tender, or there may be one."),
    Code.PROTECTED_UNTIL: _("Protection would last until %(until)s."),
    Code.SUPPLY_FIELDS: _("Supply what is missing."),
    Code.SUPPLY_EARLIER_WORK: _("Prove work from before the tender."),
    Code.FILE_AS_TEAMING: _("Register as joining our project, with the value added."),
    Code.AMEND_EARLIER_CLAIM: _("Amend the earlier registration instead."),
    Code.NAME_OTHER_SCOPE: _("Name a scope of its own: a site or a tender number."),
    Code.NAME_END_CUSTOMER: _("Name the customer that will use it, or say that it is own use."),
    Code.SUPPLY_CUSTOMER_CHOICE: _("A written choice of the customer."),
    Code.CONFIRM_DIFFERENT_CUSTOMER: _("A person confirms that it is another company or project."),
    Code.HOLDER_LAPSES: _("The other registration ends, or its holder agrees."),
    Code.ACTIVITY_DISPROVED: _("The direct activity turns out not to count."),
    Code.ACTIVITY_PROVEN: _("The customer confirms the direct activity."),
    Code.SETTLE_PROBLEM: _("Settle this first."),
}

# What the partner reads. The words say what rule decided, never who else there is.
DECISIONS_FOR_PARTNER: dict[DecisionCode, Promise] = {
    DecisionCode.MEETS_RULES: _("Your registration meets the rules and is protected."),
    DecisionCode.AGAINST_ADVICE: _("Your registration is approved and protected."),
    DecisionCode.TENDER_PUBLISHED: _(
        "The tender was published before your registration. New protection is then given only for "
        "proven earlier work."
    ),
    DecisionCode.NOT_ELIGIBLE: _("Your registration does not meet the published conditions."),
    DecisionCode.INCOMPLETE: _("Your registration lacks what the rules ask for."),
    DecisionCode.FILED_TWICE: _("You have already registered this project. Amend that one."),
    DecisionCode.DIRECT_ACCOUNT: _(
        "Our own sales serve this account. You may register as joining our project."
    ),
    DecisionCode.DIRECT_ACTIVITY: _(
        "Our own sales are at work on this project. You may register as joining our project."
    ),
    DecisionCode.ORDER_OF_CLAIMS: _(
        "By the order between registrations, protection cannot be given for this scope."
    ),
    DecisionCode.CUSTOMER_CHOICE: _("The customer has decided otherwise in writing."),
    DecisionCode.NO_PROJECT: _("The customer does not know of this project."),
}
APPEAL_WORKING_DAYS = 10

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.APPROVE: _("Approve"),
    Outcome.REJECT: _("Reject"),
    Outcome.ASK_INFORMATION: _("Ask for more"),
    Outcome.CONVERT_TO_TEAMING: _("Convert to co-sell"),
    Outcome.TO_ARBITRATION: _("To arbitration"),
    Outcome.HUMAN_REVIEW: _("Compare"),
}
# A person's look that asks for a proof and not for a comparison.
PROOF_CODES = frozenset({Code.TENDER_PUBLISHED, Code.TENDER_SAME_DAY, Code.EARLIER_WORK_UNPROVEN})


def needs_proof(outcome: str, first_reason: str) -> bool:
    """Whether a person checks a proof before anything else: until then nothing is approved."""
    return outcome == Outcome.HUMAN_REVIEW and first_reason in PROOF_CODES


def outcome_label(outcome: Outcome, first_reason: str) -> str:
    """The advice as a verb: what a person looks at follows from the first reason."""
    if needs_proof(outcome, first_reason):
        return str(_("Check the proof"))
    return str(OUTCOMES[outcome])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """A reason in the reader's language, with the title of its rule."""

    code: str
    text: str
    stance: Stance
    rule: str
    rule_title: str


def line_of(reason: Reason) -> ReasonLine:
    """One reason in words; an unknown code (from a newer version) stays as it is."""
    sentence = str(SENTENCES.get(reason.code, reason.code))
    params = {name: _shown(name, value) for name, value in reason.params.items()}
    return ReasonLine(
        code=reason.code,
        text=_filled(sentence, params),
        stance=reason.stance,
        rule=reason.rule,
        rule_title=str(rule_title(reason.rule)),
    )


def short_line_of(reason: Reason) -> ReasonLine:
    """As a row of a list has room for: how many fields are missing, not which."""
    line = line_of(reason)
    if reason.code != Code.FIELDS_MISSING:
        return line
    missing = len(str(reason.params.get("fields", "")).split())
    said = ngettext("%(n)s field missing", "%(n)s fields missing", missing) % {"n": missing}
    return replace(line, text=said)


def lines_of(reasons: Sequence[Reason]) -> tuple[ReasonLine, ...]:
    return tuple(line_of(reason) for reason in reasons)


def decision_text(code: str) -> str:
    """What the partner reads of a decision, by its code; empty before there is one."""
    return str(DECISIONS_FOR_PARTNER[DecisionCode(code)]) if code else ""


def fields_in_words(missing: Sequence[str]) -> str:
    """Missing fields as the form names them; alternatives are joined by a stroke."""
    return asked_in_words([alternatives.split("|") for alternatives in missing])


def _filled(sentence: str, params: dict[str, str]) -> str:
    try:
        return sentence % params
    except KeyError:  # a fact that is not known, such as the end of an open protection
        return sentence.partition("%(")[0].rstrip(" ,") + "…"


def _shown(name: str, value: ParamValue) -> str:
    locale = "zh" if (get_language() or "").startswith("zh") else "en"
    if name == "fields":
        return fields_in_words(str(value).split())
    pattern, days = ("yyyy-MM-dd", "zh") if locale == "zh" else ("d MMM yyyy", "en_GB")
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(current_programme().time_zone))
        return format_datetime(local, f"{pattern} HH:mm", locale=days)
    if isinstance(value, date):
        return format_date(value, pattern, locale=days)
    return format_decimal(value, locale=locale) if isinstance(value, Decimal) else str(value)
