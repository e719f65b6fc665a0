"""`qudao backup FILE` and `qudao restore FILE`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from qudao.cli.database import migrate_if_needed
from qudao.cli.terminal import ProgressBar, complain, say
from qudao.core import clock
from qudao.core.actor import system_actor
from qudao.core.backup.actions import back_up
from qudao.core.backup.actions import restore as restore_from
from qudao.core.backup.manifest import Manifest
from qudao.core.mark import unmark
from qudao.core.programme import current_programme


def backup(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="qudao backup",
        description=_(
            "Write every row and every stored file to one new file. The site may go on running. "
            "The file holds secrets: keep it like the database itself."
        ),
    )
    parser.add_argument("file", type=Path, help=_("the file to write, for instance monday.tar.gz"))
    path: Path = parser.parse_args(arguments).file
    progress = ProgressBar(_("Backing up"))
    try:
        manifest = back_up(system_actor("backup"), path, now=clock.now(), progress=progress)
    except OSError as problem:
        shown = {"path": path, "why": problem.strerror}
        complain(_("%(path)s cannot be written: %(why)s") % shown)
        return 1
    say(summary(manifest))
    for public_id in manifest.unsound:
        complain(_("Stored file %(id)s is missing or damaged.") % {"id": public_id})
    return 0


def restore(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="qudao restore",
        description=_(
            "Put a backup into an empty installation of the same version, on SQLite or "
            "PostgreSQL, wholly or not at all."
        ),
    )
    parser.add_argument("file", type=Path, help=_("the file that qudao backup wrote"))
    path: Path = parser.parse_args(arguments).file
    if not path.is_file():
        complain(_("There is no file %(path)s.") % {"path": path})
        return 1
    migrate_if_needed()
    progress = ProgressBar(_("Checking the backup"))
    say(summary(restore_from(system_actor("restore"), path, now=clock.now(), progress=progress)))
    if not current_programme().is_demonstration:
        unmark(settings.VAR_DIR)
    return 0


def summary(manifest: Manifest) -> str:
    files = sum(member.name.startswith("files/") for member in manifest.members)
    return _("%(rows)s rows and %(files)s files") % {"rows": manifest.rows, "files": files}
