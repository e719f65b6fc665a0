"""Partners from files: recognised by the key of their source, brought to what the file says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import NotPermitted
from qudao.core.upserting import Fate, Keyed, Outcome, Refused
from qudao.market.partners.bulk import PartnerLine, put_partners
from qudao.market.partners.models import Partner, PartnerAssignment, PartnerContact
from qudao.people.models import Organisation, Person
from tests.market.partners.build import USCC
from tests.market.trail import every, people_of
from tests.people import Cast
from tests.refusals import nothing_changes

LINE = PartnerLine(name_zh="云川系统", name_en="Yunchuan")
MAY_WRITE = {"channel_manager", "other_channel_manager", "channel_director", "operations"}


def put(
    cast: Cast, now: datetime, *rows: tuple[str, PartnerLine], who: str = "operations"
) -> list[Outcome]:
    keyed = [Keyed(key, line) for key, line in rows]
    return put_partners(getattr(cast, who), "erp", keyed, now=now)


def listed(key: str) -> Partner:
    row: Partner = every(Partner).get(source="erp", source_key=key)
    return row


def test_a_listed_partner_sells_already(cast: Cast, now: datetime) -> None:
    assert put(cast, now, ("YC-1", LINE)) == [Fate.CREATED]
    row = listed("YC-1")
    assert (row.code, row.lifecycle, row.lifecycle_since) == ("YC-1", "active", now)
    assert (row.partner_type, row.version, row.created_at) == ("business_partner", 1, now)
    assert (row.organisation.name_zh, row.organisation.side) == ("云川系统", "partner")
    assert not PartnerAssignment.objects.filter(partner=row).exists()


def test_whoever_brings_a_list_as_channel_manager_has_it_in_charge(
    cast: Cast, now: datetime
) -> None:
    put(cast, now, ("YC-1", LINE), who="channel_manager")
    held = PartnerAssignment.objects.get(partner=listed("YC-1"))
    assert (held.user_id, held.since, held.until) == (
        cast.channel_manager.user_id,
        now.date(),
        None,
    )


@pytest.mark.parametrize("key", ["QIHE", "yc-1", "A", "键", "P" * 13, "1 2"])
def test_a_key_that_cannot_be_a_code_or_is_one_already_gets_a_made_one(
    cast: Cast, now: datetime, key: str
) -> None:
    assert put(cast, now, (key, LINE)) == [Fate.CREATED]
    row = listed(key)
    assert row.code != key
    assert (len(row.code), row.code[0]) == (7, "P")


def test_a_list_read_again_changes_only_what_it_says_otherwise(cast: Cast, now: datetime) -> None:
    full = replace(LINE, city="Wuxi", phone="+86 510 5555", uscc=USCC, employees=40)
    put(cast, now, ("1", full), ("2", LINE))
    before = listed("1")
    moved = replace(full, city="Suzhou", phone="", name_zh="云川科技")
    assert put(cast, now, ("1", moved), ("2", LINE)) == [Fate.UPDATED, Fate.UNCHANGED]
    row = listed("1")
    assert (row.city, row.phone, row.uscc, row.employees) == ("Suzhou", "+86 510 5555", USCC, 40)
    assert (row.code, row.version, row.pk) == (before.code, 2, before.pk)
    assert row.sound.startswith("yunchuankeji")
    assert Organisation.objects.get(pk=row.pk).name_zh == "云川科技"
    assert listed("2").version == 1


def test_silence_on_the_type_changes_none_and_another_type_drops_the_kind(
    cast: Cast, now: datetime
) -> None:
    integrator = replace(LINE, business_kind="system_integrator")
    put(cast, now, ("1", replace(integrator, partner_type="business_partner")))
    assert put(cast, now, ("1", LINE)) == [Fate.UNCHANGED]
    assert listed("1").business_kind == "system_integrator"
    assert put(cast, now, ("1", replace(LINE, partner_type="retailer"))) == [Fate.UPDATED]
    assert (listed("1").partner_type, listed("1").business_kind) == ("retailer", "")


def test_a_partner_out_of_sight_is_refused_as_if_its_key_were_taken(
    cast: Cast, now: datetime
) -> None:
    put(cast, now, ("1", LINE), who="other_channel_manager")
    with nothing_changes(Partner, PartnerAssignment):
        fates = put(cast, now, ("1", replace(LINE, city="Mine")), who="channel_manager")
    assert fates == [Refused("code", "key_taken", "1")]
    mixed = put(cast, now, ("1", LINE), ("2", LINE), who="channel_manager")
    assert mixed == [Refused("code", "key_taken", "1"), Fate.CREATED]


def test_a_key_twice_in_one_list_is_one_partner(cast: Cast, now: datetime) -> None:
    assert put(cast, now, ("1", LINE), ("1", replace(LINE, city="X"))) == [
        Fate.CREATED,
        Fate.MERGED,
    ]
    assert (every(Partner).filter(source="erp").count(), listed("1").city) == (1, "")


def test_the_contact_of_a_new_partner_comes_along_once(cast: Cast, now: datetime) -> None:
    named = replace(LINE, contact="姚" * 150, contact_email="Yao@Example.COM")
    put(cast, now, ("1", named), ("2", LINE))
    contact = PartnerContact.objects.get()
    person = contact.person
    assert (contact.partner, contact.function, contact.is_primary) == (listed("1"), "other", True)
    assert (person.name, person.email) == ("姚" * 120, "yao@example.com")
    assert (person.employer_id, person.consent_basis) == (listed("1").pk, "not_recorded")
    people = Person.objects.count()
    put(cast, now, ("1", replace(named, contact="Other")))
    assert Person.objects.count() == people


def test_nobody_else_puts_partners(cast: Cast, now: datetime) -> None:
    for name, actor in people_of(cast).items():
        if name in MAY_WRITE:
            assert put_partners(actor, "erp", [], now=now) == []
            continue
        with nothing_changes(Partner), pytest.raises(NotPermitted):
            put_partners(actor, "erp", [Keyed("1", LINE)], now=now)


def test_a_long_list_takes_few_queries(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(f"K-{number}", replace(LINE, contact=f"P {number}")) for number in range(60)]
    with django_assert_max_num_queries(14):
        assert set(put(cast, now, *rows)) == {Fate.CREATED}
    with django_assert_max_num_queries(12):
        assert set(put(cast, now, *rows)) == {Fate.UNCHANGED}
