"""Customers and partners as their pages get them, and the forms that are sent to those pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qudao.core.models import AuditEntry
from qudao.market.cells.models import Industry, Region
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner

CUSTOMERS, PARTNERS = "/workbench/customers/", "/workbench/partners/"
PROVEN = "91110000600037341L"  # a credit code whose check sign holds
UNPROVEN = "914403001922038217"


def of_customer(customer: Customer, rest: str = "") -> str:
    return f"{CUSTOMERS}{customer.public_id}/{rest}"


def of_partner(partner: Partner, rest: str = "") -> str:
    return f"{PARTNERS}{partner.public_id}/{rest}"


def make_customer(name: str, now: datetime, **values: Any) -> Customer:
    return Customer.objects.create(name_zh=name, created_at=now, **values)


def make_region(code: str, name: str, parent: Region | None = None) -> Region:
    path = f"{parent.path}{code}/" if parent else f"/{code}/"
    kind = Region.Kind.DIVISION if parent else Region.Kind.TERRITORY
    return Region.objects.create(
        code=code, name_zh=name, name_en=name, path=path, kind=kind, parent=parent
    )


def make_industry(code: str, name: str) -> Industry:
    return Industry.objects.create(
        code=code, name_zh=name, name_en=name, path=f"/{code}/", standard=Industry.Standard.OWN
    )


def entries(verb: str = "") -> int:
    rows = AuditEntry.objects.unscoped(reason="a test")
    return rows.filter(verb=verb).count() if verb else rows.count()


def last_verb() -> str:
    return str(AuditEntry.objects.unscoped(reason="a test").order_by("-pk")[0].verb)
