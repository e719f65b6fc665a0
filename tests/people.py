"""The cast of the tests: a vendor's people, two rival partners, a distributor with its
sub-reseller, and a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password

from qudao.core.actor import Actor, Role, Side
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
    actors = make_actors(
        {
            "channel_manager": ("Xu Mingyuan", vendor, Role.CHANNEL_MANAGER),
            "other_channel_manager": ("Lin Yue", vendor, Role.CHANNEL_MANAGER),
            "channel_director": ("Zhou Qiming", vendor, Role.CHANNEL_DIRECTOR),
            "account_manager": ("He Jia", vendor, Role.ACCOUNT_MANAGER),
            "sales_director": ("Sun Wei", vendor, Role.SALES_DIRECTOR),
            "operations": ("Tang Li", vendor, Role.OPERATIONS),
            "human_resources": ("Qian Hui", vendor, Role.HUMAN_RESOURCES),
            "principal_a": ("Chen Bo", org(partner_a), Role.PARTNER_PRINCIPAL),
            "seller_a": ("Chen Xiaoyu", org(partner_a), Role.PARTNER_SELLER),
            "seller_b": ("Wu Gang", org(partner_b), Role.PARTNER_SELLER),
            "seller_distributor": ("Guo Min", org(distributor), Role.PARTNER_SELLER),
            "seller_sub_reseller": ("Zheng Yi", org(sub), Role.PARTNER_SELLER),
            "engineer_a": ("Wang Zheng", org(partner_a), Role.PARTNER_ENGINEER),
        },
        now=now,
    )
    in_charge = (
        (partner_a, "channel_manager"),
        (distributor, "channel_manager"),
        (sub, "channel_manager"),
        (partner_b, "other_channel_manager"),
    )
    PartnerAssignment.objects.bulk_create(
        PartnerAssignment(partner=partner, user_id=actors[key].user_key, since=now.date())
        for partner, key in in_charge
    )
    return Cast(
        programme=programme,
        vendor=vendor,
        partner_a=partner_a,
        partner_b=partner_b,
        distributor=distributor,
        sub_reseller=sub,
        stranger=make_user("Nobody Known"),
        **actors,
    )


Part = tuple[str, Organisation, Role]


def make_actors(parts: Mapping[str, Part], *, now: datetime) -> dict[str, Actor]:
    """Several people at once, each with a login and one role; few statements, for speed."""
    people = Person.objects.bulk_create(
        Person(name=name, email=address_of(name)) for name, _house, _role in parts.values()
    )
    users = User.objects.bulk_create(
        User(email=person.email, person=person, password=kept_password()) for person in people
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=house, role=role, started_at=now)
        for user, (_name, house, role) in zip(users, parts.values(), strict=True)
    )
    return {
        key: as_session_actor(user, house, role)
        for (key, (_name, house, role)), user in zip(parts.items(), users, strict=True)
    }


def as_session_actor(user: User, house: Organisation, role: Role) -> Actor:
    """What `session_actor` makes of a single membership, without asking the database."""
    return Actor(
        side=Side(house.side),
        user_id=user.pk,
        person_id=user.person_id,
        organisation_id=house.pk,
        public_id=user.public_id,
        name=user.person.name,
        roles=frozenset({role}),
        language="en",
        request_id="test-request",
    )


@cache
def kept_password() -> str:
    return make_password(PASSWORD)


def address_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.com"


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
    person = Person.objects.create(name=name, email=address_of(name))
    user: User = User.objects.create(email=person.email, person=person, password=kept_password())
    return user


def make_actor(name: str, organisation: Organisation, role: Role, *, now: datetime) -> Actor:
    user = make_user(name)
    Membership.objects.create(user=user, organisation=organisation, role=role, started_at=now)
    return session_actor(user, organisation.pk, language="en", request_id="test-request")
