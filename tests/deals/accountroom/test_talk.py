"""Talk: a shared thread with the partner's people, internal notes apart, nothing across."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.deals.accountroom import actions, selectors
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.accountroom.models import Message
from qudao.deals.accountroom.subjects import customer_subject, partner_subject
from qudao.deals.registrations import actions as registrations
from qudao.deals.registrations import selectors as registrations_read
from qudao.people.models import Notice
from tests.deals.programme import Programme, in_review, quickly, upload

HELLO = MessageInput(text="请补充立项文件")


def texts(actor: Actor, registration_id: str) -> list[tuple[str, bool]]:
    return [
        (line.text, line.is_internal) for line in registrations_read.talk(actor, registration_id)
    ]


def told(actor: Actor) -> list[str]:
    rows = Notice.objects.unscoped(reason="test").filter(user_id=actor.user_key)
    return list(rows.order_by("pk").values_list("code", flat=True))


def messages() -> int:
    return Message.objects.unscoped(reason="test").count()


def test_both_sides_read_the_thread_and_hear_of_it(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)

    registrations.write_message(cast.channel_manager, row.public_id, HELLO, now=now)
    registrations.write_message(
        cast.seller_a, row.public_id, MessageInput(text="好的"), now=now + timedelta(minutes=1)
    )

    expected = [("请补充立项文件", False), ("好的", False)]
    for actor in (cast.seller_a, cast.engineer_a, cast.channel_manager, cast.account_manager):
        assert texts(actor, row.public_id) == expected
    assert told(cast.seller_a) == ["accountroom.message"]
    assert told(cast.channel_manager) == ["accountroom.message"]
    verbs = AuditEntry.objects.unscoped(reason="test").filter(verb="accountroom.message_written")
    assert set(verbs.values_list("subject_kind", "subject_id")) == {("registration", row.public_id)}


def test_an_internal_note_never_reaches_the_partner(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)

    registrations.write_note(
        cast.account_manager, row.public_id, MessageInput(text="先别承诺价格"), now=now
    )

    assert texts(cast.channel_manager, row.public_id) == [("先别承诺价格", True)]
    assert texts(cast.seller_a, row.public_id) == []
    assert told(cast.seller_a) == []
    with pytest.raises(NotPermitted):
        registrations.write_note(cast.seller_a, row.public_id, HELLO, now=now)


def test_strangers_neither_read_nor_write(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)

    for actor in (cast.seller_b, cast.other_channel_manager, cast.seller_distributor):
        with pytest.raises(NotFound):
            registrations.write_message(actor, row.public_id, HELLO, now=now)
        with pytest.raises(NotFound):
            registrations_read.talk(actor, row.public_id)
    with pytest.raises(NotPermitted):
        registrations_read.talk(cast.human_resources, row.public_id)
    assert messages() == 0


def test_a_message_that_names_the_other_side_is_refused(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_b, now=now)
    row = in_review(programme, cast.seller_a, now=now + timedelta(hours=1))

    with pytest.raises(Invalid) as refusal:
        registrations.write_message(
            cast.channel_manager, row.public_id, MessageInput(text="和鼎沛集成撞单了"), now=now
        )
    assert [(one.field, one.code) for one in refusal.value.problems] == [("text", "names_a_rival")]
    assert messages() == 0

    registrations.write_note(  # among ourselves it may be said
        cast.channel_manager, row.public_id, MessageInput(text="和鼎沛集成撞单了"), now=now
    )
    assert messages() == 1


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        (MessageInput(), "text"),
        (MessageInput(text=" \n"), "text"),
        (MessageInput(text="x" * 5001), "text"),
        (MessageInput(text="a\x00"), "text"),
        (MessageInput(text="a", file_ids=("fil_0000000000000000",)), "files"),
        (MessageInput(text="a", file_ids=tuple(f"fil_{n}" for n in range(11))), "files"),
    ],
)
def test_a_bad_message_is_refused(
    programme: Programme, now: datetime, stated: MessageInput, field: str
) -> None:
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=now)

    with pytest.raises(Invalid) as refusal:
        registrations.write_message(seller, row.public_id, stated, now=now)

    assert [one.field for one in refusal.value.problems] == [field]
    assert messages() == 0


def test_a_file_is_sent_once_and_read_by_both_sides(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)
    file_id = upload(cast.seller_a)
    sent = MessageInput(file_ids=(file_id,))
    with pytest.raises(Invalid):  # somebody else's upload
        registrations.write_message(cast.channel_manager, row.public_id, sent, now=now)

    registrations.write_message(cast.seller_a, row.public_id, sent, now=now)
    with pytest.raises(Conflict):
        registrations.write_message(cast.seller_a, row.public_id, sent, now=now)

    assert messages() == 1
    [line] = registrations_read.talk(cast.channel_manager, row.public_id)
    assert [one.name for one in line.files] == ["需求说明.pdf"]
    found = registrations_read.message_file(cast.channel_manager, row.public_id, file_id)
    assert found.public_id == file_id
    with pytest.raises(NotFound):
        registrations_read.message_file(cast.seller_b, row.public_id, file_id)


def test_a_partner_talks_about_itself_with_its_channel_manager(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    own = partner_subject(cast.seller_a, cast.partner_a.public_id)

    actions.write_message(cast.seller_a, own, HELLO, now=now)

    seen = selectors.thread(
        cast.channel_manager, partner_subject(cast.channel_manager, cast.partner_a.public_id)
    )
    assert [line.author for line in seen] == ["Chen Xiaoyu"]
    for actor in (cast.seller_b, cast.other_channel_manager):
        with pytest.raises(NotFound):
            partner_subject(actor, cast.partner_a.public_id)


def test_each_partner_has_its_own_thread_about_a_customer(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    for seller in (cast.seller_a, cast.seller_b):
        quickly(programme, seller, now=now, site=str(seller.user_id))
        subject = customer_subject(seller, programme.customer.public_id)
        actions.write_message(seller, subject, MessageInput(text=seller.name), now=now)

    def read(actor: Actor, partner_id: str = "") -> list[str]:
        subject = customer_subject(actor, programme.customer.public_id, partner_id)
        return [line.text for line in selectors.thread(actor, subject)]

    assert read(cast.seller_a) == ["Chen Xiaoyu"]
    assert read(cast.seller_b) == ["Wu Gang"]
    assert read(cast.channel_director, cast.partner_b.public_id) == ["Wu Gang"]
    assert read(cast.channel_director) == []
    with pytest.raises(NotFound):
        customer_subject(cast.seller_distributor, programme.customer.public_id)
    nobody = customer_subject(cast.channel_director, programme.customer.public_id)
    with pytest.raises(Invalid) as refusal:
        actions.write_message(cast.channel_director, nobody, HELLO, now=now)
    assert [one.field for one in refusal.value.problems] == ["partner"]
