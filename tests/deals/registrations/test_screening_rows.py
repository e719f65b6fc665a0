"""What screening keeps of what it met: the class, the object, the likeness, whether it overlaps,
the reasons; made anew whenever something around it moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.errors import NotFound, NotPermitted
from qudao.core.money import Money
from qudao.deals.funnel.actions import (
    ActivityInput,
    OpportunityInput,
    create_opportunity,
    move_opportunity,
    record_direct_activity,
)
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.actions.screening import is_held_by_another, take_scope
from qudao.deals.registrations.models import Candidate, Registration
from qudao.deals.registrations.selectors.scope import scope_is_taken
from qudao.deals.sellthrough.models import SalesLine
from qudao.market.cells.models import Product
from qudao.market.customers.actions import create_customer, place_in_group
from qudao.market.customers.inputs import CustomerInput
from tests.deals.looking import WHY, claims
from tests.deals.programme import (
    LARGE,
    OTHER_CUSTOMER,
    Programme,
    fresh,
    in_review,
    look_around,
    quickly,
    submitted,
)

HOUR = timedelta(hours=1)


def met(row: Registration) -> list[tuple[str, str, bool]]:
    """Class, kind of object, whether it overlaps."""
    rows = Candidate.objects.unscoped(reason=WHY).filter(registration=row).order_by("pk")
    return list(rows.values_list("match", "other_kind", "overlaps"))


def deliver(programme: Programme, day: date, partner: Any, product: Product | None = None) -> None:
    SalesLine.objects.create(
        source="erp", source_key=f"{day}{partner.code}", route="indirect", partner=partner,
        customer=programme.customer, product=product or programme.gateways, sold_on=day,
        quantity=1, amount=Decimal(9), currency="CNY",
    )  # fmt: skip


def work(programme: Programme, now: datetime, product: Product | None = None) -> None:
    stated = ActivityInput(
        customer_id=programme.customer.public_id,
        happened_on=date(2026, 2, 27),
        summary="现场交流",
        product_id=product.public_id if product else "",
        customer_confirmed=True,
    )
    record_direct_activity(programme.cast.account_manager, stated, now=now - HOUR)


def open_deal(programme: Programme, now: datetime) -> str:
    stated = OpportunityInput(
        product_id=programme.gateways.public_id, customer_id=programme.customer.public_id,
        name="直销机会", amount=Decimal(300_000), currency="CNY", expected_on=date(2026, 5, 29),
    )  # fmt: skip
    actor = programme.cast.account_manager
    return create_opportunity(actor, stated, now=now - HOUR).public_id


def test_everything_that_was_met_is_kept_the_most_serious_first(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_b, now=now - HOUR)
    submitted(
        programme, cast.seller_b, now=now - HOUR, product_id=programme.backup.public_id,
    )  # fmt: skip
    work(programme, now)
    open_deal(programme, now)
    deliver(programme, date(2025, 11, 3), cast.partner_b)

    row = submitted(programme, cast.seller_a, now=now)

    assert met(row) == [
        ("exact", "registration", True),
        ("direct", "activity", True),
        ("direct", "opportunity", True),
        ("incumbent", "sale", True),
        ("exact", "registration", False),  # the same customer, another family
    ]
    one = row.candidates.get(other_kind="sale")
    assert one.other_id == f"{cast.partner_b.pk}/GW"
    assert {each.score for each in row.candidates.all()} == {Decimal(1)}
    first = row.candidates.order_by("pk")[0]
    assert [each["code"] for each in first.reasons] == [
        "same_customer", "scope_same", "received_earlier",
    ]  # fmt: skip


def test_who_comes_and_goes_is_seen_at_the_next_look(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    assert met(row) == []

    rival = quickly(programme, cast.seller_b, now=now + HOUR)
    look_around(rival.public_id, now=now + HOUR)
    assert met(row) == [("exact", "registration", True)]
    assert fresh(row).advice["outcome"] == "approve"  # it waits behind, and drags nobody

    actions.withdraw(
        cast.seller_b, rival.public_id, version=rival.version, now=now + HOUR, reason="取消"
    )
    look_around(rival.public_id, now=now + 2 * HOUR)
    assert met(row) == []
    assert fresh(row).advice["outcome"] == "approve"


def test_what_nobody_judged_keeps_its_name_at_the_next_look(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    rival = in_review(programme, cast.seller_b, now=now)
    row = in_review(programme, cast.seller_a, now=now + HOUR)
    shown = row.candidates.get().public_id

    look_around(rival.public_id, now=now + HOUR)

    assert row.candidates.get().public_id == shown


def test_a_look_at_what_is_unknown_or_a_draft_is_none(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    before = fresh(row).advice
    draft = actions.save_draft(cast.seller_b, programme.quick(), now=now)

    for key in ("reg_0000000000000000", "", draft.public_id):
        look_around(key, now=now + HOUR)

    assert (fresh(row).advice, met(row)) == (before, [])


@pytest.mark.parametrize(
    ("family_of_work", "overlaps", "outcome"),
    [
        ("", True, "convert_to_teaming"),
        ("GW", True, "convert_to_teaming"),
        ("BK", False, "approve"),
    ],
)
def test_direct_work_counts_for_its_product_or_for_all(
    programme: Programme,
    now: datetime,
    family_of_work: str,
    overlaps: bool,  # noqa: FBT001 - a column of the table
    outcome: str,
) -> None:
    families = {"GW": programme.gateways, "BK": programme.backup}
    work(programme, now, families.get(family_of_work))

    row = submitted(programme, programme.cast.seller_a, now=now)

    assert met(row) == [("direct", "activity", overlaps)]
    assert row.advice["outcome"] == outcome


def test_a_closed_direct_deal_is_no_candidate(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    key = open_deal(programme, now)
    assert met(in_review(programme, cast.seller_a, now=now)) == [("direct", "opportunity", True)]

    move_opportunity(cast.account_manager, key, "won", version=1, now=now)

    assert met(in_review(programme, cast.seller_b, now=now + HOUR)) == [
        ("exact", "registration", True)
    ]


def test_a_nested_product_meets_its_family_in_part(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    small = Product.objects.create(
        code="GW-S", name_zh="小型网关", name_en="Small gateway", path="/GW/GW-S/",
        parent=programme.gateways, is_family=True,
    )  # fmt: skip
    in_review(programme, cast.seller_b, now=now - HOUR)

    row = submitted(programme, cast.seller_a, now=now, product_id=small.public_id)

    assert met(row) == [("exact", "registration", True)]
    codes = [each["code"] for each in row.candidates.get().reasons]
    assert codes[:2] == ["same_customer", "scope_partly_same"]
    assert row.advice["outcome"] == "to_arbitration"
    assert "divide_scope_first" in [each["code"] for each in row.advice["reasons"]]


def test_only_the_last_to_deliver_serves_the_customer(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    deliver(programme, date(2025, 1, 3), cast.partner_b)
    deliver(programme, date(2025, 11, 3), cast.distributor)
    deliver(programme, date(2025, 12, 3), cast.partner_b, programme.backup)

    row = submitted(programme, cast.seller_a, now=now, purchase="repeat")

    assert met(row) == [("incumbent", "sale", True), ("incumbent", "sale", False)]
    keys = list(row.candidates.order_by("pk").values_list("other_id", flat=True))
    assert keys == [f"{cast.distributor.pk}/GW", f"{cast.partner_b.pk}/BK"]


@pytest.mark.parametrize(("day", "count"), [(date(2024, 3, 2), 1), (date(2024, 3, 1), 0)])
def test_a_delivery_counts_for_two_years(
    programme: Programme, now: datetime, day: date, count: int
) -> None:
    deliver(programme, day, programme.cast.partner_b)
    assert len(met(submitted(programme, programme.cast.seller_a, now=now))) == count


def test_a_unit_of_the_same_group_is_related(programme: Programme, now: datetime) -> None:
    cast, director = programme.cast, programme.cast.channel_director
    group = create_customer(director, CustomerInput(name_zh="浦岚集团", kind="group"), now=now)
    sister = create_customer(director, CustomerInput(name_zh=OTHER_CUSTOMER), now=now)
    for one in (sister, programme.customer):
        place_in_group(director, one.public_id, group.public_id, now=now)
    in_review(programme, cast.seller_b, now=now - HOUR)
    row = submitted(programme, cast.seller_a, now=now, customer_name=OTHER_CUSTOMER)

    [found] = row.candidates.all()
    assert (found.match, found.overlaps, found.score) == ("related", True, Decimal("0.5"))
    [line] = selectors.comparison(cast.channel_manager, row.public_id)
    assert line.reasons[0].text == "Another unit of the same group."
    assert {field.code: field.match for field in line.fields}["customer"] == "similar"


# ---------------------------------------------------------------------- side by side


def fields_of(programme: Programme, row: Registration) -> dict[str, tuple[object, object, str]]:
    [line] = selectors.comparison(programme.cast.channel_director, row.public_id)
    return {one.code: (one.mine, one.other, one.match) for one in line.fields}


def test_two_claims_are_compared_in_every_field(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    submitted(
        programme, cast.seller_b, now=now - HOUR, amount=LARGE, site="Pudong ", currency="USD",
        customer_city="上海", customer_website="www.pulan.example",
    )  # fmt: skip
    row = submitted(
        programme, cast.seller_a, now=now, amount=LARGE, site="PUDONG", project="三期",
        customer_city="北京",
    )  # fmt: skip

    found = fields_of(programme, row)

    assert found["customer"] == ("浦岚证券股份有限公司", "浦岚证券股份有限公司", "same")
    assert found["customer_city"] == ("北京", "上海", "differs")
    assert found["customer_website"] == ("", "www.pulan.example", "missing")
    assert found["customer_uscc"] == ("", "", "missing")
    assert found["project"] == ("三期", "网点安全网关二期", "similar")
    assert found["site"] == ("PUDONG", "Pudong", "same")
    assert found["amount"] == (Money(LARGE, "CNY"), Money(LARGE, "USD"), "differs")
    assert found["received_at"] == (now, now - HOUR, "differs")
    assert found["protected_until"] == (None, None, "missing")
    assert found["evidence"] == ("Requirements document", "Requirements document", "same")


def test_a_direct_deal_is_compared_by_what_it_has(programme: Programme, now: datetime) -> None:
    open_deal(programme, now)
    row = submitted(programme, programme.cast.seller_a, now=now, amount=LARGE)

    found = fields_of(programme, row)

    assert list(found) == [
        "customer", "product", "amount", "received_at", "expected_award_on", "stage",
    ]  # fmt: skip
    assert found["amount"] == (Money(LARGE, "CNY"), Money(Decimal(300_000), "CNY"), "differs")
    assert found["expected_award_on"] == (date(2026, 5, 29), date(2026, 5, 29), "same")
    assert found["stage"] == ("Project approved", "Prospecting", "differs")
    [line] = selectors.comparison(programme.cast.channel_director, row.public_id)
    assert (line.kind, line.title, line.detail) == ("opportunity", "直销机会", "")


def test_a_delivery_is_compared_by_its_partner_and_product(
    programme: Programme, now: datetime
) -> None:
    deliver(programme, date(2025, 11, 3), programme.cast.partner_b)
    row = submitted(programme, programme.cast.seller_a, now=now)
    director = replace(programme.cast.channel_director, language="zh-hans")

    [line] = selectors.comparison(director, row.public_id)

    assert (line.kind, line.detail, line.visible_id) == ("sale", "鼎沛集成", "")
    [field] = line.fields
    assert (field.code, field.mine, field.other, field.match) == (
        "product", "安全网关", "安全网关", "same",
    )  # fmt: skip


# ---------------------------------------------------------------------- the scope itself


def test_a_scope_is_held_once(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    first = in_review(programme, cast.seller_b, now=now - HOUR)
    second = in_review(programme, cast.seller_a, now=now)

    assert take_scope(fresh(second)) is False
    assert [key for key, _scope in claims()] == [first.pk]
    assert (is_held_by_another(fresh(second)), is_held_by_another(fresh(first))) == (True, False)
    for actor in (cast.channel_manager, cast.channel_director, cast.account_manager):
        assert scope_is_taken(actor, second.public_id) is True
    assert scope_is_taken(cast.other_channel_manager, first.public_id) is False

    actions.withdraw(cast.seller_b, first.public_id, version=first.version, now=now, reason="取消")

    assert scope_is_taken(cast.channel_manager, second.public_id) is False
    for actor in (cast.seller_a, cast.other_channel_manager):
        with pytest.raises(NotFound):
            scope_is_taken(actor, second.public_id)
    with pytest.raises(NotPermitted):
        scope_is_taken(cast.human_resources, second.public_id)


def test_what_names_no_product_holds_no_scope(programme: Programme, now: datetime) -> None:
    draft = actions.save_draft(
        programme.cast.seller_a, replace(programme.quick(), product_id=""), now=now
    )
    assert take_scope(draft) is False
    assert is_held_by_another(draft) is False
    assert claims() == []
