"""Opportunities and sales lines, through partners and direct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qudao.core.upserting import Fate, Keyed
from qudao.deals.funnel.bulk import OpportunityLine, put_opportunities
from qudao.deals.sellthrough.bulk import SoldLine, put_sales_lines
from qudao.engines.tabular.fields import ImportKind
from qudao.intake.writers.base import (
    Incoming,
    Outcome,
    References,
    Refused,
    Setting,
    Values,
    Writer,
    amount,
    day,
    spread,
    text,
    too_long,
)
from qudao.intake.writers.places import Places
from qudao.market.cells.bulk import in_languages, products_called
from qudao.market.customers.bulk import customers_called, key_of, put_customers
from qudao.market.customers.inputs import CustomerInput
from qudao.market.goals.bulk import sales_people_called
from qudao.market.partners.bulk import partners_called

ONE = Decimal(1)


@dataclass(slots=True)
class Named:
    """Everything that a line of business may refer to."""

    setting: Setting
    products: References = field(default_factory=References)
    partners: References = field(default_factory=References)
    customers: References = field(default_factory=References)
    people: References = field(default_factory=References)

    def look_up(self, rows: Sequence[Incoming]) -> None:
        """Resolve what a batch refers to, each kind of thing in one go."""
        actor, source = self.setting.actor, self.setting.source
        products = self.products.unknown(_all(rows, "product"))
        self.products.learn(products, products_called(actor, products))
        partners = self.partners.unknown(_all(rows, "partner"))
        self.partners.learn(partners, partners_called(actor, source, partners))
        people = self.people.unknown(_all(rows, "sales_person"))
        self.people.learn(people, sales_people_called(actor, source, people))
        customers = self.customers.unknown(_all(rows, "customer"))
        self.customers.learn(customers, customers_called(source, customers))

    def refusal(self, values: Values) -> Refused | None:
        """A product or partner that nobody knows."""
        if self.products.get(text(values, "product")) is None:
            return Refused("product", "product_unknown", text(values, "product"))
        partner = text(values, "partner")
        if partner and self.partners.get(partner) is None:
            return Refused("partner", "partner_unknown", partner)
        return None


def _all(rows: Sequence[Incoming], name: str) -> set[str]:
    return {text(row.values, name) for row in rows} - {""}


class OpportunityWriter(Writer):
    """Opportunities by their number; a customer whom nobody knows yet comes along."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        super().__init__(kind, setting)
        self._named = Named(self.setting)

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        self._named.look_up(rows)
        outcomes: list[Outcome | None] = [
            self._named.refusal(row.values) or too_long(row.values, {"code": 80, "customer": 200})
            for row in rows
        ]
        taken = [row for row, refusal in zip(rows, outcomes, strict=True) if refusal is None]
        self._add_customers(taken)
        keyed = [Keyed(row.key, self._opportunity(row.values), row.repeated) for row in taken]
        setting = self.setting
        written = put_opportunities(setting.actor, setting.source, keyed, now=setting.now)
        return spread(outcomes, written)

    def _add_customers(self, rows: Sequence[Incoming]) -> None:
        names = sorted(
            name for name in _all(rows, "customer") if self._named.customers.get(name) is None
        )
        keyed = []
        for name in names:
            chinese, other = in_languages(name)
            key = key_of(CustomerInput(name_zh=chinese, name_en=other))
            source = self.setting.source
            given = CustomerInput(name_zh=chinese, name_en=other, source=source, source_key=key)
            keyed.append(Keyed(key, given))
        actor, source = self.setting.actor, self.setting.source
        made = put_customers(actor, source, keyed, now=self.setting.now) if keyed else []
        self.notes["customer_added"] += made.count(Fate.CREATED)
        self._named.customers.learn(set(names), customers_called(source, names))

    def _opportunity(self, values: Values) -> OpportunityLine:
        return OpportunityLine(
            name=text(values, "name"),
            customer_id=self._named.customers.get(text(values, "customer")),
            product_id=self._named.products.get(text(values, "product")) or 0,
            partner_id=self._named.partners.get(text(values, "partner")),
            sales_person_id=self._named.people.get(text(values, "sales_person")),
            stage=text(values, "stage"),
            amount=amount(values, "amount"),
            currency=self.currency(values),
            opened_on=day(values, "opened_on"),
            expected_on=day(values, "expected_on"),
            closed_on=day(values, "closed_on"),
            loss_reason=text(values, "loss_reason"),
        )


class SalesLineWriter(Writer):
    """Sales lines by order and line, else by the whole row: two equal lines are two sales."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        super().__init__(kind, setting)
        self._named = Named(self.setting)
        self._places = Places(self.setting, ("territory",))

    def own_key(self, values: Values) -> str:
        order, line = text(values, "order_number"), text(values, "line_number")
        return f"{order} {line}" if order and line else ""

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        self._named.look_up(rows)
        self._places.look_up(rows)
        outcomes: list[Outcome | None] = [self._named.refusal(row.values) for row in rows]
        keyed = [
            Keyed(row.key, self._line(row), row.repeated)
            for row, refusal in zip(rows, outcomes, strict=True)
            if refusal is None
        ]
        written = put_sales_lines(self.setting.actor, self.setting.source, keyed)
        return spread(outcomes, written)

    def _line(self, row: Incoming) -> SoldLine:
        values = row.values
        region = self._places.of(values)
        if unknown := self._places.unknown_in(values):
            self.note(row, "region_unknown", unknown)
        sold_on, sold_for = day(values, "sold_on"), amount(values, "amount")
        if sold_on is None or sold_for is None:
            raise AssertionError("the kind requires both")
        customer = text(values, "customer")
        return SoldLine(
            partner_id=self._named.partners.get(text(values, "partner")),
            customer_id=self._named.customers.get(customer),
            customer_key=customer[:120],
            product_id=self._named.products.get(text(values, "product")) or 0,
            region_id=region[0] if region else None,
            sales_person_id=self._named.people.get(text(values, "sales_person")),
            order_number=text(values, "order_number"),
            sold_on=sold_on,
            quantity=_quantity(values),
            amount=sold_for,
            currency=self.currency(values),
        )


def _quantity(values: Values) -> Decimal:
    """A line without a quantity is one piece."""
    given = amount(values, "quantity")
    return ONE if given is None else given
