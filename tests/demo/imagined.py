"""The demonstration's world with rows that no database has: for its planners and tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from qudao.demo import accounts
from qudao.demo.history import Timeline
from qudao.demo.logins import PARTNER_PEOPLE, VENDOR_PEOPLE
from qudao.demo.names import CITIES, FAMILIES, PARTNERS, PRODUCTS
from qudao.demo.world import World
from qudao.market.cells.models import Product
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import AccountClass, Customer
from qudao.market.partners.models import Partner
from qudao.market.partners.states import Lifecycle
from qudao.people.models import User

A_DAY = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)
# A weekend, a month's last day, a leap day, new year's morning (in Shanghai), a summer evening.
DAYS = (
    A_DAY,
    datetime(2026, 5, 31, 4, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 16, 30, tzinfo=UTC),
    datetime(2026, 7, 4, 15, 59, tzinfo=UTC),
)
SELLING = (Lifecycle.ACTIVE, Lifecycle.SUSPENDED, Lifecycle.EXITED)


def inputs() -> Iterator[CustomerInput]:
    """What the demonstration says of its customers, in the order in which they are laid."""
    house = Customer(public_id="cus_house")
    group = Customer(public_id="cus_group")
    yield accounts._securities_house()
    yield accounts._group("皖口能源集团", "Wankou Energy Group")
    yield accounts._erp_group()
    yield from accounts._branches(house)
    yield from accounts._units(group)


def all_inputs() -> list[CustomerInput]:
    cast = list(inputs())
    return [*cast, *accounts._others(accounts.WANTED - len(cast))]


def imagined(now: datetime = A_DAY) -> World:
    """A world as it stands before its history is planned."""
    world = World(now)
    world.customers = [
        Customer(
            pk=number,
            public_id=f"cus_{number}",
            name_zh=one.name_zh,
            city=one.city,
            account_class=one.account_class,
        )
        for number, one in enumerate(all_inputs(), start=1)
    ]
    pulan, wankou, hanzhou, *rest = world.customers
    branches, units = rest[: len(CITIES) * 6], rest[len(CITIES) * 6 :]
    world.named = {"pulan": pulan, "wankou": wankou, "hanzhou": hanzhou, "wankou_unit": units[0]}
    world.named |= {f"pulan_{row.city}": row for row in reversed(branches)}
    world.owners = accounts._owners(world)
    for number, seed in enumerate(PARTNERS, start=1):
        world.partners[seed.code] = Partner(pk=number, code=seed.code, region_id=number % 7 + 1)
        if seed.lifecycle in SELLING:
            world.sellers[seed.code] = f"seller_{seed.code}"
    for number, family in enumerate(FAMILIES, start=1):
        world.families[family[0]] = Product(
            pk=number, public_id=f"prd_{family[0]}", code=family[0], name_zh=family[1]
        )
    for number, product in enumerate(PRODUCTS, start=100):
        world.products[product[0]] = Product(pk=number, code=product[0])
    for number, person in enumerate(VENDOR_PEOPLE + PARTNER_PEOPLE, start=1):
        world.users[person.key] = User(pk=number, email=person.email)
    return world


def direct_or_shared(world: World) -> list[Customer]:
    return [one for one in world.customers if one.account_class != AccountClass.CHANNEL]


def planned(timeline: Timeline) -> list[datetime]:
    """The moments of all deeds, in their order."""
    return [step.at for step in sorted(timeline.planned)]
