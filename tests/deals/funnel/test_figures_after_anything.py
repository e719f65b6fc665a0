"""Maintained figures equal those counted from the rows after any sequence of actions: opening,
moving, following, letting go, loading files, refusals in between, rebuilding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db.models import Count

from qudao.core.errors import QudaoError
from qudao.core.models import Total
from qudao.core.totals import Figure
from qudao.core.upserting import Keyed
from qudao.deals.funnel import totals
from qudao.deals.funnel.actions import OpportunityInput, create_opportunity, move_opportunity
from qudao.deals.funnel.bulk import OpportunityLine, put_opportunities
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.selectors import rebuild_totals, stage_totals
from qudao.deals.funnel.states import Stage
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import counts_by_state, rebuild_counts
from qudao.deals.registrations.states import State
from tests.deals.funnel.counting import figures, recounted
from tests.deals.looking import REJECTION, WHY
from tests.deals.programme import LARGE, SMALL, Programme

AMOUNTS = [None, Decimal(0), Decimal("0.0001"), Decimal("99999.9999"), Decimal(10**12)]
CURRENCIES = ["CNY", "USD", "JPY"]


class Walk:
    """A drunkard's walk through the actions of the funnel and of registrations."""

    def __init__(self, programme: Programme, now: datetime, seed: int) -> None:
        self.programme, self.now, self.chance = programme, now, Random(seed)  # noqa: S311
        self.refused = 0

    def step(self) -> None:
        acts: list[Callable[[], object]] = [
            self.open, self.move, self.move, self.load, self.register, self.carry_on,
            self.carry_on,
        ]  # fmt: skip
        self.now += timedelta(hours=1)
        try:
            self.chance.choice(acts)()
        except QudaoError:
            self.refused += 1

    def open(self) -> None:
        pick = self.chance.choice
        stated = OpportunityInput(
            product_id=self.programme.gateways.public_id,
            stage=pick([*Stage.values, "dreaming"]),
            amount=pick(AMOUNTS),
            currency=pick([*CURRENCIES, "yuan"]),
        )
        create_opportunity(self.programme.cast.account_manager, stated, now=self.now)

    def move(self) -> None:
        rows = list(Opportunity.objects.unscoped(reason=WHY).order_by("pk"))
        if rows:
            row = self.chance.choice(rows)
            move_opportunity(
                self.programme.cast.channel_director,
                row.public_id,
                self.chance.choice(Stage.values),
                version=row.version - self.chance.choice([0, 0, 0, 1]),
                now=self.now,
                loss_reason=self.chance.choice(["", "价格"]),
            )

    def load(self) -> None:
        pick = self.chance.choice
        rows = [
            Keyed(
                key=str(self.chance.randrange(6)),
                input=OpportunityLine(
                    product_id=self.programme.backup.pk,
                    stage=pick(Stage.values),
                    amount=pick([*AMOUNTS, Decimal(-1), Decimal("0.00001")]),
                    currency=pick(CURRENCIES),
                ),
            )
            for _number in range(3)
        ]
        put_opportunities(self.programme.cast.operations, "crm", rows, now=self.now)

    def register(self) -> None:
        seller = self.chance.choice([self.programme.cast.seller_a, self.programme.cast.seller_b])
        stated = replace(
            self.programme.full(seller),
            amount=self.chance.choice([SMALL, LARGE]),
            site=self.chance.choice(["", "浦东", "浦西", "虹口"]),
        )
        actions.submit_full(seller, stated, now=self.now)

    def carry_on(self) -> None:
        rows = list(Registration.objects.unscoped(reason=WHY).order_by("pk"))
        if not rows:
            return
        row, cast = self.chance.choice(rows), self.programme.cast
        seller = cast.seller_a if row.partner_id == cast.partner_a.pk else cast.seller_b
        key = row.public_id
        at: dict[str, Any] = {"version": row.version, "now": self.now}
        moves: list[Callable[[], object]] = [
            lambda: actions.approve(cast.channel_director, key, note="核实", **at),
            lambda: actions.reject(cast.channel_director, key, REJECTION, **at),
            lambda: actions.request_information(cast.channel_director, key, "?", **at),
            lambda: actions.revoke(cast.channel_director, key, REJECTION, **at),
            lambda: actions.withdraw(seller, key, reason="取消", **at),
            lambda: actions.say_won(seller, key, **at),
            lambda: actions.confirm_won(cast.channel_director, key, **at),
            lambda: actions.not_yet_won(cast.channel_director, key, "?", **at),
            lambda: actions.mark_lost(seller, key, "价格", **at),
        ]
        self.chance.choice(moves)()


def registrations_recounted() -> dict[State, int]:
    rows = Registration.objects.unscoped(reason=WHY).exclude(number=None)
    found = rows.order_by().values_list("state").annotate(Count("pk"))
    return {State(state): n for state, n in found}


@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_after_any_walk_the_figures_are_those_of_the_rows(
    programme: Programme, now: datetime, seed: int
) -> None:
    walk = Walk(programme, now, seed)
    director = programme.cast.channel_director
    for _number in range(45):
        walk.step()
        assert figures() == {
            bucket: figure for bucket, figure in recounted().items() if any(figure)
        }
    assert walk.refused > 3  # refusals are part of the walk
    assert counts_by_state(director) == registrations_recounted()

    maintained, states = figures(), counts_by_state(director)
    Total.objects.unscoped(reason=WHY).update(count=999, amount=Decimal(-5))
    rebuild_totals()
    rebuild_counts()

    assert (figures(), counts_by_state(director)) == (maintained, states)


def test_rebuilding_an_empty_funnel_leaves_nothing(programme: Programme) -> None:
    totals.move(None, Figure("won:CNY", 3, Decimal(9)))

    assert rebuild_totals() == 0
    assert figures() == {}
    found = stage_totals(programme.cast.channel_director, on=date(2026, 3, 2))
    assert [(one.stage, one.count) for one in found] == [(stage.value, 0) for stage in Stage]
    assert {one.amount.amount for one in found} == {Decimal(0)}


def test_what_cancels_out_writes_nothing(programme: Programme) -> None:
    """The same figures before and after touch no row, so that loading a file twice is cheap."""
    figure = Figure("won:CNY", 1, Decimal(5))

    totals.shift([figure, figure], [figure, figure])

    assert Total.objects.unscoped(reason=WHY).filter(kind="funnel").count() == 0
    totals.shift([figure], [Figure("won:CNY", 1, Decimal(7))])
    assert figures() == {"won:CNY": (0, Decimal(2))}


@pytest.mark.parametrize(
    ("bucket", "parts"),
    [("won:CNY", ("won", "CNY")), ("won:", ("won", "")), ("won", ("won", ""))],
)
def test_a_bucket_is_a_stage_and_a_currency(bucket: str, parts: tuple[str, str]) -> None:
    assert totals.stage_and_currency(Figure(bucket, 1, Decimal(1))) == parts
