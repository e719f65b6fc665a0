"""A programme in which deals can be made: rules, products, customers, and plain inputs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.ids import new_public_id
from qudao.core.models import StoredFile
from qudao.deals.registrations.actions import (
    ContactInput,
    EvidenceInput,
    RegistrationInput,
    confirm_won,
    look_again,
    say_won,
    screen_anew,
    submit_full,
    submit_quick,
)
from qudao.deals.registrations.models import Registration
from qudao.market.cells.models import Product
from qudao.market.customers.actions import create_customer
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import AccountAssignment, Customer
from qudao.rules.actions import VersionInput, acknowledge, publish_version
from qudao.rules.models import RulebookVersion
from tests.people import Cast

CUSTOMER = "浦岚证券股份有限公司"
OTHER_CUSTOMER = "寒舟制药有限公司"
SMALL, LARGE = Decimal(60_000), Decimal(1_860_000)


@dataclass(frozen=True)
class Programme:
    """The cast, with the rules in force and things to sell."""

    cast: Cast
    version: RulebookVersion
    gateways: Product
    backup: Product
    customer: Customer

    def quick(self) -> RegistrationInput:
        return RegistrationInput(
            customer_name=CUSTOMER,
            product_id=self.gateways.public_id,
            project="网点安全网关二期",
            contact=ContactInput(name="王建国", phone="13800001234", has_consented=True),
        )

    def full(self, uploader: Actor) -> RegistrationInput:
        """A complete, clean, small registration."""
        return replace(
            self.quick(),
            amount=SMALL,
            currency="CNY",
            purchase_stage="project_approved",
            tender_kind="direct_purchase",
            expected_award_on=date(2026, 5, 29),
            need="全市营业部的网关更换",
            rival_brand="无",
            evidence=(EvidenceInput(kind="need_document", file_id=upload(uploader)),),
        )


def make_programme(cast: Cast, now: datetime) -> Programme:
    start = now - timedelta(days=30)
    version = publish_version(
        cast.channel_director,
        VersionInput(label="2026.1", effective_from=start, policy={}),
        now=start,
    )
    for actor in (cast.principal_a, cast.seller_b, cast.seller_distributor):
        acknowledge(actor, version.public_id, now=start)
    customer = create_customer(cast.channel_director, CustomerInput(name_zh=CUSTOMER), now=start)
    AccountAssignment.objects.create(
        customer=customer, user_id=cast.account_manager.user_key, since=start.date()
    )
    return Programme(
        cast=cast,
        version=version,
        gateways=make_family("GW", "安全网关", "Secure gateway"),
        backup=make_family("BK", "备份一体机", "Backup appliance"),
        customer=customer,
    )


def make_family(code: str, name_zh: str, name_en: str) -> Product:
    return Product.objects.create(
        code=code, name_zh=name_zh, name_en=name_en, path=f"/{code}/", is_family=True
    )


def upload(actor: Actor, *, content: str = "") -> str:
    """A file that the actor has uploaded, unlike any other unless its content is given."""
    digest = hashlib.sha256((content or new_public_id("tst")).encode()).hexdigest()
    file = StoredFile.objects.create(
        name="需求说明.pdf",
        content_type="application/pdf",
        size=1200,
        sha256=digest,
        path="x/y",
        stored_at=datetime.fromisoformat("2026-03-01T00:00:00+00:00"),
        stored_by_id=actor.user_key,
    )
    return file.public_id


def submitted(
    programme: Programme, actor: Actor, *, now: datetime, **changes: object
) -> Registration:
    """A full registration of that partner, changed in some of its statements."""
    stated = replace(programme.full(actor), **changes)  # type: ignore[arg-type]
    return fresh(submit_full(actor, stated, now=now))


def quickly(
    programme: Programme, actor: Actor, *, now: datetime, **changes: object
) -> Registration:
    """A quick registration of that partner."""
    stated = replace(programme.quick(), **changes)  # type: ignore[arg-type]
    return fresh(submit_quick(actor, stated, now=now))


def in_review(programme: Programme, actor: Actor, *, now: datetime) -> Registration:
    """A clean registration that is too large for approval by rule."""
    return submitted(programme, actor, now=now, amount=LARGE)


def look_around(public_id: str, *, now: datetime) -> None:
    """What the jobs do after something came into a scope or left it."""
    for key in look_again(public_id):
        screen_anew(key, now=now)


def fresh(registration: Registration) -> Registration:
    """The row as it stands in the database now."""
    return Registration.objects.unscoped(reason="a test looks at the row").get(pk=registration.pk)


def won(programme: Programme, seller: Actor, row: Registration, *, now: datetime) -> Registration:
    """A deal that its partner says is won, and the channel manager confirms."""
    said = say_won(seller, row.public_id, version=fresh(row).version, now=now)
    manager = programme.cast.channel_director
    return confirm_won(manager, said.public_id, version=said.version, now=now)
