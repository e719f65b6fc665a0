"""What a thread hangs on: a partner, a customer, a registration; whose people share it, what it is
called, and that words stay in the order and with the files that they were sent with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.deals.accountroom.actions import MessageInput, write_message, write_note
from qudao.deals.accountroom.models import Message
from qudao.deals.accountroom.selectors import message_file, thread
from qudao.deals.accountroom.subjects import Subject, customer_subject, partner_subject
from qudao.deals.registrations.selectors.talk import registration_subject
from tests.deals.looking import WHY, codes, last_params, refused, trail
from tests.deals.programme import CUSTOMER, Programme, quickly, upload

HOUR = timedelta(hours=1)
HOSTILE = "<img src=x onerror=alert(1)> %(title)s {{ x }} 🎉\n第二行\t缩进"


def said() -> int:
    return Message.objects.unscoped(reason=WHY).count()


def test_a_partners_thread_is_its_own_with_the_vendor(programme: Programme) -> None:
    cast = programme.cast
    for actor in (cast.seller_a, cast.engineer_a, cast.channel_manager, cast.operations):
        subject = partner_subject(actor, cast.partner_a.public_id)
        assert (subject.kind, subject.public_id) == ("partner", cast.partner_a.public_id)
        assert (subject.title, subject.partner_id) == ("Qiheng Info", cast.partner_a.pk)
    chinese = replace(cast.seller_a, language="zh-hans")
    assert partner_subject(chinese, cast.partner_a.public_id).title == "启恒信息"
    for actor in (cast.seller_b, cast.other_channel_manager):
        with pytest.raises(NotFound):
            partner_subject(actor, cast.partner_a.public_id)
    with pytest.raises(NotPermitted):
        partner_subject(cast.human_resources, cast.partner_a.public_id)


def test_a_customer_is_called_as_the_partner_calls_it(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)
    assert row.customer == programme.customer
    key = programme.customer.public_id

    with_a = customer_subject(cast.channel_director, key, cast.partner_a.public_id)
    with_b = customer_subject(cast.channel_director, key, cast.partner_b.public_id)
    among_us = customer_subject(cast.channel_director, key)

    assert (with_a.title, with_a.partner_id) == (CUSTOMER, cast.partner_a.pk)
    assert (with_b.title, with_b.partner_id) == (CUSTOMER, cast.partner_b.pk)
    assert among_us.partner_id is None
    assert customer_subject(cast.seller_a, key, cast.partner_b.public_id).partner_id == (
        cast.partner_a.pk
    )
    for actor, partner in (
        (cast.channel_manager, cast.partner_b.public_id),
        (cast.channel_manager, "par_0000000000000000"),
        (cast.seller_b, ""),
    ):
        with pytest.raises(NotFound):
            customer_subject(actor, key, partner)


def test_a_message_needs_a_partner_that_reads_it(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    among_us = customer_subject(cast.channel_director, programme.customer.public_id)

    with pytest.raises(Invalid) as refusal:
        write_message(cast.channel_director, among_us, MessageInput(text="您好"), now=now)
    assert codes(refusal) == {"partner": "required"}
    foreign = partner_subject(cast.channel_director, cast.partner_b.public_id)
    with pytest.raises(NotPermitted):
        write_message(cast.seller_a, foreign, MessageInput(text="您好"), now=now)
    assert said() == 0
    write_note(cast.channel_director, among_us, MessageInput(text="留意"), now=now)
    [line] = thread(cast.channel_director, among_us)
    assert (line.is_internal, line.is_mine, line.is_ours) == (True, True, True)


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        (MessageInput(), {"text": "required"}),
        (MessageInput(text=" \n\u3000"), {"text": "required"}),
        (MessageInput(text="字" * 5001), {"text": "too_long"}),
        (MessageInput(text="a\x00b"), {"text": "control_sign"}),
        (MessageInput(text="x", file_ids=("",)), {"files": "unknown_file"}),
        (MessageInput(file_ids=("fil_0000000000000000",)), {"files": "unknown_file"}),
        (MessageInput(text="x", file_ids=tuple("abcdefghijk")), {"files": "too_many"}),
        (
            MessageInput(text="\x00" * 5001, file_ids=("a",)),
            {"text": "control_sign", "files": "unknown_file"},
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_in_messages_and_notes_alike(
    programme: Programme, now: datetime, stated: MessageInput, problems: dict[str, str]
) -> None:
    actor = programme.cast.channel_manager
    subject = partner_subject(actor, programme.cast.partner_a.public_id)
    write: Callable[..., Message]
    for write in (write_message, write_note):
        with pytest.raises(Invalid) as refusal:
            write(actor, subject, stated, now=now)
        assert codes(refusal) == problems
    assert said() == 0
    assert trail(programme.cast.partner_a) == []


@pytest.mark.parametrize("text", [HOSTILE, "字" * 5000, "a"])
def test_words_are_kept_as_they_were_written(
    programme: Programme, now: datetime, text: str
) -> None:
    cast = programme.cast
    subject = partner_subject(cast.seller_a, cast.partner_a.public_id)

    write_message(cast.seller_a, subject, MessageInput(text=f"  {text[:4990]} "), now=now)

    [line] = thread(cast.channel_manager, subject)
    assert line.text == text[:4990].strip()
    assert (line.author, line.is_mine, line.is_ours, line.written_at) == (
        "Chen Xiaoyu", False, False, now,
    )  # fmt: skip
    assert last_params(cast.channel_manager) == {"title": "Qiheng Info"}


def test_files_stand_in_the_order_in_which_they_were_sent(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    subject = partner_subject(cast.seller_a, cast.partner_a.public_id)
    files = [upload(cast.seller_a) for _number in range(10)]
    sent = (*reversed(files), files[3])

    with pytest.raises(Invalid):  # eleven names, though one of them comes twice
        write_message(cast.seller_a, subject, MessageInput(file_ids=sent), now=now)
    write_message(cast.seller_a, subject, MessageInput(file_ids=sent[:10]), now=now)

    [line] = thread(cast.channel_manager, subject)
    assert [one.public_id for one in line.files] == list(sent[:10])
    assert {(one.name, one.size) for one in line.files} == {("需求说明.pdf", 1200)}
    again = MessageInput(text="再发", file_ids=(files[0],))
    code = refused(Conflict, lambda: write_message(cast.seller_a, subject, again, now=now))
    assert (code, said()) == ("file_sent_before", 1)


def test_a_thread_stands_in_the_order_of_writing(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    subject = partner_subject(cast.seller_a, cast.partner_a.public_id)
    for number, actor in ((2, cast.channel_manager), (0, cast.seller_a), (1, cast.principal_a)):
        words = MessageInput(text=str(number))
        write_message(actor, subject, words, now=now + number * HOUR)
    for text in ("同时一", "同时二"):
        write_message(cast.seller_a, subject, MessageInput(text=text), now=now + 3 * HOUR)

    for reader in (cast.seller_a, cast.channel_director):
        assert [one.text for one in thread(reader, subject)] == [
            "0", "1", "2", "同时一", "同时二",
        ]  # fmt: skip


def test_each_thread_holds_its_own_words_and_files(programme: Programme, now: datetime) -> None:
    """The same two houses, three objects: no word or file of one shows in another."""
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)

    def subjects(actor: Actor) -> list[Subject]:
        return [
            partner_subject(actor, cast.partner_a.public_id),
            registration_subject(actor, row.public_id),
            customer_subject(actor, programme.customer.public_id, cast.partner_a.public_id),
        ]

    files = [upload(cast.seller_a) for _subject in range(3)]
    for subject, file_id in zip(subjects(cast.seller_a), files, strict=True):
        words = MessageInput(text=subject.kind, file_ids=(file_id,))
        write_message(cast.seller_a, subject, words, now=now)

    for subject, file_id in zip(subjects(cast.channel_manager), files, strict=True):
        assert [one.text for one in thread(cast.channel_manager, subject)] == [subject.kind]
        assert message_file(cast.channel_manager, subject, file_id).public_id == file_id
        for other in set(files) - {file_id}:
            with pytest.raises(NotFound):
                message_file(cast.channel_manager, subject, other)
    titles = [one.title for one in subjects(cast.channel_manager)]
    assert titles == ["Qiheng Info", f"{CUSTOMER} QIHE-0001", CUSTOMER]
