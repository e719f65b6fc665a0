"""A programme of 1,000 partners and 100,000 customers, opportunities and registrations."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.db.models import Model

from qudao.core.actor import Actor, Role, Side
from qudao.core.models import Programme
from qudao.deals.funnel import totals as funnel_totals
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.states import Stage
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.counts import rebuild_counts
from qudao.deals.registrations.states import State
from qudao.market.cells.models import Product
from qudao.market.customers.actions.company import create_customers
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner, PartnerAssignment, ProductAuthorisation
from qudao.market.partners.states import Lifecycle, PartnerType
from qudao.people.actions.keys import ApiKeyInput, create_api_key
from qudao.people.actors import session_actor
from qudao.people.models import Membership, Organisation, Person, User
from qudao.rules.models import Acknowledgement, RulebookVersion

M = TypeVar("M", bound=Model)
PARTNERS, ROWS = 1_000, 100_000
BATCH = 2_000
OF_ONE_MANAGER, OF_ONE_PARTNER = 40, 300
PLACES = "岚云林西南海皖中汉青白长东古鹤镜兰明平清石桐望霞银玉紫安百晨丹飞广红嘉开"
TRADES = ("精密制造", "中心医院", "物流", "农商银行", "重工", "药房连锁", "软件", "食品", "保险")
STATES = (
    (State.WON, 40),
    (State.LOST, 22),
    (State.EXPIRED, 15),
    (State.REJECTED, 12),
    (State.PROTECTED, 9),
    (State.IN_REVIEW, 2),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Who drives the server, and how fast customers came in."""

    manager: User
    director: User
    seller: User
    product: Product
    key: str
    reading_key: str  # of the director
    customers_a_minute: float
    customer_cpu_ms: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows of the two large tables refer to."""

    customers: list[Customer]
    partners: list[Partner]
    product: Product
    version: RulebookVersion
    now: datetime


def load(scale: float, *, now: datetime) -> Loaded:
    """Everything, in the sizes above times `scale`."""
    chance = random.Random(7)
    Programme.objects.create(pk=1, name_zh="压测", name_en="Bench")
    vendor = Organisation.objects.create(side="vendor", name_en="Vendor", created_at=now)
    director = _user("director", vendor, Role.CHANNEL_DIRECTOR, now)
    manager = _user("manager", vendor, Role.CHANNEL_MANAGER, now)
    product = Product.objects.create(code="GATE", name_en="Gateway", path="/GATE/", is_family=True)
    partners = _partners(max(int(PARTNERS * scale), 50), manager, product, now)
    seller = _user("seller", partners[0].organisation, Role.PARTNER_SELLER, now)
    version = _rules(seller, partners[0], director, now)
    count = max(int(ROWS * scale), 1_000)
    started, cpu = time.perf_counter(), time.process_time()
    customers = _customers(director, vendor, count, now)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    ground = Ground(customers, partners, product, version, now)
    _in_batches(Opportunity, _opportunities(ground, chance))
    _in_batches(Registration, _registrations(ground, chance))
    funnel_totals.rebuild()
    rebuild_counts()
    return Loaded(
        manager, director, seller, product,
        _key(seller, partners[0].pk, _TO_REGISTER, now), _key(director, vendor.pk, _TO_READ, now),
        count / seconds * 60, cpu * 1000 / count,
    )  # fmt: skip


def _user(name: str, organisation: Organisation, role: Role, now: datetime) -> User:
    person = Person.objects.create(name=name, email=f"{name}@bench.example")
    user = User.objects.create_user(person.email, person, password=None)
    Membership.objects.create(user=user, organisation=organisation, role=role, started_at=now)
    return user


def _partners(count: int, manager: User, product: Product, now: datetime) -> list[Partner]:
    organisations = Organisation.objects.bulk_create(
        Organisation(side=Side.PARTNER.value, name_en=f"Partner {n}", created_at=now)
        for n in range(count)
    )
    partners = Partner.objects.bulk_create(
        Partner(
            organisation=organisation,
            code=f"P{number:04}",
            name_zh=f"伙伴{number}",
            name_en=f"Partner {number}",
            lifecycle=Lifecycle.ACTIVE,
            partner_type=PartnerType.BUSINESS_PARTNER,
            joined_on=now.date(),
            created_at=now,
        )
        for number, organisation in enumerate(organisations)
    )
    PartnerAssignment.objects.bulk_create(
        PartnerAssignment(partner=partner, user=manager, since=now.date())
        for partner in partners[:OF_ONE_MANAGER]
    )
    ProductAuthorisation.objects.bulk_create(
        ProductAuthorisation(partner=partner, product=product, valid_from=now.date())
        for partner in partners
    )
    return partners


def _rules(seller: User, partner: Partner, director: User, now: datetime) -> RulebookVersion:
    version = RulebookVersion.objects.create(
        label="bench",
        policy={"registration": {"open_cap_default": 10_000}},
        effective_from=now - timedelta(days=800),
        published_at=now - timedelta(days=801),
        published_by=director,
    )
    Acknowledgement.objects.create(
        version=version, organisation=partner.organisation, user=seller, acknowledged_at=now
    )
    return version


def _customers(director: User, vendor: Organisation, count: int, now: datetime) -> list[Customer]:
    actor = session_actor(director, vendor.pk, language="en", request_id="bench")
    made: list[Customer] = []
    for start in range(0, count, BATCH):
        names = [_name(number) for number in range(start, min(start + BATCH, count))]
        created = create_customers(
            actor, [CustomerInput(name_zh=name, city="上海") for name in names], now=now
        )
        made.extend(created.customers.values())
    return made


def _name(number: int) -> str:
    rest, first = divmod(number, len(PLACES))
    rest, second = divmod(rest, len(PLACES))
    third, trade = divmod(rest, len(TRADES))
    return f"{PLACES[first]}{PLACES[second]}{PLACES[third % len(PLACES)]}{TRADES[trade]}有限公司"


def _opportunities(ground: Ground, chance: random.Random) -> Iterator[Opportunity]:
    now, partners = ground.now, ground.partners
    for number, customer in enumerate(ground.customers):
        yield Opportunity(
            name="deal",
            customer=customer,
            product=ground.product,
            route="indirect",
            partner=partners[number % len(partners)],
            stage=chance.choice(Stage.values),
            amount=Decimal(chance.randrange(10, 900) * 1_000),
            currency="CNY",
            opened_on=(now - timedelta(days=chance.randrange(700))).date(),
            expected_on=(now + timedelta(days=chance.randrange(-300, 120))).date(),
            created_at=now,
        )


def _registrations(ground: Ground, chance: random.Random) -> Iterator[Registration]:
    states, weights = zip(*STATES, strict=True)
    for number, customer in enumerate(ground.customers):
        place = 0 if number < OF_ONE_PARTNER else number % len(ground.partners)
        at = ground.now - timedelta(minutes=7 * number)
        state = chance.choices(states, weights)[0]
        row = _registration(number, customer, ground.partners[place], state, at)
        row.product, row.rulebook_version = ground.product, ground.version
        yield row


def _registration(
    number: int, customer: Customer, partner: Partner, state: State, at: datetime
) -> Registration:
    return Registration(
        # apart from the numbers that the server gives while it is measured
        number=f"{partner.code}-OLD{number}",
        partner=partner,
        created_at=at,
        state=state,
        is_full=True,
        customer_name=customer.name_zh,
        customer=customer,
        project="网关",
        amount=Decimal(1_000 * (number % 900 + 1)),
        currency="CNY",
        received_at=at,
        last_update_at=at,
        review_started_at=at,
        decide_by=at + timedelta(days=3),
        decided_at=None if state is State.IN_REVIEW else at + timedelta(days=1),
        protected_until=(at + timedelta(days=90)).date() if state is State.PROTECTED else None,
    )


def _in_batches(model: type[M], rows: Iterator[M]) -> None:
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)


_TO_REGISTER = (DealsPermission.REGISTER.code, DealsPermission.READ_REGISTRATIONS.code)
_TO_READ = (DealsPermission.READ_OPPORTUNITIES.code,)


def _key(user: User, organisation_id: int, scopes: tuple[str, ...], now: datetime) -> str:
    actor: Actor = session_actor(user, organisation_id, language="en", request_id="bench")
    return create_api_key(actor, ApiKeyInput(name="bench", scopes=scopes), now=now).secret
