"""Users hear of things in their own language, in the product at once and by mail soon after."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core import mail
from django.utils import translation

from qudao.core.actor import NOBODY, Actor
from qudao.core.deadlines import sweep
from qudao.core.errors import NotFound
from qudao.core.models import Deadline
from qudao.people.deliveries import deliver_notice
from qudao.people.models import Notice, User
from qudao.people.notices import PeopleNotice
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


def tell(cast: Cast, now: datetime, *actors: Actor, organisation: str = "Qiheng Info") -> None:
    notify(
        [actor.user_key for actor in actors],
        PeopleNotice.ROLES_CHANGED,
        subject=cast.partner_a,
        params={"organisation": organisation},
        now=now,
    )


def test_a_notice_is_worded_for_each_user_and_seen_by_nobody_else(
    cast: Cast, now: datetime
) -> None:
    tell(cast, now, cast.seller_a, cast.seller_a, cast.principal_a)

    (line,) = my_notices(cast.seller_a)
    assert line.text == "Your roles at Qiheng Info have changed."
    assert (line.subject_kind, line.subject_id) == ("partner", cast.partner_a.public_id)
    assert unread_count(cast.principal_a) == 1
    assert (
        my_notices(cast.seller_b) == my_notices(NOBODY) == my_notices(cast.channel_director) == []
    )


def test_a_notice_is_worded_in_the_readers_language(cast: Cast, now: datetime) -> None:
    tell(cast, now, cast.seller_a, organisation="启恒信息")

    with translation.override("zh-hans"):
        assert my_notices(cast.seller_a)[0].text == "您在启恒信息的角色有变动。"


def test_a_day_in_a_notice_follows_the_language(cast: Cast, now: datetime) -> None:
    notify(
        [cast.seller_a.user_key],
        PeopleNotice.ROLES_CHANGED,
        subject=cast.partner_a,
        params={"organisation": date(2026, 3, 9)},
        now=now,
    )

    assert my_notices(cast.seller_a)[0].text == "Your roles at 9 Mar 2026 have changed."
    with translation.override("zh-hans"):
        assert "2026-03-09" in my_notices(cast.seller_a)[0].text


def test_a_notice_of_a_newer_version_still_shows(cast: Cast, now: datetime) -> None:
    Notice.objects.create(user_id=cast.seller_a.user_key, code="later.thing", created_at=now)
    Notice.objects.create(
        user_id=cast.seller_a.user_key, code=PeopleNotice.ROLES_CHANGED, created_at=now
    )

    texts = [line.text for line in my_notices(cast.seller_a)]
    assert texts == ["Your roles at – have changed.", "later.thing"]


def test_reading_and_unreading_touch_only_ones_own(cast: Cast, now: datetime) -> None:
    tell(cast, now, cast.seller_a, cast.seller_b)
    mine = my_notices(cast.seller_a)[0].public_id
    theirs = my_notices(cast.seller_b)[0].public_id

    assert mark_read(cast.seller_a, [mine, theirs], now=now) == 1
    assert (unread_count(cast.seller_a), unread_count(cast.seller_b)) == (0, 1)
    assert mark_unread(cast.seller_a, [mine]) == 1
    assert mark_all_read(cast.seller_a, now=now) == 1
    with pytest.raises(NotFound):
        read_notice(cast.seller_a, theirs, now=now)
    assert unread_count(cast.seller_b) == 1


def test_opening_a_notice_marks_it_read(cast: Cast, now: datetime) -> None:
    tell(cast, now, cast.seller_a)

    opened = read_notice(cast.seller_a, my_notices(cast.seller_a)[0].public_id, now=now)

    assert opened.subject_kind == "partner"
    assert unread_count(cast.seller_a) == 0


def test_the_mail_is_due_with_the_notice_and_sent_once(cast: Cast, now: datetime) -> None:
    User.objects.filter(pk=cast.seller_a.user_key).update(language="en")
    tell(cast, now, cast.seller_a)
    public_id = my_notices(cast.seller_a)[0].public_id
    assert sweep(now=now) == 1

    deliver_notice(public_id, now=now)
    deliver_notice(public_id, now=now)

    (message,) = mail.outbox
    assert message.to == ["chen.xiaoyu@example.com"]
    assert message.subject == "Your roles at Qiheng Info have changed."
    assert f"/notices/{public_id}/" in message.body
    assert Notice.objects.get(public_id=public_id).mailed_at == now
    assert Deadline.objects.count() == 0


def test_the_mail_speaks_the_programmes_language_unless_the_user_chose(
    cast: Cast, now: datetime
) -> None:
    tell(cast, now, cast.seller_a, organisation="启恒信息")

    deliver_notice(my_notices(cast.seller_a)[0].public_id, now=now)

    assert mail.outbox[0].subject == "您在启恒信息的角色有变动。"
    assert mail.outbox[0].body.endswith("澄岩伙伴计划")


def test_no_mail_for_what_was_read_or_to_whom_is_gone(cast: Cast, now: datetime) -> None:
    tell(cast, now, cast.seller_a, cast.seller_b)
    read, gone = my_notices(cast.seller_a)[0].public_id, my_notices(cast.seller_b)[0].public_id
    mark_all_read(cast.seller_a, now=now)
    User.objects.filter(pk=cast.seller_b.user_key).update(is_active=False)

    deliver_notice(read, now=now)
    deliver_notice(gone, now=now)

    assert mail.outbox == []
    assert Deadline.objects.count() == 0


def test_a_mail_that_is_refused_again_and_again_is_given_up(cast: Cast, now: datetime) -> None:
    tell(cast, now, cast.seller_a)
    Deadline.objects.update(attempts=13)

    deliver_notice(my_notices(cast.seller_a)[0].public_id, now=now)

    assert mail.outbox == []
    assert Deadline.objects.count() == 0
