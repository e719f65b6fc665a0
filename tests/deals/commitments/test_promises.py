"""The register of promises: recorded in seconds, settled once, never seen by a partner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.deals.commitments import selectors
from qudao.deals.commitments.actions import PromiseInput, record_promise, settle_promise
from qudao.deals.commitments.models import Promise
from tests.deals.programme import Programme

TODAY = date(2026, 3, 2)


def stated(programme: Programme) -> PromiseInput:
    return PromiseInput(
        partner_id=programme.cast.partner_a.public_id,
        customer_id=programme.customer.public_id,
        direction="given",
        topic="price",
        text="最多 40 台按八五折",
        authority="二级审批",
        due_on=date(2026, 3, 9),
    )


def rows() -> int:
    return Promise.objects.unscoped(reason="test").count()


def test_a_promise_is_recorded_with_who_and_until_when(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager

    promise = record_promise(actor, stated(programme), now=now)

    assert (promise.made_by_id, promise.made_on, promise.state) == (actor.user_id, TODAY, "open")
    verbs = AuditEntry.objects.unscoped(reason="test").filter(subject_id=promise.public_id)
    assert list(verbs.values_list("verb", flat=True)) == ["commitments.promise_recorded"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"direction": "sideways"}, "direction"),
        ({"topic": "weather"}, "topic"),
        ({"text": " "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"authority": "x" * 121}, "authority"),
        ({"due_on": date(2026, 3, 1)}, "due_on"),
        ({"due_on": date(9999, 1, 1)}, "due_on"),
    ],
)
def test_a_bad_promise_is_refused_by_field(
    programme: Programme, now: datetime, change: dict[str, object], field: str
) -> None:
    bad = replace(stated(programme), **change)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        record_promise(programme.cast.account_manager, bad, now=now)

    assert [one.field for one in refusal.value.problems] == [field]
    assert rows() == 0


def test_only_those_who_may_promise_record_one(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    for actor in (cast.seller_a, cast.human_resources, cast.operations):
        with pytest.raises(NotPermitted):
            record_promise(actor, stated(programme), now=now)
    with pytest.raises(NotFound):  # another channel manager's partner
        record_promise(cast.other_channel_manager, stated(programme), now=now)
    assert rows() == 0


def test_a_promise_is_settled_once(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    promise = record_promise(cast.account_manager, stated(programme), now=now)
    with pytest.raises(Invalid):
        settle_promise(cast.account_manager, promise.public_id, "open", now=now)
    with pytest.raises(NotFound):
        settle_promise(cast.other_channel_manager, promise.public_id, "kept", now=now)
    with pytest.raises(NotPermitted):
        settle_promise(cast.seller_a, promise.public_id, "kept", now=now)

    settled = settle_promise(cast.channel_manager, promise.public_id, "kept", now=now)
    with pytest.raises(Conflict):
        settle_promise(cast.channel_manager, promise.public_id, "broken", now=now)

    promise.refresh_from_db()
    assert (settled.state, promise.state, promise.settled_at) == ("kept", "kept", now)


def test_the_next_insider_reads_it_before_answering(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    record_promise(cast.account_manager, stated(programme), now=now)

    to_partner = selectors.promises_with_partner(
        cast.channel_manager, cast.partner_a.public_id, today=TODAY
    )
    on_account = selectors.promises_on_account(
        cast.channel_director, programme.customer.public_id, today=TODAY
    )

    assert [(one.made_by, one.text, one.is_mine) for one in to_partner] == [
        ("He Jia", "最多 40 台按八五折", False)
    ]
    assert [one.public_id for one in on_account] == [one.public_id for one in to_partner]
    assert selectors.open_promises(cast.other_channel_manager, today=TODAY) == []
    for actor in (cast.seller_a, cast.principal_a, cast.human_resources):
        with pytest.raises(NotPermitted):
            selectors.open_promises(actor, today=TODAY)


def test_what_falls_due_stands_first_and_overdue_is_said(
    programme: Programme, now: datetime
) -> None:
    actor = programme.cast.account_manager
    later = replace(stated(programme), due_on=date(2026, 5, 1))
    never = replace(stated(programme), due_on=None)
    soon = record_promise(actor, stated(programme), now=now)
    for one in (later, never):
        record_promise(actor, one, now=now)

    due = selectors.promises_due(actor, today=date(2026, 3, 10))

    assert [(one.public_id, one.is_overdue) for one in due] == [(soon.public_id, True)]
    every = selectors.open_promises(actor, today=TODAY)
    assert [one.due_on for one in every] == [date(2026, 3, 9), date(2026, 5, 1), None]
