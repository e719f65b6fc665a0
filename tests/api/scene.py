"""Partner A's rows, for tests that send every operation at everybody's door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qudao.api.routing import Declared
from qudao.deals.registrations.models import Registration
from qudao.intake.actions import ImportInput
from qudao.people.models import Notice
from tests.deals.programme import Programme, in_review
from tests.intake.build import given, previewed
from tests.people import Cast


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


def _import(cast: Cast, now: datetime) -> str:
    """A file that was read through and waits for its go."""
    asked = ImportInput(
        kind="customers", file=given("customers.csv", "name,city\nPulan,Shanghai\n"), source="crm"
    )
    return previewed(cast.operations, asked, now=now)


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
        "registration_id": registration.public_id,
        "notice_id": notice.public_id,
        "import_id": _import(cast, now),
    }
    versions = {"registration_id": registration.version, "customer_id": customer.version}
    return Scene(cast, ids, versions, programme.gateways.public_id)
