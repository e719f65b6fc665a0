"""Two years of registrations and direct deals, each step at its own time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid
from qudao.core.ids import ids_drawn_by
from qudao.deals.funnel.actions import (
    OpportunityInput,
    create_opportunity,
    move_opportunity,
)
from qudao.deals.funnel.states import Stage
from qudao.deals.registrations.actions import (
    Rejection,
    approve,
    check_sample,
    confirm_won,
    mark_lost,
    record_update,
    reject,
    say_won,
    submit_full,
)
from qudao.deals.registrations.inputs import ContactInput, EvidenceInput, RegistrationInput
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import (
    DecisionCode,
    EvidenceKind,
    PurchaseStage,
    State,
    TenderKind,
)
from qudao.demo.clockwork import settle_until
from qudao.demo.names import PARTNERS, PartnerSeed
from qudao.demo.world import ZONE, Progress, World
from qudao.market.customers.models import AccountClass, Customer
from qudao.market.partners.states import Lifecycle

REGISTRATIONS = 190
DIRECT_DEALS = 110
OLDEST, NEWEST = 700, 12
PROJECTS = (
    ("一期建设", "phase 1"),
    ("扩容", "expansion"),
    ("升级改造", "upgrade"),
    ("灾备", "disaster recovery"),
    ("分支接入", "branch access"),
)
RIVALS = ("远桥", "Northgate", "蓝堡", "Ostra")
Deed = Callable[[datetime], object]


@dataclass(order=True)
class _Planned:
    at: datetime
    number: int
    deed: Deed = field(compare=False)


class Timeline:
    """Deeds in the order of their time; a deed may plan later ones."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.planned: list[_Planned] = []
        self.number = 0

    def plan(self, at: datetime, deed: Deed) -> None:
        self.number += 1
        heapq.heappush(self.planned, _Planned(at, self.number, deed))

    def play(self, progress: Progress) -> None:
        """Carry out every deed up to the present; what falls due in between happens too."""
        done = 0
        while self.planned:
            step = heapq.heappop(self.planned)
            if step.at >= self.world.now:
                continue
            settle_until(step.at)
            step.deed(step.at)
            done += 1
            progress(done, done + len(self.planned))
        settle_until(self.world.now)


def plan_history(world: World, timeline: Timeline) -> None:
    """Registrations by the partners' pull and direct deals, spread over two years."""
    active = [seed for seed in PARTNERS if _registers_often(world, seed)]
    weights = [seed.pull for seed in active]
    pool = [c for c in world.customers if c.account_class != AccountClass.DIRECT]
    world.chance.shuffle(pool)
    for number in range(REGISTRATIONS):
        seed = world.chance.choices(active, weights)[0]
        customer = pool[number % len(pool)]
        at = _working_hour(world, OLDEST - (OLDEST - NEWEST) * number / REGISTRATIONS)
        timeline.plan(at, _registers(timeline, seed, customer))
    direct = [c for c in world.customers if c.account_class != AccountClass.CHANNEL]
    for number in range(DIRECT_DEALS):
        at = _working_hour(world, OLDEST - (OLDEST - 5) * number / DIRECT_DEALS)
        timeline.plan(at, _sells_directly(timeline, world.chance.choice(direct)))


def _registers_often(world: World, seed: PartnerSeed) -> bool:
    """Not the once-off one, nor one that leaves: what is under way would outlast it."""
    stays = seed.lifecycle is Lifecycle.ACTIVE and seed.code != "JUNJ"
    return stays and seed.code in world.sellers


def _working_hour(world: World, days: float) -> datetime:
    at = world.days_ago(days, hour=9 + world.chance.randrange(8), minute=world.chance.randrange(60))
    while at.astimezone(ZONE).weekday() > 4:
        at -= timedelta(days=1)
    return at


# ------------------------------------------------------------------ registrations


def _registers(timeline: Timeline, seed: PartnerSeed, customer: Customer) -> Deed:
    world = timeline.world

    def deed(at: datetime) -> None:
        seller = world.seller_of(seed.code)
        stated = full_registration(world, seller, customer, at=at)
        try:
            registration = submitted(world, seller, stated, at=at)
        except (Invalid, Conflict):
            return  # the rules refuse it, as they would a person's
        if registration.state == State.PROTECTED:
            _plan_outcome(timeline, seed, registration, at)
            _plan_sample_check(timeline, seed, registration, at)
        else:
            wait = timedelta(hours=world.chance.choice((3, 6, 20, 26, 30, 50)))
            timeline.plan(at + wait, _decides(timeline, seed, registration.public_id))

    return deed


def submitted(
    world: World, seller: Actor, stated: RegistrationInput, *, at: datetime
) -> Registration:
    """The registration, under an id of the demonstration's own: its lot decides who is sampled."""
    with ids_drawn_by(world.lots.randbytes):
        return submit_full(seller, stated, now=at)


def full_registration(
    world: World,
    seller: Actor,
    customer: Customer,
    *,
    at: datetime,
    amount: int = 0,
    family: str = "",
) -> RegistrationInput:
    """A complete registration for a customer, of this family or of a random one."""
    chance = world.chance
    families = [code for code in ("GATE", "BACK", "HUB") if code in world.families]
    any_family = chance.choice(families)  # drawn always: all that follows stays as it is
    family = family or any_family
    zh, _en = chance.choice(PROJECTS)
    value = amount or round(chance.lognormvariate(12.6, 0.9), -3)
    name = customer.name_zh
    paper = world.paper(seller, "需求说明", f"{name}：{zh}\n需求说明，{at:%Y-%m-%d}", at=at)
    return RegistrationInput(
        customer_name=name,
        customer_city=customer.city,
        product_id=world.families[family].public_id,
        project=f"{customer.city}{world.families[family].name_zh}{zh}",
        site=f"{customer.city} {at:%Y%m}",
        contact=ContactInput(name=chance.choice(("李", "王", "张", "刘", "陈")) + "主任"),
        evidence=(EvidenceInput(kind=EvidenceKind.NEED_DOCUMENT, file_id=paper),),
        amount=Decimal(int(value)),
        currency="CNY",
        purchase_stage=chance.choice(
            (PurchaseStage.PROJECT_APPROVED, PurchaseStage.BUDGET_APPROVED)
        ),
        tender_kind=chance.choice((TenderKind.OPEN_TENDER, TenderKind.DIRECT_PURCHASE)),
        expected_award_on=(at + timedelta(days=chance.randrange(40, 130))).date(),
        need=f"{zh}：替换现有设备，统一管理。",
        rival_brand=chance.choice(RIVALS),
        acknowledges_rulebook=True,
    )


def _decides(timeline: Timeline, seed: PartnerSeed, public_id: str) -> Deed:
    world = timeline.world

    def deed(at: datetime) -> None:
        manager = world.actor(seed.owner)
        registration = Registration.objects.visible_to(manager).one(public_id)
        if registration.state != State.IN_REVIEW:
            return
        try:
            if world.chance.random() < 0.8:
                approve(manager, public_id, version=registration.version, now=at)
                _plan_outcome(timeline, seed, registration, at)
            else:
                no = Rejection(
                    code=DecisionCode.NO_PROJECT, note="请补充客户的需求或立项材料后重新报备。"
                )
                reject(manager, public_id, no, version=registration.version, now=at)
        except (Conflict, Invalid):  # another holds the scope, or the rules advise otherwise
            no = Rejection(code=DecisionCode.ORDER_OF_CLAIMS, note="该范围目前不能批准。")
            reject(manager, public_id, no, version=registration.version, now=at)

    return deed


def _plan_outcome(
    timeline: Timeline, seed: PartnerSeed, registration: Registration, at: datetime
) -> None:
    """Updates while it lasts; then won, lost, or left to lapse."""
    world = timeline.world
    for days in (22, 44, 66):
        if world.chance.random() < 0.8:
            timeline.plan(at + timedelta(days=days), _updates(world, seed, registration.public_id))
    fate = world.chance.choices(("won", "lost", "lapse"), (52, 26, 22))[0]
    if fate != "lapse":
        end = at + timedelta(days=world.chance.randrange(30, 95))
        timeline.plan(end, _closes(world, seed, registration.public_id, fate))


def _updates(world: World, seed: PartnerSeed, public_id: str) -> Deed:
    def deed(at: datetime) -> None:
        seller = world.seller_of(seed.code)
        registration = Registration.objects.visible_to(seller).one(public_id)
        if registration.state == State.PROTECTED:
            text = "客户已确认预算，正在比较方案。"
            record_update(seller, public_id, text, version=registration.version, now=at)

    return deed


def _closes(world: World, seed: PartnerSeed, public_id: str, fate: str) -> Deed:
    def deed(at: datetime) -> None:
        seller = world.seller_of(seed.code)
        registration = Registration.objects.visible_to(seller).one(public_id)
        if registration.state != State.PROTECTED:
            return
        if fate == "won":
            said = say_won(seller, public_id, version=registration.version, now=at)
            if at < world.days_ago(3):  # the newest wait for a confirmation
                confirm_won(world.actor(seed.owner), public_id, version=said.version, now=at)
        else:
            mark_lost(seller, public_id, "价格", version=registration.version, now=at)

    return deed


def _plan_sample_check(
    timeline: Timeline, seed: PartnerSeed, registration: Registration, at: datetime
) -> None:
    """Sampled ones of the past were looked at; the newest wait for today."""
    if registration.is_sampled and at < timeline.world.days_ago(20):
        world = timeline.world

        def deed(moment: datetime) -> None:
            manager = world.actor(seed.owner)
            row = Registration.objects.visible_to(manager).one(registration.public_id)
            check_sample(manager, row.public_id, version=row.version, now=moment)

        timeline.plan(at + timedelta(days=2), deed)


# ------------------------------------------------------------------ direct deals


def _sells_directly(timeline: Timeline, customer: Customer) -> Deed:
    world = timeline.world
    owner = world.owners[customer.pk]
    family = world.chance.choice(("ERP", "HUB", "CLOUD", "GATE"))

    def deed(at: datetime) -> None:
        seller = world.actor(owner)
        opened = OpportunityInput(
            product_id=world.families[family].public_id,
            customer_id=customer.public_id,
            name=f"{customer.name_zh} {world.families[family].name_zh}",
            stage=Stage.ENGAGING,
            amount=Decimal(int(round(world.chance.lognormvariate(13.4, 0.7), -3))),
            currency="CNY",
            expected_on=(at + timedelta(days=75)).date(),
        )
        try:
            row = create_opportunity(seller, opened, now=at)
        except Invalid:
            return
        fate = world.chance.choices((Stage.WON, Stage.LOST, Stage.PROPOSING), (45, 30, 25))[0]
        days = world.chance.randrange(20, 110)
        timeline.plan(at + timedelta(days=days), _moves(seller, row.public_id, fate))

    return deed


def _moves(seller: Actor, public_id: str, stage: Stage) -> Deed:
    def deed(at: datetime) -> None:
        reason = "竞争对手报价更低" if stage is Stage.LOST else ""
        move_opportunity(seller, public_id, stage, version=1, now=at, loss_reason=reason)

    return deed
