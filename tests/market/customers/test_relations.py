"""Who knows whom: recorded, moved by claims, fading with time; and the people at a customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from qudao.core.errors import Invalid, NotFound
from qudao.market.customers.actions import (
    add_customer_contact,
    add_own_contact,
    note_partner_knows,
    record_relation,
)
from qudao.market.customers.inputs import RelationInput
from qudao.market.customers.models import Customer, CustomerContact, PartnerCustomer
from qudao.market.customers.selectors import customer_page
from qudao.market.customers.selectors.pages import relations_of, strength
from qudao.market.partners.inputs import ContactInput
from qudao.people.models import Person
from tests.market.customers.build import make_customer
from tests.market.trail import SYSTEM, codes, every, people_of, told
from tests.people import Cast
from tests.refusals import nothing_changes

DAY = date(2026, 3, 2)
RELATION = RelationInput(depth=3, since=date(2020, 1, 1), last_touch=DAY, evidence=" served ")


@pytest.fixture
def row(cast: Cast, now: datetime) -> Customer:
    return make_customer(cast.operations, "甲方证券", now)


@pytest.mark.parametrize(
    ("depth", "since", "last_touch", "expected"),
    [
        (4, date(2020, 1, 1), DAY, 1.0),
        (4, date(2020, 1, 1), DAY - timedelta(days=365), 0.5),
        (4, date(2020, 1, 1), DAY - timedelta(days=730), 0.25),
        (2, date(2020, 1, 1), DAY, 0.5),
        (1, DAY, None, 0.25),
        (1, DAY - timedelta(days=365), None, 0.125),
        (3, DAY, DAY + timedelta(days=90), 0.75),  # a touch that is to come makes none stronger
    ],
)
def test_a_tie_halves_in_a_year_without_touch(
    depth: int, since: date, last_touch: date | None, expected: float
) -> None:
    tie = PartnerCustomer(depth=depth, since=since, last_touch=last_touch)
    assert strength(tie, today=DAY) == pytest.approx(expected)


def test_the_vendor_records_a_tie_in_place_of_the_former(
    cast: Cast, now: datetime, row: Customer
) -> None:
    record = partial(
        record_relation, cast.account_manager, row.public_id, cast.partner_a.public_id, now=now
    )
    record(relation=RELATION)
    record(relation=replace(RELATION, depth=4, last_touch=None, evidence=""))
    tie = every(PartnerCustomer).get()
    assert (tie.depth, tie.since, tie.last_touch, tie.evidence) == (4, date(2020, 1, 1), None, "")
    assert told()[1:] == [
        (
            "customers.relation_recorded",
            row.public_id,
            {"partner": None, "depth": None, "since": None, "last_touch": None, "evidence": None},
            {
                "partner": "QIHE",
                "depth": 3,
                "since": "2020-01-01",
                "last_touch": "2026-03-02",
                "evidence": "served",
            },
        ),
        (
            "customers.relation_recorded",
            row.public_id,
            {"depth": 3, "last_touch": "2026-03-02", "evidence": "served"},
            {"depth": 4, "last_touch": None, "evidence": ""},
        ),
    ]


def test_recording_keeps_the_name_that_the_partner_gave(
    cast: Cast, now: datetime, row: Customer
) -> None:
    note_partner_knows(cast.partner_a.pk, row, " 甲 ", on=DAY)
    record_relation(
        cast.operations, row.public_id, cast.partner_a.public_id, relation=RELATION, now=now
    )
    assert every(PartnerCustomer).get().known_as == "甲"


def test_neither_side_of_a_tie_may_be_out_of_sight(
    cast: Cast, now: datetime, row: Customer
) -> None:
    known, mine = row.public_id, cast.partner_a.public_id
    record = partial(record_relation, cast.channel_manager, relation=RELATION, now=now)
    for customer, partner in (
        (known, cast.partner_b.public_id),
        (known, "par_none"),
        ("cus_none", mine),
        ("\x00", mine),
    ):
        with nothing_changes(PartnerCustomer), pytest.raises(NotFound):
            record(customer, partner)


def test_a_wrong_tie_is_refused_whole(cast: Cast, now: datetime, row: Customer) -> None:
    wrong = RelationInput(depth=0, since=DAY, last_touch=date(2026, 3, 1), evidence="e" * 301)
    with nothing_changes(PartnerCustomer), pytest.raises(Invalid) as refused:
        record_relation(
            cast.operations, row.public_id, cast.partner_a.public_id, relation=wrong, now=now
        )
    assert codes(refused.value) == {
        "depth": "out_of_bounds",
        "last_touch": "before_since",
        "evidence": "too_long",
    }


def test_a_claim_moves_the_last_touch_forward_only(cast: Cast, row: Customer) -> None:
    note = partial(note_partner_knows, cast.partner_a.pk, row, "甲")
    for days, expected in ((0, 0), (-30, 0), (10, 10), (9, 10)):
        note(on=DAY + timedelta(days=days))
        tie = every(PartnerCustomer).get()
        assert (tie.since, tie.last_touch) == (DAY, DAY + timedelta(days=expected))
    PartnerCustomer.objects.unscoped(reason="test").update(last_touch=None)
    note(on=DAY)
    assert every(PartnerCustomer).get().last_touch == DAY


def test_ties_stand_from_the_strongest_down_and_each_sees_its_own(
    cast: Cast, row: Customer
) -> None:
    for partner, days in ((cast.partner_b, 0), (cast.partner_a, 0), (cast.distributor, -400)):
        note_partner_knows(partner.pk, row, "甲", on=DAY + timedelta(days=days))
    page = customer_page(cast.channel_manager, row.public_id, today=DAY)
    assert [tie.partner for tie in page.relations] == [
        "Dingpei Integration",
        "Qiheng Info",
        "Lianji Distribution",
    ]
    seen = {
        name: len(relations_of(one, {row.pk}, today=DAY)) for name, one in people_of(cast).items()
    }
    assert {name for name, count in seen.items() if count == 3} == {
        name for name, one in people_of(cast).items() if one.is_vendor
    }
    assert (seen["seller_a"], seen["seller_b"], seen["seller_sub_reseller"]) == (1, 1, 0)
    assert relations_of(SYSTEM, set(), today=DAY) == ()


# ------------------------------------------------------------------ people


def test_a_contact_of_the_vendor_is_seen_by_no_partner(
    cast: Cast, now: datetime, row: Customer
) -> None:
    note_partner_knows(cast.partner_a.pk, row, "甲", on=DAY)
    given = ContactInput(
        name=" 姚林 ", email="Yao@Example.com", consent_basis="consent", title=" 总监 "
    )
    kept = add_customer_contact(cast.account_manager, row.public_id, given, now=now)
    own = add_own_contact(cast.seller_a, row.public_id, ContactInput(name="Own"), now=now)
    person = kept.person
    assert (person.name, person.title, person.email) == ("姚林", "总监", "yao@example.com")
    assert (person.consented_at, kept.known_to) == (now, None)
    page = customer_page(cast.channel_director, row.public_id, today=DAY)
    assert [(one.name, one.known_through) for one in page.contacts] == [
        ("Own", "Qiheng Info"),
        ("姚林", ""),
    ]
    assert list(CustomerContact.objects.visible_to(cast.seller_a)) == [own]
    assert not CustomerContact.objects.visible_to(cast.seller_b).exists()
    assert told()[1][3] == {"person": person.public_id}


def test_a_wrong_or_lost_contact_leaves_nobody_behind(
    cast: Cast, now: datetime, row: Customer
) -> None:
    wrong = ContactInput(name="", email="x", function="boss")
    with nothing_changes(CustomerContact, Person), pytest.raises(Invalid) as refused:
        add_customer_contact(cast.operations, row.public_id, wrong, now=now)
    assert codes(refused.value) == {
        "name": "required", "email": "not_an_email", "function": "unknown_choice",
    }  # fmt: skip
    with nothing_changes(CustomerContact, Person), pytest.raises(NotFound):
        add_customer_contact(cast.operations, "cus_none", ContactInput(name="Yao"), now=now)
