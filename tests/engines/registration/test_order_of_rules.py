"""Where several rules speak, the earlier of the rulebook decides: G0, G2, G4, G1, G6, G5."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest

from qudao.engines.kinds import Amount, Stance
from qudao.engines.registration import (
    AccountClass,
    ClaimFacts,
    Decision,
    DirectFacts,
    IncumbentFacts,
    Match,
    Outcome,
    Purchase,
    RegistrationPolicy,
    RivalFacts,
    RivalState,
    Tender,
    decide,
    screen,
)
from tests.engines.registration.build import (
    CLAIM,
    DIRECT,
    FULL_FIELDS,
    INCUMBENT,
    OWN,
    POLICY,
    PROTECTED,
    RECEIVED_ON,
    RIVAL,
    TODAY,
    codes,
)


@dataclass(frozen=True)
class World:
    """A claim and all that it meets; each trouble below adds one thing to it."""

    claim: ClaimFacts = CLAIM
    rivals: tuple[RivalFacts, ...] = ()
    directs: tuple[DirectFacts, ...] = ()
    incumbents: tuple[IncumbentFacts, ...] = ()

    def own(self, **changes: object) -> "World":
        own = replace(self.claim.own, **changes)  # type: ignore[arg-type]
        return replace(self, claim=replace(self.claim, own=own))

    def decided(self, policy: RegistrationPolicy = POLICY) -> Decision:
        found = screen(
            self.claim,
            self.rivals,
            self.directs,
            policy=policy,
            today=TODAY,
            incumbents=self.incumbents,
        )
        return decide(self.claim, found, policy, today=TODAY)


def _protected(world: World) -> World:
    return replace(world, rivals=(*world.rivals, PROTECTED))


def _twice(world: World) -> World:
    return replace(world, rivals=(*world.rivals, replace(RIVAL, reference="mine", partner="us")))


def _quick(world: World) -> World:
    quick = replace(RIVAL, reference="quick", state=RivalState.QUICK, holds_until=date(2026, 9, 14))
    return replace(world, rivals=(*world.rivals, quick))


def _alike(world: World) -> World:
    return replace(
        world, rivals=(*world.rivals, replace(RIVAL, reference="like", match=Match.LIKELY))
    )


def _direct_account(world: World) -> World:
    return replace(world, claim=replace(world.claim, account_class=AccountClass.DIRECT))


Trouble = tuple[str, Outcome, Callable[[World], World]]
# in the order in which the rulebook asks
TROUBLES: tuple[Trouble, ...] = (
    ("partner_not_active", Outcome.REJECT, lambda world: world.own(partner_active=False)),
    (
        "rulebook_not_acknowledged",
        Outcome.REJECT,
        lambda world: world.own(acknowledged_rulebook=False),
    ),
    (
        "family_not_authorized",
        Outcome.REJECT,
        lambda world: world.own(authorized_families=frozenset()),
    ),
    ("open_cap_reached", Outcome.REJECT, lambda world: world.own(open_registrations=20)),
    ("too_small", Outcome.REJECT, lambda world: world.own(amount=Amount(Decimal(-1), "CNY"))),
    (
        "tender_same_day",
        Outcome.HUMAN_REVIEW,
        lambda world: world.own(tender=Tender.PUBLISHED, tender_published_on=RECEIVED_ON),
    ),
    ("self_duplicate", Outcome.REJECT, _twice),
    (
        "fields_missing",
        Outcome.ASK_INFORMATION,
        lambda world: world.own(filled=FULL_FIELDS - {"need"}),
    ),
    ("direct_account", Outcome.CONVERT_TO_TEAMING, _direct_account),
    (
        "direct_activity",
        Outcome.CONVERT_TO_TEAMING,
        lambda world: replace(world, directs=(DIRECT,)),
    ),
    ("scope_protected", Outcome.TO_ARBITRATION, _protected),
    ("earlier_receipt_open", Outcome.HUMAN_REVIEW, _quick),
    (
        "incumbent_first",
        Outcome.ASK_INFORMATION,
        lambda world: replace(world, incumbents=(INCUMBENT,)),
    ),
    ("compare_candidates", Outcome.HUMAN_REVIEW, _alike),
)


@pytest.mark.parametrize("trouble", TROUBLES, ids=[code for code, *_ in TROUBLES])
def test_each_trouble_alone_decides(trouble: Trouble) -> None:
    code, outcome, add = trouble

    decision = add(World()).decided()

    assert (decision.outcome, codes(decision)[0]) == (outcome, code)
    assert decision.reasons[0].stance is not Stance.FOR
    assert decision.reasons[0].rule.startswith("G")
    assert decision.what_would_change


@pytest.mark.parametrize(
    ("first", "second"),
    list(combinations(TROUBLES, 2)),
    ids=[f"{one[0]}-{other[0]}" for one, other in combinations(TROUBLES, 2)],
)
def test_of_two_troubles_the_earlier_rule_decides(first: Trouble, second: Trouble) -> None:
    code, outcome, add = first
    both = second[2](add(World()))

    decision = both.decided()

    assert (decision.outcome, codes(decision)[0]) == (outcome, code)
    assert decision == add(second[2](World())).decided()


def test_all_own_troubles_are_told_at_once() -> None:
    world = World()
    for _, _, add in TROUBLES[:5]:
        world = add(world)

    assert codes(world.decided()) == [code for code, _, _ in TROUBLES[:5]]


def test_all_troubles_together_never_approve_and_never_act_alone() -> None:
    world = World()
    for _, _, add in reversed(TROUBLES):
        world = add(world)
        decision = world.decided()
        assert decision.outcome is not Outcome.APPROVE
        assert not decision.automatically_allowed
        assert decision.protect_until is None


# ---------------------------------------------------------------------- silence, time


@pytest.mark.parametrize("days", [0, 1, 3, 10, 30, 88])
def test_waiting_never_changes_a_decision_to_approval(days: int) -> None:
    claim = replace(CLAIM, own=replace(OWN, amount=Amount(Decimal(500_000), "CNY")))
    later = TODAY + timedelta(days=days)
    found = screen(claim, [PROTECTED], [], policy=POLICY, today=later)

    decision = decide(claim, found, POLICY, today=later)

    assert decision.outcome is Outcome.TO_ARBITRATION


def test_the_day_after_the_rivals_last_day_the_scope_is_free() -> None:
    last = TODAY + timedelta(days=1)
    rival = replace(PROTECTED, holds_until=last)

    outcomes = [
        decide(CLAIM, screen(CLAIM, [rival], [], policy=POLICY, today=day), POLICY, today=day)
        for day in (last, last + timedelta(days=1))
    ]

    assert [one.outcome for one in outcomes] == [Outcome.TO_ARBITRATION, Outcome.APPROVE]


# ---------------------------------------------------------------------- automatic approval


@pytest.mark.parametrize(
    ("amount", "alone"),
    [
        ("0", True),
        ("0.01", True),
        ("99999.99", True),
        ("100000", False),
        ("100000.01", False),
        ("999999999", False),
    ],
)
def test_only_amounts_below_the_threshold_approve_themselves(amount: str, *, alone: bool) -> None:
    decision = World().own(amount=Amount(Decimal(amount), "CNY")).decided()

    assert decision.outcome is Outcome.APPROVE
    assert decision.automatically_allowed is alone
    assert ("below_threshold" in codes(decision)) is alone
    assert ("at_or_over_threshold" in codes(decision)) is not alone


@pytest.mark.parametrize("threshold", ["0", "1", "60000", "60000.01", "1000000"])
def test_the_threshold_is_policy(threshold: str) -> None:
    policy = RegistrationPolicy(auto_approve_below=Decimal(threshold))

    assert World().decided(policy).automatically_allowed is (Decimal(60_000) < Decimal(threshold))


def test_an_approval_names_the_threshold_and_the_last_day() -> None:
    reasons = {str(one.code): dict(one.params) for one in World().decided().reasons}

    assert reasons == {
        "meets_rules": {},
        "no_candidate": {},
        "below_threshold": {"threshold": Decimal(100_000), "currency": "CNY"},
        "protected_until": {"until": date(2026, 12, 30)},
    }


@pytest.mark.parametrize("purchase", [Purchase.NEW, Purchase.REPEAT, Purchase.EXPANSION, None])
def test_without_a_serving_partner_the_kind_of_purchase_does_not_matter(
    purchase: Purchase | None,
) -> None:
    assert World().own(purchase=purchase).decided().automatically_allowed


@pytest.mark.parametrize("account_class", [AccountClass.CHANNEL, AccountClass.SHARED])
def test_partner_led_and_shared_accounts_are_open(account_class: AccountClass) -> None:
    world = replace(World(), claim=replace(CLAIM, account_class=account_class))

    assert world.decided().automatically_allowed


def test_a_program_with_a_smaller_minimum_takes_smaller_projects() -> None:
    world = World().own(amount=Amount(Decimal(999), "CNY"))

    refused = world.decided(RegistrationPolicy(minimum_amount=Decimal(1_000)))
    taken = world.decided(RegistrationPolicy(minimum_amount=Decimal(999)))

    assert codes(refused) == ["too_small"]
    assert dict(refused.reasons[0].params) == {"minimum": Decimal(1_000), "currency": "CNY"}
    assert taken.automatically_allowed
