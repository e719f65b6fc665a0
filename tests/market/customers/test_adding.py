"""A company comes into the register once, unless somebody says that it is another one."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.errors import Invalid, NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.customers.actions import NewCustomerInput, add_company
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import Customer
from tests.market.customers.build import make_customer
from tests.people import Cast

NAME = "浦岚证券股份有限公司"


def stated(name: str = NAME, *, other: bool = False) -> NewCustomerInput:
    return NewCustomerInput(customer=CustomerInput(name_zh=name), is_another_company=other)


def there() -> tuple[int, int]:
    customers = Customer.objects.unscoped(reason="a test counts the rows")
    return customers.count(), AuditEntry.objects.unscoped(reason="test").count()


@pytest.mark.parametrize("name", [NAME, "浦岚证券", "浦岚\u3164证券股份有限公司"])
def test_a_company_that_is_there_is_named_and_not_added(
    cast: Cast, now: datetime, name: str
) -> None:
    make_customer(cast.operations, NAME, now)
    before = there()

    with pytest.raises(Invalid) as refused:
        add_company(cast.channel_manager, stated(name), now=now)

    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("is_another_company", "alike")
    assert NAME in str(problem.message)
    assert there() == before


def test_another_company_of_the_same_name_is_added(cast: Cast, now: datetime) -> None:
    first = make_customer(cast.operations, NAME, now)

    second = add_company(cast.channel_manager, stated(other=True), now=now)

    assert (second.name_zh, second.pk == first.pk) == (NAME, False)
    assert there()[0] == 2


def test_who_may_not_add_learns_nothing_of_who_is_there(cast: Cast, now: datetime) -> None:
    make_customer(cast.operations, NAME, now)
    before = there()

    with pytest.raises(NotPermitted):
        add_company(cast.seller_a, stated(), now=now)

    assert there() == before
