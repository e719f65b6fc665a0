"""Targets: one owner, one period; everybody reads the own one, the director the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, ExchangeRate
from qudao.core.money import Money
from qudao.market.goals.actions import (
    QuotaInput,
    SalesPersonInput,
    link_sales_person,
    note_sales_person,
    set_quota,
)
from qudao.market.goals.models import Quota
from qudao.market.goals.selectors import target_of, targets_of_users
from qudao.people.models import User
from tests.people import Cast

SYSTEM = system_actor("test")
START, END = date(2026, 1, 1), date(2026, 4, 1)
WHOLE = QuotaInput(starts_on=START, ends_on=END, amount=Decimal("9000000"), currency="CNY")


def user(actor: Actor) -> str:
    row: User = User.objects.unscoped(reason="test").get(pk=actor.user_key)
    return row.public_id


def own(actor: Actor, amount: str, currency: str = "CNY") -> QuotaInput:
    return replace(WHOLE, user=user(actor), amount=Decimal(amount), currency=currency)


def target(actor: Actor, start: date = START, end: date = END) -> tuple[Decimal, int]:
    found = target_of(actor, start, end)
    assert found.amount.currency == "CNY"
    return found.amount.amount, found.quotas


def test_everybody_reads_the_own_target_and_the_director_the_sum(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    set_quota(director, own(cast.channel_manager, "100.0001"), now=now)
    set_quota(director, own(cast.account_manager, "200"), now=now)
    assert target(cast.channel_manager) == (Decimal("100.0001"), 1)
    assert target(cast.account_manager) == (Decimal(200), 1)
    assert target(cast.other_channel_manager) == (Decimal(0), 0)
    assert target(director) == (Decimal("300.0001"), 2)
    assert target(cast.human_resources) == (Decimal(0), 0)
    assert target(cast.principal_a) == (Decimal(0), 0)


def test_the_programmes_own_target_goes_before_the_sum(cast: Cast, now: datetime) -> None:
    set_quota(cast.channel_director, own(cast.channel_manager, "100"), now=now)
    set_quota(cast.channel_director, WHOLE, now=now)
    assert target(cast.channel_director) == (Decimal(9000000), 1)
    assert target(cast.channel_manager) == (Decimal(100), 1)


def test_a_years_target_counts_by_its_share_of_days(cast: Cast, now: datetime) -> None:
    year = replace(own(cast.channel_manager, "365"), ends_on=date(2027, 1, 1))
    set_quota(cast.channel_director, year, now=now)
    assert target(cast.channel_manager) == (Decimal(90), 1)
    assert target(cast.channel_manager, END, date(2026, 7, 1)) == (Decimal(91), 1)
    assert target(cast.channel_manager, date(2027, 1, 1), date(2027, 4, 1)) == (Decimal(0), 0)


def test_other_currencies_are_converted_or_named(cast: Cast, now: datetime) -> None:
    ExchangeRate.objects.create(currency="USD", valid_from=START, rate=Decimal("7.2"))
    for quota in (own(cast.channel_manager, "10", "USD"), own(cast.channel_manager, "5", "JPY")):
        set_quota(cast.channel_director, quota, now=now)
    found = target_of(cast.channel_manager, START, END)
    assert (found.amount, found.missing) == (Money(Decimal("72.0000"), "CNY"), ("JPY",))


def test_the_same_target_again_changes_nothing_and_a_new_amount_replaces_it(
    cast: Cast, now: datetime
) -> None:
    director = cast.channel_director
    for amount in ("100", "100", "150"):
        set_quota(director, own(cast.channel_manager, amount), now=now)
    assert Quota.objects.visible_to(SYSTEM).count() == 1
    assert target(cast.channel_manager) == (Decimal(150), 1)
    entries = AuditEntry.objects.visible_to(SYSTEM).order_by("pk")
    assert [(entry.before, entry.after["amount"]) for entry in entries] == [
        ({}, "100 CNY"),
        ({"amount": "100 CNY"}, "150 CNY"),
    ]


def test_an_imported_name_brings_its_target_to_the_linked_user(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    given = SalesPersonInput(source="crm", source_key="272", name="Someone Imported")
    person = note_sales_person(director, given, now=now)
    assert note_sales_person(director, given, now=now) == person
    quota = replace(WHOLE, sales_person=("crm", "272"), amount=Decimal(70))
    set_quota(director, quota, now=now)
    assert target(cast.account_manager) == (Decimal(0), 0)
    link_sales_person(director, person.public_id, user(cast.account_manager), now=now)
    assert target(cast.account_manager) == (Decimal(70), 1)
    found = targets_of_users(director, [cast.account_manager.user_key], START, END)
    assert found[cast.account_manager.user_key].amount.amount == Decimal(70)
    verbs = AuditEntry.objects.visible_to(SYSTEM).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "goals.sales_person_noted",
        "goals.quota_set",
        "goals.sales_person_linked",
    ]


@pytest.mark.parametrize("who", ["channel_manager", "human_resources", "principal_a"])
def test_others_set_no_targets(cast: Cast, now: datetime, who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises(NotPermitted):
        set_quota(actor, WHOLE, now=now)
    with pytest.raises(NotPermitted):
        note_sales_person(actor, SalesPersonInput(source="a", source_key="b", name="c"), now=now)
    with pytest.raises(NotPermitted):
        link_sales_person(actor, "sal_none", "", now=now)
    assert Quota.objects.visible_to(SYSTEM).count() == 0


def test_every_problem_of_a_target_is_named(cast: Cast, now: datetime) -> None:
    wrong = QuotaInput(
        starts_on=END,
        ends_on=START,
        amount=Decimal(-1),
        currency="",
        user="usr_none",
        sales_person=("crm", "1"),
    )
    with pytest.raises(Invalid) as refused:
        set_quota(cast.channel_director, wrong, now=now)
    assert {one.field: one.code for one in refused.value.problems} == {
        "ends_on": "ends_too_early",
        "amount": "out_of_bounds",
        "currency": "not_a_currency",
        "user": "two_owners",
    }
    for quota, field in (
        (replace(WHOLE, user=user(cast.seller_a)), "user"),
        (replace(WHOLE, sales_person=("crm", "1")), "sales_person"),
    ):
        with pytest.raises(Invalid) as refused:
            set_quota(cast.channel_director, quota, now=now)
        assert [one.field for one in refused.value.problems] == [field]
    with pytest.raises(NotFound):
        link_sales_person(cast.channel_director, "sal_none", "", now=now)
    assert Quota.objects.visible_to(SYSTEM).count() == 0
