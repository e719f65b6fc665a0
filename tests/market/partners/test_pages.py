"""A partner's page for the vendor, its own company for itself: what each shows and hides."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY
from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.market.partners.actions import (
    add_contact,
    assign_channel_manager,
    edit_contact,
    edit_own_company,
    edit_partner,
    remove_contact,
)
from qudao.market.partners.inputs import ContactInput, OwnCompanyInput, PartnerInput
from qudao.market.partners.models import Partner, PartnerAssignment, PartnerContact
from qudao.market.partners.selectors import (
    OwnCompany,
    contact_of,
    contacts_of,
    own_company,
    own_partner,
    partner_page,
)
from qudao.people.models import Person, User
from tests.market.partners.build import USCC, new_partner, stored
from tests.market.trail import codes, people_of, told, user_of
from tests.people import Cast
from tests.refusals import nothing_changes

YAO = ContactInput(name="Yao Lin", email="yao@example.com", title="CTO", function="technical")


def test_the_page_is_there_for_whoever_sees_the_partner_at_the_vendors(cast: Cast) -> None:
    open_to = {
        "channel_manager",
        "channel_director",
        "sales_director",
        "operations",
        "account_manager",
    }
    for name, actor in people_of(cast).items():
        if name in open_to:
            page = partner_page(actor, cast.distributor.public_id)
            assert (page.name, page.supplier) == ("Lianji Distribution", None), name
            continue
        with pytest.raises(NotFound):
            partner_page(actor, cast.distributor.public_id)
    for public_id in ("", "par_none", "\x00"):
        with pytest.raises(NotFound):
            partner_page(cast.operations, public_id)


def test_the_page_shows_who_had_the_partner_in_charge_the_present_one_first(
    cast: Cast, now: datetime
) -> None:
    public_id = cast.partner_a.public_id
    for days, who in ((1, cast.other_channel_manager), (2, cast.channel_director)):
        at = now + timedelta(days=days)
        assign_channel_manager(cast.operations, public_id, user_of(who), now=at)
    page = partner_page(cast.operations, public_id)
    assert [(one.name, one.since, one.until) for one in page.charges] == [
        ("Zhou Qiming", date(2026, 3, 4), None),
        ("Lin Yue", date(2026, 3, 3), date(2026, 3, 4)),
        ("Xu Mingyuan", date(2026, 3, 2), date(2026, 3, 3)),
    ]
    assert page.owner == page.charges[0]
    PartnerAssignment.objects.filter(partner=cast.partner_a, until=None).delete()
    assert partner_page(cast.operations, public_id).owner is None


def test_sub_resellers_out_of_sight_are_left_out(cast: Cast) -> None:
    Partner.objects.filter(pk=cast.partner_b.pk).update(supplied_by=cast.distributor)
    shown = partner_page(cast.channel_manager, cast.distributor.public_id).sub_resellers
    assert [link.name for link in shown] == ["Hengbo Networks"]
    every_one = partner_page(cast.operations, cast.distributor.public_id).sub_resellers
    assert [link.name for link in every_one] == ["Dingpei Integration", "Hengbo Networks"]
    below = partner_page(cast.channel_manager, cast.sub_reseller.public_id)
    assert below.supplier is not None
    assert below.supplier.name == "Lianji Distribution"


# ------------------------------------------------------------------ the own company


def test_the_own_company_is_there_for_its_own_people_only(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = {"seller_b": "DING", "seller_distributor": "LIAN", "seller_sub_reseller": "HENG"}
    for name, actor in people_of(cast).items():
        if actor.is_partner:
            code = own.get(name, "QIHE")
            assert (own_company(actor).code, own_partner(actor).code) == (code, code)
            continue
        for read in (own_company, own_partner):
            with pytest.raises(NotFound):
                read(actor)
    with pytest.raises(NotFound):
        own_company(NOBODY)
    with django_assert_num_queries(4):
        own_company(cast.seller_a)


def test_nothing_of_the_vendors_judgement_stands_in_the_own_company() -> None:
    shown = {one.name for one in fields(OwnCompany)}
    assert not shown & {"lifecycle", "tier", "score", "source", "charges", "sub_resellers", "cells"}


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({"city": "x" * 121}, {"city": "too_long"}),
        ({"phone": "1"}, {"phone": "not_a_phone"}),
        (
            {"website": "javascript:alert(1)", "address": "a\x00"},
            {"website": "not_a_website", "address": "control_sign"},
        ),
    ],
)
def test_a_wrong_address_is_refused_whole(
    cast: Cast, now: datetime, stated: dict[str, str], problems: dict[str, str]
) -> None:
    with nothing_changes(Partner), pytest.raises(Invalid) as refused:
        edit_own_company(cast.principal_a, OwnCompanyInput(**stated), version=1, now=now)
    assert codes(refused.value) == problems


def test_a_principal_leaves_everything_else_and_a_trace(cast: Cast, now: datetime) -> None:
    company = OwnCompanyInput(city=" 苏州 ", address="某路 1 号")
    edit_own_company(cast.principal_a, company, version=1, now=now)
    row = stored(cast.partner_a)
    assert (row.city, row.address, row.name_zh, row.lifecycle) == (
        "苏州",
        "某路 1 号",
        "启恒信息",
        "active",
    )
    assert told() == [
        (
            "partners.company_edited",
            row.public_id,
            {"city": "", "address": ""},
            {"city": "苏州", "address": "某路 1 号"},
        )
    ]
    with nothing_changes(Partner), pytest.raises(Conflict):
        edit_own_company(cast.principal_a, OwnCompanyInput(), version=1, now=now)


# ------------------------------------------------------------------ data


def test_an_edit_says_only_what_it_changed(cast: Cast, now: datetime) -> None:
    row = new_partner(cast.operations, "CLEAN", now, name_zh="云川", city="无锡", uscc=USCC)
    change = PartnerInput(name_zh="云川", name_en="CLEAN", city=" 苏州 ", uscc=f" {USCC.lower()}")
    edit_partner(cast.operations, row.public_id, change, version=1, now=now)
    assert told()[-1] == (
        "partners.edited",
        row.public_id,
        {"city": "无锡"},
        {"city": "苏州"},
    )


@pytest.mark.parametrize("version", [0, 2, -1])
def test_another_version_is_refused(cast: Cast, now: datetime, version: int) -> None:
    edit = partial(edit_partner, cast.channel_manager, cast.partner_a.public_id, now=now)
    with nothing_changes(Partner), pytest.raises(Conflict):
        edit(PartnerInput(name_en="Late"), version=version)


# ------------------------------------------------------------------ contacts


def test_a_contact_is_shown_with_its_login_and_ground(cast: Cast, now: datetime) -> None:
    consent = replace(YAO, consent_basis="consent", consent_note="by mail", phone="12345")
    row = add_contact(cast.channel_manager, cast.partner_a.public_id, consent, now=now)
    own = User.objects.get(pk=cast.seller_a.user_key).person
    PartnerContact.objects.create(partner=cast.partner_a, person=own, function="sales")
    shown = contacts_of(cast.partner_a)
    assert [(one.name, one.is_user, one.function_label) for one in shown] == [
        ("Chen Xiaoyu", True, "Sales"),
        ("Yao Lin", False, "Technical"),
    ]
    one = contact_of(shown, row.person.public_id)
    assert (one.email, one.phone, one.title) == ("yao@example.com", "12345", "CTO")
    assert (one.consent_basis, one.consent_note) == ("consent", "by mail")
    for person in ("", "per_none"):
        with pytest.raises(NotFound):
            contact_of(shown, person)
    User.objects.filter(person=own).update(is_active=False)
    assert not contacts_of(cast.partner_a)[0].is_user


def test_consent_is_dated_when_it_is_given_and_undated_when_it_goes(
    cast: Cast, now: datetime
) -> None:
    public_id, later = cast.partner_a.public_id, now + timedelta(days=9)
    row = add_contact(cast.principal_a, public_id, YAO, now=now)
    person = row.person.public_id

    def edit(at: datetime, basis: str) -> datetime | None:
        contact = replace(YAO, consent_basis=basis)
        edit_contact(cast.principal_a, public_id, person, contact=contact, now=at)
        kept = Person.objects.get(public_id=person)
        return kept.consented_at

    assert row.person.consented_at is None
    assert edit(now, "consent") == now
    assert edit(later, "consent") == now  # an edit of the rest gives no new consent
    assert edit(later, "contract") is None
    assert edit(later, "consent") == later


def test_contacts_are_changed_and_removed_with_ids_in_the_trail_and_no_names(
    cast: Cast, now: datetime
) -> None:
    public_id = cast.partner_a.public_id
    row = add_contact(cast.channel_manager, public_id, YAO, now=now)
    person = row.person.public_id
    change = replace(YAO, name="Yao L.", function="finance")
    edit_contact(cast.channel_manager, public_id, person, contact=change, now=now)
    remove_contact(cast.principal_a, public_id, person, now=now)
    assert [(verb, before, after) for verb, _id, before, after in told()] == [
        ("partners.contact_added", {}, {"person": person, "function": "technical"}),
        ("partners.contact_edited", {}, {"person": person, "function": "finance"}),
        ("partners.contact_removed", {"person": person}, {}),
    ]
    assert Person.objects.get(public_id=person).name == "Yao L."


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        ({"name": " "}, {"name": "required"}),
        (
            {"email": "a@b", "function": "?"},
            {"email": "not_an_email", "function": "unknown_choice"},
        ),
    ],
)
def test_a_wrong_contact_is_refused_when_added_and_when_changed(
    cast: Cast, now: datetime, stated: dict[str, Any], problems: dict[str, str]
) -> None:
    wrong, public_id = replace(YAO, **stated), cast.partner_a.public_id
    row = add_contact(cast.channel_manager, public_id, YAO, now=now)
    person = row.person.public_id
    for attempt in (
        partial(add_contact, cast.channel_manager, public_id, wrong),
        partial(edit_contact, cast.channel_manager, public_id, person, contact=wrong),
    ):
        with nothing_changes(PartnerContact), pytest.raises(Invalid) as refused:
            attempt(now=now)
        assert codes(refused.value) == problems


def test_a_contact_of_another_partner_is_not_there(cast: Cast, now: datetime) -> None:
    row = add_contact(cast.operations, cast.partner_b.public_id, YAO, now=now)
    person = row.person.public_id
    for partner in (cast.partner_a.public_id, cast.partner_b.public_id, "par_none"):
        with nothing_changes(PartnerContact), pytest.raises(NotFound):
            edit_contact(cast.channel_manager, partner, person, contact=YAO, now=now)
        with nothing_changes(PartnerContact), pytest.raises(NotFound):
            remove_contact(cast.principal_a, partner, person, now=now)
