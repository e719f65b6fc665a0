"""The vendor's lists: which rows, in which order, narrowed how, with the boundaries of their days
in the programme's zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from qudao.core.actor import NOBODY, Actor, Role
from qudao.core.errors import NotPermitted
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import RegistrationFilters, VendorRow
from qudao.deals.registrations.states import QUEUE_STATES, State
from qudao.market.cells.models import Product
from qudao.market.cells.selectors import CellAxes
from tests.deals.looking import REJECTION, WHY
from tests.deals.programme import (
    LARGE,
    OTHER_CUSTOMER,
    Programme,
    fresh,
    in_review,
    quickly,
    submitted,
)
from tests.people import make_actor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERYTHING = RegistrationFilters()
APART = (
    "青禾食品有限公司",
    "铁岭能源集团",
    "蓝桥软件有限公司",
)  # three companies unlike each other


def numbers(rows: list[VendorRow]) -> list[str]:
    return [row.number for row in rows]


def put(row: Registration, **columns: Any) -> None:
    """Set columns as if time had passed."""
    Registration.objects.unscoped(reason=WHY).filter(pk=row.pk).update(**columns)


@pytest.fixture
def three(programme: Programme, now: datetime) -> list[Registration]:
    """One in review of each partner at two customers, and a quick one."""
    cast = programme.cast
    return [
        in_review(programme, cast.seller_a, now=now),
        submitted(
            programme, cast.seller_b, now=now + HOUR, amount=LARGE, customer_name=OTHER_CUSTOMER
        ),
        quickly(programme, cast.seller_a, now=now + 2 * HOUR, site="虹口"),
    ]


def test_the_queue_is_what_is_undecided_the_first_due_on_top(
    programme: Programme, now: datetime, three: list[Registration]
) -> None:
    cast = programme.cast
    put(three[1], decide_by=now)
    decided = submitted(programme, cast.seller_a, now=now, product_id=programme.backup.public_id)

    found = selectors.queue(cast.channel_director, now=now)

    assert numbers(found) == ["DING-0001", "QIHE-0001", "QIHE-0002"]  # without a day comes last
    assert decided.state == State.PROTECTED
    assert {row.state for row in found} <= QUEUE_STATES
    for state in sorted(QUEUE_STATES):
        put(three[0], state=state)
        assert "QIHE-0001" in numbers(selectors.queue(cast.channel_director, now=now))
    put(three[0], state=State.REJECTED)
    assert "QIHE-0001" not in numbers(selectors.queue(cast.channel_director, now=now))


def test_ties_are_broken_by_the_receipt_and_then_by_the_row(
    programme: Programme, now: datetime, three: list[Registration]
) -> None:
    director = programme.cast.channel_director
    for row in three:
        put(row, decide_by=now, received_at=now)
    assert numbers(selectors.queue(director, now=now)) == ["QIHE-0001", "DING-0001", "QIHE-0002"]

    put(three[2], received_at=now - HOUR)
    assert numbers(selectors.queue(director, now=now))[0] == "QIHE-0002"


def test_each_reads_the_lists_of_its_own_scope(
    programme: Programme, now: datetime, three: list[Registration]
) -> None:
    cast = programme.cast
    marketer = make_actor("Mo Ran", cast.vendor, Role.CHANNEL_MARKETER, now=now)
    newest_first = ["QIHE-0002", "DING-0001", "QIHE-0001"]
    expected: list[tuple[Actor, list[str]]] = [
        (cast.channel_director, newest_first),
        (cast.sales_director, newest_first),
        (cast.operations, newest_first),
        (marketer, newest_first),
        (cast.channel_manager, ["QIHE-0002", "QIHE-0001"]),
        (cast.other_channel_manager, ["DING-0001"]),
        (cast.account_manager, ["QIHE-0002", "QIHE-0001"]),  # the account's own
    ]
    for actor, rows in expected:
        assert numbers(selectors.all_registrations(actor, now=now)) == rows
        assert selectors.count_registrations(actor, EVERYTHING) == len(rows)
        assert sum(selectors.counts_by_state(actor).values()) == len(rows)
    for actor in (*cast.partner_people(), cast.human_resources, NOBODY):
        for read in (selectors.queue, selectors.all_registrations, selectors.samples):
            with pytest.raises(NotPermitted):
                read(actor, now=now)
        with pytest.raises(NotPermitted):
            selectors.expiring(actor, now=now)
        with pytest.raises(NotPermitted):
            selectors.settled_by_rule(actor, since=now, now=now)


def test_a_list_is_narrowed_by_everything_that_is_asked(
    programme: Programme, now: datetime, three: list[Registration]
) -> None:
    cast = programme.cast
    other = Registration.objects.unscoped(reason=WHY).get(pk=three[1].pk).customer
    assert other is not None
    cases: list[tuple[RegistrationFilters, list[str]]] = [
        (RegistrationFilters(states=("submitted",)), ["QIHE-0002"]),
        (RegistrationFilters(states=("submitted", "in_review")),
         ["QIHE-0002", "DING-0001", "QIHE-0001"]),
        (RegistrationFilters(states=("won",)), []),
        (RegistrationFilters(text="寒舟"), ["DING-0001"]),
        (RegistrationFilters(text="ding-"), ["DING-0001"]),
        (RegistrationFilters(text="0001"), []),  # a number is typed from its beginning
        (RegistrationFilters(text="网关二期"), ["QIHE-0002", "DING-0001", "QIHE-0001"]),
        (RegistrationFilters(text="%"), []),
        (RegistrationFilters(text="_"), []),
        (RegistrationFilters(text="' OR 1=1 --"), []),
        (RegistrationFilters(partner_id=cast.partner_b.public_id), ["DING-0001"]),
        (RegistrationFilters(partner_id="par_0000000000000000"), []),
        (RegistrationFilters(product_id=programme.backup.public_id), []),
        (RegistrationFilters(product_id=programme.gateways.public_id, text="寒舟"),
         ["DING-0001"]),
        (RegistrationFilters(customer_id=other.public_id), ["DING-0001"]),
        (RegistrationFilters(customer_id="cus_0000000000000000"), []),
        (RegistrationFilters(cell=CellAxes(product="BK")), []),
        (RegistrationFilters(cell=CellAxes(product="GW")),
         ["QIHE-0002", "DING-0001", "QIHE-0001"]),
    ]  # fmt: skip
    for filters, expected in cases:
        found = selectors.all_registrations(cast.channel_director, filters, now=now)
        assert numbers(found) == expected, filters
        assert selectors.count_registrations(cast.channel_director, filters) == len(expected)
        narrowed = selectors.all_registrations(cast.channel_manager, filters, now=now)
        assert "DING-0001" not in numbers(narrowed), filters


@pytest.mark.parametrize(
    ("received", "day", "is_in"),
    [
        (datetime.fromisoformat("2026-03-01T16:00:00+00:00"), date(2026, 3, 2), True),
        (datetime.fromisoformat("2026-03-01T15:59:59+00:00"), date(2026, 3, 2), False),
        (datetime.fromisoformat("2026-03-01T15:59:59+00:00"), date(2026, 3, 1), True),
    ],
)
def test_a_day_begins_at_midnight_of_the_programmes_zone(
    programme: Programme,
    now: datetime,
    three: list[Registration],
    received: datetime,
    day: date,
    is_in: bool,  # noqa: FBT001 - a column of the table
) -> None:
    for row in three:
        put(row, received_at=received)
    filters = RegistrationFilters(received_from=day)

    found = selectors.all_registrations(programme.cast.channel_director, filters, now=now)

    assert len(found) == (3 if is_in else 0)


def test_a_window_cuts_what_the_order_put_there(
    programme: Programme, now: datetime, three: list[Registration]
) -> None:
    director = programme.cast.channel_director

    def read(window: slice, **how: Any) -> list[str]:
        return numbers(selectors.all_registrations(director, now=now, window=window, **how))

    assert read(slice(0, 1)) == ["QIHE-0002"]
    assert read(slice(1, 3)) == ["DING-0001", "QIHE-0001"]
    assert read(slice(3, 9)) == []
    assert read(slice(0, 3), order_by=("number",)) == ["DING-0001", "QIHE-0001", "QIHE-0002"]


@pytest.mark.parametrize(
    ("last_day", "days", "shown"),
    [(30, 30, True), (31, 30, False), (0, 0, True), (1, 0, False), (-1, 30, True)],
)
def test_what_ends_within_so_many_days_is_expiring(
    programme: Programme,
    now: datetime,
    last_day: int,
    days: int,
    shown: bool,  # noqa: FBT001 - a column of the table
) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now)
    until = date(2026, 3, 2) + timedelta(days=last_day)
    put(row, protected_until=until)

    found = selectors.expiring(cast.channel_manager, now=now, days=days)

    assert [one.days_left for one in found] == ([max(0, last_day)] if shown else [])
    assert selectors.expiring(cast.other_channel_manager, now=now, days=400) == []


def test_what_ends_first_stands_first_and_only_protections_end(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    rows = [submitted(programme, cast.seller_a, now=now, customer_name=name) for name in APART]
    for row, days in zip(rows, (9, 3, 5), strict=True):
        put(row, protected_until=date(2026, 3, 2) + timedelta(days=days))
    assert numbers(selectors.expiring(cast.channel_manager, now=now)) == [
        "QIHE-0002", "QIHE-0003", "QIHE-0001",
    ]  # fmt: skip

    won = fresh(rows[1])
    actions.say_won(cast.seller_a, won.public_id, version=won.version, now=now)

    assert numbers(selectors.expiring(cast.channel_manager, now=now)) == ["QIHE-0003", "QIHE-0001"]


def test_what_the_rules_settled_and_what_of_it_a_person_looks_at(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    rows = [
        submitted(programme, cast.seller_a, now=now + n * HOUR, customer_name=name)
        for n, name in enumerate(APART)
    ]
    waits = in_review(programme, cast.seller_b, now=now)
    actions.approve(
        cast.channel_director, waits.public_id, version=waits.version, now=now + 5 * HOUR,
        note="已核实",
    )  # fmt: skip
    put(rows[0], is_sampled=True)
    put(rows[1], is_sampled=True, sample_checked_at=now)
    put(rows[2], is_sampled=False)
    manager = cast.channel_manager

    def settled(since: datetime) -> list[str]:
        return numbers(selectors.settled_by_rule(manager, since=since, now=now))

    assert settled(now) == ["QIHE-0003", "QIHE-0002", "QIHE-0001"]
    assert settled(now + HOUR) == ["QIHE-0003", "QIHE-0002"]
    assert settled(now + 2 * HOUR + timedelta(microseconds=1)) == []
    assert numbers(selectors.samples(manager, now=now)) == ["QIHE-0001"]
    assert selectors.samples(cast.other_channel_manager, now=now) == []


def test_a_row_tells_all_that_the_list_shows(
    programme: Programme, now: datetime, three: list[Registration]
) -> None:
    cast = programme.cast
    actions.answer_overlap(
        cast.account_manager, three[0].public_id, "objected", "已在跟进", now=now
    )

    row = selectors.queue(cast.channel_manager, now=now + HOUR)[0]

    assert (row.number, row.customer, row.partner) == ("QIHE-0001", "浦岚证券股份有限公司",
                                                       "Qiheng Info")  # fmt: skip
    assert (row.partner_id, row.customer_id) == (
        cast.partner_a.public_id, programme.customer.public_id,
    )  # fmt: skip
    assert (row.product, row.project, row.is_full) == ("Secure gateway", "网点安全网关二期", True)
    assert (row.amount, row.currency, row.received_at) == (LARGE, "CNY", now)
    assert (row.outcome, row.outcome_label, row.is_objected) == ("approve", "Approve", True)
    assert row.main_reason is not None
    assert (row.main_reason.code, row.main_reason.text) == ("meets_rules", "Meets the rules.")
    assert (row.clock.next_actor, row.clock.is_overdue) == ("decider", False)
    assert (row.protected_until, row.days_left, row.is_update_overdue) == (None, None, False)
    with override("zh-hans"):
        chinese = replace(cast.channel_manager, language="zh-hans")
        row = selectors.queue(chinese, now=now + HOUR)[0]
    assert (row.partner, row.product) == ("启恒信息", "安全网关")
    assert (row.state_label, row.outcome_label) == ("审核中", "批准")


@pytest.mark.parametrize(
    ("due", "state", "overdue"),
    [
        (date(2026, 3, 1), State.PROTECTED, True),
        (date(2026, 3, 2), State.PROTECTED, False),
        (None, State.PROTECTED, False),
        (date(2026, 3, 1), State.EXPIRED, False),
    ],
)
def test_an_update_is_overdue_from_the_day_after(
    programme: Programme,
    now: datetime,
    due: date | None,
    state: State,
    overdue: bool,  # noqa: FBT001 - a column of the table
) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    put(row, update_due_on=due, state=state)

    [found] = selectors.all_registrations(programme.cast.channel_manager, now=now)

    assert found.is_update_overdue is overdue


def test_what_was_decided_says_by_whom_and_what_waits_asks_nothing(
    programme: Programme, now: datetime, three: list[Registration]
) -> None:
    cast = programme.cast
    by_rule = submitted(
        programme, cast.seller_a, now=now, product_id=programme.backup.public_id, amount=Decimal(5)
    )
    actions.reject(
        cast.channel_manager, three[0].public_id, REJECTION, version=three[0].version,
        now=now + DAY,
    )  # fmt: skip
    rows = selectors.all_registrations(cast.channel_director, now=now + DAY)

    found = selectors.decisions_of(rows)

    assert {key: (one.by, one.at) for key, one in found.items()} == {
        three[0].public_id: ("Xu Mingyuan", now + DAY),
        by_rule.public_id: ("", now),
    }
    assert found[three[0].public_id].reason == "The customer has no such project"
    assert selectors.decisions_of(selectors.queue(cast.channel_director, now=now)) == {}


def test_a_deeper_product_stands_in_its_familys_cell(programme: Programme, now: datetime) -> None:
    small = Product.objects.create(
        code="GW-S", name_zh="小型网关", name_en="Small gateway", path="/GW/GW-S/",
        parent=programme.gateways,
    )  # fmt: skip
    submitted(programme, programme.cast.seller_a, now=now, product_id=small.public_id)
    director = programme.cast.channel_director

    for code, count in (("GW", 1), ("GW-S", 1), ("BK", 0), ("G", 0)):
        filters = RegistrationFilters(cell=CellAxes(product=code))
        assert selectors.count_registrations(director, filters) == count, code
