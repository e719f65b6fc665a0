"""What can be said, for the audit trail. The words themselves stand in the message alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class AccountroomVerb(Verb):
    WROTE = "accountroom.message_written", _("wrote a message")
    NOTED = "accountroom.note_written", _("wrote an internal note")
