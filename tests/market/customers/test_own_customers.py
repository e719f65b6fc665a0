"""A partner's own customers: noted, told anew, with people, and unseen by everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from qudao.core.errors import Invalid, NotFound
from qudao.core.keyset import Place
from qudao.market.customers.actions import (
    OwnCustomerInput,
    add_own_contact,
    add_own_customer,
    merge_customers,
    note_partner_knows,
    record_own_relation,
    remove_own_contact,
)
from qudao.market.customers.feed import customers_after, own_customers_after
from qudao.market.customers.inputs import RelationInput
from qudao.market.customers.models import Customer, CustomerContact, PartnerCustomer
from qudao.market.customers.selectors import (
    CustomerQuery,
    count_customers_of_partner,
    customers_of_partner,
    own_customer,
)
from qudao.market.partners.inputs import ContactInput
from qudao.people.models import Person
from tests.market.customers.build import USCC_A, USCC_WRONG, make_customer
from tests.market.trail import codes, every, told, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

DAY = date(2026, 3, 2)
RELATION = RelationInput(depth=2, since=date(2020, 1, 1), last_touch=DAY, evidence=" two orders ")
OWN = OwnCustomerInput(name="北湖水务有限公司", relation=RELATION, city="无锡")
YAO = ContactInput(name=" Yao Lin ", email="Yao@Example.com", consent_basis="consent")
TOUCHED = (Customer, PartnerCustomer, CustomerContact, Person)


def relations() -> list[tuple[str, str, int, str]]:
    rows = every(PartnerCustomer)
    return list(rows.values_list("partner__code", "known_as", "depth", "evidence"))


def test_a_partner_notes_a_customer_nobody_knew(cast: Cast, now: datetime) -> None:
    row = add_own_customer(cast.seller_a, OWN, now=now)
    assert relations() == [("QIHE", "北湖水务有限公司", 2, "two orders")]
    assert (row.since, row.last_touch) == (date(2020, 1, 1), DAY)
    customer = every(Customer).get()
    assert (customer.name_zh, customer.city, customer.account_class) == (
        OWN.name,
        "无锡",
        "channel",
    )
    assert verbs() == ["customers.created", "customers.relation_recorded"]


@pytest.mark.parametrize("stated", [{}, {"uscc": USCC_A}, {"name": "北湖水务", "uscc": USCC_A}])
def test_the_answer_is_the_same_whether_or_not_others_know_the_company(
    cast: Cast, now: datetime, stated: dict[str, str]
) -> None:
    known = make_customer(cast.operations, OWN.name, now, USCC_A)
    note_partner_knows(cast.partner_b.pk, known, "北湖", on=DAY)
    row = add_own_customer(cast.seller_a, replace(OWN, **stated), now=now)  # type: ignore[arg-type]
    assert row.customer == known
    (shown,) = customers_of_partner(cast.seller_a)
    assert (shown.name, shown.depth, shown.evidence) == (
        stated.get("name", OWN.name),
        2,
        "two orders",
    )
    assert shown.contacts == ()
    assert [one.name for one in customers_of_partner(cast.seller_b)] == ["北湖"]


def test_the_same_customer_again_is_told_anew_and_keeps_its_name(cast: Cast, now: datetime) -> None:
    add_own_customer(cast.seller_a, OWN, now=now)
    again = replace(OWN, relation=replace(RELATION, depth=4, evidence="contract"))
    add_own_customer(cast.principal_a, again, now=now)
    assert relations() == [("QIHE", OWN.name, 4, "contract")]
    assert told()[-1][2:] == (
        {"depth": 2, "evidence": "two orders"},
        {"depth": 4, "evidence": "contract"},
    )


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({"name": " "}, {"name": "required"}),
        ({"name": "水" * 201}, {"name": "too_long"}),
        ({"name": "a\x00b"}, {"name": "control_sign"}),
        ({"city": "x" * 121}, {"city": "too_long"}),
        ({"website": "no site"}, {"website": "not_a_website"}),
        ({"uscc": USCC_WRONG}, {"identifiers": "wrong_check_digit"}),
        ({"relation": replace(RELATION, depth=5)}, {"depth": "out_of_bounds"}),
        (
            {"name": "", "relation": RelationInput(depth=0, since=date(1900, 1, 1))},
            {"name": "required", "depth": "out_of_bounds", "since": "out_of_bounds"},
        ),
        (
            {"name": "", "city": "x" * 121, "website": "?", "uscc": USCC_WRONG},
            {
                "name": "required",
                "city": "too_long",
                "website": "not_a_website",
                "identifiers": "wrong_check_digit",
            },
        ),
    ],
)
def test_every_problem_of_an_own_customer_is_named_at_once(
    cast: Cast, now: datetime, stated: dict[str, Any], problems: dict[str, str]
) -> None:
    with nothing_changes(*TOUCHED), pytest.raises(Invalid) as refused:
        add_own_customer(cast.seller_a, replace(OWN, **stated), now=now)
    assert codes(refused.value) == problems


# ------------------------------------------------------------------ told anew


@pytest.fixture
def own(cast: Cast, now: datetime) -> Customer:
    return add_own_customer(cast.seller_a, OWN, now=now).customer


def test_a_relation_is_told_anew_by_its_own_partner_only(
    cast: Cast, now: datetime, own: Customer
) -> None:
    anew = RelationInput(depth=3, since=date(2021, 1, 1), evidence="e" * 300)
    record = partial(record_own_relation, relation=anew, now=now)
    for stranger in (cast.seller_b, cast.seller_distributor, cast.seller_sub_reseller):
        with nothing_changes(*TOUCHED), pytest.raises(NotFound):
            record(stranger, own.public_id)
    row = record(cast.principal_a, own.public_id)
    assert (row.depth, row.since, row.last_touch) == (3, date(2021, 1, 1), None)
    assert told()[-1][2] == {
        "depth": 2, "since": "2020-01-01", "last_touch": "2026-03-02", "evidence": "two orders",
    }  # fmt: skip
    with nothing_changes(*TOUCHED), pytest.raises(Invalid):
        record_own_relation(
            cast.seller_a, own.public_id, RelationInput(depth=9, since=DAY), now=now
        )


def test_a_merge_takes_an_own_customer_from_no_partner(
    cast: Cast, now: datetime, own: Customer
) -> None:
    other = make_customer(cast.operations, "北湖自来水公司", now)
    merge_customers(cast.operations, own.public_id, other.public_id, reason="same", now=now)
    anew = RelationInput(depth=1, since=DAY)
    record_own_relation(cast.seller_a, own.public_id, anew, now=now)
    assert own_customer(cast.seller_a, own.public_id).depth == 1
    with pytest.raises(NotFound):
        own_customer(cast.seller_a, other.public_id)


# ------------------------------------------------------------------ people


def test_a_person_is_noted_with_the_ground_on_which_it_is_held(
    cast: Cast, now: datetime, own: Customer
) -> None:
    row = add_own_contact(cast.seller_a, own.public_id, YAO, now=now)
    person = row.person
    assert (person.name, person.email, person.consented_at) == ("Yao Lin", "yao@example.com", now)
    assert row.known_to_id == cast.partner_a.pk
    assert told()[-1][3] == {"person": person.public_id}  # the trail holds no name
    plain = replace(YAO, name="Second", consent_basis="contract")
    assert add_own_contact(cast.seller_a, own.public_id, plain, now=now).person.consented_at is None


def test_a_person_is_seen_by_the_partner_that_noted_it_and_by_the_vendor(
    cast: Cast, now: datetime, own: Customer
) -> None:
    note_partner_knows(cast.partner_b.pk, own, "北湖", on=DAY)
    contact = add_own_contact(cast.seller_a, own.public_id, YAO, now=now)
    assert [one.name for one in own_customer(cast.engineer_a, own.public_id).contacts] == [
        "Yao Lin"
    ]
    assert own_customer(cast.seller_b, own.public_id).contacts == ()
    remove = partial(remove_own_contact, now=now)
    person = contact.person.public_id
    for stranger in (cast.seller_b, cast.seller_distributor):
        with nothing_changes(*TOUCHED), pytest.raises(NotFound):
            remove(stranger, own.public_id, person)
    remove(cast.principal_a, own.public_id, person)
    with nothing_changes(*TOUCHED), pytest.raises(NotFound):
        remove(cast.principal_a, own.public_id, person)
    assert verbs()[-2:] == ["customers.contact_added", "customers.contact_removed"]
    assert Person.objects.filter(public_id=person).exists()


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"email": "x", "phone": "1"}, {"email": "not_an_email", "phone": "not_a_phone"}),
        ({"title": "a\x00"}, {"title": "control_sign"}),
    ],
)
def test_a_wrong_person_is_refused_whole(
    cast: Cast, now: datetime, own: Customer, stated: dict[str, Any], problems: dict[str, str]
) -> None:
    with nothing_changes(*TOUCHED), pytest.raises(Invalid) as refused:
        add_own_contact(cast.seller_a, own.public_id, replace(YAO, **stated), now=now)
    assert codes(refused.value) == problems


# ------------------------------------------------------------------ lists


@pytest.fixture
def several(cast: Cast, now: datetime) -> None:
    for at, (vendors_name, known_as) in enumerate(
        (("甲方证券", "甲"), ("乙方重工", "乙"), ("Gamma Bank", ""))
    ):
        row = make_customer(cast.operations, vendors_name, now)
        relation = note_partner_knows(cast.partner_a.pk, row, known_as, on=DAY + timedelta(days=at))
        PartnerCustomer.objects.filter(pk=relation.pk).update(depth=at + 1)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Gamma Bank", "乙", "甲"]),
        ({"order": ("-depth",)}, ["Gamma Bank", "乙", "甲"]),
        ({"order": ("since",)}, ["甲", "乙", "Gamma Bank"]),
        ({"order": ("-last_touch",), "window": slice(0, 2)}, ["Gamma Bank", "乙"]),
        ({"text": "gamma"}, ["Gamma Bank"]),
        ({"text": " 甲 "}, ["甲"]),
        ({"text": "重工"}, []),  # the vendor's name of it, which the partner never gave
        ({"text": "%"}, []),
    ],
)
def test_the_own_list_is_searched_and_ordered_by_the_own_names(
    cast: Cast, several: None, asked: dict[str, Any], found: list[str]
) -> None:
    assert [one.name for one in customers_of_partner(cast.seller_a, **asked)] == found
    if "window" not in asked:
        count = count_customers_of_partner(cast.seller_a, text=asked.get("text", ""))
        assert count == len(found)


def test_own_rows_are_fed_to_their_partner_and_the_vendors_to_the_vendor(
    cast: Cast, several: None
) -> None:
    own = Place(sort="customer__public_id", size=9, key="customer__public_id")
    plain = Place(sort="public_id", size=9)
    assert len(own_customers_after(cast.seller_a, "", own).rows) == 3
    assert len(own_customers_after(cast.seller_a, "乙", own).rows) == 1
    for other in (cast.seller_b, cast.channel_director, cast.human_resources):
        assert own_customers_after(other, "", own).rows == []
    assert len(customers_after(cast.channel_manager, CustomerQuery(), plain).rows) == 3
    for blind in (cast.seller_a, cast.human_resources):
        assert customers_after(blind, CustomerQuery(), plain).rows == []
