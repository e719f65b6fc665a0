"""The life of a registration: states, the moves between them, and who may make each move."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")  # quick: receipt given, full part still to come
    IN_REVIEW = "in_review", _("In review")
    INFO_REQUESTED = "info_requested", _("Information requested")
    CONFLICTED = "conflicted", _("In arbitration")
    PROTECTED = "protected", _("Protected")
    SAID_WON = "said_won", _("Said won, to confirm")  # by its partner; nothing counts yet
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Move(StrEnum):
    """What can be done to a registration."""

    SUBMIT_QUICK = "submit_quick"
    SUBMIT_FULL = "submit_full"
    COMPLETE = "complete"
    AMEND = "amend"
    APPROVE = "approve"
    APPROVE_BY_RULE = "approve_by_rule"
    REJECT = "reject"
    REQUEST_INFORMATION = "request_information"
    ANSWER = "answer"
    SEND_TO_ARBITRATION = "send_to_arbitration"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REVOKE = "revoke"
    RECALL = "recall"  # sent to arbitration by mistake, or settled between the parties
    RESUME = "resume"  # nobody else lives in the scope of an arbitration any more
    END_WITH_PARTNER = "end_with_partner"  # its partner has left the programme
    GIVE_NOTICE = "give_notice"  # the same for a protection: it ends after the notice
    REOPEN = "reopen"  # approved by rule, and a look at it found it wrong
    REOPEN_BY_RULE = "reopen_by_rule"  # amended beyond what is approved by rule
    UPDATE = "update"
    SAY_WON = "say_won"
    WIN = "win"  # confirmed by the vendor: only this counts
    NOT_YET_WON = "not_yet_won"
    LOSE = "lose"


class Mover(StrEnum):
    PARTNER = "partner"
    DECIDER = "decider"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: from where, by whom, to where (`None`: the state stays)."""

    sources: frozenset[State]
    mover: Mover
    target: State | None


_WAITING = frozenset({State.SUBMITTED, State.IN_REVIEW, State.INFO_REQUESTED})
_UNDECIDED = _WAITING | {State.CONFLICTED}
# protection holds while the vendor checks whether the deal is won
_HELD = frozenset({State.PROTECTED, State.SAID_WON})

TRANSITIONS: dict[Move, Transition] = {
    Move.SUBMIT_QUICK: Transition(frozenset({State.DRAFT}), Mover.PARTNER, State.SUBMITTED),
    Move.SUBMIT_FULL: Transition(frozenset({State.DRAFT}), Mover.PARTNER, State.IN_REVIEW),
    Move.COMPLETE: Transition(frozenset({State.SUBMITTED}), Mover.PARTNER, State.IN_REVIEW),
    Move.AMEND: Transition(_WAITING | _HELD, Mover.PARTNER, None),
    Move.APPROVE: Transition(frozenset({State.IN_REVIEW}), Mover.DECIDER, State.PROTECTED),
    Move.APPROVE_BY_RULE: Transition(frozenset({State.IN_REVIEW}), Mover.SYSTEM, State.PROTECTED),
    # a registration in arbitration keeps its right to be heard: it is not simply rejected
    Move.REJECT: Transition(_WAITING, Mover.DECIDER, State.REJECTED),
    Move.REQUEST_INFORMATION: Transition(
        frozenset({State.SUBMITTED, State.IN_REVIEW}), Mover.DECIDER, State.INFO_REQUESTED
    ),
    Move.ANSWER: Transition(frozenset({State.INFO_REQUESTED}), Mover.PARTNER, State.IN_REVIEW),
    Move.SEND_TO_ARBITRATION: Transition(
        frozenset({State.IN_REVIEW}), Mover.DECIDER, State.CONFLICTED
    ),
    Move.WITHDRAW: Transition(_UNDECIDED | _HELD | {State.DRAFT}, Mover.PARTNER, State.WITHDRAWN),
    Move.EXPIRE: Transition(
        frozenset({State.SUBMITTED, State.INFO_REQUESTED, State.PROTECTED}),
        Mover.SYSTEM,
        State.EXPIRED,
    ),
    Move.REVOKE: Transition(frozenset({State.PROTECTED}), Mover.DECIDER, State.REVOKED),
    Move.RECALL: Transition(frozenset({State.CONFLICTED}), Mover.DECIDER, State.IN_REVIEW),
    Move.RESUME: Transition(frozenset({State.CONFLICTED}), Mover.SYSTEM, State.IN_REVIEW),
    Move.END_WITH_PARTNER: Transition(_UNDECIDED, Mover.SYSTEM, State.EXPIRED),
    Move.GIVE_NOTICE: Transition(_HELD, Mover.SYSTEM, None),
    # what no person has approved comes before one; it keeps priority time and scope meanwhile
    Move.REOPEN: Transition(frozenset({State.PROTECTED}), Mover.DECIDER, State.IN_REVIEW),
    Move.REOPEN_BY_RULE: Transition(frozenset({State.PROTECTED}), Mover.SYSTEM, State.IN_REVIEW),
    Move.UPDATE: Transition(frozenset({State.PROTECTED}), Mover.PARTNER, None),
    Move.SAY_WON: Transition(frozenset({State.PROTECTED}), Mover.PARTNER, State.SAID_WON),
    Move.WIN: Transition(frozenset({State.SAID_WON}), Mover.DECIDER, State.WON),
    Move.NOT_YET_WON: Transition(frozenset({State.SAID_WON}), Mover.DECIDER, State.PROTECTED),
    Move.LOSE: Transition(_HELD, Mover.PARTNER, State.LOST),
}

# ended without a deal: the same again is looked at by a person (rule G2)
GIVEN_UP_STATES = frozenset(
    {State.WITHDRAWN, State.EXPIRED, State.REJECTED, State.REVOKED, State.LOST}
)
LIVE_STATES = _UNDECIDED | _HELD
ENDED_STATES = frozenset(State) - LIVE_STATES - {State.DRAFT}
# what the channel manager must decide now; the rest of the queue is with the partner or arbitration
TO_DECIDE_STATES = frozenset({State.IN_REVIEW, State.SAID_WON})
WITH_PARTNER_STATES = frozenset({State.SUBMITTED, State.INFO_REQUESTED})
QUEUE_STATES = _UNDECIDED | {State.SAID_WON}
UNDECIDED_STATES = _UNDECIDED
HELD_STATES = _HELD


class Kind(models.TextChoices):
    """Rule G3."""

    FOUND = "found", _("We found it")
    TEAMING = "teaming", _("We join the vendor's project")


# The same for the vendor's people: whose view is said.
KIND_FOR_VENDOR: dict[Kind, Promise] = {
    Kind.FOUND: _("The partner found it"),
    Kind.TEAMING: _("The partner joins our project"),
}


class Business(models.TextChoices):
    """Project business, or run-rate and cloud business with its short protection (rule G2)."""

    PROJECT = "project", _("Project")
    RUN_RATE = "run_rate", _("Run-rate or cloud")


class Purchase(models.TextChoices):
    """Whether the customer buys this product line for the first time (rule G5)."""

    NEW = "new", _("First purchase")
    REPEAT = "repeat", _("Repeat purchase")
    EXPANSION = "expansion", _("Expansion")


class PurchaseStage(models.TextChoices):
    """How far the customer's purchase has come."""

    NEED_KNOWN = "need_known", _("Need known")
    PROJECT_APPROVED = "project_approved", _("Project approved")
    BUDGET_REQUESTED = "budget_requested", _("Budget requested")
    BUDGET_APPROVED = "budget_approved", _("Budget approved")
    SELECTING = "selecting", _("Comparing suppliers")
    TENDER_PUBLISHED = "tender_published", _("Tender published")


class TenderKind(models.TextChoices):
    """How the customer will buy (招标方式)."""

    OPEN_TENDER = "open_tender", _("Open tender")
    INVITED_TENDER = "invited_tender", _("Invited tender")
    NEGOTIATION = "negotiation", _("Competitive negotiation")
    INQUIRY = "inquiry", _("Price inquiry")
    SINGLE_SOURCE = "single_source", _("Single source")
    DIRECT_PURCHASE = "direct_purchase", _("Direct purchase")
    UNKNOWN = "unknown", _("Not known yet")


class EvidenceKind(models.TextChoices):
    """What a file proves."""

    CHAT_PHOTO = "chat_photo", _("Photo of the chat")
    APPROVAL_DOCUMENT = "approval_document", _("Approval document")
    BUDGET_DOCUMENT = "budget_document", _("Budget document")
    NEED_DOCUMENT = "need_document", _("Requirements document")
    PROOF_OF_CONCEPT = "proof_of_concept", _("Proof of concept")
    SPECIFICATION = "specification", _("Specification")
    OTHER = "other", _("Other")


class DecisionCode(models.TextChoices):
    """Why a registration was decided as it was. The partner reads the sentence of the code."""

    MEETS_RULES = "meets_rules", _("Meets the rules")
    AGAINST_ADVICE = "against_advice", _("Approved against the advice")
    TENDER_PUBLISHED = "tender_published", _("The tender was published before")
    NOT_ELIGIBLE = "not_eligible", _("Does not meet the conditions of a registration")
    INCOMPLETE = "incomplete", _("Incomplete")
    FILED_TWICE = "filed_twice", _("Filed twice")
    DIRECT_ACCOUNT = "direct_account", _("An account of direct sales")
    DIRECT_ACTIVITY = "direct_activity", _("Direct sales are at work")
    ORDER_OF_CLAIMS = "order_of_claims", _("Order between registrations")
    CUSTOMER_CHOICE = "customer_choice", _("The customer chose otherwise in writing")
    NO_PROJECT = "no_project", _("The customer has no such project")


# The rule behind each reason to refuse.
RULE_OF_DECISION: dict[DecisionCode, str] = {
    DecisionCode.MEETS_RULES: "G2",
    DecisionCode.AGAINST_ADVICE: "G2",
    DecisionCode.TENDER_PUBLISHED: "G4",
    DecisionCode.NOT_ELIGIBLE: "G2",
    DecisionCode.INCOMPLETE: "G2",
    DecisionCode.FILED_TWICE: "G2",
    DecisionCode.DIRECT_ACCOUNT: "G1",
    DecisionCode.DIRECT_ACTIVITY: "G6",
    DecisionCode.ORDER_OF_CLAIMS: "G5",
    DecisionCode.CUSTOMER_CHOICE: "G13",
    DecisionCode.NO_PROJECT: "G2",
}
_REASONS_TO_APPROVE = frozenset({DecisionCode.MEETS_RULES, DecisionCode.AGAINST_ADVICE})
REASONS_TO_REJECT = tuple(code for code in DecisionCode if code not in _REASONS_TO_APPROVE)
