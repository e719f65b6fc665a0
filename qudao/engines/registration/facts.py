"""The facts that the registration engine is told; selectors build them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from qudao.engines.kinds import Amount, Match, Window


class Kind(StrEnum):
    """Rule G3: the partner found the project, or joins one that the vendor already works."""

    FOUND = "found"
    TEAMING = "teaming"


class Step(StrEnum):
    """Rule G2: a quick registration holds the scope until it is completed."""

    QUICK = "quick"
    FULL = "full"


class Business(StrEnum):
    """Project business, or run-rate and cloud business with its short protection."""

    PROJECT = "project"
    RUN_RATE = "run_rate"


class Purchase(StrEnum):
    """Rule G5: on repeat and expansion business the serving partner goes first."""

    NEW = "new"
    REPEAT = "repeat"
    EXPANSION = "expansion"


class Tender(StrEnum):
    """The partner's answer to the tender question."""

    NONE = "none"
    EXPECTED = "expected"
    PUBLISHED = "published"


class AccountClass(StrEnum):
    """Rule G1: who serves this account."""

    DIRECT = "direct"
    CHANNEL = "channel"
    SHARED = "shared"


class RivalState(StrEnum):
    """How far another registration has come."""

    QUICK = "quick"
    PENDING = "pending"
    PROTECTED = "protected"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a registration is about, beside its customer.

    No families, site or tender number means that it could be any of them. `window` is the time
    in which the project lives.
    """

    families: frozenset[str] = frozenset()
    site: str = ""
    tender_number: str = ""
    window: Window = field(default_factory=Window)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFacts:
    """What the partner is and says; nothing here tells of anybody else.

    Standing (active, tier, acknowledged, families it may sell, other open registrations without
    this one) is as of the receipt. `filled` names the fields that hold a value. `received_on` is
    the programme's day of the receipt, empty before the submission.
    """

    partner: str
    partner_active: bool
    acknowledged_rulebook: bool
    authorized_families: frozenset[str]
    open_registrations: int
    families: frozenset[str]
    tier: str = ""
    kind: Kind = Kind.FOUND
    step: Step = Step.FULL
    business: Business = Business.PROJECT
    purchase: Purchase | None = None
    site: str = ""
    tender: Tender | None = None
    tender_number: str = ""
    tender_published_on: date | None = None
    earlier_work_on: date | None = None
    amount: Amount | None = None
    expected_award_on: date | None = None
    received_on: date | None = None
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """A submitted registration with what the vendor knows of its account.

    `received_at` is the priority time, that of the quick registration where there was one.
    `near_direct`: another customer that may be the same company or group is a direct or named
    account. `own_company`: the partner itself is the customer named. `ruled_before`: it was
    approved by rule and came back. `earlier_work_proven` and `chosen_in_writing` are true once a
    person has checked the paper.
    """

    own: OwnFacts
    received_at: datetime
    received_on: date
    account_class: AccountClass = AccountClass.SHARED
    named_account: bool = False
    near_direct: bool = False
    own_company: bool = False
    ruled_before: bool = False
    earlier_work_proven: bool = False
    chosen_in_writing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalFacts:
    """Another registration, of anybody: `holds_until` is the last day of its protection or, for
    a quick one, of its time to be completed; `ended_on` the day on which it ended, if it has."""

    reference: str
    partner: str
    match: Match
    scope: Scope
    state: RivalState
    received_at: datetime
    holds_until: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectFacts:
    """Direct sales at work: an open opportunity or a contact, with its last activity.

    `entry_working_days` is the number of working days from the activity to its entry.
    """

    reference: str
    match: Match
    scope: Scope
    happened_on: date
    entered_at: datetime
    entry_working_days: int
    customer_confirmed: bool
    open_opportunity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IncumbentFacts:
    """The partner that delivered the last order of these families to the customer."""

    reference: str
    partner: str
    match: Match
    families: frozenset[str]
    last_order_on: date
