"""Who sees the rows that hang on a partner: its people, whoever has it in charge, directors."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qudao.core.actor import NOBODY
from qudao.market.cells.models import Cell, Product
from qudao.market.partners.actions import add_contact
from qudao.market.partners.inputs import ContactInput
from qudao.market.partners.models import (
    Partner,
    PartnerAssignment,
    PartnerCell,
    PartnerContact,
    ProductAuthorisation,
    assigned_to,
)
from qudao.people.models import Membership
from tests.market.trail import people_of
from tests.people import Cast

DAY = date(2026, 3, 2)
OF_A = {
    "channel_manager",
    "channel_director",
    "sales_director",
    "operations",
    "account_manager",
    "principal_a",
    "seller_a",
    "engineer_a",
}
HANGING = (PartnerContact, PartnerCell, ProductAuthorisation)


@pytest.fixture(autouse=True)
def hanging(cast: Cast, now: datetime) -> None:
    """A contact, a cell and an authorisation of partner A."""
    product = Product.objects.create(code="GW", name_en="Gateway", path="/GW/")
    cell = Cell.objects.create(product=product)
    partner = cast.partner_a
    add_contact(cast.operations, partner.public_id, ContactInput(name="Yao"), now=now)
    PartnerCell.objects.create(partner=partner, cell=cell, since=DAY)
    ProductAuthorisation.objects.create(partner=partner, product=product, valid_from=DAY)


def who_sees(cast: Cast) -> list[set[str]]:
    return [
        {name for name, one in people_of(cast).items() if kind.objects.visible_to(one).exists()}
        for kind in HANGING
    ]


def test_what_hangs_on_a_partner_is_seen_with_it(cast: Cast) -> None:
    assert who_sees(cast) == [OF_A] * 3
    assert not any(kind.objects.visible_to(NOBODY).exists() for kind in HANGING)


def test_a_charge_that_ended_shows_nothing_more(cast: Cast) -> None:
    PartnerAssignment.objects.filter(partner=cast.partner_a).update(until=DAY)
    assert who_sees(cast) == [OF_A - {"channel_manager"}] * 3
    assert not assigned_to(cast.channel_manager).filter(partner=cast.partner_a).exists()


def test_a_distributor_sees_no_rows_of_its_sub_reseller(cast: Cast) -> None:
    Partner.objects.filter(pk=cast.partner_a.pk).update(supplied_by=cast.distributor)
    assert who_sees(cast) == [OF_A] * 3
    assert not Partner.objects.visible_to(cast.seller_distributor).filter(code="QIHE").exists()


def test_a_partner_that_has_left_is_still_in_the_scope_it_was(cast: Cast) -> None:
    Partner.objects.filter(pk=cast.partner_a.pk).update(lifecycle="exited")
    assert who_sees(cast) == [OF_A] * 3


def test_charges_themselves_are_the_vendors_own_matter(cast: Cast) -> None:
    for name, actor in people_of(cast).items():
        seen = PartnerAssignment.objects.visible_to(actor).count()
        assert seen == (0 if actor.is_partner else 4), name
    assert assigned_to(NOBODY).count() == 0


def test_the_scope_is_the_actors_role_and_not_an_older_one(cast: Cast, now: datetime) -> None:
    """A membership that was added meanwhile counts from the next session on, not before."""
    director = {"role": "channel_director", "started_at": now}
    user = cast.other_channel_manager.user_key
    Membership.objects.create(user_id=user, organisation=cast.vendor, **director)
    seen = Partner.objects.visible_to(cast.other_channel_manager)
    assert [row.code for row in seen] == ["DING"]
