"""Prices never overlap: one takes another's place, ends or is taken back, and all is audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qudao.core.actor import system_actor
from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.core.upserting import Fate, Keyed
from qudao.market.cells.actions import NodeInput, ProductInput, create_product
from qudao.market.cells.models import Product
from qudao.market.prices.actions import PriceEnd, PriceInput, end_price, set_price
from qudao.market.prices.bulk import PriceLine, put_prices
from qudao.market.prices.models import Price
from qudao.market.prices.selectors import (
    currencies_in_use,
    kinds_seen,
    price_history,
    price_of,
    prices_of,
)
from tests.people import Cast

SYSTEM = system_actor("test")
LIST = Price.Kind.LIST
TODAY = date(2026, 3, 2)
JANUARY, APRIL, MAY = date(2026, 1, 1), date(2026, 4, 1), date(2026, 5, 1)
USUAL = PriceInput(
    product="ERP", kind=LIST, currency="CNY", amount=Decimal(1000), valid_from=JANUARY
)
LATER = replace(USUAL, amount=Decimal(900), valid_from=APRIL)


@pytest.fixture
def erp(cast: Cast, now: datetime) -> Product:
    node = NodeInput("ERP", name_zh="企业资源计划", name_en="ERP")
    return create_product(cast.operations, ProductInput(node), now=now)


def end_of(price: PriceInput, on: date) -> PriceEnd:
    return PriceEnd(
        product=price.product,
        kind=price.kind,
        currency=price.currency,
        valid_from=price.valid_from,
        on=on,
    )


def held(cast: Cast, erp: Product, on: date) -> Decimal | None:
    """The list price on a day; the list of many products says the same."""
    actor = cast.channel_manager
    one = price_of(actor, erp, LIST, currency="CNY", on=on)
    many = [view.amount for view in prices_of(actor, [erp.pk], on=on).get(erp.pk, [])]
    assert many == ([] if one is None else [one])
    return one


def refused(problem: Any) -> dict[str, str]:
    return {one.field: one.code for one in problem.value.problems}


def rows() -> list[tuple[Decimal, date, date | None]]:
    found = Price.objects.visible_to(SYSTEM).order_by("valid_from")
    return list(found.values_list("amount", "valid_from", "valid_until"))


def test_a_price_ends_and_none_holds_after(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, USUAL, now=now)

    end_price(cast.operations, end_of(USUAL, APRIL), now=now)

    assert held(cast, erp, date(2026, 3, 31)) == Decimal(1000)
    assert held(cast, erp, APRIL) is None
    entry = AuditEntry.objects.visible_to(SYSTEM).get(verb="prices.ended")
    assert (entry.subject_kind, entry.subject_id) == ("product", erp.public_id)
    assert entry.before == {"valid_until": None}
    assert entry.after["valid_until"] == "2026-04-01"
    assert entry.after["price"] == "1000 CNY"


def test_the_next_price_takes_the_place_of_the_former(
    cast: Cast, now: datetime, erp: Product
) -> None:
    set_price(cast.operations, USUAL, now=now)
    set_price(cast.operations, LATER, now=now)

    history = price_history(cast.channel_manager, erp, on=TODAY)

    told = [(one.amount, one.valid_until, one.in_force, one.is_to_come) for one in history]
    assert told == [
        (Decimal(900), None, False, True),
        (Decimal(1000), APRIL, True, False),
    ]
    assert [held(cast, erp, day) for day in (date(2026, 3, 31), APRIL)] == [1000, 900]


def test_a_price_set_by_mistake_is_taken_back_on_its_first_day(
    cast: Cast, now: datetime, erp: Product
) -> None:
    set_price(cast.operations, USUAL, now=now)
    set_price(cast.operations, LATER, now=now)

    end_price(cast.operations, end_of(LATER, APRIL), now=now)

    assert held(cast, erp, MAY) == Decimal(1000)
    history = price_history(cast.channel_manager, erp, on=MAY)
    assert [(one.is_withdrawn, one.in_force, one.can_end) for one in history] == [
        (True, False, False),
        (False, True, True),
    ]


def test_a_price_taken_back_can_be_set_again(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, LATER, now=now)
    end_price(cast.operations, end_of(LATER, APRIL), now=now)

    set_price(cast.operations, LATER, now=now)

    assert held(cast, erp, MAY) == Decimal(900)
    assert rows() == [(Decimal(900), APRIL, None)]
    assert AuditEntry.objects.visible_to(SYSTEM).filter(verb="prices.set").count() == 2


def test_ending_twice_on_one_day_changes_nothing(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, USUAL, now=now)
    end_price(cast.operations, end_of(USUAL, APRIL), now=now)
    end_price(cast.operations, end_of(USUAL, APRIL), now=now)

    assert AuditEntry.objects.visible_to(SYSTEM).filter(verb="prices.ended").count() == 1


def test_an_end_may_be_brought_forward_not_put_off(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, replace(USUAL, valid_until=MAY), now=now)

    end_price(cast.operations, end_of(USUAL, APRIL), now=now)
    with pytest.raises(Invalid) as late:
        end_price(cast.operations, end_of(USUAL, MAY), now=now)

    assert refused(late) == {"on": "ended_already"}
    assert rows() == [(Decimal(1000), JANUARY, APRIL)]


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2025, 12, 31), "ends_too_early"),
        (date(2026, 3, 1), "in_the_past"),
        (date(9999, 1, 1), "out_of_bounds"),
    ],
)
def test_the_past_cannot_be_rewritten(
    cast: Cast, now: datetime, erp: Product, on: date, code: str
) -> None:
    set_price(cast.operations, USUAL, now=now)

    with pytest.raises(Invalid) as problem:
        end_price(cast.operations, end_of(USUAL, on), now=now)

    assert refused(problem) == {"on": code}
    assert rows() == [(Decimal(1000), JANUARY, None)]


def test_an_end_does_not_reach_into_the_next_price(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, USUAL, now=now)
    set_price(cast.operations, LATER, now=now)

    with pytest.raises(Invalid) as ended:
        end_price(cast.operations, end_of(USUAL, MAY), now=now)
    with pytest.raises(Invalid) as stated:
        set_price(cast.operations, replace(USUAL, valid_until=MAY), now=now)

    assert refused(ended) == {"on": "overlaps"}
    assert refused(stated) == {"valid_until": "overlaps"}
    assert rows() == [(Decimal(1000), JANUARY, None), (Decimal(900), APRIL, None)]


def test_a_price_with_an_end_of_its_own_is_not_cut(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, replace(USUAL, valid_until=MAY), now=now)

    with pytest.raises(Invalid) as problem:
        set_price(cast.operations, LATER, now=now)

    assert refused(problem) == {"valid_from": "overlaps"}
    set_price(cast.operations, replace(LATER, valid_from=MAY), now=now)
    assert held(cast, erp, MAY) == Decimal(900)


def test_prices_of_other_kinds_and_currencies_stand_apart(
    cast: Cast, now: datetime, erp: Product
) -> None:
    set_price(cast.operations, replace(USUAL, valid_until=MAY), now=now)
    set_price(cast.operations, replace(LATER, currency="USD"), now=now)
    set_price(cast.operations, replace(LATER, kind=Price.Kind.PARTNER), now=now)

    assert len(rows()) == 3
    assert currencies_in_use(cast.channel_manager) == ["CNY", "USD"]


def test_an_end_before_the_beginning_is_refused_with_the_rest(
    cast: Cast, now: datetime, erp: Product
) -> None:
    wrong = replace(USUAL, valid_until=JANUARY, currency="yuan", source="x" * 61)
    with pytest.raises(Invalid) as problem:
        set_price(cast.operations, wrong, now=now)

    assert refused(problem) == {
        "valid_until": "ends_too_early",
        "currency": "not_a_currency",
        "source": "too_long",
    }
    assert rows() == []


def test_the_database_holds_no_price_that_ends_before_it_begins(
    cast: Cast, now: datetime, erp: Product
) -> None:
    set_price(cast.operations, USUAL, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.visible_to(SYSTEM).update(valid_until=date(2025, 1, 1))


@pytest.mark.parametrize("who", ["channel_manager", "account_manager", "principal_a"])
def test_others_end_no_prices(cast: Cast, now: datetime, erp: Product, who: str) -> None:
    set_price(cast.operations, USUAL, now=now)
    with pytest.raises(NotPermitted):
        end_price(getattr(cast, who), end_of(USUAL, APRIL), now=now)
    assert rows() == [(Decimal(1000), JANUARY, None)]


def test_a_price_that_is_not_set_is_absent(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, USUAL, now=now)
    for wrong in (LATER, replace(USUAL, product="CRM"), replace(USUAL, currency="USD")):
        with pytest.raises(NotFound):
            end_price(cast.operations, end_of(wrong, MAY), now=now)


def test_the_price_of_a_product_that_is_no_longer_sold_can_be_ended(
    cast: Cast, now: datetime, erp: Product
) -> None:
    set_price(cast.operations, USUAL, now=now)
    Product.objects.visible_to(SYSTEM).update(is_active=False)

    end_price(cast.operations, end_of(USUAL, TODAY), now=now)

    assert rows() == [(Decimal(1000), JANUARY, TODAY)]


def test_who_works_with_partners_sees_every_price_others_the_list(
    cast: Cast, now: datetime, erp: Product
) -> None:
    for kind in Price.Kind:
        set_price(cast.operations, replace(USUAL, kind=kind), now=now)

    def seen(who: str) -> list[str]:
        actor = getattr(cast, who)
        kinds = [one.kind for one in price_history(actor, erp, on=TODAY)]
        assert actor.is_partner or kinds in ([], [kind for kind, _label in kinds_seen(actor)])
        return kinds

    every = ["list", "partner", "registered"]
    assert seen("channel_director") == seen("channel_manager") == seen("sales_director") == every
    assert seen("account_manager") == ["list"]
    assert seen("human_resources") == []
    assert seen("principal_a") == seen("seller_b") == []


def test_a_file_read_again_leaves_an_ended_price_ended(
    cast: Cast, now: datetime, erp: Product
) -> None:
    line = PriceLine(erp.pk, LIST, "CNY", Decimal(1000), JANUARY)
    put_prices(cast.operations, "list", [Keyed("1", line)], today=TODAY)
    end_price(cast.operations, end_of(USUAL, TODAY), now=now)

    again = put_prices(cast.operations, "list", [Keyed("1", line)], today=TODAY)
    undated = replace(line, valid_from=None)
    anew = put_prices(cast.operations, "list", [Keyed("1", undated)], today=TODAY)

    assert (again, anew) == ([Fate.UNCHANGED], [Fate.CREATED])
    assert held(cast, erp, TODAY) == Decimal(1000)
