"""Mail by the programme's own server; files in a folder for the demonstration."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FolderBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from qudao.core.models import Programme
from qudao.core.programme import NoProgramme, current_programme
from qudao.core.sealing import unseal

PASSWORD_PURPOSE = "mail password"  # noqa: S105 - what a seal is for, not a password
PORT_OF_IMPLICIT_TLS = 465
TIMEOUT_SECONDS = 10
log = logging.getLogger("qudao.mail")


class ProgrammeMailBackend(BaseEmailBackend):
    """Chooses the way out when a message is sent, so that a changed setting needs no restart.

    The demonstration writes into a folder, and so does a programme that has no server yet.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        programme = _programme()
        if programme is None or settings.IS_DEMONSTRATION or not programme.mail_host:
            return self._keep(email_messages)
        for message in email_messages:
            if message.from_email == settings.DEFAULT_FROM_EMAIL and programme.mail_from:
                message.from_email = programme.mail_from
        return send_by_server(programme, email_messages)

    def _keep(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        if not settings.IS_DEMONSTRATION:
            log.warning("no mail server is set: %d messages kept in a folder", len(email_messages))
        return FolderBackend(file_path=str(settings.MAIL_DIR)).send_messages(email_messages) or 0


def send_by_server(programme: Programme, messages: Sequence[EmailMessage]) -> int:
    """Hand messages to the programme's server; its refusal is raised, the line is closed."""
    server = server_of(programme)
    try:
        return server.send_messages(messages) or 0
    finally:
        server.close()


def server_of(programme: Programme) -> SmtpBackend:
    """The programme's mail server: implicit TLS on its own port, else STARTTLS unless switched off.

    `SealBroken` if the password was sealed under another secret key.
    """
    sealed = programme.mail_password_sealed
    is_implicit = programme.mail_port == PORT_OF_IMPLICIT_TLS
    return SmtpBackend(
        host=programme.mail_host,
        port=programme.mail_port,
        username=programme.mail_user,
        password=unseal(sealed, purpose=PASSWORD_PURPOSE) if sealed else "",
        use_tls=programme.mail_use_tls and not is_implicit,
        use_ssl=programme.mail_use_tls and is_implicit,
        timeout=TIMEOUT_SECONDS,
    )


def _programme() -> Programme | None:
    try:
        return current_programme()
    except NoProgramme:
        return None
