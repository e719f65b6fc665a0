"""Partner A's rows, for tests that send every operation at everybody's door."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction

from qudao.api.examples import example_of
from qudao.api.openapi import document
from qudao.api.routing import Declared
from qudao.core.files import path_of, store_file
from qudao.deals.accountroom.actions import MessageInput, write_message
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.talk import registration_subject
from qudao.intake.actions import ImportInput
from qudao.intake.models import ImportNote, ImportRun
from qudao.people.models import Notice
from tests.api.caller import Caller, Reply
from tests.deals.programme import Programme, in_review
from tests.intake.build import given, previewed
from tests.people import Cast

NOTED = "merged"
UNKNOWN_PRODUCT = "prd_0123456789abcdef"  # of the examples


@dataclass(frozen=True)
class Scene:
    """The ids that fill the addresses, and the versions that changes must name."""

    cast: Cast
    ids: dict[str, str]
    versions: dict[str, int]
    product_id: str

    def address(self, declared: Declared) -> str:
        return declared.path.format(**self.ids)

    def etag(self, path: str) -> str:
        named = [name for name in self.ids if f"{{{name}}}" in path]
        version = self.versions.get(named[0], 1) if named else 1
        return f'"{version}-000000000000"'


def _evidence(registration: Registration) -> str:
    """The paper that partner A sent along, with its content on the disk."""
    row = registration.evidence.select_related("file").get()
    path = path_of(row.file.public_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7 the need")
    return row.public_id


def _file_of_message(cast: Cast, registration: Registration, now: datetime) -> str:
    """A file that partner A's seller sent with a message."""
    file = store_file(cast.seller_a, "plan.txt", io.BytesIO(b"the plan"), now=now)
    subject = registration_subject(cast.seller_a, registration.public_id)
    stated = MessageInput(text="See the plan.", file_ids=(file.public_id,))
    write_message(cast.seller_a, subject, stated, now=now)
    return file.public_id


def _import(cast: Cast, now: datetime) -> str:
    """A file that was read through and waits for its go."""
    asked = ImportInput(
        kind="customers", file=given("customers.csv", "name,city\nPulan,Shanghai\n"), source="crm"
    )
    public_id = previewed(cast.operations, asked, now=now)
    run = ImportRun.objects.unscoped(reason="a test notes a row").get(public_id=public_id)
    ImportNote.objects.create(run=run, code=NOTED, row_number=2, row=["Pulan", "Shanghai"])
    return public_id


def make_scene(programme: Programme, now: datetime) -> Scene:
    cast = programme.cast
    registration: Registration = in_review(programme, cast.principal_a, now=now)
    customer = programme.customer
    notice = Notice.objects.create(
        user_id=cast.seller_a.user_key, code="people.roles_changed", created_at=now
    )
    ids = {
        "partner_id": cast.partner_a.public_id,
        "customer_id": customer.public_id,
        "product_id": programme.gateways.public_id,
        "registration_id": registration.public_id,
        "notice_id": notice.public_id,
        "import_id": _import(cast, now),
        "code": NOTED,
        "evidence_id": _evidence(registration),
        "file_id": _file_of_message(cast, registration, now),
    }
    versions = {"registration_id": registration.version, "customer_id": customer.version}
    return Scene(cast, ids, versions, programme.gateways.public_id)


@cache
def schema_in_english() -> dict[str, Any]:
    return document()


def body_of(declared: Declared, scene: Scene) -> str:
    """The example of the operation's own schema, with a product that there is."""
    schema = schema_in_english()
    path = "/api/v1" + declared.path
    operation = schema["paths"][path][declared.method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return ""
    example = example_of(content["application/json"]["schema"], schema["components"]["schemas"])
    return json.dumps(example).replace(UNKNOWN_PRODUCT, scene.product_id)


def ask(
    caller: Caller, declared: Declared, scene: Scene, headers: dict[str, str] | None = None
) -> Reply:
    """One request, whose writing is undone, so that each finds the same scene."""
    proper = {
        "If-Match": scene.etag(declared.path),
        "Idempotency-Key": f"table-{declared.operation.operation_id}",
    }
    with transaction.atomic():
        reply = caller.send(
            declared.method,
            scene.address(declared),
            body_of(declared, scene),
            headers=proper if headers is None else headers,
        )
        transaction.set_rollback(True)
    return reply
