"""Every action of the market against everybody: who may is let in, nobody else changes a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from qudao.core.actor import NOBODY, Actor
from qudao.core.errors import NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.cells import actions as cells
from qudao.market.cells.models import Product
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers import actions as customers
from qudao.market.customers.inputs import CustomerInput, NameInput, RelationInput
from qudao.market.customers.models import Customer
from qudao.market.goals import actions as goals
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.partners import actions as partners
from qudao.market.partners.inputs import ContactInput, OwnCompanyInput, PartnerInput
from qudao.market.partners.models import Partner
from qudao.market.partners.states import Lifecycle
from qudao.market.permissions import MarketPermission
from qudao.market.prices import actions as prices
from qudao.market.standing.actions import set_tier
from qudao.market.standing.models import Standing
from tests.market.customers.build import USCC_A, USCC_B, uscc
from tests.market.trail import people_of, user_of
from tests.people import Cast

DAY = date(2026, 3, 2)
YAO = ContactInput(name="Yao Lin")
PRICE = prices.PriceInput(
    product="GW", kind="list", currency="CNY", amount=Decimal(5), valid_from=DAY
)
END = prices.PriceEnd(product="GW", kind="list", currency="CNY", valid_from=DAY, on=DAY)
QUOTA = goals.QuotaInput(starts_on=DAY, ends_on=date(2026, 6, 1), amount=Decimal(5), currency="CNY")
RELATION = RelationInput(since=DAY)
OWN = customers.OwnCustomerInput(name="丙公司", relation=RELATION)
NEW = PartnerInput(name_zh="云川系统")
NODE = cells.NodeInput("NEW", name_en="New")
CHANGED = cells.NodeInput("GW", name_en="Changed")

KEEPERS = {"channel_director", "operations"}
GOAL_SETTERS = {"channel_director", "sales_director"}
PARTNER_KEEPERS = KEEPERS | {"channel_manager", "other_channel_manager"}
CUSTOMER_KEEPERS = PARTNER_KEEPERS | {"account_manager", "sales_director"}
OWN_KEEPERS = {
    "principal_a",
    "seller_a",
    "seller_b",
    "seller_distributor",
    "seller_sub_reseller",
}
CONTACT_KEEPERS = PARTNER_KEEPERS | {"principal_a"}
Step = Callable[..., object]


@pytest.fixture
def ground(cast: Cast, now: datetime) -> dict[str, str]:
    """Public ids of what the actions touch."""
    root = cast.operations
    product = cells.create_product(root, cells.ProductInput(replace(NODE, code="GW")), now=now)
    prices.set_price(root, PRICE, now=now)
    one, two = (
        customers.create_customer(
            root, CustomerInput(name_zh=name, identifiers=(uscc(code),)), now=now
        )
        for name, code in (("甲公司", USCC_A), ("乙公司", USCC_B))
    )
    customers.add_domain(root, one.public_id, "jia-sec.cn", now=now)
    quota = goals.set_quota(cast.channel_director, QUOTA, now=now)
    noted = goals.SalesPersonInput(source="crm", source_key="1", name="Anna")
    anna = goals.note_sales_person(cast.channel_director, noted, now=now)
    return {
        "product": product.public_id,
        "a": cast.partner_a.public_id,
        "sub": cast.sub_reseller.public_id,
        "one": one.public_id,
        "two": two.public_id,
        "quota": quota.public_id,
        "anna": anna.public_id,
        "manager": user_of(cast.other_channel_manager),
        "seller": user_of(cast.account_manager),
    }


# Each action as (actor, ids, now), and who in the cast may do it at all.
ACTIONS: dict[str, tuple[Step, set[str]]] = {
    "create_product": (
        lambda who, _at, now: cells.create_product(who, cells.ProductInput(NODE), now=now),
        KEEPERS,
    ),
    "edit_product": (
        lambda who, at, now: cells.edit_product(
            who, at["product"], cells.ProductInput(CHANGED), now=now
        ),
        KEEPERS,
    ),
    "create_territory": (lambda who, _at, now: cells.create_territory(who, NODE, now=now), KEEPERS),
    "create_segment": (lambda who, _at, now: cells.create_segment(who, NODE, now=now), KEEPERS),
    "set_price": (
        lambda who, _at, now: prices.set_price(who, replace(PRICE, amount=Decimal(6)), now=now),
        KEEPERS,
    ),
    "end_price": (lambda who, _at, now: prices.end_price(who, END, now=now), KEEPERS),
    "set_tier": (
        lambda who, at, now: set_tier(
            who, at["a"], "gold", valid_from=DAY, decided_by="board", now=now
        ),
        KEEPERS,
    ),
    "set_quota": (
        lambda who, _at, now: goals.set_quota(who, replace(QUOTA, amount=Decimal(6)), now=now),
        GOAL_SETTERS,
    ),
    "withdraw_quota": (
        lambda who, at, now: goals.withdraw_quota(who, at["quota"], now=now),
        GOAL_SETTERS,
    ),
    "note_sales_person": (
        lambda who, _at, now: goals.note_sales_person(
            who, goals.SalesPersonInput(source="crm", source_key="2", name="Ben"), now=now
        ),
        GOAL_SETTERS,
    ),
    "link_sales_person": (
        lambda who, at, now: goals.link_sales_person(who, at["anna"], at["seller"], now=now),
        GOAL_SETTERS,
    ),
    "create_partner": (
        lambda who, _at, now: partners.create_partner(who, NEW, now=now),
        PARTNER_KEEPERS,
    ),
    "create_prospect": (
        lambda who, _at, now: partners.create_prospect(
            who, partners.ProspectInput(partner=NEW), now=now
        ),
        PARTNER_KEEPERS,
    ),
    "edit_partner": (
        lambda who, at, now: partners.edit_partner(who, at["a"], NEW, version=1, now=now),
        PARTNER_KEEPERS,
    ),
    "move_partner": (
        lambda who, at, now: partners.move_partner(
            who, at["a"], Lifecycle.SUSPENDED, reason="x", now=now
        ),
        PARTNER_KEEPERS,
    ),
    "set_supplier": (
        lambda who, at, now: partners.set_supplier(who, at["sub"], "", now=now),
        PARTNER_KEEPERS,
    ),
    "assign_channel_manager": (
        lambda who, at, now: partners.assign_channel_manager(who, at["a"], at["manager"], now=now),
        KEEPERS,
    ),
    "edit_own_company": (
        lambda who, _at, now: partners.edit_own_company(
            who, OwnCompanyInput(city="X"), version=1, now=now
        ),
        {"principal_a"},
    ),
    "add_contact": (
        lambda who, at, now: partners.add_contact(who, at["a"], YAO, now=now),
        CONTACT_KEEPERS,
    ),
    "serve_cell": (
        lambda who, at, now: partners.serve_cell(who, at["a"], CellAxes("GW"), now=now),
        PARTNER_KEEPERS,
    ),
    "authorise_product": (
        lambda who, at, now: partners.authorise_product(
            who, at["a"], "GW", valid_from=DAY, now=now
        ),
        PARTNER_KEEPERS,
    ),
    "create_customer": (
        lambda who, _at, now: customers.create_customer(
            who, CustomerInput(name_zh="丁公司"), now=now
        ),
        CUSTOMER_KEEPERS,
    ),
    "edit_customer": (
        lambda who, at, now: customers.edit_customer(
            who, at["one"], CustomerInput(name_zh="丁公司"), version=1, now=now
        ),
        CUSTOMER_KEEPERS,
    ),
    "place_in_group": (
        lambda who, at, now: customers.place_in_group(who, at["one"], at["two"], now=now),
        CUSTOMER_KEEPERS,
    ),
    "merge_customers": (
        lambda who, at, now: customers.merge_customers(
            who, at["one"], at["two"], reason="x", now=now
        ),
        CUSTOMER_KEEPERS,
    ),
    "add_name": (
        lambda who, at, now: customers.add_name(who, at["one"], NameInput(name="x"), now=now),
        CUSTOMER_KEEPERS,
    ),
    "add_identifier": (
        lambda who, at, now: customers.add_identifier(
            who, at["one"], uscc("wrong", keep_unproven=True), now=now
        ),
        CUSTOMER_KEEPERS,
    ),
    "remove_identifier": (
        lambda who, at, now: customers.remove_identifier(who, at["one"], "uscc", USCC_A, now=now),
        CUSTOMER_KEEPERS,
    ),
    "add_domain": (
        lambda who, at, now: customers.add_domain(who, at["one"], "other.cn", now=now),
        CUSTOMER_KEEPERS,
    ),
    "remove_domain": (
        lambda who, at, now: customers.remove_domain(who, at["one"], "jia-sec.cn", now=now),
        CUSTOMER_KEEPERS,
    ),
    "add_customer_contact": (
        lambda who, at, now: customers.add_customer_contact(who, at["one"], YAO, now=now),
        CUSTOMER_KEEPERS,
    ),
    "record_relation": (
        lambda who, at, now: customers.record_relation(
            who, at["one"], at["a"], relation=RELATION, now=now
        ),
        CUSTOMER_KEEPERS,
    ),
    "assign_account_manager": (
        lambda who, at, now: customers.assign_account_manager(
            who, at["one"], at["seller"], now=now
        ),
        {"operations", "sales_director"},
    ),
    "add_own_customer": (
        lambda who, _at, now: customers.add_own_customer(who, OWN, now=now),
        OWN_KEEPERS,
    ),
}
# who may, but does not see the partner that the step is about
OUT_OF_SIGHT = {"other_channel_manager"}
ABOUT_A_PARTNER = {
    "edit_partner",
    "move_partner",
    "set_supplier",
    "add_contact",
    "serve_cell",
    "authorise_product",
    "record_relation",
}


class _TakenBackError(Exception):
    """Ends a step that went well, so that the next person finds the ground untouched."""


def attempt(step: Step, who: Actor, ground: dict[str, str], now: datetime) -> str:
    """What a step answered; whatever it wrote is taken back."""
    before = AuditEntry.objects.unscoped(reason="test").count()
    try:
        with transaction.atomic():
            step(who, ground, now)
            written = AuditEntry.objects.unscoped(reason="test").count() - before
            raise _TakenBackError(str(written))
    except _TakenBackError as done:
        return "done" if str(done) != "0" else "done without a trace"
    except Exception as refusal:
        return type(refusal).__name__


def state() -> list[int]:
    kinds = (AuditEntry, Partner, Customer, Product, Quota, SalesPerson, Standing)
    return [kind._base_manager.count() for kind in kinds]


@pytest.mark.parametrize("name", list(ACTIONS))
def test_whoever_may_is_let_in_and_leaves_a_trace_and_nobody_else_is(
    cast: Cast, now: datetime, ground: dict[str, str], name: str
) -> None:
    step, may = ACTIONS[name]
    before = state()
    answers = {one: attempt(step, who, ground, now) for one, who in people_of(cast).items()}
    unseen = OUT_OF_SIGHT if name in ABOUT_A_PARTNER else set()
    assert answers == {
        one: "NotFound" if one in may & unseen else "done" if one in may else "NotPermitted"
        for one in answers
    }
    assert attempt(step, NOBODY, ground, now) == "NotPermitted"
    assert state() == before


def test_a_key_without_the_scope_opens_nothing_to_whoever_may(cast: Cast, now: datetime) -> None:
    unread = defaultdict[str, str](str)  # the scope is asked for before anything is looked up
    for name, (step, may) in ACTIONS.items():
        keyed = replace(getattr(cast, min(may)), api_scopes=frozenset({"reports.read"}))
        assert attempt(step, keyed, unread, now) == "NotPermitted", name
    assert state()[0] == 0


def test_every_permission_of_the_market_has_somebody_and_is_a_scope_of_its_own() -> None:
    codes = [one.code for one in MarketPermission]
    assert len(codes) == len(set(codes))
    for one in MarketPermission:
        assert one.roles, one
        with pytest.raises(NotPermitted) as refused:
            NOBODY.require(one)
        assert refused.value.permission_code == one.code
