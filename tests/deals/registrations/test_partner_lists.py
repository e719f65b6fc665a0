"""What a partner lists: its own registrations alone, newest first, narrowed, counted, in steps for
programs; never a column of the vendor's."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from pytest_django.asserts import assertNumQueries

from qudao.core.actor import Actor
from qudao.core.errors import NotFound, NotPermitted
from qudao.core.keyset import Place
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.feed import registration_row, registrations_after
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import RegistrationFilters, my_registrations
from qudao.deals.registrations.selectors.choices import answering_person, family_choices
from qudao.deals.registrations.states import State
from qudao.market.partners.actions import authorise_product, end_authorisation
from tests.deals.looking import WHY, in_state
from tests.deals.programme import (
    LARGE,
    OTHER_CUSTOMER,
    Programme,
    in_review,
    make_family,
    quickly,
    submitted,
)

HOUR = timedelta(hours=1)
EVERYTHING = RegistrationFilters()


@pytest.fixture
def own(programme: Programme, now: datetime) -> list[Registration]:
    """A draft, a quick, a waiting and a protected one of partner A; one of partner B."""
    cast = programme.cast
    storage = make_family("ST", "存储", "Storage")
    rows = [
        actions.save_draft(cast.seller_a, programme.quick(), now=now),
        quickly(programme, cast.seller_a, now=now + HOUR, site="虹口"),
        submitted(
            programme, cast.seller_a, now=now + 2 * HOUR, amount=LARGE, site="静安",
            customer_name=OTHER_CUSTOMER,
        ),
        submitted(programme, cast.principal_a, now=now + 3 * HOUR, product_id=storage.public_id),
    ]  # fmt: skip
    submitted(programme, cast.seller_b, now=now, customer_name=OTHER_CUSTOMER)
    return rows


def listed(actor: Actor, now: datetime, filters: RegistrationFilters = EVERYTHING) -> list[str]:
    return [row.number or row.state for row in my_registrations(actor, filters, now=now)]


def test_everybody_at_a_partner_lists_the_same_the_newest_first(
    programme: Programme, now: datetime, own: list[Registration]
) -> None:
    cast = programme.cast
    for actor in (cast.seller_a, cast.principal_a, cast.engineer_a):
        assert listed(actor, now) == ["draft", "QIHE-0003", "QIHE-0002", "QIHE-0001"]
    assert listed(cast.seller_b, now) == ["DING-0001"]
    assert listed(cast.seller_distributor, now) == listed(cast.seller_sub_reseller, now) == []
    with pytest.raises(NotPermitted):
        listed(cast.human_resources, now)


def test_a_list_is_narrowed_and_counted_alike(
    programme: Programme, now: datetime, own: list[Registration]
) -> None:
    seller = programme.cast.seller_a
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"states": ("draft",)}, ["draft"]),
        ({"states": ("protected", "submitted")}, ["QIHE-0003", "QIHE-0001"]),
        ({"text": "寒舟"}, ["QIHE-0002"]),
        ({"text": "qihe-0003"}, ["QIHE-0003"]),
        ({"text": "DING"}, []),
        ({"text": "\\"}, []),
        ({"received_from": date(2026, 3, 3)}, []),
        ({"received_from": date(2026, 3, 2)}, ["QIHE-0003", "QIHE-0002", "QIHE-0001"]),
        ({"partner_id": programme.cast.partner_b.public_id}, []),
        ({"product_id": programme.backup.public_id}, []),
        ({"customer_id": programme.customer.public_id}, ["QIHE-0003", "QIHE-0001"]),
    ]
    for narrow, expected in cases:
        filters = RegistrationFilters(**narrow)
        assert listed(seller, now, filters) == expected, narrow
        assert selectors.count_registrations(seller, filters) == len(expected), narrow


def test_no_column_of_a_row_comes_from_the_vendor(
    programme: Programme, now: datetime, own: list[Registration]
) -> None:
    cast = programme.cast
    before = my_registrations(cast.seller_a, now=now + 5 * HOUR)
    private = {"advice": {"outcome": "reject"}, "is_sampled": True, "earlier_work_proven": True}
    Registration.objects.unscoped(reason=WHY).update(**private)
    in_review(programme, cast.seller_b, now=now + 4 * HOUR)

    assert my_registrations(cast.seller_a, now=now + 5 * HOUR) == before


@pytest.mark.parametrize(
    ("state", "turn", "decision"),
    [
        (State.DRAFT, "partner", ""),
        (State.SUBMITTED, "partner", ""),
        (State.IN_REVIEW, "decider", ""),
        (State.INFO_REQUESTED, "partner", ""),
        (State.CONFLICTED, "arbitration", ""),
        (State.PROTECTED, "partner", "Your registration meets the rules and is protected."),
        (State.REJECTED, "nobody", "The customer does not know of this project."),
        (State.REVOKED, "nobody", "The customer does not know of this project."),
        (State.EXPIRED, "nobody", ""),
        (State.WON, "nobody", "Your registration meets the rules and is protected."),
    ],
)
def test_a_row_says_whose_turn_it_is_and_what_was_decided(
    programme: Programme, now: datetime, state: State, turn: str, decision: str
) -> None:
    in_state(programme, state, now=now)

    [row] = my_registrations(programme.cast.seller_a, now=now)

    assert (row.state, row.clock.next_actor, row.decision) == (state, turn, decision)
    assert (row.days_left is not None) is (state is State.PROTECTED)
    with override("zh-hans"):
        chinese = replace(programme.cast.seller_a, language="zh-hans")
        [row] = my_registrations(chinese, now=now)
    assert row.product == "安全网关"
    assert row.state_label != state


def test_the_order_may_be_another_and_the_window_is_cut_from_it(
    programme: Programme, now: datetime, own: list[Registration]
) -> None:
    found = my_registrations(
        programme.cast.seller_a, now=now, order_by=("number",), window=slice(1, 3)
    )
    submitted_ones = RegistrationFilters(states=("submitted", "in_review", "protected"))
    first = my_registrations(
        programme.cast.seller_a, submitted_ones, now=now, order_by=("number",), window=slice(0, 2)
    )

    assert len(found) == 2
    assert [row.number for row in first] == ["QIHE-0001", "QIHE-0002"]


# ---------------------------------------------------------------------- for programs


@pytest.mark.parametrize("sort", ["public_id", "-public_id", "created_at", "-created_at"])
@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_steps_go_through_all_rows_once(
    programme: Programme, now: datetime, own: list[Registration], sort: str, size: int
) -> None:
    seen: list[str] = []
    place = Place(sort=sort, size=size)
    for _number in range(9):
        step = registrations_after(programme.cast.seller_a, EVERYTHING, place)
        seen += [row.public_id for row in step.rows]
        if step.last is None:
            break
        place = replace(place, after=step.last)

    assert sorted(seen) == sorted(row.public_id for row in own)
    in_order = Registration.objects.unscoped(reason=WHY).filter(public_id__in=seen)
    ordered = in_order.order_by(sort, "-public_id" if sort.startswith("-") else "public_id")
    assert seen == list(ordered.values_list("public_id", flat=True))


def test_steps_are_narrowed_and_scoped_like_the_lists(
    programme: Programme, now: datetime, own: list[Registration]
) -> None:
    cast = programme.cast
    place = Place(sort="public_id", size=80)

    def ids(actor: Actor, filters: RegistrationFilters = EVERYTHING) -> int:
        return len(registrations_after(actor, filters, place).rows)

    assert (ids(cast.channel_director), ids(cast.channel_manager)) == (4, 3)  # without the draft
    assert (ids(cast.seller_b), ids(cast.engineer_a)) == (1, 4)
    assert ids(cast.seller_a, RegistrationFilters(states=("draft",))) == 1
    assert ids(cast.channel_director, RegistrationFilters(text="寒舟")) == 2
    with pytest.raises(NotPermitted):
        ids(cast.human_resources)


def test_one_row_is_read_in_one_query_or_is_not_there(
    programme: Programme, now: datetime, own: list[Registration]
) -> None:
    cast, draft = programme.cast, own[0]
    registration_row(cast.seller_a, own[3].public_id)
    with assertNumQueries(1):
        row = registration_row(cast.seller_a, own[3].public_id)
        assert (row.number, row.partner.code) == ("QIHE-0003", "QIHE")
        assert row.product is not None
        assert row.customer == programme.customer
    for actor, key in (
        (cast.seller_b, own[3].public_id),
        (cast.other_channel_manager, own[3].public_id),
        (cast.channel_director, draft.public_id),
        (cast.seller_a, "reg_0000000000000000"),
        (cast.seller_a, ""),
    ):
        with pytest.raises(NotFound):
            registration_row(actor, key)


# ---------------------------------------------------------------------- what the form offers


def test_the_form_offers_the_families_that_the_partner_may_sell(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    gone = make_family("OLD", "老产品", "Old line")
    gone.is_active = False
    gone.save()

    def offered(actor: Actor, at: datetime = now) -> list[str]:
        return [one.name for one in family_choices(actor, now=at)]

    both = ["Backup appliance", "Secure gateway"]
    assert offered(cast.seller_a) == both
    authorise_product(
        cast.channel_director, cast.partner_a.public_id, "GW", valid_from=date(2026, 3, 2), now=now
    )
    assert offered(cast.seller_a) == ["Secure gateway"]
    assert offered(cast.seller_b) == both  # for whom no list is kept
    end_authorisation(
        cast.channel_director, cast.partner_a.public_id, "GW", on=date(2026, 3, 5), now=now
    )
    assert offered(cast.seller_a, now + timedelta(days=2)) == ["Secure gateway"]
    assert offered(cast.seller_a, now + timedelta(days=3)) == []
    for actor in (cast.engineer_a, cast.channel_manager):
        with pytest.raises(NotPermitted):
            offered(actor)


def test_the_partner_is_told_who_answers_it(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    assert answering_person(cast.seller_a) == "Xu Mingyuan"
    assert answering_person(cast.seller_b) == "Lin Yue"
    assert answering_person(cast.channel_manager) == ""

    cast.partner_a.assignments.update(until=now.date())

    assert answering_person(cast.engineer_a) == ""


def test_a_filter_narrows_nothing_unless_it_says_something() -> None:
    assert EVERYTHING.is_common
    assert RegistrationFilters(states=("won",)).is_common
    said = {"text": "a", "product_id": "p", "partner_id": "p", "customer_id": "c"}
    for name, value in {**said, "received_from": date(2026, 1, 1)}.items():
        assert not RegistrationFilters(**{name: value}).is_common  # type: ignore[arg-type]
    assert {field.name for field in fields(RegistrationFilters)} == {
        "states", "text", "product_id", "partner_id", "customer_id", "received_from", "cell",
    }  # fmt: skip
