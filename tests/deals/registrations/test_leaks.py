"""Over a whole conflict, nothing that reaches a partner holds the other one's name: no page, no
list, no notice, no text of the audit trail."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import QudaoError
from qudao.core.models import AuditEntry
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.actions import Rejection
from qudao.deals.registrations.models import Registration
from qudao.people.models import Notice
from qudao.people.notifications import my_notices
from tests.deals.programme import Programme, fresh, in_review, look_around
from tests.people import Cast


def names_of(cast: Cast, side: str) -> tuple[str, ...]:
    """Every word by which one of the two rivals could be recognised."""
    if side == "a":
        return ("QIHE", "启恒", "Qiheng", "Chen Xiaoyu", cast.partner_a.public_id)
    return ("DING", "鼎沛", "Dingpei", "Wu Gang", cast.partner_b.public_id)


def texts_in(value: Any) -> list[str]:
    if is_dataclass(value):
        return [text for one in fields(value) for text in texts_in(getattr(value, one.name))]
    if isinstance(value, (list, tuple, frozenset)):
        return [text for one in value for text in texts_in(one)]
    return [str(value)]


def everything_read_by(seller: Actor, row: Registration, now: datetime) -> str:
    read = [
        *texts_in(selectors.partner_page(seller, row.public_id, now=now)),
        *texts_in(selectors.my_registrations(seller, now=now)),
        *texts_in(selectors.history(seller, row.public_id)),
        *texts_in(selectors.talk(seller, row.public_id)),
        *texts_in(my_notices(seller)),
        json.dumps(selectors.counts_by_state(seller)),
    ]
    return " ".join(read)


@pytest.fixture
def conflict(programme: Programme, now: datetime) -> tuple[Registration, Registration]:
    """Two partners in one scope: one protected, then in arbitration with the other, rejected."""
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    second = in_review(programme, cast.seller_b, now=now + timedelta(hours=1))
    look_around(second.public_id, now=now)
    first = fresh(first)
    actions.approve(
        cast.channel_manager, first.public_id, version=first.version, now=now, note="先收到"
    )
    actions.request_information(
        cast.other_channel_manager, second.public_id, "范围？", version=second.version, now=now
    )
    second = fresh(second)
    answer = actions.AnswerInput(text="全部网点")
    actions.answer_information(
        cast.seller_b, second.public_id, answer, version=second.version, now=now
    )
    second = fresh(second)
    note = "按规则先到先得，您可以在 10 个工作日内申诉。"
    actions.reject(
        cast.other_channel_manager,
        second.public_id,
        Rejection(code="order_of_claims", note=note),
        version=second.version,
        now=now,
    )
    return fresh(first), fresh(second)


def test_neither_side_reads_the_others_name(
    programme: Programme, conflict: tuple[Registration, Registration], now: datetime
) -> None:
    cast = programme.cast
    for seller, row, other, rival_names in (
        (cast.seller_a, conflict[0], conflict[1], names_of(cast, "b")),
        (cast.seller_b, conflict[1], conflict[0], names_of(cast, "a")),
    ):
        read = everything_read_by(seller, row, now)
        assert [name for name in (*rival_names, other.public_id) if name in read] == []


def test_no_notice_to_a_partner_is_stored_with_the_others_name(
    programme: Programme, conflict: tuple[Registration, Registration]
) -> None:
    cast = programme.cast
    for seller, rival_names in (
        (cast.seller_a, names_of(cast, "b")),
        (cast.seller_b, names_of(cast, "a")),
    ):
        rows = Notice.objects.unscoped(reason="test").filter(user_id=seller.user_key)
        stored = " ".join(json.dumps(row.params, ensure_ascii=False) for row in rows)
        assert rows.count() > 0
        assert [name for name in rival_names if name in stored] == []


def test_the_trail_of_a_registration_holds_no_name_of_the_other_side(
    programme: Programme, conflict: tuple[Registration, Registration]
) -> None:
    cast = programme.cast
    for row, rival_names in (
        (conflict[0], names_of(cast, "b")),
        (conflict[1], names_of(cast, "a")),
    ):
        entries = AuditEntry.objects.unscoped(reason="test").filter(subject_id=row.public_id)
        written = " ".join(
            json.dumps([one.before, one.after, one.note], ensure_ascii=False) for one in entries
        )
        assert entries.count() > 0
        assert [name for name in rival_names if name in written] == []


def test_a_refusal_tells_a_partner_nothing_of_another(
    programme: Programme, conflict: tuple[Registration, Registration], now: datetime
) -> None:
    cast = programme.cast
    said = []
    for public_id in (conflict[1].public_id, "reg_0000000000000000"):
        with pytest.raises(QudaoError) as refusal:
            selectors.partner_page(cast.seller_a, public_id, now=now)
        said.append((refusal.value.code, refusal.value.status, str(refusal.value)))

    assert said[0] == said[1]
