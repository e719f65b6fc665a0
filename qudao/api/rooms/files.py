"""Files that are uploaded first and hung on a registration or a message afterwards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from ninja import File
from ninja.files import UploadedFile

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer, RowId
from qudao.api.routing import About, Room
from qudao.core.files import store_file
from qudao.deals.permissions import DealsPermission

room = Room(tags=["files"])


class FileItem(Answer):
    """A file as it was received."""

    id: RowId
    name: str
    content_type: str
    size: int
    sha256: str


@room.creates(
    "/files",
    DealsPermission.TALK,
    About(
        _("Upload a file"),
        FileItem,
        _("At most 25 MB, of a kind on the list; yours alone until it hangs on an object."),
    ),
)
def upload_file(request: ApiRequest, file: File[UploadedFile]) -> FileItem:
    row = store_file(request.actor, file.name or "", file, now=request.now)
    return FileItem.model_validate(row)
