"""Talk about a registration: the thread that both sides share, and the vendor's notes apart."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer, Body, Paragraph, PublicId, RowId, meaning
from qudao.api.routing import ANY, About, Room
from qudao.core.files import file_response
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.actions import write_message, write_note
from qudao.deals.registrations.selectors.talk import message_file, talk

room = Room(tags=["messages"])
TALK, NOTE = DealsPermission.TALK, DealsPermission.WRITE_INTERNAL_NOTE


class FileOfMessage(Answer):
    """A file that was sent with a message."""

    id: RowId
    name: str
    size: int


class MessageItem(Answer):
    """One message of the shared thread."""

    id: RowId
    author: str
    is_mine: bool
    is_ours: Annotated[bool, meaning(_("Whether your own side wrote it."))]
    written_at: datetime
    text: str
    files: list[FileOfMessage]


class MessageForVendor(MessageItem):
    """One message or internal note, as the vendor's people read it."""

    is_internal: Annotated[bool, meaning(_("A note that no partner reads."))]


class Thread(Answer):
    """The latest messages, in the order in which they were written."""

    items: list[MessageItem]


class ThreadForVendor(Answer):
    """The latest messages and internal notes, in the order in which they were written."""

    items: list[MessageForVendor]


class NewMessage(Body):
    """Words, files that you uploaded before, or both."""

    text: Annotated[Paragraph, meaning(_("What you want to say."), "请确认测试时间。")] = ""
    files: Annotated[
        list[PublicId], Field(max_length=10), meaning(_("Ids of files that you uploaded."))
    ] = []


class Written(Answer):
    """A message or note that was written."""

    id: RowId
    written_at: datetime


@room.reads(
    "/registrations/{registration_id}/messages",
    TALK,
    About(
        _("Read the messages about a registration"),
        ThreadForVendor | Thread,
        _("The latest 200. Internal notes come to the vendor's people alone."),
    ),
)
def read_messages(request: ApiRequest, registration_id: str) -> ThreadForVendor | Thread:
    lines = talk(request.actor, registration_id)
    if request.actor.is_partner:
        return Thread(items=[MessageItem.model_validate(line) for line in lines])
    return ThreadForVendor(items=[MessageForVendor.model_validate(line) for line in lines])


@room.creates(
    "/registrations/{registration_id}/messages",
    TALK,
    About(_("Write a message about a registration"), Written, _("Both sides read it.")),
)
def write_a_message(request: ApiRequest, registration_id: str, body: NewMessage) -> Written:
    row = write_message(request.actor, registration_id, _stated(body), now=request.now)
    return Written.model_validate(row)


@room.creates(
    "/registrations/{registration_id}/notes",
    NOTE,
    About(_("Write an internal note about a registration"), Written, _("No partner reads it.")),
)
def write_a_note(request: ApiRequest, registration_id: str, body: NewMessage) -> Written:
    row = write_note(request.actor, registration_id, _stated(body), now=request.now)
    return Written.model_validate(row)


@room.reads(
    "/registrations/{registration_id}/messages/files/{file_id}",
    TALK,
    About(_("Download a file of a message"), None, media_type=ANY),
)
def download_message_file(request: ApiRequest, registration_id: str, file_id: str) -> FileResponse:
    return file_response(message_file(request.actor, registration_id, file_id))


def _stated(body: NewMessage) -> MessageInput:
    return MessageInput(text=body.text, file_ids=tuple(body.files))
