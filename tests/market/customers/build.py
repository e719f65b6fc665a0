"""Short ways to the customers of these tests."""

from __future__ import annotations

from datetime import datetime

from qudao.core.actor import Actor, system_actor
from qudao.core.errors import Invalid
from qudao.core.models import AuditEntry
from qudao.market.customers.actions import create_customer
from qudao.market.customers.inputs import CustomerInput, IdentifierInput
from qudao.market.customers.models import Customer, CustomerKey

SYSTEM = system_actor("test")
USCC_A = "91310000MA1FL0W635"
USCC_B = "91330100MA2KLMN561"
USCC_WRONG = "91310000MA1FL0W630"


def uscc(value: str, *, keep_unproven: bool = False) -> IdentifierInput:
    return IdentifierInput(scheme="uscc", value=value, keep_unproven=keep_unproven)


def make_customer(actor: Actor, name_zh: str, now: datetime, code: str = "") -> Customer:
    numbers = (uscc(code),) if code else ()
    return create_customer(actor, CustomerInput(name_zh=name_zh, identifiers=numbers), now=now)


def problems(refused: Invalid) -> dict[str, str]:
    return {one.field: one.code for one in refused.problems}


def all_customers() -> list[str]:
    rows = Customer.objects.visible_to(SYSTEM).order_by("pk")
    return [row.name_zh or row.name_en for row in rows]


def keys(customer: Customer) -> set[tuple[str, str]]:
    rows = CustomerKey.objects.visible_to(SYSTEM).filter(customer=customer)
    return set(rows.values_list("kind", "value"))


def verbs() -> list[str]:
    rows = AuditEntry.objects.visible_to(SYSTEM).order_by("pk")
    return list(rows.values_list("verb", flat=True))
