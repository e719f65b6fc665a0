"""What is not yours is as absent as what does not exist: every reader and writer of customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime
from functools import partial

import pytest

from qudao.core.actor import NOBODY, Actor
from qudao.core.errors import NotFound, NotPermitted
from qudao.market.customers.actions import (
    add_own_contact,
    note_partner_knows,
    record_own_relation,
    remove_own_contact,
)
from qudao.market.customers.inputs import CustomerInput, RelationInput
from qudao.market.customers.models import (
    AccountAssignment,
    Customer,
    CustomerContact,
    PartnerCustomer,
)
from qudao.market.customers.selectors import (
    CustomerQuery,
    count_customers,
    customer_list,
    customer_names,
    customer_page,
    customers_of_partner,
    own_customer,
)
from qudao.market.customers.selectors.merging import customers_like, merge_candidates
from qudao.market.customers.selectors.pages import CustomerPage
from qudao.market.partners.inputs import ContactInput
from qudao.people.models import Person
from tests.market.customers.build import USCC_A, make_customer, uscc
from tests.market.trail import SYSTEM, people_of, user_of
from tests.people import Cast
from tests.refusals import nothing_changes

DAY = date(2026, 3, 2)
YAO = ContactInput(name="Yao Lin")
RELATION = RelationInput(since=DAY)
OWN_KEEPERS = ("principal_a", "seller_a", "seller_b", "seller_distributor", "seller_sub_reseller")


@pytest.fixture
def row(cast: Cast, now: datetime) -> Customer:
    """Known to partner B and to the vendor."""
    made = make_customer(cast.operations, "华东证券股份有限公司", now, USCC_A)
    note_partner_knows(cast.partner_b.pk, made, "华证", on=DAY)
    return made


STEPS: dict[str, Callable[[Actor, str, datetime], object]] = {
    "record_own_relation": lambda who, at, now: record_own_relation(who, at, RELATION, now=now),
    "add_own_contact": lambda who, at, now: add_own_contact(who, at, YAO, now=now),
    "remove_own_contact": lambda who, at, now: remove_own_contact(who, at, "per_none", now=now),
}


@pytest.mark.parametrize("name", list(STEPS))
def test_a_customer_that_a_partner_does_not_know_is_not_there_for_it(
    cast: Cast, now: datetime, row: Customer, name: str
) -> None:
    rivals = [one for one in OWN_KEEPERS if one != "seller_b"]
    for who in rivals:
        with nothing_changes(PartnerCustomer, CustomerContact, Person), pytest.raises(NotFound):
            STEPS[name](getattr(cast, who), row.public_id, now)
    for public_id in ("", "cus_none", "\x00"):
        with pytest.raises(NotFound):
            STEPS[name](cast.seller_b, public_id, now)


@pytest.mark.parametrize("name", list(STEPS))
def test_the_vendor_the_engineer_and_nobody_keep_no_own_customers(
    cast: Cast, now: datetime, row: Customer, name: str
) -> None:
    others = [one for key, one in people_of(cast).items() if key not in OWN_KEEPERS]
    for who in (*others, NOBODY):
        with nothing_changes(PartnerCustomer, CustomerContact), pytest.raises(NotPermitted):
            STEPS[name](who, row.public_id, now)
    with pytest.raises(NotFound):  # the system may do everything, and has no customers of its own
        STEPS[name](SYSTEM, row.public_id, now)


def test_partners_read_their_own_and_nothing_of_the_vendors(cast: Cast, row: Customer) -> None:
    for name, actor in people_of(cast).items():
        own = [one.name for one in customers_of_partner(actor)]
        assert own == (["华证"] if name == "seller_b" else []), name
        if name != "seller_b":
            with pytest.raises(NotFound):
                own_customer(actor, row.public_id)
        if not actor.is_partner:
            continue
        reads: list[Callable[[], object]] = [
            partial(customer_list, actor, CustomerQuery()),
            partial(customer_page, actor, row.public_id, today=DAY),
        ]
        asks: list[Callable[[], object]] = [
            partial(merge_candidates, actor, row.public_id),
            partial(customers_like, actor, CustomerInput(name_zh=row.name_zh)),
        ]
        for attempts, refusal in ((reads, NotFound), (asks, NotPermitted)):
            for attempt in attempts:
                with pytest.raises(refusal):
                    attempt()


def test_a_partner_that_knows_a_customer_learns_no_name_that_it_did_not_give(
    cast: Cast, row: Customer
) -> None:
    for text in ("股份", USCC_A, "hdzq", "Qiheng"):
        assert customers_of_partner(cast.seller_b, text=text) == []
    shown = own_customer(cast.seller_b, row.public_id)
    said = {str(getattr(shown, one.name)) for one in fields(shown)}
    assert not any("股份" in value or USCC_A in value for value in said)


def test_personnel_and_nobody_find_no_customer_by_any_way(cast: Cast, row: Customer) -> None:
    for blind in (cast.human_resources, NOBODY):
        assert customer_list(blind, CustomerQuery()) == []
        assert count_customers(blind, CustomerQuery(text=USCC_A)) == 0
        assert customer_names(blind, [row.pk]) == {}
        assert customers_of_partner(blind) == []
        with pytest.raises(NotFound):
            customer_page(blind, row.public_id, today=DAY)
        with pytest.raises(NotPermitted):
            merge_candidates(blind, row.public_id)


def test_who_looks_after_an_account_is_the_vendors_own_matter(
    cast: Cast, now: datetime, row: Customer
) -> None:
    user = cast.account_manager.user_key
    AccountAssignment.objects.create(customer=row, user_id=user, since=DAY)
    for name, actor in people_of(cast).items():
        seen = AccountAssignment.objects.visible_to(actor).count()
        assert seen == (0 if actor.is_partner else 1), name
    query = CustomerQuery(account_manager=user_of(cast.account_manager))
    assert [one.name for one in customer_list(cast.channel_manager, query)] == [row.name_zh]


def test_a_customer_is_compared_only_with_those_in_sight(cast: Cast, row: Customer) -> None:
    stated = CustomerInput(name_zh="全新名称", identifiers=(uscc(USCC_A),))
    (found,) = customers_like(cast.account_manager, stated)
    assert (found.public_id, found.name) == (row.public_id, row.name_zh)
    english = replace(cast.account_manager, language="en")
    assert customers_like(english, stated) == [found]


def test_every_field_of_a_page_is_filled_from_the_readers_own_scope(
    cast: Cast, now: datetime, row: Customer
) -> None:
    """A channel manager reads ties and contacts of partners in anybody's charge: the account is
    the vendor's, whoever has the partner."""
    add_own_contact(cast.seller_b, row.public_id, YAO, now=now)
    page: CustomerPage = customer_page(cast.channel_manager, row.public_id, today=DAY)
    assert [tie.partner for tie in page.relations] == ["Dingpei Integration"]
    assert [(one.name, one.known_through) for one in page.contacts] == [
        ("Yao Lin", "Dingpei Integration")
    ]
