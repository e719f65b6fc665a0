"""ETag and If-Match: nobody overwrites what somebody else changed meanwhile.

An ETag is `"<version>-<digest of the answer>"`: the version is what a change is checked
against, the digest keeps the validator strong where an answer changes without its version.
"""

from __future__ import annotations

import hashlib
import re

from django.http import HttpRequest

from qudao.api.refusals import VersionMismatch, VersionRequired

_ETAG = re.compile(r'"([0-9]{1,9})-[0-9a-f]{12}"')


def etag_of(version: int, content: str) -> str:
    digest = hashlib.sha256(content.encode()).hexdigest()
    return f'"{version}-{digest[:12]}"'


def expected_version(request: HttpRequest) -> int:
    """The version that the sender read. `VersionRequired` without, `VersionMismatch` if it is
    none of ours; `*` names no version and is not accepted."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise VersionRequired
    match = _ETAG.fullmatch(given)
    if match is None:
        raise VersionMismatch
    return int(match[1])


def is_unchanged(request: HttpRequest, etag: str) -> bool:
    """Whether the sender already holds this very answer."""
    held = request.headers.get("If-None-Match", "")
    return etag in (part.strip().removeprefix("W/") for part in held.split(","))
