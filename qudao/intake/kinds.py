"""The kinds of import that the programme takes: their fields, the right to them, their writer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Permission
from qudao.deals.permissions import DealsPermission
from qudao.engines.tabular.fields import ImportKind
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.mapping import SavedMapping
from qudao.intake.writers.base import Setting, Writer
from qudao.intake.writers.customers import CustomerWriter
from qudao.intake.writers.partners import PartnerWriter
from qudao.intake.writers.people import QuotaWriter, SalesPersonWriter
from qudao.intake.writers.places import RegionWriter
from qudao.intake.writers.products import PriceWriter, ProductWriter
from qudao.intake.writers.sales import OpportunityWriter, SalesLineWriter
from qudao.market.permissions import MarketPermission

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Importable:
    """One kind of import: what it takes of the kind's fields, who may, and what writes it."""

    code: str
    label: _StrPromise
    hint: _StrPromise
    permission: Permission
    writer: Callable[[ImportKind, Setting], Writer]
    left_out: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    @property
    def kind(self) -> ImportKind:
        """The kind with the fields that have a place to go."""
        whole = KINDS[self.code]
        fields = tuple(
            replace(spec, required=True) if spec.name in self.required else spec
            for spec in whole.fields
            if spec.name not in self.left_out
        )
        groups = (
            tuple(name for name in group if name not in self.left_out) for group in whole.one_of
        )
        return replace(whole, fields=fields, one_of=tuple(group for group in groups if group))

    def kept(self, mapping: SavedMapping) -> SavedMapping:
        """The mapping without rules for fields that have no place to go, in the kind's order,
        since a database may keep them in another: the first fault of a row is what is shown."""
        names = (spec.name for spec in self.kind.fields)
        rules = {name: mapping.rules[name] for name in names if name in mapping.rules}
        return replace(mapping, rules=rules)


_LINE_EXTRAS = frozenset({"distributor", "unit_price"})

IMPORTABLE = {
    one.code: one
    for one in (
        Importable(
            "products",
            _("Products and prices"),
            _("codes, names, families, list and partner prices"),
            MarketPermission.WRITE_PRODUCTS,
            ProductWriter,
            left_out=frozenset({"valid_until"}),
        ),
        Importable(
            "prices",
            _("Prices alone"),
            _("new prices of products that are there"),
            MarketPermission.WRITE_PRODUCTS,
            PriceWriter,
            left_out=frozenset({"valid_until"}),
        ),
        Importable(
            "regions",
            _("Sales territories"),
            _("the vendor's own territories with their countries"),
            MarketPermission.WRITE_PRODUCTS,
            RegionWriter,
            left_out=frozenset({"province", "city"}),
        ),
        Importable(
            "sales_people",
            _("Sales people"),
            _("names under which figures come, and their managers"),
            MarketPermission.WRITE_GOALS,
            SalesPersonWriter,
            left_out=frozenset({"email", "title", "active_from", "active_until"}),
        ),
        Importable(
            "partners",
            _("Partners"),
            _("companies that sell for you, with type, place and contact"),
            MarketPermission.WRITE_PARTNERS,
            PartnerWriter,
            left_out=frozenset({"tier", "year_opened"}),
        ),
        Importable(
            "customers",
            _("Customers"),
            _("legal and short names, official numbers, web sites, groups"),
            MarketPermission.WRITE_CUSTOMERS,
            CustomerWriter,
            left_out=frozenset({"phone", "email", "contact", "owner", "established"}),
        ),
        Importable(
            "opportunities",
            _("Opportunities"),
            _("possible sales with stage, amount and days"),
            DealsPermission.LOAD_SALES,
            OpportunityWriter,
            left_out=frozenset({"chance"}),
        ),
        Importable(
            "sell_through",
            _("Sell-through lines"),
            _("what partners sold on, line by line"),
            DealsPermission.LOAD_SALES,
            SalesLineWriter,
            left_out=_LINE_EXTRAS,
        ),
        Importable(
            "direct_sales",
            _("Direct sales lines"),
            _("what the vendor sold itself, line by line"),
            DealsPermission.LOAD_SALES,
            SalesLineWriter,
            left_out=_LINE_EXTRAS,
        ),
        Importable(
            "quotas",
            _("Quotas"),
            _("targets of sales people by month, quarter or year"),
            MarketPermission.WRITE_GOALS,
            QuotaWriter,
            left_out=frozenset({"partner", "territory", "product"}),
            required=frozenset({"sales_person"}),
        ),
    )
}


def open_to(actor: Actor) -> list[Importable]:
    """The kinds that this actor may bring in."""
    return [one for one in IMPORTABLE.values() if actor.may(one.permission)]
