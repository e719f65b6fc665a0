"""The list of notices: unread ones first however old, in the reader's words, nobody else's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from qudao.core.actor import NOBODY, system_actor
from qudao.core.errors import NotFound
from qudao.core.keyset import Place
from qudao.core.models import Deadline
from qudao.people.feed import notices_after
from qudao.people.models import Notice
from qudao.people.notices import PeopleNotice, wording
from qudao.people.notifications import (
    mark_all_read,
    mark_read,
    mark_unread,
    my_notices,
    notify,
    read_notice,
    unread_count,
)
from tests.people import Cast
from tests.refusals import refused

MINUTE = timedelta(minutes=1)


def note(cast: Cast, at: datetime, *, read: bool = False, **params: Any) -> Notice:
    return Notice.objects.create(
        user_id=cast.seller_a.user_key,
        code=PeopleNotice.ROLES_CHANGED,
        params={"organisation": "Qiheng Info"} | params,
        created_at=at,
        read_at=at if read else None,
    )


def test_unread_ones_come_first_then_the_newest(cast: Cast, now: datetime) -> None:
    rows = [note(cast, now + n * MINUTE, read=n in {0, 2, 3}) for n in range(5)]
    shown = [line.public_id for line in my_notices(cast.seller_a)]
    assert shown == [rows[n].public_id for n in (4, 1, 3, 2, 0)]
    assert [line.is_read for line in my_notices(cast.seller_a)] == [False, False, True, True, True]


def test_of_the_same_moment_the_later_row_comes_first(cast: Cast, now: datetime) -> None:
    rows = [note(cast, now) for _n in range(3)]
    shown = [line.public_id for line in my_notices(cast.seller_a)]
    assert shown == [row.public_id for row in reversed(rows)]


def test_an_old_unread_one_is_not_hidden_by_newer_read_ones(cast: Cast, now: datetime) -> None:
    old = note(cast, now - timedelta(days=90))
    for n in range(6):
        note(cast, now + n * MINUTE, read=True)
    lines = my_notices(cast.seller_a, limit=5)
    assert lines[0].public_id == old.public_id
    assert len(lines) == 5
    assert unread_count(cast.seller_a) == 1


def test_the_list_has_its_limit(cast: Cast, now: datetime) -> None:
    for n in range(4):
        note(cast, now + n * MINUTE)
    assert len(my_notices(cast.seller_a, limit=3)) == 3
    assert len(my_notices(cast.seller_a)) == 4


def test_telling_nobody_tells_nobody(cast: Cast, now: datetime) -> None:
    notify([], PeopleNotice.ROLES_CHANGED, subject=cast.partner_a, params={}, now=now)
    assert Notice.objects.count() == Deadline.objects.count() == 0


def test_everybody_is_told_once_and_mailed_once(cast: Cast, now: datetime) -> None:
    keys = [cast.seller_a.user_key, cast.seller_b.user_key, cast.seller_a.user_key]
    notify(
        keys,
        PeopleNotice.MEMBERSHIP_BEGAN,
        subject=cast.partner_a,
        params={"organisation": "Qiheng Info"},
        now=now,
    )
    rows = Notice.objects.order_by("user_id")
    assert [row.user_id for row in rows] == sorted({*keys})
    due = Deadline.objects.filter(job="people.mail_notice", due_at=now)
    assert sorted(due.values_list("subject_id", flat=True)) == sorted(r.public_id for r in rows)
    assert my_notices(cast.seller_a)[0].text == "You now belong to Qiheng Info."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (7, "7"),
        (0, "0"),
        ("", ""),
        ("100% <b>sure</b> %(organisation)s %s", "100% <b>sure</b> %(organisation)s %s"),
        ({"day": "2026-03-09"}, "9 Mar 2026"),
        ({"of": "a newer version"}, "{'of': 'a newer version'}"),
        (None, "None"),
    ],
)
def test_parameters_are_put_in_as_they_are(
    cast: Cast, now: datetime, value: object, text: str
) -> None:
    note(cast, now, organisation=value)
    assert my_notices(cast.seller_a)[0].text == f"Your roles at {text} have changed."


def test_days_and_moments_are_kept_as_days(cast: Cast, now: datetime) -> None:
    for value in (date(2026, 3, 9), datetime(2026, 3, 9, 23, 59, tzinfo=now.tzinfo)):
        notify(
            [cast.seller_a.user_key],
            PeopleNotice.ROLES_CHANGED,
            subject=cast.partner_a,
            params={"organisation": value},
            now=now,
        )
    assert [row.params for row in Notice.objects.all()] == [
        {"organisation": {"day": "2026-03-09"}}
    ] * 2
    with translation.override("zh-hans"):
        assert "2026-03-09" in my_notices(cast.seller_a)[0].text


def test_a_code_without_words_stays_as_it_is(cast: Cast, now: datetime) -> None:
    Notice.objects.create(
        user_id=cast.seller_a.user_key, code="later.thing", params={"a": 1}, created_at=now
    )
    assert my_notices(cast.seller_a)[0].text == "later.thing"
    assert wording("later.thing") == "later.thing"


def test_marking_touches_what_it_names_and_only_once(cast: Cast, now: datetime) -> None:
    first, second = note(cast, now), note(cast, now)
    later = now + MINUTE
    assert mark_read(cast.seller_a, [first.public_id], now=later) == 1
    assert mark_read(cast.seller_a, [first.public_id], now=later + MINUTE) == 0
    first.refresh_from_db()
    assert first.read_at == later
    assert mark_read(cast.seller_a, [], now=later) == 0
    assert mark_unread(cast.seller_a, [second.public_id]) == 0
    assert mark_unread(cast.seller_a, [first.public_id, second.public_id]) == 1
    assert mark_all_read(cast.seller_a, now=later) == 2
    assert mark_all_read(cast.seller_a, now=later) == 0


def test_opening_twice_keeps_the_first_moment(cast: Cast, now: datetime) -> None:
    row = note(cast, now)
    assert not read_notice(cast.seller_a, row.public_id, now=now).is_read
    assert read_notice(cast.seller_a, row.public_id, now=now + MINUTE).is_read
    row.refresh_from_db()
    assert row.read_at == now


def test_nobody_else_sees_marks_or_opens_it(cast: Cast, now: datetime) -> None:
    row = note(cast, now)
    others = [*cast.vendor_people(), cast.principal_a, cast.seller_b, NOBODY, system_actor("job")]
    for actor in others:
        assert my_notices(actor) == []
        assert unread_count(actor) == 0
        assert mark_read(actor, [row.public_id], now=now) == 0
        assert mark_unread(actor, [row.public_id]) == 0
        assert mark_all_read(actor, now=now) == 0
        refused(NotFound, lambda who=actor: read_notice(who, row.public_id, now=now))
    assert unread_count(cast.seller_a) == 1


def test_programs_read_the_own_notices_in_steps(cast: Cast, now: datetime) -> None:
    rows = [note(cast, now + n * MINUTE, read=n == 1) for n in range(4)]
    Notice.objects.create(user_id=cast.seller_b.user_key, code="x", created_at=now)
    place = Place(sort="-created_at", size=3)
    step = notices_after(cast.seller_a, place, unread_only=False)
    assert [row.public_id for row in step.rows] == [rows[n].public_id for n in (3, 2, 1)]
    place = Place(sort="-created_at", size=3, after=step.last)
    rest = notices_after(cast.seller_a, place, unread_only=False)
    assert ([row.public_id for row in rest.rows], rest.last) == ([rows[0].public_id], None)
    unread = notices_after(cast.seller_a, Place(sort="created_at", size=9), unread_only=True)
    assert [row.public_id for row in unread.rows] == [rows[n].public_id for n in (0, 2, 3)]
    assert notices_after(NOBODY, Place(sort="created_at", size=9), unread_only=False).rows == []
