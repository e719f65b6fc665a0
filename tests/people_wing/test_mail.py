"""Mail leaves by the programme's own server, with a password that is sealed at rest."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import datetime
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings

from qudao.core.errors import Conflict, Invalid, NotPermitted
from qudao.core.models import AuditEntry, Programme
from qudao.core.sealing import SealBroken, seal, unseal
from qudao.people.actions.mailserver import MailInput, change_mail, send_test_mail
from qudao.people.mail import ProgrammeMailBackend
from qudao.people.programme import mail_settings
from tests.people import Cast
from tests.people_wing.smtp_server import Conversation, smtp_server

SERVER = MailInput(
    mail_host="127.0.0.1",
    mail_port=2525,
    mail_user="",
    mail_from="channel@example.com",
    mail_use_tls=False,
)


def use(cast: Cast, now: datetime, talk: Conversation, password: str | None = None) -> None:
    data = replace(SERVER, mail_port=talk.port, mail_user=talk.user, password=password)
    version = mail_settings(cast.operations).version
    change_mail(cast.operations, data, version=version, now=now)


def message() -> EmailMessage:
    return EmailMessage(subject="报备已批准", body="请查看。", to=["ma.li@example.com"])


def test_a_message_reaches_the_server_whole(cast: Cast, now: datetime, settings: Settings) -> None:
    settings.IS_DEMONSTRATION = False
    with smtp_server(user="channel", password="s3cret-word") as talk:
        use(cast, now, talk, "s3cret-word")
        assert ProgrammeMailBackend().send_messages([message()]) == 1

    (told,) = talk.messages
    assert (told.sender, told.recipients) == ("channel@example.com", ["ma.li@example.com"])
    assert talk.logins == [("channel", "s3cret-word")]
    parsed = email.message_from_bytes(told.content.encode())
    assert str(make_header(decode_header(parsed["Subject"]))) == "报备已批准"
    assert bytes(parsed.get_payload(decode=True)).decode().strip() == "请查看。"


def test_the_demonstration_never_talks_to_a_server(
    cast: Cast, now: datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.IS_DEMONSTRATION, settings.MAIL_DIR = True, tmp_path / "mail"
    with smtp_server() as talk:
        use(cast, now, talk)
        ProgrammeMailBackend().send_messages([message()])

    assert talk.messages == []
    assert len(list(settings.MAIL_DIR.iterdir())) == 1


def test_without_a_server_mail_is_kept_in_the_folder(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.IS_DEMONSTRATION, settings.MAIL_DIR = False, tmp_path / "mail"

    ProgrammeMailBackend().send_messages([message()])

    assert len(list(settings.MAIL_DIR.iterdir())) == 1
    assert mail_settings(cast.operations).is_kept_in_folder


def test_the_password_is_sealed_and_never_shown_again(cast: Cast, now: datetime) -> None:
    with smtp_server(user="channel", password="s3cret-word") as talk:
        use(cast, now, talk, "s3cret-word")

    row = Programme.objects.get()
    assert "s3cret" not in row.mail_password_sealed
    assert unseal(row.mail_password_sealed, purpose="mail password") == "s3cret-word"
    assert mail_settings(cast.operations).has_password
    entry = AuditEntry.objects.get(verb="programme.mail_changed")
    assert "s3cret" not in str((entry.before, entry.after))
    assert entry.after["mail_password"] == "set anew"


def test_a_seal_opens_for_its_purpose_and_key_only(settings: Settings) -> None:
    sealed = seal("word", purpose="one")
    assert unseal(sealed, purpose="one") == "word"
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="another")
    settings.SECRET_KEY = "another key of thirty-two characters"
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="one")


def test_a_stored_password_is_not_sent_to_a_new_server(cast: Cast, now: datetime) -> None:
    with smtp_server(user="channel", password="s3cret-word") as talk:
        use(cast, now, talk, "s3cret-word")
    moved = replace(SERVER, mail_host="mail.example.net")

    with pytest.raises(Invalid) as refused:
        change_mail(cast.operations, moved, version=2, now=now)

    assert [problem.field for problem in refused.value.problems] == ["password"]
    assert Programme.objects.get().mail_host == "127.0.0.1"
    change_mail(cast.operations, replace(moved, password=""), version=2, now=now)
    assert not mail_settings(cast.operations).has_password


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mail_host": "http://mail.example.com/"}, "mail_host"),
        ({"mail_port": 0}, "mail_port"),
        ({"mail_port": 70000}, "mail_port"),
        ({"mail_from": "nobody"}, "mail_from"),
        ({"mail_user": "a\r\nb"}, "mail_user"),
    ],
)
def test_wrong_settings_are_refused(
    cast: Cast, now: datetime, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change_mail(cast.operations, replace(SERVER, **changed), version=1, now=now)  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]
    assert Programme.objects.get().mail_host == ""


def test_only_administrators_change_or_try_the_server(cast: Cast, now: datetime) -> None:
    for actor in (cast.channel_manager, cast.principal_a):
        with pytest.raises(NotPermitted):
            change_mail(actor, SERVER, version=1, now=now)
        with pytest.raises(NotPermitted):
            send_test_mail(actor, "a@example.com", now=now)


def test_two_changes_at_once_are_told_apart(cast: Cast, now: datetime) -> None:
    change_mail(cast.operations, SERVER, version=1, now=now)
    with pytest.raises(Conflict):
        change_mail(cast.channel_director, replace(SERVER, mail_port=25), version=1, now=now)
    assert Programme.objects.get().mail_port == 2525


def test_the_test_mail_tells_what_the_server_answered(cast: Cast, now: datetime) -> None:
    with pytest.raises(Invalid):
        send_test_mail(cast.operations, "ma.li@example.com", now=now)
    with smtp_server(user="channel", password="right") as talk:
        use(cast, now, talk, "wrong")
        refused = send_test_mail(cast.operations, "ma.li@example.com", now=now)
        use(cast, now, talk, "right")
        sent = send_test_mail(cast.operations, "ma.li@example.com", now=now)
        talk.refuses_recipients = True
        unknown = send_test_mail(cast.operations, "nobody@example.com", now=now)
    gone = send_test_mail(cast.operations, "ma.li@example.com", now=now)

    assert (sent.is_sent, sent.answer) == (True, "")
    assert "wrong user or password" in refused.answer
    assert "no such box here" in unknown.answer
    assert not gone.is_sent
    assert gone.answer
    assert [told.recipients for told in talk.messages] == [["ma.li@example.com"]]
    assert AuditEntry.objects.filter(verb="programme.mail_tested").count() == 4
