"""Files that came with a form: kept at once, so that a refused form does not ask for them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from qudao.core.actor import Actor
from qudao.core.errors import Invalid
from qudao.core.files import store_file
from qudao.deals.registrations.actions import EvidenceInput
from qudao.deals.registrations.selectors import PartnerPage
from qudao.deals.registrations.states import EvidenceKind

SALT = "portal.upload"
FIELD = "kept"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies with us already; the form carries it as a signed token."""

    kind: str
    file_id: str
    name: str

    @property
    def token(self) -> str:
        return signing.dumps([self.kind, self.file_id, self.name], salt=SALT)

    @property
    def kind_label(self) -> str:
        return str(EvidenceKind(self.kind).label)

    @property
    def as_input(self) -> EvidenceInput:
        return EvidenceInput(kind=self.kind, file_id=self.file_id)


def kept_before(request: HttpRequest) -> list[KeptFile]:
    """The files that the form carried along; a token that is not ours is left out."""
    found = []
    for token in request.POST.getlist(FIELD)[:50]:
        try:
            kind, file_id, name = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError):
            continue
        found.append(KeptFile(kind, file_id, name))
    return found


def kept_on(page: PartnerPage) -> list[KeptFile]:
    """The files that hang on a registration."""
    return [KeptFile(one.kind, one.file_id, one.name) for one in page.evidence]


def keep(actor: Actor, form: forms.Form, *, now: datetime) -> list[KeptFile]:
    """Store what was sent with the form; what is refused is said at its field."""
    stored = []
    for field, kind, upload in list(_sent(form)):
        try:
            file = store_file(actor, upload.name or "", upload, now=now)
        except Invalid as refusal:
            for problem in refusal.problems:
                form.add_error(field, f"{upload.name}: {problem.message}")
        else:
            stored.append(KeptFile(kind, file.public_id, file.name))
    return stored


def inputs(files: Iterable[KeptFile]) -> tuple[EvidenceInput, ...]:
    return tuple(one.as_input for one in files)


def _sent(form: forms.Form) -> Iterator[tuple[str, str, UploadedFile[Any]]]:
    photo = form.cleaned_data.get("photo")
    if photo:
        yield "photo", EvidenceKind.CHAT_PHOTO, photo
    kind = form.cleaned_data.get("evidence_kind") or EvidenceKind.OTHER
    for upload in form.cleaned_data.get("evidence") or ():
        yield "evidence", kind, upload
