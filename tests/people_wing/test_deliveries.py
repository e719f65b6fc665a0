"""Letters: to the right address, in the reader's language, again until the server takes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings

from qudao.core.deadlines import sweep
from qudao.core.models import Deadline, Programme
from qudao.core.programme import forget_programme
from qudao.people.deliveries import (
    LONGEST_SUBJECT,
    deliver_invitation,
    deliver_notice,
    invitation_words,
    public_url,
    send_mail,
)
from qudao.people.models import Invitation, Notice, Organisation, Person, User
from qudao.people.notices import PeopleNotice
from qudao.people.notifications import notify
from tests.people import Cast
from tests.people_wing.smtp_server import Conversation


def tell(cast: Cast, now: datetime, organisation: str = "Qiheng Info") -> Notice:
    notify(
        [cast.seller_a.user_key],
        PeopleNotice.ROLES_CHANGED,
        subject=cast.partner_a,
        params={"organisation": organisation},
        now=now,
    )
    return Notice.objects.get()


def test_a_notice_reaches_the_server_with_the_way_back(
    cast: Cast, now: datetime, mail_server: Conversation, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://channel.example.com"
    User.objects.filter(pk=cast.seller_a.user_key).update(language="en")
    notice = tell(cast, now)

    deliver_notice(notice.public_id, now=now)

    (told,) = mail_server.messages
    assert (told.sender, told.recipients) == ("channel@example.com", ["chen.xiaoyu@example.com"])
    assert "Subject: Your roles at Qiheng Info have changed." in told.content
    assert f"https://channel.example.com/notices/{notice.public_id}/" in told.content
    assert Deadline.objects.count() == 0


def test_a_server_that_refuses_is_asked_again_later(
    cast: Cast, now: datetime, mail_server: Conversation
) -> None:
    notice = tell(cast, now)
    mail_server.refuses_recipients = True
    assert sweep(now=now) == 1
    with pytest.raises(SMTPException):
        deliver_notice(notice.public_id, now=now)
    assert Notice.objects.get().mailed_at is None
    assert Deadline.objects.get().attempts == 1

    mail_server.refuses_recipients = False
    later = now + timedelta(minutes=3)
    assert sweep(now=later) == 1
    deliver_notice(notice.public_id, now=later)

    assert len(mail_server.messages) == 1
    assert Notice.objects.get().mailed_at == later


def test_a_server_that_is_away_leaves_the_letter_due(cast: Cast, now: datetime) -> None:
    notice = tell(cast, now)

    def away(*_arguments: object) -> None:
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qudao.people.deliveries.send_mail", away)
        with pytest.raises(ConnectionRefusedError):
            deliver_notice(notice.public_id, now=now)
    assert Notice.objects.get().mailed_at is None
    assert Deadline.objects.count() == 1


def invited(cast: Cast, now: datetime, name: str = "Ma Li") -> Invitation:
    person = Person.objects.create(name=name, email="ma.li@example.com")
    return Invitation.objects.create(
        organisation=cast.partner_a.organisation,
        role="partner_seller",
        person=person,
        digest="d",
        created_at=now,
        expires_at=now + timedelta(days=14),
    )


def test_an_invitation_is_worded_in_both_languages_the_programmes_first(
    cast: Cast, now: datetime
) -> None:
    invitation = invited(cast, now)
    subject, body = invitation_words(invitation, "token")
    assert subject == "邀请加入 澄岩伙伴计划 / Invitation to Chengyan Partners" or " / " in subject
    chinese, english = body.split("\n\n---\n\n")
    assert "启恒信息" in chinese
    assert "Qiheng Info invites you" in english
    assert body.count("/invitation/token/") == 2

    Programme.objects.update(default_language="en")
    forget_programme()
    subject, body = invitation_words(invitation, "token")
    assert subject.startswith("Invitation to Chengyan Partners / ")
    assert body.startswith("Hello Ma Li,")


def test_a_house_with_one_name_is_called_by_it_in_both(cast: Cast, now: datetime) -> None:
    Organisation.objects.filter(pk=cast.partner_a.pk).update(name_en="")
    invitation = invited(cast, now)
    invitation.organisation.refresh_from_db()
    assert invitation_words(invitation, "t")[1].count("启恒信息") == 2


def test_a_hostile_name_adds_no_header_and_no_link_of_its_own(
    cast: Cast, now: datetime, mail_server: Conversation
) -> None:
    invitation = invited(cast, now, "Ma\r\nBcc: all@example.com\r\n\r\n<a href=x>")
    deliver_invitation(invitation.public_id, now=now)
    (told,) = mail_server.messages
    assert told.recipients == ["ma.li@example.com"]
    head = told.content.partition("\n\n")[0]
    assert "Bcc" not in head


def test_a_subject_is_one_line_of_bounded_length() -> None:
    send_mail("a@example.com", "one\ntwo\r\n  three\t" + "x" * 500, "body")
    subject = mail.outbox[0].subject
    assert subject.startswith("one two three x")
    assert len(subject) == LONGEST_SUBJECT


@pytest.mark.parametrize("public_id", ["ntc_0000000000000000", "", "x"])
def test_what_is_not_there_is_not_mailed(cast: Cast, now: datetime, public_id: str) -> None:
    deliver_notice(public_id, now=now)
    deliver_invitation(public_id, now=now)
    assert mail.outbox == []


def test_addresses_begin_with_the_sites_own(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://channel.example.com"
    assert public_url("/me/") == "https://channel.example.com/me/"


def test_many_messages_share_one_conversation(cast: Cast, mail_server: Conversation) -> None:
    messages = [EmailMessage(subject=str(n), body="b", to=[f"p{n}@example.com"]) for n in range(3)]
    connection = mail.get_connection("qudao.people.mail.ProgrammeMailBackend")
    assert connection.send_messages(messages) == 3
    assert [told.recipients for told in mail_server.messages] == [
        ["p0@example.com"],
        ["p1@example.com"],
        ["p2@example.com"],
    ]


def test_an_own_sender_is_kept(cast: Cast, mail_server: Conversation) -> None:
    EmailMessage(subject="s", body="b", from_email="own@example.com", to=["a@example.com"]).send()
    assert mail_server.messages[0].sender == "own@example.com"
