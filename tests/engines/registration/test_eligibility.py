import inspect
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.kinds import Amount
from qudao.engines.registration import (
    Kind,
    OwnFacts,
    RegistrationPolicy,
    Step,
    Tender,
    check_eligibility,
)
from tests.engines.registration.build import (
    FULL_FIELDS,
    OWN,
    POLICY,
    QUICK_FIELDS,
    STORAGE,
    TODAY,
)


def problem_codes(own: OwnFacts, policy: RegistrationPolicy = POLICY) -> list[str]:
    return [str(one.code) for one in check_eligibility(own, policy, today=TODAY).problems]


def test_a_complete_registration_of_an_active_partner_meets_the_rules() -> None:
    check = check_eligibility(OWN, POLICY, today=TODAY)

    assert check.eligible
    assert check.reasons == ()
    assert check.protected_until == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("own", "code", "rule"),
    [
        (replace(OWN, partner_active=False), "partner_not_active", "G2"),
        (replace(OWN, acknowledged_rulebook=False), "rulebook_not_acknowledged", "G0"),
        (replace(OWN, authorized_families=STORAGE), "family_not_authorized", "G2"),
        (replace(OWN, open_registrations=20), "open_cap_reached", "G2"),
        (replace(OWN, amount=Amount(Decimal(-1), "CNY")), "too_small", "G2"),
        (replace(OWN, tender=Tender.PUBLISHED), "tender_published", "G4"),
    ],
)
def test_each_published_rule_speaks_by_its_code(own: OwnFacts, code: str, rule: str) -> None:
    check = check_eligibility(own, POLICY, today=TODAY)

    assert not check.eligible
    assert [(one.code, one.rule) for one in check.problems] == [(code, rule)]


def test_the_cap_follows_the_tier() -> None:
    silver = replace(OWN, tier="silver", open_registrations=49)

    assert problem_codes(silver) == []
    assert problem_codes(replace(silver, open_registrations=50)) == ["open_cap_reached"]


def test_the_refused_family_is_named() -> None:
    check = check_eligibility(replace(OWN, authorized_families=STORAGE), POLICY, today=TODAY)

    assert dict(check.problems[0].params) == {"family": "firewall"}


def test_a_minimum_size_holds_in_its_own_currency_only() -> None:
    policy = RegistrationPolicy(minimum_amount=Decimal(70_000))

    assert problem_codes(OWN, policy) == ["too_small"]
    assert problem_codes(replace(OWN, amount=Amount(Decimal(1), "USD")), policy) == []


@pytest.mark.parametrize(
    ("published_on", "earlier_work_on", "expected"),
    [
        (date(2026, 9, 2), None, ["tender_published"]),
        (date(2026, 9, 3), None, []),  # the day itself is for a person
        (date(2026, 9, 4), None, []),
        (None, None, ["tender_published"]),
        (date(2026, 9, 2), date(2026, 8, 1), []),  # pleads earlier work
        (date(2026, 9, 2), date(2026, 9, 2), ["tender_published"]),  # no earlier work
    ],
)
def test_no_new_protection_once_the_tender_is_public(
    published_on: date | None, earlier_work_on: date | None, expected: list[str]
) -> None:
    own = replace(
        OWN,
        tender=Tender.PUBLISHED,
        tender_published_on=published_on,
        earlier_work_on=earlier_work_on,
    )

    assert problem_codes(own) == expected


def test_the_tender_is_judged_at_the_receipt_not_today() -> None:
    own = replace(OWN, tender=Tender.PUBLISHED, tender_published_on=date(2026, 9, 2))

    assert problem_codes(replace(own, received_on=date(2026, 9, 1))) == []


def test_a_quick_registration_needs_four_things_and_takes_a_photo_for_a_contact() -> None:
    quick = replace(OWN, step=Step.QUICK, tender=None, filled=QUICK_FIELDS)
    photo = replace(quick, filled=QUICK_FIELDS - {"contact"} | {"photo"})
    bare = replace(quick, filled=frozenset({"customer", "product"}))

    assert check_eligibility(quick, POLICY, today=TODAY).missing == ()
    assert check_eligibility(photo, POLICY, today=TODAY).missing == ()
    assert check_eligibility(bare, POLICY, today=TODAY).missing == ("project", "contact|photo")


def test_a_full_registration_names_all_that_is_missing() -> None:
    check = check_eligibility(replace(OWN, tender=None, filled=QUICK_FIELDS), POLICY, today=TODAY)

    assert check.missing == (
        "amount",
        "stage",
        "expected_award_on",
        "need",
        "decision_contact",
        "rival_brand",
        "evidence",
        "tender",
    )
    assert dict(check.to_supply[0].params) == {"fields": " ".join(check.missing)}
    assert check.problems == ()


def test_teaming_must_state_its_value_added() -> None:
    teaming = replace(OWN, kind=Kind.TEAMING)
    stated = replace(teaming, filled=FULL_FIELDS | {"value_added"})

    assert check_eligibility(teaming, POLICY, today=TODAY).missing == ("value_added",)
    assert check_eligibility(stated, POLICY, today=TODAY).eligible


def test_an_award_date_that_has_passed_is_to_be_corrected() -> None:
    own = replace(OWN, expected_award_on=date(2026, 9, 2))

    check = check_eligibility(own, POLICY, today=TODAY)

    assert [one.code for one in check.to_supply] == ["award_date_passed"]


def test_eligibility_can_know_nothing_of_others() -> None:
    assert list(inspect.signature(check_eligibility).parameters) == ["own", "policy", "today"]
    assert {one.name for one in fields(OwnFacts)} == {
        "partner",
        "partner_active",
        "acknowledged_rulebook",
        "authorized_families",
        "open_registrations",
        "families",
        "tier",
        "kind",
        "step",
        "business",
        "purchase",
        "site",
        "tender",
        "tender_number",
        "tender_published_on",
        "earlier_work_on",
        "amount",
        "expected_award_on",
        "received_on",
        "filled",
    }
