"""What may be typed as a mail server, and how the site then talks to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, Programme
from qudao.core.sealing import SealBroken, seal
from qudao.people.actions.mailserver import MailInput, change_mail, send_test_mail
from qudao.people.mail import PASSWORD_PURPOSE, server_of
from qudao.people.programme import mail_settings
from tests.people import Cast
from tests.refusals import problems, refused

SERVER = MailInput(
    mail_host="smtp.example.com",
    mail_port=587,
    mail_user="channel",
    mail_from="channel@example.com",
    mail_use_tls=True,
)
HOSTS = ("smtp.example.com", "localhost", "10.0.0.25", "[2001:db8::1]", "::1", "mail_relay",
         "a-b.example", "smtp.example.com.", "x" * 63 + ".example")  # fmt: skip
NO_HOSTS = ("http://smtp.example.com", "smtp example", "smtp.example.com:25", "smtp..example.com",
            ".example.com", "-a.example", "a-.example", "x" * 64 + ".example", "邮件.example",
            "smtp.example.com\n", "a/b", "a@b", " smtp.example.com", "x." * 101)  # fmt: skip


def save(cast: Cast, now: datetime, **changed: object) -> None:
    version = mail_settings(cast.operations).version
    data = replace(SERVER, **changed)  # type: ignore[arg-type]
    change_mail(cast.operations, data, version=version, now=now)


def test_names_and_addresses_of_servers_are_taken(cast: Cast, now: datetime) -> None:
    for host in HOSTS:
        save(cast, now, mail_host=host)
        assert mail_settings(cast.operations).mail_host == host


def test_anything_else_is_no_server(cast: Cast, now: datetime) -> None:
    for host in NO_HOSTS:
        found = problems(lambda it=host: save(cast, now, mail_host=it))
        assert found == [("mail_host", "host")], host


def test_a_port_is_a_number_of_the_protocol(cast: Cast, now: datetime) -> None:
    for port in (1, 25, 65535):
        save(cast, now, mail_port=port)
    for port in (0, -1, 65536, 10**9):
        found = problems(lambda it=port: save(cast, now, mail_port=it))
        assert found == [("mail_port", "port")]


def test_a_server_needs_a_sender_and_a_sender_no_server(cast: Cast, now: datetime) -> None:
    assert problems(lambda: save(cast, now, mail_from="")) == [("mail_from", "email")]
    save(cast, now, mail_host="", mail_from="")
    save(cast, now, mail_host="", mail_from="channel@example.com")
    found = problems(lambda: save(cast, now, mail_host="", mail_from="nobody"))
    assert found == [("mail_from", "email")]


def test_every_problem_is_named_at_once(cast: Cast, now: datetime) -> None:
    found = problems(
        lambda: save(
            cast, now, mail_host="a b", mail_port=0, mail_user="x" * 201, mail_from="nobody"
        )
    )
    assert [field for field, _code in found] == [
        "mail_host",
        "mail_port",
        "mail_user",
        "mail_from",
    ]


def test_a_stored_password_follows_to_no_other_server(cast: Cast, now: datetime) -> None:
    save(cast, now, password="s3cret-word")
    assert problems(lambda: save(cast, now, mail_host="evil.example")) == [("password", "required")]
    save(cast, now, mail_host="")
    assert problems(lambda: save(cast, now, mail_host="evil.example")) == [("password", "required")]
    save(cast, now, mail_host="other.example", password="new-word")
    assert server_of(Programme.objects.get()).password == "new-word"


def test_the_trail_names_what_changed_and_no_password(cast: Cast, now: datetime) -> None:
    save(cast, now, password="s3cret-word")
    save(cast, now, mail_port=465)
    first, second = AuditEntry.objects.filter(verb="programme.mail_changed").order_by("pk")
    assert first.after == {
        "mail_host": "smtp.example.com",
        "mail_user": "channel",
        "mail_from": "channel@example.com",
        "mail_password": "set anew",
    }
    assert (second.before, second.after) == ({"mail_port": 587}, {"mail_port": 465})
    assert "s3cret" not in str([first.before, first.after, first.note])


@pytest.mark.parametrize(
    ("port", "use_tls", "starttls", "implicit"),
    [
        (587, True, True, False),
        (25, True, True, False),
        (465, True, False, True),
        (465, False, False, False),
        (25, False, False, False),
    ],
)
def test_the_line_is_encrypted_as_the_port_wants(
    cast: Cast,
    now: datetime,
    port: int,
    *,
    use_tls: bool,
    starttls: bool,
    implicit: bool,
) -> None:
    save(cast, now, mail_port=port, mail_use_tls=use_tls)
    server = server_of(Programme.objects.get())
    assert (server.host, server.port) == ("smtp.example.com", port)
    assert (server.use_tls, server.use_ssl) == (starttls, implicit)
    assert (server.username, server.password) == ("channel", "")
    assert server.timeout == 10


def test_a_password_sealed_under_another_key_is_told(
    cast: Cast, now: datetime, settings: Settings
) -> None:
    save(cast, now, password="s3cret-word")
    settings.SECRET_KEY = "another key of thirty-two characters"
    with pytest.raises(SealBroken):
        server_of(Programme.objects.get())
    result = send_test_mail(cast.operations, "a@example.com", now=now)
    assert not result.is_sent
    assert "secret key has changed" in result.answer


def test_a_seal_of_another_purpose_opens_no_mail(cast: Cast) -> None:
    Programme.objects.update(mail_host="h", mail_password_sealed=seal("x", purpose="other"))
    with pytest.raises(SealBroken):
        server_of(Programme.objects.get())
    Programme.objects.update(mail_password_sealed=seal("x", purpose=PASSWORD_PURPOSE))
    assert server_of(Programme.objects.get()).password == "x"


def test_a_server_that_cannot_be_named_is_told_and_breaks_nothing(
    cast: Cast, now: datetime
) -> None:
    Programme.objects.update(mail_host="smtp..example.com", mail_from="a@example.com")
    result = send_test_mail(cast.operations, "b@example.com", now=now)
    assert not result.is_sent
    assert result.answer
    assert AuditEntry.objects.get(verb="programme.mail_tested").after["is_sent"] is False


def test_a_test_needs_an_address_and_a_server(cast: Cast, now: datetime) -> None:
    for to in ("", "nobody", "a@example.com, b@example.com", "a@example.com\nBcc: c@d.example"):
        found = problems(lambda it=to: send_test_mail(cast.operations, it, now=now))
        assert found == [("to", "email")]
    found = problems(lambda: send_test_mail(cast.operations, "a@example.com", now=now))
    assert found == [("to", "no_server")]


def test_everybody_but_administrators_is_refused(cast: Cast, now: datetime) -> None:
    administrators = {cast.channel_director, cast.operations}
    for actor in (*cast.vendor_people(), *cast.partner_people()):
        if actor in administrators:
            continue
        refused(NotPermitted, lambda who=actor: change_mail(who, SERVER, version=1, now=now))
        refused(NotPermitted, lambda who=actor: send_test_mail(who, "a@example.com", now=now))
        refused(NotPermitted, lambda who=actor: mail_settings(who))


def test_a_stale_form_overwrites_nothing(cast: Cast, now: datetime) -> None:
    save(cast, now)
    stale = replace(SERVER, mail_port=25)
    refused(Conflict, lambda: change_mail(cast.operations, stale, version=1, now=now))
    refused(Conflict, lambda: change_mail(cast.operations, stale, version=99, now=now))


def test_without_a_programme_there_is_nothing_to_set(cast: Cast, now: datetime) -> None:
    Programme.objects.all().delete()
    for attempt in (
        lambda: change_mail(cast.operations, SERVER, version=1, now=now),
        lambda: send_test_mail(cast.operations, "a@example.com", now=now),
        lambda: mail_settings(cast.operations),
    ):
        with pytest.raises((NotFound, Invalid)):
            attempt()
