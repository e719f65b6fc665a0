"""Files that imports note by their public ids."""

from __future__ import annotations

from collections.abc import Iterable

from qudao.core.housekeeping.holders import FileHolder
from qudao.intake.models import ImportRun


class KeyFiles(FileHolder):
    """The second files in which an import looks keys up."""

    def held(self) -> Iterable[str]:
        rows = ImportRun.objects.unscoped(reason="key files of every import")
        for noted in rows.exclude(key_files={}).values_list("key_files", flat=True):
            yield from noted.values()
