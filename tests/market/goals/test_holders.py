"""A target has one holder: the whole, a person, a partner or a market cell; it can be withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.cells.models import Cell, Product
from qudao.market.cells.selectors import CellAxes
from qudao.market.goals.actions import QuotaInput, set_quota, withdraw_quota
from qudao.market.goals.models import Quota
from qudao.market.goals.selectors import target_of
from tests.people import Cast

START, END = date(2026, 1, 1), date(2026, 4, 1)
WHOLE = QuotaInput(starts_on=START, ends_on=END, amount=Decimal(900), currency="CNY")
GATEWAYS = CellAxes("GW")


@pytest.fixture(autouse=True)
def family(cast: Cast) -> Product:
    return Product.objects.create(code="GW", name_en="Gateway", path="/GW/", is_family=True)


def quotas() -> int:
    return Quota.objects.unscoped(reason="a test").count()


def test_targets_of_partners_and_cells_are_never_added_to_the_whole(
    cast: Cast, now: datetime
) -> None:
    director = cast.channel_director
    set_quota(director, replace(WHOLE, partner=cast.partner_a.public_id), now=now)
    set_quota(director, replace(WHOLE, cell=GATEWAYS), now=now)
    assert target_of(director, START, END).quotas == 0
    own = replace(WHOLE, user=cast.channel_manager.public_id, amount=Decimal(100))
    set_quota(director, own, now=now)
    assert target_of(director, START, END).amount.amount == Decimal(100)
    assert target_of(cast.channel_manager, START, END).amount.amount == Decimal(100)


def test_the_same_holder_and_span_is_written_over(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    for holder in ({"partner": cast.partner_a.public_id}, {"cell": GATEWAYS}, {}):
        stated = replace(WHOLE, **holder)
        first = set_quota(director, stated, now=now)
        again = set_quota(director, replace(stated, amount=Decimal(5)), now=now)
        assert (again.pk, again.amount) == (first.pk, Decimal(5))
    assert quotas() == 3
    assert Cell.objects.unscoped(reason="a test").count() == 1
    entries = AuditEntry.objects.unscoped(reason="a test").filter(verb="goals.quota_set")
    assert entries.count() == 6


def test_who_sees_which_target(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    for holder in (
        {"partner": cast.partner_a.public_id},
        {"partner": cast.partner_b.public_id},
        {"cell": GATEWAYS},
        {"user": cast.channel_manager.public_id},
        {},
    ):
        set_quota(director, replace(WHOLE, **holder), now=now)

    def seen(actor: object) -> int:
        return Quota.objects.visible_to(actor).count()  # type: ignore[arg-type]

    assert seen(director) == 5
    assert seen(cast.channel_manager) == 4  # not the colleague's partner
    assert seen(cast.other_channel_manager) == 3
    assert seen(cast.human_resources) == 0
    assert seen(cast.principal_a) == 0


@pytest.mark.parametrize(
    "holders",
    [
        ("user", "partner"),
        ("partner", "cell"),
        ("user", "cell"),
        ("sales_person", "partner"),
        ("user", "sales_person", "partner", "cell"),
    ],
)
def test_a_target_of_two_holders_is_refused(
    cast: Cast, now: datetime, holders: tuple[str, ...]
) -> None:
    known: dict[str, object] = {
        "user": cast.channel_manager.public_id,
        "partner": cast.partner_a.public_id,
        "sales_person": ("crm", "1"),
        "cell": GATEWAYS,
    }
    stated = replace(WHOLE, **{name: known[name] for name in holders})  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        set_quota(cast.channel_director, stated, now=now)
    assert [one.code for one in refused.value.problems] == ["two_owners"]
    assert quotas() == 0


def test_unknown_holders_are_refused(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    with pytest.raises(NotFound):
        set_quota(director, replace(WHOLE, partner="par_none"), now=now)
    for axes in (CellAxes(), CellAxes("NONE")):
        with pytest.raises(Invalid):
            set_quota(director, replace(WHOLE, cell=axes), now=now)
    assert quotas() == 0


def test_a_target_is_withdrawn_and_the_trail_keeps_it(cast: Cast, now: datetime) -> None:
    row = set_quota(cast.channel_director, replace(WHOLE, cell=GATEWAYS), now=now)
    withdraw_quota(cast.sales_director, row.public_id, now=now)
    assert quotas() == 0
    entry = AuditEntry.objects.unscoped(reason="a test").get(verb="goals.quota_withdrawn")
    assert (entry.subject_id, entry.after) == (row.public_id, {})
    assert entry.before == {
        "amount": "900 CNY", "valid_from": "2026-01-01", "valid_until": "2026-04-01",
    }  # fmt: skip
    with pytest.raises(NotFound):
        withdraw_quota(cast.channel_director, row.public_id, now=now)


@pytest.mark.parametrize("who", ["channel_manager", "operations", "human_resources", "principal_a"])
def test_others_withdraw_nothing(cast: Cast, now: datetime, who: str) -> None:
    row = set_quota(cast.channel_director, WHOLE, now=now)
    with pytest.raises(NotPermitted):
        withdraw_quota(getattr(cast, who), row.public_id, now=now)
    assert quotas() == 1
