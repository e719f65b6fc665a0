"""Mail by the programme's own server; files in a folder for the demonstration."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FolderBackend


class ProgrammeMailBackend(BaseEmailBackend):
    """Chooses the way out when a message is sent, so that a changed setting needs no restart."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        return FolderBackend(file_path=str(settings.MAIL_DIR)).send_messages(email_messages) or 0
