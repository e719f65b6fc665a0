"""Whose rows an importer may write: partners of one's own charge, customers of the whole house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.core.errors import NotPermitted
from qudao.engines.tabular.fields import FieldValue
from qudao.market.partners.models import Partner
from tests.intake.rows import bring, money, put, values_of
from tests.people import Cast

SYSTEM = system_actor("test")
Rows = list[dict[str, FieldValue]]
EACH: dict[str, Callable[[], Rows]] = {
    "products": lambda: [values_of("products", code="A-1", name="网关")],
    "prices": lambda: [values_of("prices", product="A-1", list_price=money("1"))],
    "regions": lambda: [values_of("regions", code="1", name="东")],
    "sales_people": lambda: [values_of("sales_people", code="1", name="甲")],
    "partners": lambda: [values_of("partners", code="P-1", name="甲公司")],
    "customers": lambda: [values_of("customers", name="甲公司")],
    "opportunities": lambda: [values_of("opportunities", code="O", product="A-1", stage="won")],
    "sell_through": lambda: [
        values_of("sell_through", partner="QIHE", product="A-1", sold_on=None, amount=money("1"))
    ],
    "quotas": lambda: [values_of("quotas", sales_person="甲", year=2026, amount=money("1"))],
}
WRITERS = {
    "products": {"channel_director", "operations"},
    "regions": {"channel_director", "operations"},
    "partners": {"channel_manager", "channel_director", "operations"},
}


def allowed(kind: str, actor: Actor, now: datetime) -> bool:
    try:
        put(kind, EACH[kind](), actor, now=now)
    except NotPermitted:
        return False
    return True


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_the_rooms_ask_for_their_own_right_again(cast: Cast, now: datetime, kind: str) -> None:
    """A run whose owner lost a role meets it here, though it was started with the right to it."""
    people = [name for name in vars(cast) if isinstance(getattr(cast, name), Actor)]
    may = {name for name in people if allowed(kind, getattr(cast, name), now)}
    assert may >= WRITERS[kind] & set(people)
    assert not may & {"human_resources", "principal_a", "seller_a", "seller_b", "engineer_a"}


def test_a_manager_brings_in_and_corrects_partners_of_the_own_charge(
    cast: Cast, now: datetime
) -> None:
    first = values_of("partners", code="P-1", name="甲公司", city="上海")
    assert put("partners", [first], cast.channel_manager, now=now).fates == ["created"]
    moved = {**first, "city": "苏州"}
    assert put("partners", [moved], cast.channel_manager, now=now).fates == ["updated"]
    told = put("partners", [first], cast.other_channel_manager, now=now)
    assert told.refused == [(1, "code", "P-1", "key_taken")]
    row = Partner.objects.visible_to(SYSTEM).get(source_key="P-1")
    assert (row.city, row.version) == ("苏州", 2)
    assert put("partners", [first], cast.channel_director, now=now).fates == ["updated"]


def test_a_supplier_outside_the_own_charge_is_not_found(cast: Cast, now: datetime) -> None:
    rows = [
        values_of("partners", code="P-1", name="甲公司", parent="LIAN"),
        values_of("partners", code="P-2", name="乙公司", parent="DING"),
    ]
    put("partners", rows, cast.channel_manager, now=now)
    found = Partner.objects.visible_to(SYSTEM).filter(source="crm").order_by("source_key")
    assert [one.supplied_by_id for one in found] == [cast.distributor.pk, None]


def test_sales_lines_name_partners_that_the_importer_sees(cast: Cast, now: datetime) -> None:
    bring("products", "产品编码,产品名称\nA-1,网关\n", SYSTEM, now=now)
    content = (
        "订单号,订单行,代理商,产品编码,销售日期,金额,币种\n"
        "S-1,1,QIHE,A-1,2026-01-05,1,CNY\nS-1,2,DING,A-1,2026-01-05,1,CNY\n"
    )
    assert bring("sell_through", content, cast.operations, now=now).fates == ["created"] * 2
    assert bring("sell_through", content, cast.channel_director, now=now).fates == ["unchanged"] * 2
