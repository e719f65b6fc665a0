"""What people hear of talk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.people.notices import NoticeCode


class AccountroomNotice(NoticeCode):
    MESSAGE = "accountroom.message", _("There is a new message about %(title)s.")
