"""What stands against each other now, for each reader; and what counts for an account manager
through partners."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import NotPermitted
from qudao.core.models import ExchangeRate
from qudao.core.money import Money
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import CreditLine, open_conflicts
from qudao.deals.registrations.selectors.credit import credit_totals
from qudao.deals.registrations.states import State
from qudao.market.customers.models import AccountAssignment
from tests.deals import acting
from tests.deals.acting import Scene
from tests.deals.looking import WHY, in_state
from tests.deals.programme import (
    LARGE,
    OTHER_CUSTOMER,
    SMALL,
    Programme,
    fresh,
    in_review,
    quickly,
    submitted,
    won,
)
from tests.people import make_actor

HOUR = timedelta(hours=1)


def numbers(actor: Actor) -> list[str]:
    return [one.number for one in open_conflicts(actor).lines]


def object_to(programme: Programme, row: Registration, now: datetime, note: str = "在跟") -> None:
    manager = programme.cast.account_manager
    actions.answer_overlap(manager, row.public_id, "objected", note, now=now)


def test_arbitrations_and_objections_are_open_conflicts(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    conflicted = in_state(programme, State.CONFLICTED, now=now)
    objected = in_review(programme, cast.seller_a, now=now + HOUR)
    object_to(programme, objected, now + HOUR, "我方已报价")

    found = open_conflicts(cast.channel_manager)

    assert (found.count, found.unread) == (2, 1)
    by_number = {one.number: one for one in found.lines}
    line = by_number["QIHE-0002"]
    assert (line.is_in_arbitration, line.objector, line.note) == (False, "He Jia", "我方已报价")
    assert (line.customer, line.partner) == ("浦岚证券股份有限公司", "Qiheng Info")
    assert line.decide_by == objected.decide_by
    line = by_number["QIHE-0001"]
    assert (line.is_in_arbitration, line.objector, line.note) == (True, "", "")
    assert line.registration_id == conflicted.public_id
    chinese = replace(cast.channel_manager, language="zh-hans")
    assert {one.partner for one in open_conflicts(chinese).lines} == {"启恒信息"}


def test_conflicts_are_those_of_the_own_scope(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    in_state(programme, State.CONFLICTED, now=now)

    assert numbers(cast.channel_manager) == numbers(cast.account_manager) == ["QIHE-0001"]
    assert numbers(cast.channel_director) == numbers(cast.operations) == ["QIHE-0001"]
    assert numbers(cast.other_channel_manager) == []  # the other side waits in review
    assert open_conflicts(cast.other_channel_manager).unread == 1
    with pytest.raises(NotPermitted):
        open_conflicts(cast.human_resources)


def test_what_has_ended_or_was_only_noted_is_no_conflict(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    noted = quickly(programme, cast.seller_a, now=now, site="甲")
    actions.answer_overlap(cast.account_manager, noted.public_id, "noted", now=now)
    ended = quickly(programme, cast.seller_a, now=now, site="乙")
    object_to(programme, ended, now)
    assert numbers(cast.channel_manager) == ["QIHE-0002"]

    actions.withdraw(cast.seller_a, ended.public_id, version=ended.version, now=now, reason="取消")

    assert numbers(cast.channel_manager) == []
    assert open_conflicts(cast.channel_manager).unread == 0
    assert selectors.overlaps_to_answer(cast.account_manager) == 0


def test_an_objection_that_was_taken_back_is_no_conflict(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    object_to(programme, row, now)
    actions.answer_overlap(cast.account_manager, row.public_id, "noted", now=now + HOUR)

    assert numbers(cast.channel_manager) == []
    [line] = selectors.vendor_page(cast.channel_manager, row.public_id, now=now).overlaps
    assert (line.answer, line.note, line.answered_at) == ("noted", "", now + HOUR)


def test_the_first_few_conflicts_are_shown_and_all_counted(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    for number in range(7):
        row = in_review_at(programme, str(number), now + number * HOUR)
        object_to(programme, row, now)

    found = open_conflicts(cast.channel_manager)

    assert [one.number for one in found.lines] == [f"QIHE-000{n}" for n in range(1, 6)]
    assert found.count == 7


def in_review_at(programme: Programme, site: str, now: datetime) -> Registration:
    return submitted(programme, programme.cast.seller_a, now=now, amount=LARGE, site=site)


# ---------------------------------------------------------------------- the account manager


def test_a_row_of_an_overlap_tells_what_to_answer_to(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    [line] = selectors.overlaps_of(cast.account_manager)

    assert (line.number, line.partner, line.product) == ("QIHE-0001", "Qiheng Info",
                                                         "Secure gateway")  # fmt: skip
    assert (line.customer, line.customer_id) == (
        "浦岚证券股份有限公司", programme.customer.public_id,
    )  # fmt: skip
    assert (line.project, line.amount, line.currency) == ("网点安全网关二期", LARGE, "CNY")
    assert (line.raised_at, line.answer, line.may_answer) == (now, "", True)
    acting.reject(cast.channel_manager, Scene(programme, row, now))
    [line] = selectors.overlaps_of(cast.account_manager)
    assert (line.state, line.may_answer) == ("rejected", False)
    assert selectors.overlaps_of(cast.account_manager, window=slice(1, 5)) == []


def test_whoever_takes_the_account_over_sees_its_deals_and_not_the_old_questions(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    successor = make_actor("Gao Lin", cast.vendor, next(iter(cast.account_manager.roles)), now=now)
    accounts = AccountAssignment.objects.unscoped(reason=WHY)
    accounts.filter(customer=programme.customer).update(until=now.date())
    AccountAssignment.objects.create(
        customer=programme.customer, user_id=successor.user_key, since=now.date()
    )

    assert len(selectors.accounts_at_work(successor, now=now)) == 1
    assert selectors.overlaps_of(successor) == []
    assert selectors.accounts_at_work(cast.account_manager, now=now) == []
    assert selectors.overlaps_of(cast.account_manager) == []


def test_accounts_at_work_stand_by_their_next_day(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    protected = submitted(programme, cast.seller_a, now=now, site="甲")
    waiting = in_review_at(programme, "乙", now)
    quick = quickly(programme, cast.seller_b, now=now, site="丙")
    submitted(programme, cast.seller_b, now=now, customer_name=OTHER_CUSTOMER)

    rows = selectors.accounts_at_work(cast.account_manager, now=now)

    counts = selectors.count_accounts_at_work(cast.account_manager)
    assert (counts.registrations, counts.accounts) == (3, 1)
    assert len(selectors.accounts_at_work(cast.account_manager, now=now, window=slice(0, 1))) == 1
    assert {one.registration_id for one in rows[:2]} == {protected.public_id, waiting.public_id}
    assert rows[2].registration_id == quick.public_id
    found = {one.registration_id: one for one in rows}
    assert found[protected.public_id].days_left == 118
    assert (found[quick.public_id].amount, found[quick.public_id].days_left) == (None, None)
    assert found[waiting.public_id].clock.next_actor == "decider"
    assert found[quick.public_id].partner_id == cast.partner_b.public_id
    with pytest.raises(NotPermitted):
        selectors.accounts_at_work(cast.human_resources, now=now)


@pytest.mark.parametrize(
    ("won_at", "since", "counts"),
    [
        (datetime(2026, 3, 31, 15, 59, tzinfo=UTC), date(2026, 3, 31), True),
        (datetime(2026, 3, 31, 15, 59, tzinfo=UTC), date(2026, 4, 1), False),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), date(2026, 4, 1), True),
    ],
)
def test_a_deal_is_credited_from_midnight_of_the_programmes_zone(
    programme: Programme,
    now: datetime,
    won_at: datetime,
    since: date,
    counts: bool,  # noqa: FBT001 - a column of the table
) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now)
    won(programme, cast.seller_a, row, now=won_at)

    lines = selectors.credit_of(cast.account_manager, since=since, now=won_at)

    assert [(one.is_won, one.won_at, one.amount) for one in lines] == (
        [(True, won_at, SMALL)] if counts else []
    )


def test_what_was_lost_or_has_no_amount_counts_for_nothing(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    lost = submitted(programme, cast.seller_a, now=now, site="甲")
    actions.mark_lost(cast.seller_a, lost.public_id, "价格", version=lost.version, now=now)
    open_one = submitted(programme, cast.seller_a, now=now, site="乙")
    Registration.objects.unscoped(reason=WHY).filter(pk=open_one.pk).update(amount=None)
    in_review_at(programme, "丙", now)

    assert selectors.credit_of(cast.account_manager, since=date(2026, 1, 1), now=now) == []
    assert fresh(lost).state == State.LOST


def credited(amount: str, currency: str = "CNY", *, won: bool = True, credit: str = "1",
             ) -> CreditLine:  # fmt: skip
    return CreditLine(
        registration_id="reg_1",
        number="QIHE-0001",
        customer="浦岚证券",
        partner="Qiheng Info",
        amount=Decimal(amount),
        currency=currency,
        credit=Decimal(credit),
        is_won=won,
        won_at=None,
    )


def test_credit_is_summed_exactly_by_its_share_and_its_rate(programme: Programme) -> None:
    ExchangeRate.objects.create(currency="USD", valid_from=date(2026, 1, 1), rate=Decimal("7.2"))
    lines = [
        credited("0.1"),
        credited("0.2"),
        credited("100", "USD"),
        credited("1000", "JPY"),
        credited("500", won=False),
        credited("300", won=False, credit="0.5"),
        credited("9", "EUR", won=False),
    ]

    found = credit_totals(lines, on=date(2026, 3, 2))

    assert (found.won, found.won_deals) == (Money(Decimal("720.3"), "CNY"), 4)
    assert (found.coming, found.coming_deals) == (Money(Decimal(650), "CNY"), 3)
    assert found.missing == ("EUR", "JPY")
    assert credit_totals(iter(lines), on=date(2026, 3, 2)) == found


def test_without_deals_there_is_no_credit_and_nothing_missing(programme: Programme) -> None:
    found = credit_totals([], on=date(2026, 3, 2))

    nothing = Money(Decimal(0), "CNY")
    assert (found.won, found.coming, found.missing) == (nothing, nothing, ())
    assert (found.won_deals, found.coming_deals) == (0, 0)
