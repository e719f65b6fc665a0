"""Talk on a page of either side: the posts of a thread, and the form that adds one.

Files that came with a refused message stay with us; the form carries them as signed tokens, so
that nobody uploads them twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor
from qudao.core.errors import Invalid
from qudao.core.files import store_file
from qudao.deals.accountroom.actions import LONGEST_TEXT, MessageInput
from qudao.deals.accountroom.selectors import MessageLine
from qudao.web.shared.formats import moment
from qudao.web.shared.forms import REFUSED, FilesField, put_problems

SALT = "talk.upload"
KEPT = "kept_file"
MOST_KEPT = 50  # more than a message may have, so that the action can say that it is too many
KILO = 1024

Write = Callable[[MessageInput], object]
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FileLink:
    name: str
    size: str
    url: str


@dataclass(frozen=True, slots=True)
class Post:
    """One message, as components/talk.html draws it."""

    author: str
    is_mine: bool
    is_ours: bool
    when: str
    moment: str
    paragraphs: Sequence[str]
    files: Sequence[FileLink]


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """A file of a refused message."""

    file_id: str
    name: str

    @property
    def token(self) -> str:
        return signing.dumps([self.file_id, self.name], salt=SALT)


class MessageForm(forms.Form):
    """Words, files, or both."""

    text = forms.CharField(
        label=_("Message"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_TEXT}),
    )
    attachments = FilesField(label=_("Files"), required=False)


class NoteForm(MessageForm):
    """The same for the vendor's people alone."""

    text = forms.CharField(
        label=_("Internal note"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_TEXT}),
    )


@dataclass(frozen=True)
class Panel:
    """A thread with its form; without `form` it can only be read."""

    posts: Sequence[Post]
    form: MessageForm | None = None
    kept: Sequence[KeptUpload] = ()


def posts_of(lines: Sequence[MessageLine], address: Address) -> list[Post]:
    """`address` gives where a file of this thread is handed out."""
    return [
        Post(
            author=line.author,
            is_mine=line.is_mine,
            is_ours=line.is_ours,
            when=moment(line.written_at),
            moment=line.written_at.isoformat(),
            paragraphs=[part for part in line.text.splitlines() if part.strip()],
            files=[
                FileLink(one.name, readable_size(one.size), address(one.public_id))
                for one in line.files
            ],
        )
        for line in lines
    ]


def send(
    request: HttpRequest, actor: Actor, form: MessageForm, write: Write, *, now: datetime
) -> list[KeptUpload] | None:
    """Carry a message out: None when it was taken, else the files that lie with us already, with
    what was refused on the form."""
    is_read = form.is_valid()
    kept = _kept_before(request) + (_keep(actor, form, now=now) if is_read else [])
    if not is_read or not form.is_valid():
        return kept
    said = MessageInput(text=form.cleaned_data["text"], file_ids=tuple(one.file_id for one in kept))
    try:
        write(said)
    except REFUSED as refusal:
        put_problems(form, refusal)
        return kept
    return None


def readable_size(size: int) -> str:
    if size < KILO * KILO:
        return f"{max(1, round(size / KILO))} KB"
    return f"{size / KILO / KILO:.1f} MB"


def _kept_before(request: HttpRequest) -> list[KeptUpload]:
    """The files that the form carried along; a token that is not ours is left out."""
    found = []
    for token in request.POST.getlist(KEPT)[:MOST_KEPT]:
        try:
            file_id, name = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError):
            continue
        found.append(KeptUpload(file_id, name))
    return found


def _keep(actor: Actor, form: MessageForm, *, now: datetime) -> list[KeptUpload]:
    """Store what was sent; what is refused is said at its field."""
    stored = []
    for upload in list(form.cleaned_data["attachments"]):
        try:
            file = store_file(actor, upload.name or "", upload, now=now)
        except Invalid as refusal:
            for problem in refusal.problems:
                form.add_error("attachments", f"{upload.name}: {problem.message}")
        else:
            stored.append(KeptUpload(file.public_id, file.name))
    return stored
