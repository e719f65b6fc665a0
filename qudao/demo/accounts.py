"""Six hundred customers: a securities house with its branches, a group that buys in its
subsidiaries, a large ERP project, and the many others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from qudao.core.actor import Actor
from qudao.demo.names import CITIES, PLACES, TRADES
from qudao.demo.world import World
from qudao.market.customers.actions.charge import assign_account_manager
from qudao.market.customers.actions.company import create_customer, create_customers
from qudao.market.customers.inputs import CustomerInput, NameInput
from qudao.market.customers.models import AccountClass, Customer, CustomerName

WANTED = 600
SECURITIES, CAPITAL_MARKET = "浦岚证券", "GB-67"
BRANCHES_A_CITY = 6
SUBSIDIARIES = (
    ("发电", "Power"), ("煤炭", "Coal"), ("运输", "Transport"), ("新能源", "New Energy"),
    ("物资", "Supplies"), ("财务", "Finance"), ("燃气", "Gas"), ("港务", "Ports"),
)  # fmt: skip


def lay_customers(world: World) -> None:
    """Every customer, and the account managers of the direct and shared ones."""
    director, at = world.actor("director"), world.days_ago(745)
    _cast(world)
    rest = list(_others(WANTED - len(world.customers)))
    world.customers += _create(director, rest, at)
    world.owners = _owners(world)
    sales, users = world.actor("sales"), world.users
    for customer in world.customers:
        if customer.pk in world.owners:
            owner = users[world.owners[customer.pk]].public_id
            assign_account_manager(sales, customer.public_id, owner, now=at)


def _owners(world: World) -> dict[int, str]:
    """One in three of the direct and shared ones is the second account manager's, by its place
    in the list, which is the same in every database; the groups of the cast are the first's."""
    cast = {world.named[key].pk for key in ("hanzhou", "pulan", "wankou")}
    served = [one for one in world.customers if one.account_class != AccountClass.CHANNEL]
    return {
        customer.pk: "account" if place % 3 or customer.pk in cast else "account2"
        for place, customer in enumerate(served, start=1)
    }


def _cast(world: World) -> None:
    director, at = world.actor("director"), world.days_ago(746)
    pulan = create_customer(director, _securities_house(), now=at)
    wankou = create_customer(director, _group("皖口能源集团", "Wankou Energy Group"), now=at)
    hanzhou = create_customer(director, _erp_group(), now=at)
    world.named |= {"pulan": pulan, "wankou": wankou, "hanzhou": hanzhou}
    world.customers += [pulan, wankou, hanzhou]
    branches = _create(director, list(_branches(pulan)), at)
    units = _create(director, list(_units(wankou)), at)
    world.customers += [*branches, *units]
    world.named |= {f"pulan_{row.city}": row for row in reversed(branches)}
    world.named["wankou_unit"] = units[0]


def _create(director: Actor, inputs: list[CustomerInput], at: datetime) -> list[Customer]:
    """The customers in the order of their inputs; the demonstration's own are never refused."""
    created = create_customers(director, inputs, now=at)
    if created.refused:
        raise next(iter(created.refused.values()))
    return [created.customers[place] for place in range(len(inputs))]


def _securities_house() -> CustomerInput:
    return CustomerInput(
        name_zh=f"{SECURITIES}股份有限公司",
        name_en="Pulan Securities Co., Ltd.",
        kind=Customer.Kind.GROUP,
        account_class=AccountClass.SHARED,
        region="310000",
        industry=CAPITAL_MARKET,
        city="上海",
        website="www.pulan-securities.example",
        names=(NameInput(name=SECURITIES, kind=CustomerName.Kind.SHORT),),
    )


def _group(zh: str, en: str) -> CustomerInput:
    return CustomerInput(
        name_zh=f"{zh}有限公司",
        name_en=f"{en} Co., Ltd.",
        kind=Customer.Kind.GROUP,
        account_class=AccountClass.SHARED,
        region="340000",
        industry="GB-44",
        city="合肥",
        is_named_account=True,
    )


def _erp_group() -> CustomerInput:
    return CustomerInput(
        name_zh="汉洲医药集团股份有限公司",
        name_en="Hanzhou Pharma Group Co., Ltd.",
        kind=Customer.Kind.GROUP,
        account_class=AccountClass.DIRECT,
        is_named_account=True,
        region="420000",
        industry="GB-27",
        city="武汉",
        website="www.hanzhou-pharma.example",
    )


def _branches(house: Customer) -> Iterator[CustomerInput]:
    streets = (("滨江路", "Binjiang Road"), ("人民路", "Renmin Road"), ("湖滨路", "Hubin Road"),
               ("中山路", "Zhongshan Road"), ("科技园", "Tech Park"), ("", ""))  # fmt: skip
    for city in CITIES:
        for zh, en in streets[:BRANCHES_A_CITY]:
            place = f"{city.zh}{zh}"
            yield CustomerInput(
                name_zh=f"{SECURITIES}股份有限公司{place}{'证券营业部' if zh else '分公司'}",
                name_en=f"Pulan Securities, {city.en} {en} Branch".replace("  ", " "),
                kind=Customer.Kind.SITE,
                parent=house.public_id,
                account_class=AccountClass.CHANNEL,
                region=city.code,
                industry=CAPITAL_MARKET,
                city=city.zh,
            )


def _units(group: Customer) -> Iterator[CustomerInput]:
    for zh, en in SUBSIDIARIES:
        yield CustomerInput(
            name_zh=f"皖口{zh}有限公司",
            name_en=f"Wankou {en} Co., Ltd.",
            parent=group.public_id,
            account_class=AccountClass.CHANNEL,
            region="340100",
            industry="GB-44",
            city="合肥",
        )


def _others(count: int) -> Iterator[CustomerInput]:
    """Place × trade, city by city; one in nine is served directly too."""
    pairs = [(place, trade) for trade in TRADES for place in PLACES]
    for number, (place, trade) in enumerate(pairs[:count]):
        city = CITIES[(number * 7) % len(CITIES)]
        company = trade[0] in {"中心医院", "教育局", "职业学院"}
        account = AccountClass.CHANNEL
        if number % 9 == 4:
            account = AccountClass.DIRECT if number % 2 else AccountClass.SHARED
        yield CustomerInput(
            name_zh=f"{place[0]}{trade[0]}" + ("" if company else "有限公司"),
            name_en=f"{place[1]} {trade[1]}" + ("" if company else " Co., Ltd."),
            account_class=account,
            region=city.code,
            industry=trade[2],
            city=city.zh,
            employees=40 + (number * 37) % 2400,
        )
