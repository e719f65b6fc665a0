"""Files between their upload and the object that they are to hang on."""

from __future__ import annotations

from collections.abc import Collection

from qudao.core.actor import Actor
from qudao.core.models import StoredFile


def own_uploads(actor: Actor, file_ids: Collection[str]) -> dict[str, StoredFile]:
    """The actor's own uploads among these, by public id and in the order in which they are named.
    A file is its uploader's alone until it hangs on an object; whether it does already is for the
    caller to see."""
    if not file_ids:
        return {}
    reason = "an upload is its uploader's until it hangs on an object"
    rows = StoredFile.objects.unscoped(reason=reason)
    found = rows.filter(public_id__in=file_ids, stored_by_id=actor.user_key)
    by_id = {row.public_id: row for row in found}
    return {key: by_id[key] for key in file_ids if key in by_id}
