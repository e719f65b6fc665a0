"""Two rows of one customer are one customer for screening, scope and lists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.errors import Conflict
from qudao.deals.funnel.actions import (
    ActivityInput,
    OpportunityInput,
    create_opportunity,
    record_direct_activity,
)
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import Candidate, LiveClaim, Registration
from qudao.deals.registrations.selectors import RegistrationFilters
from qudao.deals.sellthrough.models import SalesLine
from qudao.market.customers.actions import create_customer, merge_customers
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import Customer
from tests.deals.programme import (
    OTHER_CUSTOMER,
    Programme,
    fresh,
    in_review,
    look_around,
    submitted,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def duplicate(programme: Programme, now: datetime) -> Customer:
    """Another row that turned out to be the programme's customer."""
    director = programme.cast.channel_director
    row = create_customer(director, CustomerInput(name_zh=OTHER_CUSTOMER), now=now)
    merge_customers(director, row.public_id, programme.customer.public_id, reason="同一家", now=now)
    return row


def found(row: Registration) -> list[tuple[str, str]]:
    rows = Candidate.objects.unscoped(reason="test").filter(registration=row)
    return list(rows.order_by("pk").values_list("match", "other_kind"))


def test_direct_work_noted_on_the_other_row_is_seen(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    record_direct_activity(
        programme.cast.account_manager,
        ActivityInput(
            customer_id=duplicate.public_id,
            happened_on=date(2026, 2, 27),
            summary="现场交流",
            customer_confirmed=True,
        ),
        now=now - HOUR,
    )

    row = submitted(programme, programme.cast.seller_a, now=now)

    assert found(row) == [("direct", "activity")]
    assert row.advice["outcome"] == "convert_to_teaming"


def test_an_open_direct_deal_on_the_other_row_is_seen(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    stated = OpportunityInput(
        product_id=programme.gateways.public_id,
        customer_id=duplicate.public_id,
        name="总部网关",
        amount=Decimal(500_000),
        currency="CNY",
    )
    create_opportunity(programme.cast.account_manager, stated, now=now - HOUR)

    row = submitted(programme, programme.cast.seller_a, now=now)

    assert ("direct", "opportunity") in found(row)
    assert row.state == "in_review"


def test_who_delivered_to_the_other_row_is_the_incumbent(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    cast = programme.cast
    SalesLine.objects.create(
        source="erp", source_key="1", route="indirect", partner=cast.partner_b,
        customer=duplicate, product=programme.gateways, sold_on=date(2025, 11, 3),
        quantity=1, amount=Decimal(9), currency="CNY",
    )  # fmt: skip

    row = submitted(programme, cast.seller_a, now=now, purchase="repeat")

    assert found(row) == [("incumbent", "sale")]


def test_a_claim_on_the_other_row_is_the_same_claim(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    Registration.objects.unscoped(reason="test").filter(pk=first.pk).update(customer=duplicate)

    second = in_review(programme, cast.seller_b, now=now + HOUR)

    assert found(second) == [("exact", "registration")]
    assert second.advice["outcome"] == "to_arbitration"


def test_lists_of_one_row_hold_what_hangs_on_both(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)

    for public_id in (duplicate.public_id, programme.customer.public_id):
        filters = RegistrationFilters(customer_id=public_id)
        listed = selectors.queue(cast.channel_manager, filters, now=now)
        assert [one.public_id for one in listed] == [row.public_id]
    nobody = RegistrationFilters(customer_id="cus_0000000000000000")
    assert selectors.queue(cast.channel_manager, nobody, now=now) == []


def test_without_a_merge_another_customer_is_no_matter(programme: Programme, now: datetime) -> None:
    director = programme.cast.channel_director
    other = create_customer(director, CustomerInput(name_zh=OTHER_CUSTOMER), now=now)
    record_direct_activity(
        programme.cast.account_manager,
        ActivityInput(
            customer_id=other.public_id,
            happened_on=date(2026, 2, 27),
            summary="x",
            customer_confirmed=True,
        ),
        now=now - HOUR,
    )

    row = submitted(programme, programme.cast.seller_a, now=now)

    assert (found(row), row.state) == ([], "protected")


def test_who_waits_is_looked_at_again_when_the_other_row_is_freed(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    Registration.objects.unscoped(reason="test").filter(pk=first.pk).update(customer=duplicate)
    second = in_review(programme, cast.seller_b, now=now + HOUR)
    actions.withdraw(
        cast.seller_a, first.public_id, version=first.version, now=now + HOUR, reason="取消"
    )

    look_around(first.public_id, now=now + HOUR)

    assert fresh(second).advice["outcome"] == "approve"


def test_approval_is_refused_while_the_scope_is_held_under_the_other_row(
    programme: Programme, duplicate: Customer, now: datetime
) -> None:
    """Both were received before anybody saw that the rows are one customer."""
    cast = programme.cast
    first = in_review(programme, cast.seller_a, now=now)
    reason = "the claim was made before the merge"
    Registration.objects.unscoped(reason=reason).filter(pk=first.pk).update(customer=duplicate)
    LiveClaim.objects.unscoped(reason=reason).update(customer=duplicate)
    second = in_review(programme, cast.seller_b, now=now + HOUR)
    assert hasattr(second, "live_claim")  # of its own row

    with pytest.raises(Conflict) as refusal:
        actions.approve(
            cast.other_channel_manager, second.public_id, version=second.version, now=now
        )

    assert refusal.value.code == "scope_is_held"
    assert fresh(second).state == "in_review"
