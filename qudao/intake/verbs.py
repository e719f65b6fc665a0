"""What can be done with files: one entry for a file, not for each of its rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class IntakeVerb(Verb):
    RECEIVED = "imports.received", _("loaded a file for import")
    COLUMNS_CHOSEN = "imports.columns_chosen", _("chose the columns of an import")
    MAPPING_SAVED = "imports.mapping_saved", _("saved a column mapping")
    STARTED = "imports.started", _("started the import")
    FORGOTTEN = "imports.forgotten", _("withdrew a file that had not been imported")
    STOP_ASKED = "imports.stop_asked", _("asked to stop the import")
    ENDED = "imports.ended", _("finished the import")
    FAILED = "imports.failed", _("had to give up the import")
    CHANNEL_CHECKED = "imports.channel_checked", _("checked two files for findings")
    CHANNEL_CHECK_DELETED = "imports.channel_check_deleted", _("deleted a check with its files")
