"""Who hears of a message: those in the thread and those in charge, on the other side alone; and
whose files can be opened."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.core.actor import Actor, Role
from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.deals.accountroom import actions, selectors
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.accountroom.models import Message, MessageFile
from qudao.deals.accountroom.subjects import customer_subject, partner_subject
from qudao.deals.registrations import actions as registrations
from qudao.market.partners.models import PartnerAssignment
from qudao.people.models import Membership
from tests.deals.looking import last_params, told, trail
from tests.deals.programme import Programme, quickly, upload
from tests.people import make_actor

HELLO = MessageInput(text="您好")
HEARD = "accountroom.message"


def leave(actor: Actor, now: datetime) -> None:
    rows = Membership.objects.unscoped(reason="the person leaves")
    rows.filter(user_id=actor.user_key).update(ended_at=now)


def about_partner(actor: Actor, programme: Programme) -> None:
    subject = partner_subject(actor, programme.cast.partner_a.public_id)
    actions.write_message(actor, subject, HELLO, now=datetime.fromisoformat("2026-03-02T02:00Z"))


def test_a_partners_words_reach_the_channel_manager_alone(programme: Programme) -> None:
    cast = programme.cast
    about_partner(cast.seller_a, programme)

    assert told(cast.channel_manager) == [HEARD]
    for actor in (*cast.vendor_people(), *cast.partner_people()):
        if actor is not cast.channel_manager:
            assert told(actor) == [], actor.name


def test_whoever_of_the_vendor_asked_hears_the_answer(programme: Programme) -> None:
    cast = programme.cast
    about_partner(cast.account_manager, programme)
    about_partner(cast.seller_a, programme)

    assert told(cast.account_manager) == [HEARD]
    assert told(cast.channel_manager) == [HEARD]
    assert told(cast.sales_director) == []


def test_whoever_left_the_vendor_or_handed_the_partner_over_hears_no_more(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    for actor in (cast.account_manager, cast.channel_manager):
        about_partner(actor, programme)
    leave(cast.account_manager, now)
    mine = PartnerAssignment.objects.unscoped(reason="handed over")
    mine.filter(partner=cast.partner_a).update(until=now.date())
    PartnerAssignment.objects.create(
        partner=cast.partner_a, user_id=cast.other_channel_manager.user_key, since=now.date()
    )

    about_partner(cast.seller_a, programme)

    assert (told(cast.account_manager), told(cast.channel_manager)) == ([], [])
    assert told(cast.other_channel_manager) == [HEARD]


def test_the_vendors_words_reach_the_principal_before_anybody_wrote(programme: Programme) -> None:
    cast = programme.cast
    about_partner(cast.channel_manager, programme)

    assert told(cast.principal_a) == [HEARD]
    for actor in (cast.seller_a, cast.engineer_a, cast.seller_b, cast.channel_manager):
        assert told(actor) == []


def test_afterwards_they_reach_those_who_wrote(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    about_partner(cast.engineer_a, programme)
    about_partner(cast.channel_manager, programme)
    assert (told(cast.engineer_a), told(cast.principal_a)) == ([HEARD], [])

    leave(cast.engineer_a, now)
    about_partner(cast.channel_manager, programme)
    assert (told(cast.engineer_a), told(cast.principal_a)) == ([HEARD], [HEARD])


def test_whoever_filed_a_registration_hears_of_it(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)

    registrations.write_message(cast.channel_manager, row.public_id, HELLO, now=now)

    assert (told(cast.seller_a), told(cast.principal_a)) == ([HEARD], [])
    assert last_params(cast.seller_a) == {"title": "浦岚证券股份有限公司 QIHE-0001"}


def test_a_partner_hears_of_a_customer_under_the_name_that_it_gave(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    quickly(programme, cast.seller_a, now=now, customer_name="浦岚证券股份有限公司")
    subject = customer_subject(
        cast.channel_director, programme.customer.public_id, cast.partner_a.public_id
    )
    programme.customer.name_zh = "别处听来的名字"
    programme.customer.save()

    actions.write_message(cast.channel_director, subject, HELLO, now=now)

    assert last_params(cast.principal_a) == {"title": "浦岚证券股份有限公司"}


def test_a_note_reaches_nobody_and_stands_in_the_trail(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    subject = partner_subject(cast.channel_manager, cast.partner_a.public_id)
    actions.write_note(cast.channel_manager, subject, MessageInput(text="内部"), now=now)

    people = (*cast.vendor_people(), *cast.partner_people())
    assert [told(one) for one in people] == [[]] * len(people)
    assert trail(cast.partner_a) == ["accountroom.note_written"]
    row = Message.objects.unscoped(reason="test").get()
    assert (row.is_internal, row.partner_id, row.text) == (True, None, "内部")
    for actor in cast.partner_people():
        assert Message.objects.visible_to(actor).count() == 0


def test_files_of_one_partners_thread_open_for_no_other(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    for seller in (cast.seller_a, cast.seller_b):
        quickly(programme, seller, now=now, site=str(seller.user_id))
    customer = programme.customer.public_id
    file_id = upload(cast.seller_a)
    actions.write_message(
        cast.seller_a,
        customer_subject(cast.seller_a, customer),
        MessageInput(file_ids=(file_id,)),
        now=now,
    )

    own = customer_subject(cast.channel_manager, customer, cast.partner_a.public_id)
    assert selectors.message_file(cast.channel_manager, own, file_id).public_id == file_id
    for actor, partner in (
        (cast.other_channel_manager, cast.partner_b.public_id),
        (cast.other_channel_manager, ""),
        (cast.channel_director, cast.partner_b.public_id),
        (cast.seller_b, ""),
    ):
        with pytest.raises(NotFound):
            selectors.message_file(actor, customer_subject(actor, customer, partner), file_id)
    assert MessageFile.objects.visible_to(cast.seller_b).count() == 0


def test_files_of_a_note_open_for_the_vendor_alone(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=now)
    file_id = upload(cast.channel_manager)
    registrations.write_note(
        cast.channel_manager, row.public_id, MessageInput(file_ids=(file_id,)), now=now
    )

    about = customer_subject(cast.channel_manager, programme.customer.public_id)
    with pytest.raises(NotFound):  # another thread
        selectors.message_file(cast.channel_manager, about, file_id)
    assert MessageFile.objects.visible_to(cast.seller_a).count() == 0
    assert MessageFile.objects.visible_to(cast.account_manager).count() == 1


def test_words_and_files_have_their_bounds(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    subject = partner_subject(cast.seller_a, cast.partner_a.public_id)
    ten = tuple(upload(cast.seller_a) for _ in range(10))

    for good in (
        MessageInput(text="x" * 5000),
        MessageInput(text=" 一\n二 🎉 <b> "),
        MessageInput(file_ids=ten),
    ):
        row = actions.write_message(cast.seller_a, subject, good, now=now)
        assert row.text == good.text.strip()
    bad = MessageInput(text="x" * 5001 + "\x00", file_ids=(*ten, "fil_x"))
    with pytest.raises(Invalid) as refusal:
        actions.write_message(cast.seller_a, subject, bad, now=now)
    assert [(one.field, one.code) for one in refusal.value.problems] == [
        ("text", "too_long"),
        ("text", "control_sign"),
        ("files", "too_many"),
    ]
    assert Message.objects.unscoped(reason="test").count() == 3


def test_the_latest_stand_last_and_old_ones_fall_off(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    rows = [
        Message(
            subject_kind="partner",
            subject_id=cast.partner_a.public_id,
            partner=cast.partner_a,
            is_internal=False,
            author_id=cast.seller_a.user_key,
            author_organisation_id=cast.partner_a.pk,
            written_at=now + timedelta(minutes=number),
            text=str(number),
        )
        for number in range(selectors.MOST_SHOWN + 5)
    ]
    Message.objects.bulk_create(rows)

    lines = selectors.thread(
        cast.channel_manager, partner_subject(cast.channel_manager, cast.partner_a.public_id)
    )

    assert len(lines) == selectors.MOST_SHOWN
    assert (lines[0].text, lines[-1].text) == ("5", str(selectors.MOST_SHOWN + 4))
    assert not any(line.is_mine or line.is_ours for line in lines)


def test_who_may_not_talk(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    planner = make_actor("Yu Fei", cast.vendor, Role.ENABLEMENT_PLANNER, now=now)
    assert partner_subject(planner, cast.partner_b.public_id).partner_id == cast.partner_b.pk
    with pytest.raises(NotPermitted):
        partner_subject(cast.human_resources, cast.partner_a.public_id)
    for actor in (cast.seller_b, cast.seller_distributor, cast.seller_sub_reseller):
        with pytest.raises(NotFound):
            partner_subject(actor, cast.partner_a.public_id)
    stolen = partner_subject(cast.seller_a, cast.partner_a.public_id)
    with pytest.raises(NotPermitted):
        actions.write_message(cast.seller_b, stolen, HELLO, now=now)
    with pytest.raises(NotPermitted):
        actions.write_note(cast.seller_a, stolen, HELLO, now=now)
    assert Message.objects.unscoped(reason="test").count() == 0


def test_what_was_said_is_never_edited(programme: Programme) -> None:
    about_partner(programme.cast.seller_a, programme)
    rows = Message.objects.unscoped(reason="test")
    with pytest.raises(TypeError):
        rows.update(text="x")
    with pytest.raises(TypeError):
        rows.delete()
