"""The cast of the tests: a vendor's people, two rival partners, a distributor with its
sub-reseller, and a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qudao.core.actor import Actor, Role
from qudao.core.models import Programme
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.states import Lifecycle, PartnerType
from qudao.people.actors import session_actor
from qudao.people.models import Membership, Organisation, Person, User

PASSWORD = "a-long-test-password"


@dataclass(frozen=True)
class Cast:
    """The actors, and the rows behind the partners."""

    programme: Programme
    vendor: Organisation
    channel_manager: Actor  # in charge of partner A, the distributor and its sub-reseller
    other_channel_manager: Actor  # in charge of partner B
    channel_director: Actor
    account_manager: Actor
    sales_director: Actor
    operations: Actor
    human_resources: Actor
    partner_a: Partner
    partner_b: Partner
    distributor: Partner
    sub_reseller: Partner
    principal_a: Actor
    seller_a: Actor
    seller_b: Actor
    seller_distributor: Actor
    seller_sub_reseller: Actor
    engineer_a: Actor
    stranger: User  # a login without any membership

    def vendor_people(self) -> tuple[Actor, ...]:
        return (
            self.channel_manager,
            self.other_channel_manager,
            self.channel_director,
            self.account_manager,
            self.sales_director,
            self.operations,
            self.human_resources,
        )

    def partner_people(self) -> tuple[Actor, ...]:
        return (
            self.principal_a,
            self.seller_a,
            self.seller_b,
            self.seller_distributor,
            self.seller_sub_reseller,
            self.engineer_a,
        )


def make_cast(now: datetime) -> Cast:
    programme = Programme.objects.create(pk=1, name_zh="澄岩伙伴计划", name_en="Chengyan Partners")
    vendor = Organisation.objects.create(
        side="vendor", name_zh="澄岩软件", name_en="Chengyan Software", created_at=now
    )
    partner_a = make_partner("QIHE", "启恒信息", "Qiheng Info", now=now)
    partner_b = make_partner("DING", "鼎沛集成", "Dingpei Integration", now=now)
    distributor = make_partner(
        "LIAN", "联集分销", "Lianji Distribution", partner_type=PartnerType.DISTRIBUTOR, now=now
    )
    sub = make_partner("HENG", "恒博网络", "Hengbo Networks", supplied_by=distributor, now=now)
    manager = make_actor("Xu Mingyuan", vendor, Role.CHANNEL_MANAGER, now=now)
    other = make_actor("Lin Yue", vendor, Role.CHANNEL_MANAGER, now=now)
    for partner, owner in (
        (partner_a, manager),
        (distributor, manager),
        (sub, manager),
        (partner_b, other),
    ):
        PartnerAssignment.objects.create(partner=partner, user_id=owner.user_key, since=now.date())
    return Cast(
        programme=programme,
        vendor=vendor,
        channel_manager=manager,
        other_channel_manager=other,
        channel_director=make_actor("Zhou Qiming", vendor, Role.CHANNEL_DIRECTOR, now=now),
        account_manager=make_actor("He Jia", vendor, Role.ACCOUNT_MANAGER, now=now),
        sales_director=make_actor("Sun Wei", vendor, Role.SALES_DIRECTOR, now=now),
        operations=make_actor("Tang Li", vendor, Role.OPERATIONS, now=now),
        human_resources=make_actor("Qian Hui", vendor, Role.HUMAN_RESOURCES, now=now),
        partner_a=partner_a,
        partner_b=partner_b,
        distributor=distributor,
        sub_reseller=sub,
        principal_a=make_actor("Chen Bo", org(partner_a), Role.PARTNER_PRINCIPAL, now=now),
        seller_a=make_actor("Chen Xiaoyu", org(partner_a), Role.PARTNER_SELLER, now=now),
        seller_b=make_actor("Wu Gang", org(partner_b), Role.PARTNER_SELLER, now=now),
        seller_distributor=make_actor("Guo Min", org(distributor), Role.PARTNER_SELLER, now=now),
        seller_sub_reseller=make_actor("Zheng Yi", org(sub), Role.PARTNER_SELLER, now=now),
        engineer_a=make_actor("Wang Zheng", org(partner_a), Role.PARTNER_ENGINEER, now=now),
        stranger=make_user("Nobody Known"),
    )


def org(partner: Partner) -> Organisation:
    return partner.organisation


def make_partner(
    code: str,
    name_zh: str,
    name_en: str,
    *,
    now: datetime,
    partner_type: PartnerType = PartnerType.BUSINESS_PARTNER,
    supplied_by: Partner | None = None,
) -> Partner:
    organisation = Organisation.objects.create(
        side="partner", name_zh=name_zh, name_en=name_en, created_at=now
    )
    return Partner.objects.create(
        organisation=organisation,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        lifecycle=Lifecycle.ACTIVE,
        partner_type=partner_type,
        supplied_by=supplied_by,
        joined_on=now.date(),
        created_at=now,
    )


def make_user(name: str) -> User:
    local = name.lower().replace(" ", ".")
    person = Person.objects.create(name=name, email=f"{local}@example.com")
    return User.objects.create_user(person.email, person, password=PASSWORD)


def make_actor(name: str, organisation: Organisation, role: Role, *, now: datetime) -> Actor:
    user = make_user(name)
    Membership.objects.create(user=user, organisation=organisation, role=role, started_at=now)
    return session_actor(user, organisation.pk, language="en", request_id="test-request")
