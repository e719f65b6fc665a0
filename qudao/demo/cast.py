"""The cast: what the vendor's people should meet on the first day.

Each part of the cast of the domain's description is one function; amounts and days are those of
the reference pages, so that page and story agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from qudao.deals.funnel.actions import (
    ActivityInput,
    OpportunityInput,
    create_opportunity,
    record_direct_activity,
)
from qudao.deals.funnel.states import Stage
from qudao.deals.registrations.actions import (
    approve,
    record_update,
    request_information,
    submit_quick,
)
from qudao.deals.registrations.inputs import RegistrationInput
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State, TenderKind
from qudao.demo.history import Deed, Timeline, full_registration, submitted
from qudao.demo.names import PARTNERS, PartnerSeed
from qudao.demo.world import World
from qudao.market.customers.actions.relations import record_relation
from qudao.market.customers.inputs import RelationInput
from qudao.market.customers.models import Customer, PartnerCustomer
from qudao.market.partners.actions.company import move_partner
from qudao.market.partners.states import Lifecycle
from qudao.people.notifications import mark_all_read

_LEAVING = {
    Lifecycle.SUSPENDED: "两次未按期提交季度报表，补齐之前暂停合作。",
    Lifecycle.EXITED: "合作协议到期，双方同意不再续签。",
}
Change = dict[str, Any]  # fields of a RegistrationInput, of as many types as it has


@dataclass(frozen=True, slots=True)
class Claim:
    """Who registers whom for which family, for how much, with which fields of its own."""

    code: str
    customer: Customer
    family: str
    amount: int
    scope: Change


def play_cast(world: World, timeline: Timeline) -> None:
    """Plan the deeds of the cast."""
    for part in (
        clash_of_two_partners,
        clash_with_direct_sales,
        tie_of_many_years,
        waits_for_the_partner,
        published_tender,
        same_group_other_unit,
        quick_ones,
        overdue_clock,
        settled_by_rule,
        protections_about_to_end,
        group_that_buys_below,
        partners_that_leave,
        notices_read,
    ):
        part(world, timeline)


def clash_of_two_partners(world: World, timeline: Timeline) -> None:
    """Dingpei holds branches of Pulan Securities and has been silent; Qiheng claims them too."""
    branch = world.named["pulan_上海"]
    scope: Change = {"project": "浦岚证券上海分支网关二期", "site": "上海浦东"}
    held = partial(_registers, world, Claim("DING", branch, "GATE", 950_000, scope))
    timeline.plan(world.days_ago(62, hour=9, minute=41), _then_approved(world, held, "manager"))
    rival = partial(_registers, world, Claim("QIHE", branch, "GATE", 1_860_000, scope))
    timeline.plan(world.days_ago(3, hour=17), rival)


def clash_with_direct_sales(world: World, timeline: Timeline) -> None:
    """Direct sales work on the ERP project of a large group; a once-off partner registers it."""
    group, erp = world.named["hanzhou"], world.families["ERP"]

    def direct(at: datetime) -> None:
        seller = world.actor("account")
        opened = OpportunityInput(
            product_id=erp.public_id,
            customer_id=group.public_id,
            name="汉洲医药集团 ERP 一期",
            stage=Stage.PROPOSING,
            amount=Decimal(6_200_000),
            currency="CNY",
            expected_on=(world.now + timedelta(days=70)).date(),
        )
        create_opportunity(seller, opened, now=at)

    def visit(at: datetime) -> None:
        noted = ActivityInput(
            customer_id=group.public_id,
            product_id=erp.public_id,
            happened_on=at.date(),
            summary="与信息中心确认 ERP 一期范围与预算，客户书面确认。",
            customer_confirmed=True,
        )
        record_direct_activity(world.actor("account"), noted, now=at)

    timeline.plan(world.days_ago(58), direct)
    timeline.plan(world.days_ago(13, hour=15), visit)
    claim = partial(
        _registers, world, Claim("JUNJ", group, "ERP", 6_200_000, {"project": "汉洲医药 ERP 一期"})
    )
    timeline.plan(world.days_ago(1, hour=10, minute=12), claim)


def tie_of_many_years(world: World, timeline: Timeline) -> None:
    """Lingnan Zhixin has served one hospital for fourteen years."""
    hospital = _named(world, "西陵中心医院")

    def tie(at: datetime) -> None:
        relation = RelationInput(
            depth=PartnerCustomer.Depth.TRUSTED,
            since=date(at.year - 14, 3, 1),
            last_touch=at.date(),
            evidence="十四年驻场服务，历次扩容均由其实施。",
        )
        partner = world.partners["LING"].public_id
        record_relation(
            world.actor("director"), hospital.public_id, partner, relation=relation, now=at
        )

    timeline.plan(world.days_ago(400), tie)
    scope: Change = {"project": "病历系统扩容", "purchase": "expansion"}
    claim = partial(_registers, world, Claim("LING", hospital, "CLOUD", 740_000, scope))
    timeline.plan(world.days_ago(1, hour=15, minute=40), claim)


def waits_for_the_partner(world: World, timeline: Timeline) -> None:
    """Tuochuan was asked for a proof of the need; the clock stands still."""
    shops = _named(world, "云泽药房连锁有限公司")

    def asked(at: datetime) -> None:
        claim = Claim("TUOC", shops, "BACK", 2_160_000, {"project": "240 家门店备份"})
        registration = _registers(world, claim, at)
        if registration.state == State.IN_REVIEW:
            question = "请补充客户的立项或需求文件，并说明 240 家门店的分批计划。"
            request_information(
                world.actor("manager"),
                registration.public_id,
                question,
                version=registration.version,
                now=at + timedelta(hours=7),
            )

    timeline.plan(world.days_ago(2, hour=9, minute=30), asked)


def published_tender(world: World, timeline: Timeline) -> None:
    """A registration after the tender's notice, with earlier work pleaded."""
    bureau = _named(world, "林湖教育局")
    at = world.days_ago(2, hour=14)
    scope: Change = {
        "project": "区县数据平台",
        "tender_number": f"LH-{at.year}-118",
        "tender_published_on": (at - timedelta(days=4)).date(),
        "earlier_work_on": (at - timedelta(days=40)).date(),
        "purchase_stage": "tender_published",
    }
    timeline.plan(at, partial(_registers, world, Claim("DING", bureau, "HUB", 3_100_000, scope)))


def same_group_other_unit(world: World, timeline: Timeline) -> None:
    """A branch that buys for itself, of a house where another partner is at work."""
    branch = world.named["pulan_苏州"]
    claim = partial(_registers, world, Claim("HENG", branch, "BACK", 1_280_000, {}))
    timeline.plan(world.hours_ago(20), claim)


def quick_ones(world: World, timeline: Timeline) -> None:
    """Two quick registrations: their time is kept, the rest is still to come."""
    for code, name, family, days in (
        ("TUOC", "岚山农商银行有限公司", "GATE", 1),
        ("SHEN", "白石保险有限公司", "HUB", 4),
    ):
        claim = Claim(code, _named(world, name), family, 0, {})
        at = world.days_ago(days, hour=11, minute=5)
        timeline.plan(at, partial(_registers_quickly, world, claim))


def _registers_quickly(world: World, claim: Claim, at: datetime) -> None:
    seller, customer = world.seller_of(claim.code), claim.customer
    family = world.families[claim.family]
    whole = full_registration(world, seller, customer, at=at)
    quick = RegistrationInput(
        customer_name=whole.customer_name,
        customer_city=whole.customer_city,
        product_id=family.public_id,
        project=f"{customer.city}{family.name_zh}",
        contact=whole.contact,
        acknowledges_rulebook=True,
    )
    submit_quick(seller, quick, now=at)


def overdue_clock(world: World, timeline: Timeline) -> None:
    """Nobody decided in time; it was escalated, and silence approved nothing."""
    customer = _named(world, "海昇物流有限公司")
    claim = partial(_registers, world, Claim("HAIS", customer, "BACK", 1_440_000, {}))
    timeline.plan(world.days_ago(9, hour=10), claim)


def settled_by_rule(world: World, timeline: Timeline) -> None:
    """Small clean registrations of the last days, approved by rule, some sampled."""
    names = ("南屏", "青禾", "长亭", "东麓", "古渡", "鹤鸣", "镜泊", "明湖", "石门", "桐荫")
    for number, place in enumerate(names):
        customer = _named(world, f"{place}精密制造有限公司")
        code = ("WANH", "SUYU", "ZHEL", "TUOC", "NANP")[number % 5]
        amount = 36_000 + 5_000 * number
        scope: Change = {"tender_kind": TenderKind.DIRECT_PURCHASE}
        claim = partial(_registers, world, Claim(code, customer, "GATE", amount, scope))
        timeline.plan(world.days_ago(1 + number % 6, hour=9 + number % 7, minute=20), claim)


def protections_about_to_end(world: World, timeline: Timeline) -> None:
    """Protected deals with a few days left; one is kept alive, one is silent."""
    plans = (
        ("TUOC", "岚山热电有限公司", "GATE", 920_000, 52, True),
        ("LING", "云泽职业学院", "HUB", 380_000, 45, True),
        ("QIHE", "林湖保险有限公司", "GATE", 1_150_000, 56, False),
        ("LIAN", "海昇食品有限公司", "BACK", 640_000, 35, True),
    )
    for code, name, family, amount, days, is_alive in plans:
        at = world.days_ago(days, hour=10)
        scope: Change = {"expected_award_on": (at + timedelta(days=10)).date()}
        claim = partial(_registers, world, Claim(code, _named(world, name), family, amount, scope))
        timeline.plan(at, _then_approved(world, claim, "manager", is_alive=is_alive))


def group_that_buys_below(world: World, timeline: Timeline) -> None:
    """Wankou Energy's subsidiaries have begun to buy for themselves."""
    units = [row for row in world.customers if row.name_zh.startswith("皖口")]
    for number, unit in enumerate(units[:5]):
        at = world.days_ago(150 - 25 * number, hour=11)
        claim = partial(
            _registers, world, Claim("WANH", unit, "HUB", 260_000 + 40_000 * number, {})
        )
        timeline.plan(at, _then_approved(world, claim, "manager"))


def partners_that_leave(world: World, timeline: Timeline) -> None:
    """One partner was suspended this morning, and one has left the programme."""
    for seed in PARTNERS:
        if seed.lifecycle in _LEAVING:
            timeline.plan(world.hours_ago(1), partial(_leaves, world, seed))


def _leaves(world: World, seed: PartnerSeed, at: datetime) -> None:
    partner = world.partners[seed.code].public_id
    reason = _LEAVING[seed.lifecycle]
    move_partner(world.actor("director"), partner, seed.lifecycle, reason=reason, now=at)


def notices_read(world: World, timeline: Timeline) -> None:
    """Everybody has read what came before the last three days."""

    def deed(at: datetime) -> None:
        for key in world.users:
            mark_all_read(world.actor(key), now=at)

    timeline.plan(world.days_ago(3, hour=8), deed)


# ------------------------------------------------------------------ parts of a deed


def _named(world: World, name: str) -> Customer:
    return next(row for row in world.customers if row.name_zh == name)


def _registers(world: World, claim: Claim, at: datetime) -> Registration:
    seller = world.seller_of(claim.code)
    stated = full_registration(
        world, seller, claim.customer, at=at, amount=claim.amount, family=claim.family
    )
    return submitted(world, seller, replace(stated, **claim.scope), at=at)


def _then_approved(
    world: World,
    claim: Callable[[datetime], Registration],
    manager: str,
    *,
    is_alive: bool = False,
) -> Deed:
    """A registration, approved the next morning, and perhaps updated since."""

    def deed(at: datetime) -> None:
        registration = claim(at)
        if registration.state == State.IN_REVIEW:
            approve(
                world.actor(manager),
                registration.public_id,
                version=registration.version,
                now=at + timedelta(hours=6),
            )
        if is_alive:
            seller = world.seller_of(registration.partner.code)
            row = Registration.objects.visible_to(seller).one(registration.public_id)
            text = "已与客户信息中心完成方案交流，预算在批。"
            record_update(
                seller, row.public_id, text, version=row.version, now=at + timedelta(hours=7)
            )

    return deed
