"""The programme's mail server and the proof that it works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, difference, is_the_same, record
from qudao.core.errors import Conflict, FieldProblem, Invalid, NotFound
from qudao.core.models import Programme
from qudao.core.sealing import SealBroken, seal
from qudao.people.checks import email_address, optional_text
from qudao.people.mail import PASSWORD_PURPOSE, send_by_server
from qudao.people.permissions import PeoplePermission
from qudao.people.verbs import ProgrammeVerb

LONGEST_ANSWER = 300
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_\-]{0,61}[A-Za-z0-9_])?"
_NAME, _ADDRESS = rf"{_LABEL}(\.{_LABEL})*\.?", r"\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?"
_HOST = re.compile(rf"(?=.{{1,200}}$)({_NAME}|{_ADDRESS})")
_FIELDS = ("mail_host", "mail_port", "mail_user", "mail_from", "mail_use_tls")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailInput:
    """How mail leaves. An empty host keeps it in a folder; `password` None keeps the stored one."""

    mail_host: str
    mail_port: int
    mail_user: str
    mail_from: str
    mail_use_tls: bool
    password: str | None = None


@dataclass(frozen=True, slots=True)
class MailTest:
    """What the server said to a test mail."""

    is_sent: bool
    answer: str


@transaction.atomic
def change_mail(actor: Actor, data: MailInput, *, version: int, now: datetime) -> None:
    """Change the mail server; its password is sealed, and never leaves the installation again.

    A new host needs the password again, so that nobody sends the stored one to another server.
    """
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    programme = _programme(actor)
    if problems := list(_problems(programme, data)):
        raise Invalid(problems)
    values = {field: getattr(data, field) for field in _FIELDS}
    is_known = programme.version == version and data.password is None
    if is_known and is_the_same(programme, values):
        return
    if data.password is not None:
        sealed = seal(data.password, purpose=PASSWORD_PURPOSE) if data.password else ""
        values["mail_password_sealed"] = sealed
    rows = Programme.objects.visible_to(actor).filter(version=version)
    if not rows.update(version=F("version") + 1, **values):
        raise Conflict
    change = difference(programme, data, _FIELDS)
    if data.password is not None:
        change = Change(change.before, {**change.after, "mail_password": _("set anew")})
    record(actor, ProgrammeVerb.MAIL_CHANGED, programme, now=now, change=change)


def send_test_mail(actor: Actor, to: str, *, now: datetime) -> MailTest:
    """Send one mail by the stored settings, at once, and tell what the server answered.

    Talks to the network, so it stands outside a transaction; the trail gets its row afterwards.
    """
    actor.require(PeoplePermission.MANAGE_PROGRAMME)
    programme = _programme(actor)
    if problems := list(email_address("to", to)):
        raise Invalid(problems)
    if not programme.mail_host:
        raise Invalid.field("to", "no_server", _("Enter a mail server and save it first."))
    result = _attempt(programme, to.strip())
    change = Change({}, {"mail_host": programme.mail_host, "is_sent": result.is_sent})
    with transaction.atomic():
        record(actor, ProgrammeVerb.MAIL_TESTED, programme, now=now, change=change)
    return result


def _attempt(programme: Programme, to: str) -> MailTest:
    name = programme.name_zh if programme.default_language == "zh-hans" else programme.name_en
    message = EmailMessage(
        subject=_("Test mail of %(programme)s") % {"programme": name},
        body=_("The mail server works."),
        from_email=programme.mail_from or settings.DEFAULT_FROM_EMAIL,
        to=[to],
    )
    try:
        send_by_server(programme, [message])
    except (SMTPException, OSError, ValueError, SealBroken) as error:
        return MailTest(is_sent=False, answer=str(error)[:LONGEST_ANSWER] or type(error).__name__)
    return MailTest(is_sent=True, answer="")


def _problems(programme: Programme, data: MailInput) -> Iterator[FieldProblem]:
    if data.mail_host and not _HOST.fullmatch(data.mail_host):
        message = _("A server is a name or an address, without spaces or slashes.")
        yield FieldProblem("mail_host", "host", message)
    if not 1 <= data.mail_port <= 65535:
        message = _("A port is a number from 1 to 65535.")
        yield FieldProblem("mail_port", "port", message)
    yield from optional_text("mail_user", data.mail_user, longest=200)
    if data.mail_from or data.mail_host:
        yield from email_address("mail_from", data.mail_from)
    is_moved = data.mail_host != programme.mail_host and data.mail_host
    if is_moved and programme.mail_password_sealed and data.password is None:
        message = _("Enter the password again for the new server.")
        yield FieldProblem("password", "required", message)


def _programme(actor: Actor) -> Programme:
    programme = Programme.objects.visible_to(actor).first()
    if programme is None:
        raise NotFound
    return programme
