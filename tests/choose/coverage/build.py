"""A small market: two territories and two segments, with cities and branches below them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qudao.deals.funnel.models import Opportunity
from qudao.deals.registrations.models import Registration
from qudao.market.cells.actions import NodeInput, create_segment, create_territory
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers.models import Customer
from qudao.market.partners.actions import serve_cell
from qudao.market.partners.models import Partner
from tests.deals.programme import Programme, make_programme
from tests.people import Cast


@dataclass(frozen=True)
class Ground:
    """The programme with its market. Codes: EAST with SHA and SUZ below, SOUTH; BANK with RURAL
    below, MED; products GW and BK."""

    programme: Programme
    now: datetime

    @property
    def cast(self) -> Cast:
        return self.programme.cast

    def customer(self, region: str, industry: str, name: str = "") -> Customer:
        places = Region.objects.unscoped(reason="test")
        trades = Industry.objects.unscoped(reason="test")
        return Customer.objects.create(
            name_en=name or f"Customer of {region} {industry}",
            region=places.filter(code=region).first(),
            industry=trades.filter(code=industry).first(),
            created_at=self.now,
        )

    def serves(
        self, partner: Partner, product: str = "", region: str = "", industry: str = ""
    ) -> None:
        serve_cell(
            self.cast.channel_director,
            partner.public_id,
            CellAxes(product=product, region=region, industry=industry),
            now=self.now,
        )

    def deal(
        self, customer: Customer, amount: int, *, stage: str = "proposing", **more: object
    ) -> Opportunity:
        stated: dict[str, object] = {
            "name": f"Deal {amount}",
            "product": self.programme.gateways,
            "partner": self.cast.partner_a,
            "route": "indirect",
            "currency": "CNY",
            "created_at": self.now,
            "closed_on": None if stage == "proposing" else date(2026, 1, 15),
            **more,
        }
        return Opportunity.objects.create(
            customer=customer, amount=Decimal(amount), stage=stage, **stated
        )

    def protected(self, customer: Customer, **more: object) -> Registration:
        count = Registration.objects.unscoped(reason="test").count()
        stated: dict[str, object] = {
            "partner": self.cast.partner_a,
            "product": self.programme.gateways,
            "state": "protected",
            **more,
        }
        return Registration.objects.create(
            number=f"T-{count}",
            customer=customer,
            customer_name=customer.name("en"),
            received_at=self.now,
            created_at=self.now,
            protected_until=date(2026, 5, 1),
            **stated,
        )


def make_ground(cast: Cast, now: datetime) -> Ground:
    programme = make_programme(cast, now)
    keeper = cast.operations
    for code, zh, en, parent in (
        ("EAST", "华东", "East China", ""),
        ("SHA", "上海", "Shanghai", "EAST"),
        ("SUZ", "苏州", "Suzhou", "EAST"),
        ("SOUTH", "华南", "South China", ""),
        ("NORTH", "华北", "North China", ""),
    ):
        create_territory(keeper, NodeInput(code, zh, en, parent), now=now)
    for code, zh, en, parent in (
        ("BANK", "银行", "Banking", ""),
        ("RURAL", "农商行", "Rural banks", "BANK"),
        ("MED", "医院", "Hospitals", ""),
    ):
        create_segment(keeper, NodeInput(code, zh, en, parent), now=now)
    return Ground(programme, now)
