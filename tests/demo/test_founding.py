"""The first steps of the demonstration, by themselves: its people, its rules, its products."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from qudao.core.actor import Role, system_actor
from qudao.core.errors import Conflict
from qudao.core.models import AuditEntry, Programme, StoredFile
from qudao.core.programme import forget_programme
from qudao.demo import ground
from qudao.demo.ground import HISTORY_DAYS, SHARE_OF_LIST, lay_products, lay_programme, lay_rules
from qudao.demo.logins import PASSWORD, VENDOR_PEOPLE, DemoPerson
from qudao.demo.names import FAMILIES, PRODUCTS
from qudao.demo.world import World
from qudao.market.cells.models import Product
from qudao.market.prices.models import Price
from qudao.people.models import Invitation, Organisation, User
from qudao.rules.models import RulebookVersion
from tests.demo.imagined import A_DAY

pytestmark = pytest.mark.django_db
EVERYBODY = system_actor("test")


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A programme with its people, rules and products, for this whole file."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(ground, "seed_reference", lambda *_args, **_kwargs: None)
        forget_programme()
        with transaction.atomic():
            world = World(A_DAY)
            for lay in (lay_programme, lay_rules, lay_products):
                lay(world)
            yield world
            transaction.set_rollback(True)
    forget_programme()


def test_the_programme_is_a_demonstration_of_one_vendor(founded: World) -> None:
    programme = Programme.objects.get()
    assert (programme.name_zh, programme.is_demonstration) == ("澄岩伙伴计划", True)
    house = Organisation.objects.visible_to(EVERYBODY).get()
    assert (house.side, house.name_zh, house.name_en) == (
        "vendor",
        "澄岩软件",
        "Chengyan Software",
    )


def test_everybody_of_the_vendor_was_invited_and_came(founded: World) -> None:
    assert founded.users.keys() == {person.key for person in VENDOR_PEOPLE}
    for person in VENDOR_PEOPLE:
        user = founded.users[person.key]
        assert (user.email, user.person.name) == (person.email, person.name)
        assert user.check_password(PASSWORD)
        actor = founded.actor(person.key)
        assert (actor.roles, actor.language) == (frozenset({person.role}), "zh-hans")
        assert actor.is_vendor
    assert not Invitation.objects.visible_to(EVERYBODY).filter(accepted_at=None).exists()


def test_it_all_began_at_the_beginning_of_its_history(founded: World) -> None:
    began = founded.days_ago(HISTORY_DAYS)
    rows = AuditEntry.objects.visible_to(EVERYBODY)
    assert rows.order_by("at")[0].at == began
    assert {row.at for row in rows.filter(verb="people.invitation_accepted")} == {began}
    assert not rows.filter(at__gt=A_DAY).exists()


def test_rules_are_published_before_they_hold(founded: World) -> None:
    first, second = RulebookVersion.objects.visible_to(EVERYBODY).order_by("effective_from")
    assert first.published_at == founded.days_ago(HISTORY_DAYS - 1)
    assert first.effective_from - first.published_at == timedelta(days=1)
    assert second.effective_from == founded.days_ago(230) + timedelta(days=30)
    assert (first.label, second.label) == (
        f"{first.effective_from.year}.1",
        f"{second.effective_from.year}.2",
    )


def test_products_stand_below_their_families_in_both_languages(founded: World) -> None:
    rows = {row.code: row for row in Product.objects.visible_to(EVERYBODY)}
    assert rows.keys() == {code for code, *_rest in (*FAMILIES, *PRODUCTS)}
    for code, zh, en in FAMILIES:
        assert (rows[code].name_zh, rows[code].name_en, rows[code].is_family) == (zh, en, True)
        assert rows[code].path == f"/{code}/"
    for code, family, zh, en, _price in PRODUCTS:
        assert (rows[code].name_zh, rows[code].name_en, rows[code].is_family) == (zh, en, False)
        assert rows[code].path == f"/{family}/{code}/"


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: str(product[0]))
def test_prices_of_each_kind_rose_once(
    founded: World, product: tuple[str, str, str, str, int]
) -> None:
    code, listed = product[0], Decimal(product[4])
    days = (founded.days_ago(HISTORY_DAYS - 1).date(), founded.days_ago(300).date())
    shares = {Price.Kind.LIST: Decimal(1), **SHARE_OF_LIST}
    for kind, share in shares.items():
        rows = Price.objects.visible_to(EVERYBODY).filter(product__code=code, kind=kind)
        dated = [(row.valid_from, row.amount) for row in rows.order_by("valid_from")]
        assert dated == [
            (day, listed * rise * share)
            for day, rise in zip(days, (Decimal(1), Decimal("1.05")), strict=True)
        ]
        assert all(row.currency == "CNY" for row in rows)


def test_a_paper_is_a_small_text_of_its_writer(founded: World) -> None:
    actor = founded.actor("manager")
    public_id = founded.paper(actor, "需求说明", "甲：一期", at=A_DAY)
    row = StoredFile.objects.unscoped(reason="a test").get(public_id=public_id)
    assert (row.name, row.content_type, row.stored_at) == ("需求说明.txt", "text/plain", A_DAY)
    assert row.stored_by_id == founded.users["manager"].pk


def test_who_comes_later_is_admitted_like_the_others(founded: World) -> None:
    house = Organisation.objects.visible_to(EVERYBODY).get()
    person = DemoPerson("late", "晚到 Wan Dao", "late@chengyan.example", Role.ACCOUNT_MANAGER)
    founded.admit(founded.actor("director"), person, house, at=A_DAY)
    assert founded.actor("late").roles == {Role.ACCOUNT_MANAGER}
    assert User.objects.get(email="late@chengyan.example").person.name == "晚到 Wan Dao"


def test_a_second_founding_is_refused(founded: World) -> None:
    with pytest.raises(Conflict), transaction.atomic():
        lay_programme(World(A_DAY))
