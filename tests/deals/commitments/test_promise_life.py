"""A promise from its entry to its fate: open, kept, broken, withdrawn, and opened again within a
day of a slip of the hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import override

from qudao.core.actor import NOBODY, Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted, QudaoError
from qudao.core.models import AuditEntry
from qudao.deals.commitments import selectors
from qudao.deals.commitments.actions import (
    PromiseInput,
    record_promise,
    reopen_promise,
    settle_promise,
)
from qudao.deals.commitments.models import Promise
from qudao.market.customers.actions import create_customer, merge_customers
from qudao.market.customers.inputs import CustomerInput
from tests.deals.looking import WHY, codes, refused, trail
from tests.deals.programme import OTHER_CUSTOMER, Programme

TODAY = date(2026, 3, 2)
A_DAY = timedelta(days=1)
A_TICK = timedelta(microseconds=1)
FATES = ["kept", "broken", "withdrawn"]


def stated(programme: Programme, **changes: object) -> PromiseInput:
    whole = PromiseInput(
        partner_id=programme.cast.partner_a.public_id,
        customer_id=programme.customer.public_id,
        direction="given",
        topic="price",
        text="最多 40 台按八五折",
        authority="二级审批",
        due_on=date(2026, 3, 9),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.fixture
def promise(programme: Programme, now: datetime) -> Promise:
    return record_promise(programme.cast.account_manager, stated(programme), now=now)


def kept(promise: Promise) -> tuple[str, datetime | None]:
    row = Promise.objects.unscoped(reason=WHY).get(pk=promise.pk)
    return row.state, row.settled_at


def rows() -> int:
    return Promise.objects.unscoped(reason=WHY).count()


def test_a_promise_is_kept_as_it_was_said(programme: Programme, now: datetime) -> None:
    said = stated(
        programme, direction="received", topic="resource", text="  <b>派驻 2 人 🎉</b> ",
        authority=" 王总 ", customer_id="", due_on=None,
    )  # fmt: skip

    made = record_promise(programme.cast.channel_manager, said, now=now)

    row = Promise.objects.unscoped(reason=WHY).get(pk=made.pk)
    assert (row.text, row.authority) == ("<b>派驻 2 人 🎉</b>", "王总")
    assert (row.customer_id, row.due_on, row.made_on) == (None, None, TODAY)
    assert (row.direction, row.topic, row.state) == ("received", "resource", "open")
    entry = AuditEntry.objects.unscoped(reason=WHY).get(subject_id=row.public_id)
    assert (entry.before, entry.user_id) == ({}, programme.cast.channel_manager.user_id)
    assert entry.after == {
        "partner": "QIHE", "direction": "received", "topic": "resource", "due_on": None,
    }  # fmt: skip
    assert "派驻" not in str(entry.after)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"text": ""}, {"text": "required"}),
        ({"text": "\u3000"}, {"text": "required"}),
        ({"text": "字" * 301}, {"text": "too_long"}),
        ({"text": "a\x00"}, {"text": "control_sign"}),
        ({"text": "第一行\n第二行"}, {"text": "control_sign"}),
        ({"authority": "x" * 121}, {"authority": "too_long"}),
        ({"authority": "\u202ex"}, {"authority": "control_sign"}),
        ({"direction": ""}, {"direction": "unknown_choice"}),
        ({"topic": "PRICE"}, {"topic": "unknown_choice"}),
        ({"due_on": TODAY - A_DAY}, {"due_on": "out_of_bounds"}),
        ({"due_on": TODAY + timedelta(days=3 * 366 + 1)}, {"due_on": "out_of_bounds"}),
        ({"due_on": date(1900, 1, 1)}, {"due_on": "out_of_bounds"}),
        (
            {"direction": "x", "topic": "x", "text": " ", "due_on": date(9999, 1, 1)},
            {
                "direction": "unknown_choice", "topic": "unknown_choice", "text": "required",
                "due_on": "out_of_bounds",
            },
        ),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_a_promise_is_said_at_once(
    programme: Programme, now: datetime, change: dict[str, object], problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        record_promise(programme.cast.account_manager, stated(programme, **change), now=now)

    assert codes(refusal) == problems
    assert rows() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"text": "字" * 300, "authority": "x" * 120},
        {"due_on": TODAY},
        {"due_on": TODAY + timedelta(days=3 * 366)},
    ],
)
def test_what_lies_at_the_bound_is_kept(
    programme: Programme, now: datetime, change: dict[str, object]
) -> None:
    made = record_promise(programme.cast.account_manager, stated(programme, **change), now=now)
    made.refresh_from_db()
    assert {name: getattr(made, name) for name in change} == change


def test_the_day_of_a_promise_is_the_programmes(programme: Programme, now: datetime) -> None:
    midnight = now.replace(hour=16, minute=0)
    actor = programme.cast.account_manager
    early, late = stated(programme, due_on=TODAY), stated(programme, due_on=TODAY + A_DAY)

    assert record_promise(actor, early, now=midnight - A_TICK).made_on == TODAY
    with pytest.raises(Invalid):
        record_promise(actor, early, now=midnight)
    assert record_promise(actor, late, now=midnight).made_on == TODAY + A_DAY


@pytest.mark.parametrize("fate", FATES)
def test_a_promise_is_settled_once_and_opened_again_within_a_day(
    programme: Programme, now: datetime, promise: Promise, fate: str
) -> None:
    actor = programme.cast.account_manager
    assert refused(Conflict, lambda: reopen_promise(actor, promise.public_id, now=now)) == (
        "settled_too_long"
    )

    settle_promise(actor, promise.public_id, fate, now=now)
    assert kept(promise) == (fate, now)
    for other in FATES:
        code = refused(
            Conflict,
            lambda to=other: settle_promise(actor, promise.public_id, to, now=now),  # type: ignore[misc]
        )
        assert code == "already_settled"
    assert kept(promise) == (fate, now)

    reopen_promise(actor, promise.public_id, now=now + A_DAY - A_TICK)
    assert kept(promise) == ("open", None)
    settle_promise(actor, promise.public_id, "broken", now=now + A_DAY)
    assert trail(promise) == [
        "commitments.promise_recorded", "commitments.promise_settled",
        "commitments.promise_reopened", "commitments.promise_settled",
    ]  # fmt: skip
    entries = AuditEntry.objects.unscoped(reason=WHY).filter(subject_id=promise.public_id)
    changes = [(one.before, one.after) for one in entries.order_by("pk")[1:3]]
    assert changes == [
        ({"state": "open"}, {"state": fate}),
        ({"state": fate}, {"state": "open"}),
    ]


def test_after_a_day_a_promise_stays_settled(
    programme: Programme, now: datetime, promise: Promise
) -> None:
    actor = programme.cast.account_manager
    settle_promise(actor, promise.public_id, "kept", now=now)

    code = refused(Conflict, lambda: reopen_promise(actor, promise.public_id, now=now + A_DAY))

    assert (code, kept(promise)) == ("settled_too_long", ("kept", now))
    assert len(trail(promise)) == 2


@pytest.mark.parametrize("fate", ["", "open", "KEPT", "lost", "kept "])
def test_a_fate_is_one_of_three(
    programme: Programme, now: datetime, promise: Promise, fate: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        settle_promise(programme.cast.account_manager, promise.public_id, fate, now=now)
    assert codes(refusal) == {"state": "unknown_choice"}
    assert kept(promise) == ("open", None)


def test_who_may_settle_and_open_again(
    programme: Programme, now: datetime, promise: Promise
) -> None:
    cast = programme.cast

    def answers(actor: Actor) -> set[str]:
        found = set()
        for act in (
            lambda: settle_promise(actor, promise.public_id, "kept", now=now),
            lambda: reopen_promise(actor, promise.public_id, now=now),
        ):
            found.add(refused(QudaoError, act))
        return found

    assert answers(cast.other_channel_manager) == {"not_found"}
    for actor in (*cast.partner_people(), cast.human_resources, cast.operations, NOBODY):
        assert answers(actor) == {"not_permitted"}
    assert kept(promise) == ("open", None)
    for actor in (cast.channel_manager, cast.channel_director, cast.sales_director):
        settle_promise(actor, promise.public_id, "withdrawn", now=now)
        reopen_promise(actor, promise.public_id, now=now)
    for key in ("", "prm_0000000000000000", "prm\x00"):
        with pytest.raises(NotFound):
            settle_promise(cast.channel_director, key, "kept", now=now)
        with pytest.raises(NotFound):
            reopen_promise(cast.channel_director, key, now=now)


# ---------------------------------------------------------------------- lists


def test_the_settled_ones_stand_newest_first_in_their_window(
    programme: Programme, now: datetime
) -> None:
    cast, hour = programme.cast, timedelta(hours=1)
    made = [record_promise(cast.account_manager, stated(programme), now=now) for _n in range(4)]
    for number, fate in ((2, "kept"), (0, "broken"), (1, "withdrawn")):
        settle_promise(cast.account_manager, made[number].public_id, fate, now=now + number * hour)

    def listed(actor: Actor, window: slice) -> list[tuple[str, str]]:
        found = selectors.settled_promises(actor, today=TODAY, window=window)
        return [(one.public_id, one.state) for one in found]

    every = [
        (made[2].public_id, "kept"), (made[1].public_id, "withdrawn"),
        (made[0].public_id, "broken"),
    ]  # fmt: skip
    assert listed(cast.account_manager, slice(0, 80)) == every
    assert listed(cast.channel_manager, slice(1, 2)) == every[1:2]
    assert listed(cast.other_channel_manager, slice(0, 80)) == []
    [still] = selectors.open_promises(cast.account_manager, today=TODAY)
    assert (still.public_id, still.state_label, still.settled_at) == (
        made[3].public_id, "Open", None,
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        selectors.settled_promises(cast.seller_a, today=TODAY, window=slice(0, 1))


def test_what_falls_due_is_counted_as_it_is_listed(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager
    for days in (0, 14, 15):
        due = stated(programme, due_on=TODAY + timedelta(days=days))
        record_promise(actor, due, now=now)
    record_promise(actor, stated(programme, due_on=None), now=now)
    done = record_promise(actor, stated(programme, due_on=TODAY), now=now)
    settle_promise(actor, done.public_id, "kept", now=now)

    for days, count in ((14, 2), (15, 3), (0, 1)):
        found = selectors.promises_due(actor, today=TODAY, days=days)
        assert len(found) == count
        assert selectors.count_promises_due(actor, today=TODAY, days=days) == count
        assert not any(one.is_overdue for one in found)
    [late] = selectors.promises_due(actor, today=TODAY + A_DAY, days=0)
    assert late.is_overdue
    assert selectors.count_promises_due(programme.cast.other_channel_manager, today=TODAY) == 0


def test_what_was_promised_on_a_merged_account_is_read_with_it(
    programme: Programme, now: datetime
) -> None:
    director = programme.cast.channel_director
    twin = create_customer(director, CustomerInput(name_zh=OTHER_CUSTOMER), now=now)
    for customer in (twin, programme.customer):
        record_promise(director, stated(programme, customer_id=customer.public_id), now=now)
    merge_customers(
        director, twin.public_id, programme.customer.public_id, reason="同一家", now=now
    )

    for key in (twin.public_id, programme.customer.public_id):
        found = selectors.promises_on_account(director, key, today=TODAY)
        assert [one.customer_id for one in found] == [
            programme.customer.public_id, twin.public_id,
        ]  # fmt: skip
    assert selectors.promises_on_account(director, "cus_0000000000000000", today=TODAY) == []


def test_a_promise_is_worded_in_the_readers_language(
    programme: Programme, now: datetime, promise: Promise
) -> None:
    actor = replace(programme.cast.account_manager, language="zh-hans")
    with override("zh-hans"):
        [line] = selectors.open_promises(actor, today=TODAY)

    assert (line.partner, line.customer) == ("启恒信息", "浦岚证券股份有限公司")
    assert (line.direction_label, line.topic_label, line.state_label) == (
        "我方承诺", "价格", "进行中",
    )  # fmt: skip
    assert (line.is_mine, line.made_by, line.made_on) == (True, "He Jia", TODAY)
