"""The advice follows the product's own rows: change one of them through its action, and outcome,
reason and rule change with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qudao.deals.funnel.actions import (
    ActivityInput,
    OpportunityInput,
    create_opportunity,
    record_direct_activity,
)
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import Registration
from qudao.deals.sellthrough.models import SalesLine
from qudao.market.customers.actions import create_customer, edit_customer, place_in_group
from qudao.market.customers.inputs import CustomerInput
from qudao.market.partners.actions import authorise_product, move_partner
from qudao.market.partners.states import Lifecycle
from tests.deals.programme import (
    CUSTOMER,
    LARGE,
    OTHER_CUSTOMER,
    Programme,
    fresh,
    quickly,
    submitted,
)

HOUR = timedelta(hours=1)
TODAY = date(2026, 3, 2)
Before = Callable[[Programme, datetime], object]


@dataclass(frozen=True)
class Case:
    """What stands before a registration of partner A, what it states, and what is advised."""

    name: str
    outcome: str
    reason: str
    rule: str
    before: Before | None = None
    states: dict[str, Any] | None = None
    change: str = ""
    by_rule: bool = False


def account_class(value: str) -> Before:
    def act(programme: Programme, now: datetime) -> object:
        director = programme.cast.channel_director
        stated = CustomerInput(name_zh=CUSTOMER, account_class=value)
        return edit_customer(director, programme.customer.public_id, stated, version=1, now=now)

    return act


def named(programme: Programme, now: datetime) -> object:
    director = programme.cast.channel_director
    stated = CustomerInput(name_zh=CUSTOMER, is_named_account=True)
    return edit_customer(director, programme.customer.public_id, stated, version=1, now=now)


def worked(*, days: int = 3, confirmed: bool = True, after: timedelta = -HOUR) -> Before:
    """Direct work so many days ago, entered on its own day, or after the registration."""

    def act(programme: Programme, now: datetime) -> object:
        stated = ActivityInput(
            customer_id=programme.customer.public_id,
            happened_on=TODAY - timedelta(days=days),
            summary="现场交流",
            customer_confirmed=confirmed,
        )
        entered = now - timedelta(days=days) if after < timedelta(0) else now + after
        return record_direct_activity(programme.cast.account_manager, stated, now=entered)

    return act


def entered_late(programme: Programme, now: datetime) -> object:
    stated = ActivityInput(
        customer_id=programme.customer.public_id,
        happened_on=date(2026, 2, 3),
        summary="春节前拜访",
        customer_confirmed=True,
    )
    return record_direct_activity(programme.cast.account_manager, stated, now=now - HOUR)


def both(*acts: Before) -> Before:
    def act(programme: Programme, now: datetime) -> object:
        return [one(programme, now) for one in acts]

    return act


def direct_deal(programme: Programme, now: datetime) -> object:
    stated = OpportunityInput(
        product_id=programme.gateways.public_id,
        customer_id=programme.customer.public_id,
        name="直销机会",
        currency="CNY",
    )
    return create_opportunity(programme.cast.account_manager, stated, now=now - HOUR)


def rival(**states: Any) -> Before:
    def act(programme: Programme, now: datetime) -> object:
        return submitted(programme, programme.cast.seller_b, now=now - HOUR, **states)

    return act


def quick_rival(programme: Programme, now: datetime) -> object:
    return quickly(programme, programme.cast.seller_b, now=now - HOUR)


def ended_rival(programme: Programme, now: datetime) -> object:
    row = quickly(programme, programme.cast.seller_b, now=now - HOUR)
    return actions.withdraw(
        programme.cast.seller_b, row.public_id, version=row.version, now=now - HOUR
    )


def own_earlier(programme: Programme, now: datetime) -> object:
    return submitted(programme, programme.cast.principal_a, now=now - HOUR, amount=LARGE)


def delivered(by: str) -> Before:
    def act(programme: Programme, _now: datetime) -> object:
        return SalesLine.objects.create(
            source="erp", source_key="1", route="indirect", partner=getattr(programme.cast, by),
            customer=programme.customer, product=programme.gateways, sold_on=date(2025, 3, 3),
            quantity=1, amount=Decimal(9), currency="CNY",
        )  # fmt: skip

    return act


def sister_company(programme: Programme, now: datetime) -> object:
    director = programme.cast.channel_director
    group = create_customer(director, CustomerInput(name_zh="浦岚集团", kind="group"), now=now)
    sister = create_customer(director, CustomerInput(name_zh=OTHER_CUSTOMER), now=now)
    for one in (sister, programme.customer):
        place_in_group(director, one.public_id, group.public_id, now=now)
    return submitted(
        programme, programme.cast.seller_b, now=now - HOUR, customer_name=OTHER_CUSTOMER
    )


def published(day: date | None, work: date | None = None) -> dict[str, Any]:
    stated: dict[str, Any] = {"purchase_stage": "tender_published", "tender_kind": "open_tender"}
    return stated | {"tender_published_on": day, "earlier_work_on": work}


CLEAN = Case("clean and small", "approve", "meets_rules", "G2", by_rule=True)
CASES = [
    CLEAN,
    Case("just below the threshold", "approve", "meets_rules", "G2",
         states={"amount": Decimal("99999.9999")}, by_rule=True),
    Case("at the threshold", "approve", "meets_rules", "G2", states={"amount": Decimal(100_000)}),
    Case("another currency", "approve", "meets_rules", "G2", states={"currency": "USD"}),
    Case("a tender may come", "approve", "meets_rules", "G2", states={"tender_kind": "unknown"}),
    Case("negotiated", "approve", "meets_rules", "G2", states={"tender_kind": "negotiation"}),
    Case("inquired", "approve", "meets_rules", "G2", states={"tender_kind": "inquiry"}),
    Case("from a single source", "approve", "meets_rules", "G2",
         states={"tender_kind": "single_source"}),
    Case("ordered plainly", "approve", "meets_rules", "G2",
         states={"tender_kind": "direct_purchase"}, by_rule=True),
    Case("a named account", "approve", "meets_rules", "G2", named),
    Case("alike a named account", "approve", "meets_rules", "G2", named,
         {"customer_name": "浦岚证券"}),
    Case("alike a direct account", "approve", "meets_rules", "G2", account_class("direct"),
         {"customer_name": "浦岚证券"}),
    Case("alike an account of partners", "approve", "meets_rules", "G2",
         states={"customer_name": "浦岚证券"}, by_rule=True),
    Case("joining a project of ours", "approve", "meets_rules", "G2",
         states={"kind": "teaming", "value_added": "驻场"}),
    Case("direct account", "convert_to_teaming", "direct_account", "G1",
         account_class("direct"), change="file_as_teaming"),
    Case("shared account", "approve", "meets_rules", "G2", account_class("shared"), by_rule=True),
    Case("joining a direct account", "approve", "meets_rules", "G2", account_class("direct"),
         {"kind": "teaming", "value_added": "驻场", "amount": LARGE}),
    Case("direct work counts", "convert_to_teaming", "direct_activity", "G6", worked(),
         change="file_as_teaming"),
    Case("60 days ago", "convert_to_teaming", "direct_activity", "G6", worked(days=60)),
    Case("61 days ago", "approve", "meets_rules", "G2", worked(days=61), change="activity_proven"),
    Case("90 days ago, named", "convert_to_teaming", "direct_activity", "G6",
         both(named, worked(days=90))),
    Case("91 days ago, named", "approve", "meets_rules", "G2", both(named, worked(days=91)),
         {"amount": LARGE}),
    Case("unconfirmed", "approve", "meets_rules", "G2", worked(confirmed=False),
         change="activity_proven"),
    Case("entered late", "approve", "meets_rules", "G2", entered_late, change="activity_proven"),
    Case("joining direct work", "approve", "meets_rules", "G2", worked(),
         {"kind": "teaming", "value_added": "驻场"}),
    Case("an open direct deal", "approve", "meets_rules", "G2", direct_deal,
         change="activity_proven"),
    Case("a rival in review", "to_arbitration", "scope_claimed", "G5", rival(amount=LARGE),
         change="supply_customer_choice"),
    Case("a protected rival", "to_arbitration", "scope_protected", "G5", rival()),
    Case("a rival at one site", "to_arbitration", "scope_protected", "G5", rival(site="浦东")),
    Case("a rival at another site", "approve", "meets_rules", "G2", rival(site="浦东"),
         {"site": "浦西"}),
    Case("a rival in another tender", "approve", "meets_rules", "G2",
         rival(tender_number="ZB-1"), {"tender_number": "ZB-2"}),
    Case("an earlier quick rival", "human_review", "earlier_receipt_open", "G2", quick_rival,
         change="holder_lapses"),
    Case("a rival that ended", "approve", "meets_rules", "G2", ended_rival, by_rule=True),
    Case("a rival alike by name", "human_review", "compare_candidates", "G5", rival(),
         {"customer_name": "浦岚证券"}, change="confirm_different_customer"),
    Case("a rival in the same group", "human_review", "compare_candidates", "G5", sister_company),
    Case("filed twice", "reject", "self_duplicate", "G2", own_earlier,
         change="amend_earlier_claim"),
    Case("somebody serves it: repeat", "ask_information", "incumbent_first", "G5",
         delivered("partner_b"), {"purchase": "repeat"}, change="supply_customer_choice"),
    Case("somebody serves it: first purchase", "human_review", "compare_candidates", "G5",
         delivered("partner_b"), {"purchase": "new"}),
    Case("the own delivery", "approve", "meets_rules", "G2", delivered("partner_a"),
         {"purchase": "repeat"}, by_rule=True),
    Case("published that day", "human_review", "tender_same_day", "G4", None, published(TODAY),
         change="supply_earlier_work"),
    Case("published after earlier work", "human_review", "tender_published", "G4", None,
         published(date(2026, 2, 20), date(2026, 1, 5)), change="supply_earlier_work"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[one.name for one in CASES])
def test_the_advice_is_that_of_the_rows(programme: Programme, now: datetime, case: Case) -> None:
    if case.before is not None:
        case.before(programme, now)

    row = submitted(programme, programme.cast.seller_a, now=now, **(case.states or {}))

    advice = row.advice
    assert advice["outcome"] == case.outcome
    first = advice["reasons"][0]
    assert (first["code"], first["rule"]) == (case.reason, case.rule)
    if case.change:
        assert advice["what_would_change"][0]["code"] == case.change
    assert advice["automatically_allowed"] is case.by_rule
    assert row.state == ("protected" if case.by_rule else "in_review")
    assert row.decided_by_rule is case.by_rule
    assert (advice["protect_until"] is not None) is (case.outcome == "approve")


def advised(programme: Programme, row: Registration, now: datetime) -> tuple[str, str, str]:
    """What the channel manager reads: outcome, first reason, its rule."""
    page = selectors.vendor_page(programme.cast.channel_manager, row.public_id, now=now)
    assert page.advice is not None
    reason = page.advice.reasons[0]
    return page.advice.outcome, reason.code, reason.rule


def test_the_advice_is_made_anew_when_its_rows_change(programme: Programme, now: datetime) -> None:
    """One registration through the life of what lies around it."""
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now, amount=LARGE)
    assert advised(programme, row, now)[0] == "approve"

    def anew(at: datetime) -> tuple[str, str, str]:
        current = fresh(row)
        stated = replace(programme.full(cast.seller_a), amount=LARGE, evidence=())
        actions.amend(cast.seller_a, row.public_id, stated, version=current.version, now=at)
        return advised(programme, row, at)

    account_class("direct")(programme, now)
    assert anew(now + HOUR) == ("convert_to_teaming", "direct_account", "G1")
    channel = CustomerInput(name_zh=CUSTOMER, account_class="channel")
    edit_customer(cast.channel_director, programme.customer.public_id, channel, version=2, now=now)
    assert anew(now + 2 * HOUR)[:2] == ("approve", "meets_rules")
    worked(after=3 * HOUR)(programme, now)  # after the receipt: it comes too late to count
    assert anew(now + 4 * HOUR)[:2] == ("approve", "meets_rules")
    move_partner(
        cast.channel_director, cast.partner_a.public_id, Lifecycle.SUSPENDED, reason="核查",
        now=now,
    )  # fmt: skip
    assert anew(now + 5 * HOUR) == ("reject", "partner_not_active", "G2")


def test_a_family_that_is_not_authorised_is_advised_against(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now, amount=LARGE)
    authorise_product(
        cast.channel_director, cast.partner_a.public_id, programme.backup.code,
        valid_from=date(2026, 1, 1), valid_until=None, now=now,
    )  # fmt: skip
    stated = replace(programme.full(cast.seller_a), amount=LARGE, evidence=())

    actions.amend(cast.seller_a, row.public_id, stated, version=row.version, now=now + HOUR)

    assert advised(programme, row, now) == ("reject", "family_not_authorized", "G2")


def test_a_quick_registration_is_asked_for_its_full_part(
    programme: Programme, now: datetime
) -> None:
    row = quickly(programme, programme.cast.seller_a, now=now)

    assert advised(programme, row, now) == ("ask_information", "fields_missing", "G2")
    page = selectors.vendor_page(programme.cast.channel_manager, row.public_id, now=now)
    assert page.advice is not None
    assert page.advice.reasons[0].text == (
        "Still missing: amount, stage of the purchase, expected award, need, rival brand, "
        "evidence, way of buying."
    )
