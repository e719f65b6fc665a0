"""Lists and pages of partners: filtered, sorted, in few queries, and never another's."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY, Actor
from qudao.core.errors import NotFound
from qudao.market.partners.actions import add_contact, create_partner
from qudao.market.partners.inputs import ContactInput, PartnerInput
from qudao.market.partners.selectors import (
    PartnerQuery,
    count_partners,
    own_company,
    partner_list,
    partner_names,
    partner_page,
)
from qudao.people.models import User
from tests.people import Cast


def found(actor: Actor, query: PartnerQuery) -> list[str]:
    assert count_partners(actor, query) == len(partner_list(actor, query))
    return [row.code for row in partner_list(actor, query)]


def test_a_channel_manager_lists_the_own_partners_by_name(cast: Cast) -> None:
    assert found(cast.channel_manager, PartnerQuery()) == ["HENG", "LIAN", "QIHE"]
    backwards = PartnerQuery(order=("-name",))
    assert found(cast.channel_manager, backwards) == ["QIHE", "LIAN", "HENG"]


def test_filters_narrow_the_list(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    owner = User.objects.get(pk=cast.other_channel_manager.user_id).public_id
    create_partner(director, PartnerInput(name_en="Nobody's", code="FREE", city="Wuhan"), now=now)
    assert found(director, PartnerQuery(lifecycle="prospect")) == ["FREE"]
    assert found(director, PartnerQuery(partner_type="distributor")) == ["LIAN"]
    assert found(director, PartnerQuery(owner=owner)) == ["DING"]
    assert found(director, PartnerQuery(owner="none")) == ["FREE"]
    assert found(director, PartnerQuery(text="鼎沛")) == ["DING"]
    assert found(director, PartnerQuery(text="wuha")) == ["FREE"]
    assert found(director, PartnerQuery(text="no such")) == []


def test_a_row_names_the_owner_and_the_readers_labels(cast: Cast) -> None:
    row = partner_list(cast.channel_manager, PartnerQuery(text="QIHE"))[0]
    assert (row.name, row.owner, row.lifecycle_label, row.type_label) == (
        "Qiheng Info",
        "Xu Mingyuan",
        "Active",
        "Business partner",
    )


def test_a_list_takes_three_queries_however_long(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        create_partner(cast.channel_director, PartnerInput(name_en=f"No {number}"), now=now)
    with django_assert_num_queries(3):
        assert len(partner_list(cast.channel_director, PartnerQuery())) == 24


def test_nobody_and_strangers_find_nothing(cast: Cast) -> None:
    assert found(NOBODY, PartnerQuery()) == []
    assert found(cast.human_resources, PartnerQuery()) == []


def test_a_partner_page_shows_what_belongs_to_it_in_few_queries(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        contact = ContactInput(name=f"Contact {number}", is_primary=True)
        add_contact(cast.channel_manager, cast.distributor.public_id, contact, now=now)
    with django_assert_max_num_queries(8):
        page = partner_page(cast.channel_manager, cast.distributor.public_id)
    assert [link.name for link in page.sub_resellers] == ["Hengbo Networks"]
    assert [contact.is_primary for contact in page.contacts] == [True, False, False, False, False]
    assert page.owner is not None
    assert page.owner.name == "Xu Mingyuan"


@pytest.mark.parametrize("who", ["seller_a", "principal_a", "seller_b", "other_channel_manager"])
def test_the_vendors_page_of_a_partner_is_not_there_for_others(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        partner_page(getattr(cast, who), cast.partner_a.public_id)


def test_the_own_company_is_the_own_one(cast: Cast) -> None:
    company = own_company(cast.seller_a)
    assert (company.code, company.name, company.channel_manager) == (
        "QIHE",
        "Qiheng Info",
        "Xu Mingyuan",
    )
    for actor in (cast.channel_director, NOBODY):
        with pytest.raises(NotFound):
            own_company(actor)


def test_names_of_other_partners_are_left_out(cast: Cast) -> None:
    both = [cast.partner_a.pk, cast.partner_b.pk]
    assert partner_names(cast.seller_a, both) == {cast.partner_a.pk: "Qiheng Info"}
