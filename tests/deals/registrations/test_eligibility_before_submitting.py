"""May this be registered? Answered from own facts and published rules, condition by condition; what
the check says, submitting does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from qudao.core.errors import Invalid, NotPermitted
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.actions import RegistrationInput
from qudao.deals.registrations.models import Registration
from qudao.market.partners.actions import authorise_product, move_partner
from qudao.market.partners.states import Lifecycle
from qudao.rules.actions import VersionInput, acknowledge, publish_version
from tests.deals.looking import WHY, claims, codes
from tests.deals.programme import OTHER_CUSTOMER, Programme, quickly

TODAY = date(2026, 3, 2)
CONDITIONS = [
    "partner_not_active", "rulebook_not_acknowledged", "family_not_authorized",
    "open_cap_reached", "too_small", "tender_published", "fields_missing", "award_date_passed",
]  # fmt: skip
Before = Callable[[Programme, datetime], object]


def newer_rules(*, known: bool = True, **registration: object) -> Before:
    """A newer version of the rules, that partner A has acknowledged or not."""

    def act(programme: Programme, now: datetime) -> object:
        start, cast = now - timedelta(days=1), programme.cast
        said = VersionInput(
            label="2026.2", effective_from=now, policy={"registration": registration}
        )
        version = publish_version(cast.channel_director, said, now=start)
        if known:
            acknowledge(cast.principal_a, version.public_id, now=now)
        return version

    return act


def suspended(programme: Programme, now: datetime) -> object:
    return move_partner(
        programme.cast.channel_director, programme.cast.partner_a.public_id,
        Lifecycle.SUSPENDED, reason="核查", now=now,
    )  # fmt: skip


def may_sell_backup(programme: Programme, now: datetime) -> object:
    return authorise_product(
        programme.cast.channel_director, programme.cast.partner_a.public_id, "BK",
        valid_from=TODAY, now=now,
    )  # fmt: skip


def full_house(programme: Programme, now: datetime) -> object:
    newer_rules(open_cap_default=1)(programme, now)
    return quickly(programme, programme.cast.seller_a, now=now, customer_name=OTHER_CUSTOMER)


def published(day: date | None) -> dict[str, Any]:
    return {
        "purchase_stage": "tender_published", "tender_kind": "open_tender",
        "tender_published_on": day,
    }  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """What stands before, what is stated, which condition it breaks, and where the form says so."""

    code: str
    field: str
    before: Before | None = None
    states: dict[str, Any] | None = None


BROKEN = [
    Broken("partner_not_active", "", suspended),
    Broken("rulebook_not_acknowledged", "", newer_rules(known=False)),
    Broken("family_not_authorized", "product", may_sell_backup),
    Broken("open_cap_reached", "", full_house),
    Broken("too_small", "amount", newer_rules(minimum_amount="60000.01")),
    Broken("tender_published", "tender_published_on", None, published(TODAY - timedelta(days=1))),
]


@pytest.mark.parametrize("case", BROKEN, ids=[one.code for one in BROKEN])
def test_a_condition_that_is_broken_is_named_and_submitting_is_refused_for_it(
    programme: Programme, now: datetime, case: Broken
) -> None:
    if case.before is not None:
        case.before(programme, now)
    seller, held = programme.cast.seller_a, claims()
    stated = replace(programme.full(seller), **(case.states or {}))
    registered = Registration.objects.unscoped(reason=WHY).count()

    answer = selectors.full_check(seller, stated, now=now)

    assert answer.is_eligible is False
    assert [one.code for one in answer.checks] == CONDITIONS
    assert [one.code for one in answer.checks if not one.is_met] == [case.code]
    with pytest.raises(Invalid) as refusal:
        actions.submit_full(seller, stated, now=now)
    assert codes(refusal) == {case.field: case.code}
    [line] = [one for one in answer.checks if one.code == case.code]
    assert str(refusal.value.problems[0].message) == line.text
    assert Registration.objects.unscoped(reason=WHY).count() == registered
    assert claims() == held


def test_all_that_is_missing_and_broken_is_said_at_once(
    programme: Programme, now: datetime
) -> None:
    suspended(programme, now)
    seller = programme.cast.seller_a
    bare = RegistrationInput(customer_name="浦岚", product_id=programme.gateways.public_id)

    with pytest.raises(Invalid) as refusal:
        actions.submit_full(seller, bare, now=now)

    assert codes(refusal) == {
        "": "partner_not_active", "project": "required", "contact": "required",
        "amount": "required", "purchase_stage": "required", "expected_award_on": "required",
        "need": "required", "rival_brand": "required", "evidence": "required",
        "tender_kind": "required",
    }  # fmt: skip
    assert Registration.objects.unscoped(reason=WHY).count() == 0


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"customer_name": ""}, "customer_name"),
        ({"project": "  "}, "project"),
        ({"contact": None}, "contact"),
        ({"product_id": ""}, "product"),
    ],
)
def test_a_quick_registration_needs_four_things(
    programme: Programme, now: datetime, change: dict[str, Any], missing: str
) -> None:
    seller = programme.cast.seller_a
    stated = replace(programme.quick(), **change)

    assert selectors.quick_check(seller, programme.quick(), now=now).is_eligible
    with pytest.raises(Invalid) as refusal:
        actions.submit_quick(seller, stated, now=now)

    assert codes(refusal) == {missing: "required"}


@pytest.mark.parametrize(
    ("minimum", "amount", "eligible"),
    [("60000", "60000", True), ("60000.0001", "60000", False), ("0", "0.0001", True)],
)
def test_the_minimum_is_reached_by_its_own_amount(
    programme: Programme,
    now: datetime,
    minimum: str,
    amount: str,
    eligible: bool,  # noqa: FBT001 - a column of the table
) -> None:
    newer_rules(minimum_amount=minimum)(programme, now)
    seller = programme.cast.seller_a
    stated = replace(programme.full(seller), amount=Decimal(amount))

    assert selectors.full_check(seller, stated, now=now).is_eligible is eligible
    other = replace(stated, currency="USD")  # whose worth the rules do not name
    assert selectors.full_check(seller, other, now=now).is_eligible


def test_the_cap_counts_what_is_open_and_not_the_draft_itself(
    programme: Programme, now: datetime
) -> None:
    newer_rules(open_cap_default=2)(programme, now)
    seller = programme.cast.seller_a
    draft = actions.save_draft(seller, programme.quick(), now=now)
    first = quickly(programme, seller, now=now, site="甲")

    answer = selectors.quick_check(seller, programme.quick(), now=now)
    assert (answer.open_registrations, answer.open_cap, answer.is_eligible) == (1, 2, True)
    actions.submit_quick(seller, programme.quick(), draft.public_id, now=now)
    answer = selectors.quick_check(seller, programme.quick(), now=now)
    assert (answer.open_registrations, answer.is_eligible) == (2, False)

    actions.withdraw(seller, first.public_id, version=first.version, now=now, reason="取消")

    assert selectors.quick_check(seller, programme.quick(), now=now).is_eligible


def test_the_tap_inside_the_form_is_the_acknowledgement(
    programme: Programme, now: datetime
) -> None:
    newer_rules(known=False)(programme, now)
    seller = programme.cast.seller_a
    tapped = replace(programme.quick(), acknowledges_rulebook=True)

    assert not selectors.quick_check(seller, programme.quick(), now=now).is_eligible
    assert selectors.quick_check(seller, tapped, now=now).is_eligible
    assert not selectors.quick_check(seller, programme.quick(), now=now).is_eligible  # only asked
    actions.submit_quick(seller, tapped, now=now)
    assert selectors.quick_check(seller, programme.quick(), now=now).is_eligible


def test_the_answer_says_what_an_approval_would_bring(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    cases: list[tuple[dict[str, Any], date]] = [
        ({"expected_award_on": None}, date(2026, 5, 1)),
        ({"expected_award_on": date(2026, 3, 2)}, date(2026, 5, 1)),
        ({"expected_award_on": date(2026, 5, 29)}, date(2026, 6, 28)),
        ({"expected_award_on": date(2027, 5, 29)}, date(2026, 8, 29)),
        ({"business": "run_rate"}, date(2026, 4, 1)),
    ]
    for change, until in cases:
        stated = replace(programme.full(seller), **change)
        answer = selectors.full_check(seller, stated, now=now)
        assert answer.protected_until == until, change
    assert answer.complete_by == datetime.fromisoformat("2026-03-16T09:30:00+08:00")
    assert answer.decide_by == datetime.fromisoformat("2026-03-05T09:30:00+08:00")
    assert (answer.next_person, answer.rulebook_label) == ("Xu Mingyuan", "2026.1")


def test_the_check_is_worded_in_the_readers_language(programme: Programme, now: datetime) -> None:
    seller = replace(programme.cast.seller_a, language="zh-hans")
    with override("zh-hans"):
        answer = selectors.full_check(seller, programme.quick(), now=now)
        texts = [one.text for one in answer.checks]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in texts)
    assert "金额" in answer.missing_in_words


def test_only_who_may_register_is_told(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    for actor in (*cast.vendor_people(), cast.engineer_a):
        for check in (selectors.quick_check, selectors.full_check):
            with pytest.raises(NotPermitted):
                check(actor, programme.quick(), now=now)


def test_the_form_itself_is_refused_as_submitting_would_refuse_it(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    assert selectors.form_refusal(seller, programme.full(seller), now=now) is None
    bad = replace(
        programme.full(seller), kind="both", amount=Decimal(-1), product_id="prd_x", site="a\x00"
    )

    refusal = selectors.form_refusal(seller, bad, now=now)

    assert refusal is not None
    with pytest.raises(Invalid) as submitting:
        actions.submit_full(seller, bad, now=now)
    assert refusal.problems == submitting.value.problems
    assert codes(submitting) == {
        "site": "control_sign", "kind": "unknown_choice", "amount": "out_of_bounds",
        "product": "unknown_product",
    }  # fmt: skip
