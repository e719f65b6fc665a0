"""What a backup says about itself, and what can be wrong with one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Self

from django.utils.translation import gettext_lazy as _

from qudao.core.errors import QudaoError

FORMAT = 1
NAME = "manifest.json"


class NotABackup(QudaoError):
    """The file is something else, or was cut off or changed since it was written."""

    code = "not_a_backup"
    message = _("This file is not a backup of qudao, or it is damaged. Nothing was restored.")


class OtherVersion(QudaoError):
    """The backup's tables are not those of this version."""

    code = "other_version"


class NotEmpty(QudaoError):
    """A backup is never mixed with what is there."""

    code = "not_empty"


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside the backup; `rows` counts the rows of a table, 0 for a stored file."""

    name: str
    size: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """The backup's own list of contents, written last."""

    version: str
    made_at: str
    migrations: tuple[str, ...]
    members: tuple[Member, ...]
    unsound: tuple[str, ...]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(member.rows for member in self.members)

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, source: bytes) -> Self:
        """Read a manifest; `NotABackup` if it is none of ours."""
        try:
            data = json.loads(source)
            if data.pop("format") != FORMAT:
                raise NotABackup
            members = tuple(Member(**member) for member in data.pop("members"))
            migrations, unsound = tuple(data.pop("migrations")), tuple(data.pop("unsound"))
            return cls(members=members, migrations=migrations, unsound=unsound, **data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotABackup from error
