"""Creating once, however often the request arrives (Idempotency-Key).

The key is claimed in a transaction of its own, so that a second request with it is refused at
once instead of waiting; the creation and its kept answer commit together, so that a crash leaves
either both or neither. A claim that was left behind can be taken over; the work of whoever lost
its claim is rolled back.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from qudao.api.doors import ApiRequest
from qudao.api.models import KeptAnswer
from qudao.api.refusals import (
    IdempotencyKeyInUse,
    IdempotencyKeyRequired,
    IdempotencyKeyReused,
)
from qudao.core.inserting import insert

KEPT_FOR = timedelta(hours=24)
CLAIM_HOLDS = timedelta(minutes=2)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
_KEY = re.compile(r"[\x21-\x7e]{8,100}")


def once(
    request: ApiRequest,
    create: Callable[[], HttpResponse],
    *,
    together: Callable[[], AbstractContextManager[object]] = transaction.atomic,
) -> HttpResponse:
    """Carry out `create` once for the request's key; later requests get the first answer.

    `together` binds the creation and its kept answer. Whoever takes in a large file gives
    `nullcontext`: no other writer waits for it, and a crash in between may leave it there twice.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyRequired
    digest = digest_of_request(request)
    claim = secrets.token_hex(16)
    kept = _claim(request, key, digest, claim)
    if kept is not None:
        return _replay(kept)
    try:
        with together():
            response = create()
            _keep(request, key, claim, response)
    except Exception:
        _release(request, key, claim)
        raise
    return response


def purge(*, now: datetime) -> int:
    """Forget every answer older than a day; returns how many. Each creation does it, so that the
    table stays as large as a day's creations."""
    rows = KeptAnswer.objects.unscoped(reason="old answers go, whosesoever they are")
    return rows.filter(claimed_at__lt=now - KEPT_FOR).delete()[0]


def digest_of_request(request: ApiRequest) -> str:
    """What makes two requests the same: who for, where to, and what was sent."""
    parts = [str(request.actor.organisation_key), request.method or "", request.get_full_path()]
    digest = hashlib.sha256("\n".join([*parts, *_sent(request)]).encode())
    return digest.hexdigest()


def _sent(request: HttpRequest) -> list[str]:
    if request.content_type != "multipart/form-data":
        return [json.dumps(json.loads(request.body or b"null"), sort_keys=True)]
    fields = [f"{name}={values}" for name, values in sorted(request.POST.lists())]
    files = [
        f"{name}={file.name}:{_digest_of_file(file)}"
        for name, sent in sorted(request.FILES.lists())
        for file in sent
    ]
    return fields + files


def _digest_of_file(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _claim(request: ApiRequest, key: str, digest: str, claim: str) -> KeptAnswer | None:
    """None once the key is ours; else the answer that is to be given again."""
    try:
        with transaction.atomic():
            purge(now=request.now)
            kept = KeptAnswer(
                user_id=request.actor.user_key,
                key=key,
                digest=digest,
                claim=claim,
                claimed_at=request.now,
            )
            insert([kept])
    except IntegrityError:
        return _held_by_another(request, key, digest, claim)
    return None


def _held_by_another(request: ApiRequest, key: str, digest: str, claim: str) -> KeptAnswer | None:
    rows = KeptAnswer.objects.visible_to(request.actor).filter(key=key)
    kept = rows.first()
    if kept is None:  # released between our two looks
        raise IdempotencyKeyInUse
    if kept.digest != digest:
        raise IdempotencyKeyReused
    if kept.answered_at is not None:
        return kept
    abandoned = rows.filter(answered_at=None, claimed_at__lt=request.now - CLAIM_HOLDS)
    if not abandoned.update(claim=claim, claimed_at=request.now):
        raise IdempotencyKeyInUse
    return None


def _keep(request: ApiRequest, key: str, claim: str, response: HttpResponse) -> None:
    rows = KeptAnswer.objects.visible_to(request.actor).filter(key=key, claim=claim)
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    kept = rows.update(
        answered_at=request.now,
        status=response.status_code,
        headers=headers,
        content=response.content.decode(),
    )
    if not kept:  # somebody took the claim over: their creation counts, ours is rolled back
        raise IdempotencyKeyInUse


def _release(request: ApiRequest, key: str, claim: str) -> None:
    rows = KeptAnswer.objects.visible_to(request.actor)
    rows.filter(key=key, claim=claim, answered_at=None).delete()


def _replay(kept: KeptAnswer) -> HttpResponse:
    response = HttpResponse(kept.content, status=kept.status, headers=kept.headers)
    response["Idempotency-Replayed"] = "true"
    return response
