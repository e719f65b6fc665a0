"""The ground: programme, people, products, partners, customers, rules, goals."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from qudao.core.actor import Actor, Role
from qudao.demo.logins import PARTNER_PEOPLE, VENDOR_PEOPLE, DemoPerson
from qudao.demo.names import CITY, FAMILIES, PARTNERS, PRODUCTS, PartnerSeed
from qudao.demo.world import SYSTEM, ZONE, World
from qudao.engines.quarter import quarter_of
from qudao.market.cells.actions import (
    NodeInput,
    ProductInput,
    create_product,
    seed_reference,
)
from qudao.market.cells.selectors import CellAxes
from qudao.market.goals.actions import QuotaInput, set_quota
from qudao.market.partners.actions.charge import assign_channel_manager
from qudao.market.partners.actions.company import create_partner, set_supplier
from qudao.market.partners.actions.contacts import add_contact
from qudao.market.partners.actions.reach import authorise_product, serve_cell
from qudao.market.partners.inputs import ContactInput, PartnerInput
from qudao.market.partners.models import Partner
from qudao.market.partners.states import Lifecycle, PartnerType
from qudao.market.prices.actions import PriceInput, set_price
from qudao.market.prices.models import Price
from qudao.market.standing.actions import set_tier
from qudao.people.actions.programme import ProgrammeInput, SetUpInput, set_up_programme
from qudao.rules.actions import VersionInput, publish_version

HISTORY_DAYS = 760
SHARE_OF_LIST = {Price.Kind.PARTNER: Decimal("0.82"), Price.Kind.REGISTERED: Decimal("0.74")}
QUARTER_TARGETS = {"manager": 4_800_000, "manager2": 4_200_000, "newcomer": 1_800_000}
ACCOUNT_TARGETS = {"account": 9_000_000, "account2": 8_000_000}


def lay_programme(world: World) -> None:
    """The programme with its first director, then everybody at the vendor."""
    at = world.days_ago(HISTORY_DAYS)
    director, *others = VENDOR_PEOPLE
    names = SetUpInput(
        programme=ProgrammeInput(name_zh="澄岩伙伴计划", name_en="Chengyan Partners"),
        vendor_zh="澄岩软件",
        vendor_en="Chengyan Software",
        director_name=director.name,
        director_email=director.email,
    )
    issued = set_up_programme(SYSTEM, names, now=at, is_demonstration=True)
    vendor = issued.invitation.organisation
    world.accept(director, issued.token, vendor, at=at)
    for person in others:
        world.admit(world.actor("director"), person, vendor, at=at)
    seed_reference(world.actor("director"), now=at)


def lay_rules(world: World) -> None:
    """Two versions: the first with the programme, the second since last spring."""
    director = world.actor("director")
    first, second = world.days_ago(HISTORY_DAYS - 1), world.days_ago(230)
    for published, effective, changes in (
        (first, first + timedelta(days=1), {"auto_approve_below": "80000"}),
        (second, second + timedelta(days=30), {"auto_approve_below": "100000"}),
    ):
        label = f"{effective.year}.{1 if published is first else 2}"
        version = VersionInput(
            label=label, effective_from=effective, policy={"registration": changes}
        )
        publish_version(director, version, now=published)


def lay_products(world: World) -> None:
    """Families, their products, and three dated prices of each."""
    director, at = world.actor("director"), world.days_ago(HISTORY_DAYS - 1)
    for code, zh, en in FAMILIES:
        node = NodeInput(code=code, name_zh=zh, name_en=en)
        world.families[code] = create_product(director, ProductInput(node, is_family=True), now=at)
    for code, family, zh, en, price in PRODUCTS:
        node = NodeInput(code=code, name_zh=zh, name_en=en, parent=family)
        world.products[code] = create_product(director, ProductInput(node), now=at)
        _price(director, code, Decimal(price), at)
        _price(director, code, Decimal(price) * Decimal("1.05"), world.days_ago(300))


def _price(director: Actor, code: str, amount: Decimal, at: datetime) -> None:
    prices = {Price.Kind.LIST: amount}
    prices |= {kind: amount * share for kind, share in SHARE_OF_LIST.items()}
    for kind, value in prices.items():
        stated = PriceInput(
            product=code, kind=kind, currency="CNY", amount=value, valid_from=at.date()
        )
        set_price(director, stated, now=at)


def lay_partners(world: World) -> None:
    """The partners with owner, tier, supplier, products, cells, contact and people."""
    director = world.actor("director")
    for number, seed in enumerate(PARTNERS):
        at = world.days_ago(HISTORY_DAYS - 5 - number % 20)
        world.partners[seed.code] = _partner(world, director, seed, at)
    for seed in PARTNERS:
        if seed.supplier:
            partner, supplier = world.partners[seed.code], world.partners[seed.supplier]
            set_supplier(director, partner.public_id, supplier.public_id, now=world.days_ago(700))
    _admit_partner_people(world)


def _partner(world: World, director: Actor, seed: PartnerSeed, at: datetime) -> Partner:
    city = CITY[seed.city]
    stated = PartnerInput(
        name_zh=seed.zh,
        name_en=seed.en,
        code=seed.code,
        partner_type=seed.partner_type,
        business_kind=seed.kind if seed.partner_type == PartnerType.BUSINESS_PARTNER else "",
        lifecycle=_first_state(seed.lifecycle),
        region=city.code,
        city=city.zh,
        website=f"www.{seed.en.split()[0].lower().replace('’', '')}.example",
        employees=12 + 9 * seed.pull,
        joined_on=at.date(),
    )
    partner = create_partner(director, stated, now=at)
    owner = world.users[seed.owner].public_id
    assign_channel_manager(director, partner.public_id, owner, now=at)
    if seed.lifecycle in {Lifecycle.ACTIVE, Lifecycle.SUSPENDED, Lifecycle.EXITED}:
        _equip(world, director, seed, partner.public_id, at)
    return partner


def _first_state(lifecycle: Lifecycle) -> Lifecycle:
    later = {Lifecycle.SUSPENDED, Lifecycle.EXITED}
    return Lifecycle.ACTIVE if lifecycle in later else lifecycle


def _equip(world: World, director: Actor, seed: PartnerSeed, public_id: str, at: datetime) -> None:
    families = [code for code, _, _ in FAMILIES]
    wanted = families if seed.pull >= 6 else families[:3] if seed.pull >= 3 else families[:2]
    if seed.code == "JUNJ":
        wanted = ["ERP", "GATE"]
    for code in wanted:
        authorise_product(director, public_id, code, valid_from=at.date(), now=at)
        axes = CellAxes(product=code, region=CITY[seed.city].code[:2] + "0000")
        serve_cell(director, public_id, axes, now=at)
    set_tier(director, public_id, seed.tier, valid_from=at.date(), decided_by="signing", now=at)
    contact = ContactInput(
        name=f"{seed.zh[:1]}经理 {seed.en.split()[0]} office",
        email=f"office@{seed.en.split()[0].lower().replace('’', '')}.example",
        function="principal",
        is_primary=True,
    )
    add_contact(director, public_id, contact, now=at)


def _admit_partner_people(world: World) -> None:
    """The cast's people, and one seller for each other active partner."""
    at = world.days_ago(HISTORY_DAYS - 40)
    known = {person.partner for person in PARTNER_PEOPLE}
    people = list(PARTNER_PEOPLE)
    for seed in PARTNERS:
        if seed.code not in known and seed.lifecycle not in (
            Lifecycle.PROSPECT,
            Lifecycle.APPLICANT,
        ):
            local = seed.en.split()[0].lower().replace("’", "")
            name = f"{seed.zh[:1]}晓 {seed.en.split()[0]} seller"
            people.append(
                DemoPerson(
                    f"seller_{seed.code}",
                    name,
                    f"seller@{local}.example",
                    Role.PARTNER_SELLER,
                    seed.code,
                )
            )
    for person in people:
        organisation = world.partners[person.partner].organisation
        world.admit(world.actor("director"), person, organisation, at=at)
        if person.role in (Role.PARTNER_SELLER, Role.PARTNER_PRINCIPAL):
            world.sellers.setdefault(person.partner, person.key)
    world.sellers["TUOC"] = "seller"


def lay_goals(world: World) -> None:
    """This quarter's targets of channel managers and account managers."""
    director, quarter = world.actor("director"), quarter_of(world.now.astimezone(ZONE).date())
    for key, amount in {**QUARTER_TARGETS, **ACCOUNT_TARGETS}.items():
        quota = QuotaInput(
            starts_on=quarter.start,
            ends_on=quarter.end,
            amount=Decimal(amount),
            currency="CNY",
            user=world.users[key].public_id,
        )
        set_quota(director, quota, now=world.days_ago(90))
