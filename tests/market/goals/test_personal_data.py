"""Imported sales names go with the erased person; their figures stay."""

from __future__ import annotations

from datetime import datetime

from qudao.market.goals.models import SalesPerson
from qudao.people.actions.memberships import end_membership
from qudao.people.actions.personal_data import erase_person
from qudao.people.models import Person, User
from tests.people import Cast


def test_a_linked_sales_name_is_replaced_also_where_it_stands_as_manager(
    cast: Cast, now: datetime
) -> None:
    user = User.objects.get(pk=cast.account_manager.user_key)
    SalesPerson.objects.create(source="crm", source_key="1", name="Jia He", user=user)
    SalesPerson.objects.create(source="crm", source_key="2", name="Other", manager_name="Jia He")
    end_membership(cast.operations, cast.vendor.public_id, user.public_id, now=now)
    person = Person.objects.get(user=user)

    pseudonym = erase_person(cast.operations, person.public_id, "asked", now=now)

    rows = SalesPerson.objects.order_by("source_key").values_list("name", "manager_name")
    assert list(rows) == [(pseudonym, ""), ("Other", pseudonym)]
