"""Lists and pages of customers; a partner sees what it told itself, and nothing else."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.market.customers.actions import (
    add_customer_contact,
    assign_account_manager,
    create_customer,
    edit_customer,
    merge_customers,
    note_partner_knows,
    place_in_group,
    record_relation,
)
from qudao.market.customers.inputs import CustomerInput, RelationInput
from qudao.market.customers.models import (
    AccountAssignment,
    Customer,
    CustomerContact,
    CustomerName,
    PartnerCustomer,
)
from qudao.market.customers.selectors import (
    CustomerQuery,
    count_customers,
    count_customers_of_partner,
    customer_list,
    customer_names,
    customer_page,
    customers_of_partner,
    own_customer,
)
from qudao.market.customers.selectors.portal import OwnContact, OwnCustomer
from qudao.market.partners.inputs import ContactInput
from qudao.people.models import Person, User
from tests.market.customers.build import SYSTEM, USCC_A, make_customer, problems, verbs
from tests.people import Cast

DAY = date(2026, 3, 2)


def public_user(user_key: int) -> str:
    user: User = User.objects.unscoped(reason="test").get(pk=user_key)
    return user.public_id


def found(actor: Actor, query: CustomerQuery) -> list[str]:
    names = [row.name for row in customer_list(actor, query)]
    assert len(names) == count_customers(actor, query)
    return names


# ------------------------------------------------------------------------- lists


def test_filters_narrow_the_list(cast: Cast, now: datetime) -> None:
    one = make_customer(cast.operations, "甲方证券", now, USCC_A)
    two = create_customer(
        cast.operations,
        CustomerInput(name_en="Beta Works", account_class="direct", is_named_account=True),
        now=now,
    )
    user = public_user(cast.account_manager.user_key)
    assign_account_manager(cast.sales_director, two.public_id, user, now=now)
    note_partner_knows(cast.partner_a.pk, one, "甲方", on=DAY)
    director = cast.channel_director
    assert found(director, CustomerQuery()) == ["Beta Works", "甲方证券"]
    assert found(director, CustomerQuery(order=("name",))) == ["Beta Works", "甲方证券"]
    assert found(director, CustomerQuery(account_class="direct")) == ["Beta Works"]
    assert found(director, CustomerQuery(only_named_accounts=True)) == ["Beta Works"]
    assert found(director, CustomerQuery(account_manager=user)) == ["Beta Works"]
    assert found(director, CustomerQuery(account_manager="none")) == ["甲方证券"]
    assert found(director, CustomerQuery(partner=cast.partner_a.public_id)) == ["甲方证券"]
    assert found(director, CustomerQuery(text="证券")) == ["甲方证券"]
    assert found(director, CustomerQuery(text=USCC_A.lower())) == ["甲方证券"]
    assert found(director, CustomerQuery(text="beta")) == ["Beta Works"]
    assert customer_list(director, CustomerQuery(text="beta"))[0].account_manager == "He Jia"


def test_a_merged_customer_is_not_in_the_list(cast: Cast, now: datetime) -> None:
    one = make_customer(cast.operations, "甲方证券", now)
    two = make_customer(cast.operations, "甲方股份", now)
    merge_customers(cast.operations, two.public_id, one.public_id, reason="same", now=now)
    assert found(cast.channel_director, CustomerQuery()) == ["甲方证券"]


def test_a_list_takes_three_queries_however_long(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_customer(cast.operations, f"第{number}号公司", now)
    with django_assert_num_queries(3):
        assert len(customer_list(cast.channel_director, CustomerQuery())) == 30


@pytest.mark.parametrize("who", ["seller_a", "principal_a"])
def test_the_vendors_views_are_not_there_for_partners(cast: Cast, now: datetime, who: str) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    note_partner_knows(cast.partner_a.pk, row, "甲方", on=DAY)
    actor = getattr(cast, who)
    with pytest.raises(NotFound):
        customer_list(actor, CustomerQuery())
    with pytest.raises(NotFound):
        customer_page(actor, row.public_id, today=DAY)
    assert CustomerName.objects.visible_to(actor).count() == 0


def test_human_resources_see_no_customers(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    assert found(cast.human_resources, CustomerQuery()) == []
    assert customer_names(cast.human_resources, [row.pk]) == {}


# ------------------------------------------------------------------------- pages


def test_a_page_shows_merged_rows_as_one_in_few_queries(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    group = make_customer(cast.operations, "甲方集团", now)
    one = make_customer(cast.operations, "甲方证券", now)
    two = make_customer(cast.operations, "甲方股份", now)
    site = make_customer(cast.operations, "甲方证券苏州营业部", now)
    place_in_group(cast.operations, one.public_id, group.public_id, now=now)
    place_in_group(cast.operations, site.public_id, two.public_id, now=now)
    merge_customers(cast.operations, two.public_id, one.public_id, reason="same", now=now)
    note_partner_knows(cast.partner_a.pk, one, "甲方", on=DAY)
    note_partner_knows(cast.partner_b.pk, two, "甲股", on=DAY - timedelta(days=365))
    with django_assert_max_num_queries(18):
        page = customer_page(cast.channel_director, two.public_id, today=DAY)
    assert (page.name, page.asked_for) == ("甲方证券", two.public_id)
    assert [link.name for link in page.above] == ["甲方集团"]
    assert [link.name for link in page.units] == ["甲方证券苏州营业部"]
    assert [link.name for link in page.merged] == ["甲方股份"]
    assert [name.name for name in page.names] == ["甲方证券", "甲方股份"]
    assert [(view.partner, view.strength) for view in page.relations] == [
        ("Qiheng Info", 0.25),
        ("Dingpei Integration", 0.125),
    ]


def test_assigning_an_account_ends_the_former_charge(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    for who in (cast.account_manager, cast.sales_director):
        user = public_user(who.user_key)
        assign_account_manager(cast.sales_director, row.public_id, user, now=now)
    rows = AccountAssignment.objects.visible_to(SYSTEM).order_by("pk")
    assert list(rows.values_list("user_id", "until")) == [
        (cast.account_manager.user_id, DAY),
        (cast.sales_director.user_id, None),
    ]
    page = customer_page(cast.channel_director, row.public_id, today=DAY)
    assert page.account_manager is not None
    assert page.account_manager.name == "Sun Wei"
    assert [charge.name for charge in page.charges] == ["Sun Wei", "He Jia"]


def test_only_sales_assigns_and_only_to_its_own_people(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    user = public_user(cast.account_manager.user_key)
    with pytest.raises(NotPermitted):
        assign_account_manager(cast.channel_manager, row.public_id, user, now=now)
    manager = public_user(cast.channel_manager.user_key)
    with pytest.raises(Invalid) as refused:
        assign_account_manager(cast.sales_director, row.public_id, manager, now=now)
    assert problems(refused.value) == {"user": "wrong_role"}
    assert AccountAssignment.objects.visible_to(SYSTEM).count() == 0


def test_a_relation_is_recorded_in_place_of_the_former(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    for depth in (2, 4):
        record_relation(
            cast.channel_manager,
            row.public_id,
            cast.partner_a.public_id,
            relation=RelationInput(depth=depth, since=date(2015, 1, 1), last_touch=DAY),
            now=now,
        )
    relation = PartnerCustomer.objects.visible_to(SYSTEM).get()
    assert (relation.depth, relation.last_touch) == (4, DAY)
    assert verbs()[1:] == ["customers.relation_recorded"] * 2
    with pytest.raises(NotFound):
        record_relation(
            cast.channel_manager,
            row.public_id,
            cast.partner_b.public_id,
            relation=RelationInput(since=DAY),
            now=now,
        )
    with pytest.raises(Invalid) as refused:
        record_relation(
            cast.channel_manager,
            row.public_id,
            cast.partner_a.public_id,
            relation=RelationInput(depth=5, since=DAY, last_touch=date(2001, 1, 1)),
            now=now,
        )
    assert problems(refused.value) == {"depth": "out_of_bounds", "last_touch": "before_since"}
    assert PartnerCustomer.objects.visible_to(SYSTEM).get().depth == 4


# ------------------------------------------------------------------------- the portal


def test_a_partner_sees_its_customer_under_its_own_name_only(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "华东证券股份有限公司", now, USCC_A)
    note_partner_knows(cast.partner_a.pk, row, "华东证券", on=DAY)
    note_partner_knows(cast.partner_b.pk, row, "华证", on=DAY)
    own_person = Person.objects.create(name="Own Contact", employer_id=None)
    CustomerContact.objects.create(customer=row, person=own_person, known_to=cast.partner_a)
    theirs = Person.objects.create(name="Their Contact")
    CustomerContact.objects.create(customer=row, person=theirs, known_to=cast.partner_b)
    add_customer_contact(cast.operations, row.public_id, ContactInput(name="Vendor's"), now=now)

    assert customers_of_partner(cast.seller_a) == [
        OwnCustomer(
            public_id=row.public_id,
            name="华东证券",
            depth=1,
            depth_label="Knows the customer",
            since=DAY,
            last_touch=DAY,
            evidence="",
            contacts=(
                OwnContact(
                    person_id=own_person.public_id,
                    name="Own Contact",
                    title="",
                    email="",
                    phone="",
                ),
            ),
        )
    ]
    assert own_customer(cast.seller_b, row.public_id).name == "华证"
    assert customers_of_partner(cast.seller_a, text="华证") == []
    assert customers_of_partner(cast.seller_a, text="股份") == []
    assert len(customers_of_partner(cast.seller_a, text="华东")) == 1
    assert count_customers_of_partner(cast.seller_a) == 1


def test_a_partner_reaches_no_customer_that_it_does_not_know(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    note_partner_knows(cast.partner_b.pk, row, "甲方", on=DAY)
    assert customers_of_partner(cast.seller_a) == []
    with pytest.raises(NotFound):
        own_customer(cast.seller_a, row.public_id)
    assert Customer.objects.visible_to(cast.seller_a).count() == 0


def test_the_vendor_has_no_own_customers(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    note_partner_knows(cast.partner_a.pk, row, "甲方", on=DAY)
    assert customers_of_partner(cast.channel_director) == []


def test_an_own_customer_has_no_field_that_only_the_vendor_knows() -> None:
    assert {one.name for one in fields(OwnCustomer)} == {
        "public_id",
        "name",
        "depth_label",
        "evidence",
        "since",
        "last_touch",
        "contacts",
        "depth",
    }


def test_a_merge_changes_nothing_that_a_partner_sees(cast: Cast, now: datetime) -> None:
    one = make_customer(cast.operations, "甲方证券", now)
    two = make_customer(cast.operations, "甲方股份", now)
    note_partner_knows(cast.partner_a.pk, two, "甲股", on=DAY)
    before = customers_of_partner(cast.seller_a)
    merge_customers(cast.operations, two.public_id, one.public_id, reason="same", now=now)
    assert customers_of_partner(cast.seller_a) == before


def test_a_second_claim_moves_the_last_touch_and_keeps_the_name(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    note_partner_knows(cast.partner_a.pk, row, "甲方", on=DAY)
    note_partner_knows(cast.partner_a.pk, row, "甲方证券公司", on=DAY + timedelta(days=30))
    note_partner_knows(cast.partner_a.pk, row, "甲方", on=DAY)
    relation = PartnerCustomer.objects.visible_to(SYSTEM).get()
    assert (relation.known_as, relation.since, relation.last_touch) == (
        "甲方",
        DAY,
        DAY + timedelta(days=30),
    )


def test_a_stale_version_is_refused_before_anything_is_kept(cast: Cast, now: datetime) -> None:
    row = make_customer(cast.operations, "甲方证券", now)
    with pytest.raises(Conflict):
        edit_customer(
            cast.operations, row.public_id, CustomerInput(name_zh="乙"), version=7, now=now
        )
    assert CustomerName.objects.visible_to(SYSTEM).count() == 1
