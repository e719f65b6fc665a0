"""The rows behind a figure: their sum is the figure, and who may not see a row does not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from qudao.core.actor import Actor
from qudao.core.models import ExchangeRate
from qudao.deals.funnel.models import Opportunity
from qudao.market.cells.selectors import CellAxes
from qudao.market.goals.actions import QuotaInput, set_quota
from qudao.market.goals.models import Quota
from qudao.web.workbench.today.quarter import quarter_line
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, words_of
from tests.web.workbench.reading import rows_of

ROWS = "/workbench/goals/rows/"


def deal(programme: Programme, stage: str, amount: int, **changed: Any) -> None:
    usual = {
        "product": programme.gateways, "route": "indirect", "currency": "CNY",
        "partner": programme.cast.partner_a, "name": f"Deal {amount}",
        "created_at": datetime.fromisoformat("2026-01-01T00:00:00+00:00"),
        "closed_on" if stage == "won" else "expected_on": date(2026, 3, 9),
    }  # fmt: skip
    Opportunity.objects.create(stage=stage, amount=Decimal(amount), **{**usual, **changed})


def target(programme: Programme, amount: int, now: datetime, **more: Any) -> Quota:
    stated: dict[str, Any] = {
        "starts_on": date(2026, 1, 1), "ends_on": date(2026, 4, 1),
        "amount": Decimal(amount), "currency": "CNY", **more,
    }  # fmt: skip
    return set_quota(programme.cast.channel_director, QuotaInput(**stated), now=now)


def shown(actor: Actor, **asked: str) -> list[list[str]]:
    return rows_of(page_for(actor, ROWS, **asked))[1:]


def test_won_deals_stand_with_their_day_the_latest_first(programme: Programme) -> None:
    deal(programme, "won", 100, closed_on=date(2026, 1, 1))
    deal(programme, "won", 200, closed_on=date(2026, 3, 31))
    deal(programme, "won", 400, closed_on=date(2026, 4, 1))  # the next quarter
    deal(programme, "won", 800, closed_on=date(2025, 12, 31))
    deal(programme, "lost", 1_600, closed_on=date(2026, 2, 1))
    director = programme.cast.channel_director

    page = page_for(director, ROWS, what="done")

    rows = rows_of(page)
    assert [(row[0].split(" Won")[0], row[1], row[2]) for row in rows[1:]] == [
        ("Deal 200", "31 Mar 2026", "¥200"),
        ("Deal 100", "1 Jan 2026", "¥100"),
    ]
    assert "Q1 2026 · <span" in page
    assert ">¥300</span>" in page
    earlier = shown(director, what="done", quarter="2025-10-01")
    assert [row[2] for row in earlier] == ["¥800"]


def test_open_deals_count_by_the_chance_of_their_stage(programme: Programme) -> None:
    for stage, amount in (("prospecting", 1_000), ("negotiating", 2_000)):
        deal(programme, stage, amount)
    deal(programme, "proposing", 0)  # nothing to come
    deal(programme, "proposing", 500, expected_on=None)

    page = page_for(programme.cast.channel_director, ROWS, what="open")

    found = {row[0].split(" ")[1]: row[2:4] for row in rows_of(page)[1:]}
    assert found == {
        "1000": ["¥1,000 × 10%", "¥100"],
        "2000": ["¥2,000 × 70%", "¥1,400"],
    }
    assert ">¥1,500</span>" in page


def test_each_figure_of_today_opens_the_rows_that_make_it(
    programme: Programme, now: datetime
) -> None:
    deal(programme, "won", 300, closed_on=date(2026, 1, 1))
    for day in (1, 2, 8, 9):  # yesterday, today, the week's last day, the day after
        deal(programme, "negotiating", day * 1_000, expected_on=date(2026, 3, day))
    target(programme, 9_000, now)
    director = programme.cast.channel_director
    line = quarter_line(director, now=now)
    assert line is not None

    sums = []
    for figure in line.figures:
        asked = dict(parse_qsl(urlsplit(figure.url or "").query))
        if asked:
            sums.append((asked["what"], page_for(director, ROWS, **asked)))

    wanted = {"target": "¥9,000", "done": "¥300", "open": "¥14,000", "week": "¥7,000"}
    assert [what for what, page in sums if f">{wanted[what]}</span>" in page] == list(wanted)
    figures = [figure.value for figure in line.figures]
    assert figures == ["¥9k", "¥300", "¥8.7k", "¥14k", "¥7k"]
    assert [row[2] for row in shown(director, what="week")] == ["¥8,000 × 70%", "¥2,000 × 70%"]


def test_a_currency_without_a_rate_counts_in_no_sum_and_says_so(
    programme: Programme, now: datetime
) -> None:
    ExchangeRate.objects.create(currency="USD", rate=Decimal(7), valid_from=date(2026, 1, 1))
    deal(programme, "won", 10, currency="USD")
    deal(programme, "won", 5, currency="CHF")
    director = programme.cast.channel_director

    page = page_for(director, ROWS, what="done")

    assert {tuple(row[2:4]) for row in rows_of(page)[1:]} == {
        ("$10", "¥70"),
        ("CHF5", "no rate"),
    }
    assert ">¥70</span>" in page
    lines = {row[5]: row[7] for row in csv_rows(director, ROWS, what="done")[1:]}
    assert lines == {"USD": "70", "CHF": ""}


def test_a_target_shows_its_span_and_counts_by_its_share_of_days(
    programme: Programme, now: datetime
) -> None:
    row = target(programme, 365_000, now, ends_on=date(2027, 1, 1))
    director = programme.cast.channel_director

    page = page_for(director, ROWS, what="target")

    (line,) = rows_of(page)[1:]
    assert line[0].startswith("Chengyan Partners Target")
    assert line[1] == "1 Jan 2026 until before 1 Jan 2027"
    assert line[2:4] == ["¥365,000", "¥90,000"]  # 90 of 365 days
    assert f"{row.public_id}/withdraw/" in page
    readers = page_for(programme.cast.sales_director, ROWS, what="target")
    assert row.public_id in readers
    assert ("withdraw/" in readers) == ("withdraw/" in page_for(director, ROWS, what="target"))


def test_the_whole_programmes_target_goes_before_the_sum_of_everybodys(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    own = target(programme, 100, now, user=cast.channel_manager.public_id)
    director = cast.channel_director
    assert [row[2] for row in shown(director, what="target")] == ["¥100"]
    target(programme, 900, now)
    assert [row[2] for row in shown(director, what="target")] == ["¥900"]
    key = {"by": "person", "key": cast.channel_manager.public_id, "what": "target"}
    assert [row[2] for row in shown(director, **key)] == ["¥100"]
    assert [row[2] for row in shown(cast.channel_manager, what="target")] == ["¥100"]
    assert own.public_id in page_for(director, ROWS, **key)


def test_rows_are_within_the_readers_scope(programme: Programme) -> None:
    cast = programme.cast
    deal(programme, "won", 100)
    deal(programme, "won", 30, partner=cast.partner_b)
    seen = {
        who: sorted(row[2] for row in shown(getattr(cast, who), what="done") if len(row) > 2)
        for who in ("channel_director", "channel_manager", "other_channel_manager")
    }
    assert seen == {
        "channel_director": ["¥100", "¥30"],
        "channel_manager": ["¥100"],
        "other_channel_manager": ["¥30"],
    }
    rival = {"by": "partner", "key": cast.partner_b.public_id}
    assert client_of(cast.channel_manager).get(ROWS, rival).status_code == 404
    assert [row[2] for row in shown(cast.channel_director, **rival)] == ["¥30"]


def test_a_cell_holds_the_deals_of_its_product(programme: Programme, now: datetime) -> None:
    row = target(programme, 500, now, cell=CellAxes(product="GW"))
    deal(programme, "won", 100)
    deal(programme, "won", 30, product=programme.backup)
    assert row.cell is not None
    asked = {"by": "cell", "key": row.cell.public_id}
    director = programme.cast.channel_director
    assert [one[2] for one in shown(director, **asked)] == ["¥100"]
    assert [one[2] for one in shown(director, what="target", **asked)] == ["¥500"]


def test_nothing_behind_a_figure_is_said(programme: Programme) -> None:
    page = page_for(programme.cast.channel_director, ROWS, what="open")
    assert "Nothing stands behind this figure in the quarter." in page
    assert "export=csv" not in page
    assert ">¥0</span>" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"by": "partner", "key": "\x00"},
        {"by": "person", "key": "x" * 5_000},
        {"by": "cell", "key": "' OR 1=1 --"},
        {"by": "partner"},
    ],
)
def test_a_hostile_holder_is_nobody(programme: Programme, asked: dict[str, str]) -> None:
    assert client_of(programme.cast.channel_director).get(ROWS, asked).status_code == 404


def test_figures_that_are_not_offered_fall_to_what_was_done(programme: Programme) -> None:
    deal(programme, "won", 100)
    director = client_of(programme.cast.channel_director)
    answer = director.get(ROWS, {"what": "everything", "quarter": "1900-01-01"})
    assert "What was done Q1 2026" in words_of(answer)
    assert "¥100" in words_of(answer)
    chinese = words_of(client_of(programme.cast.channel_director, "zh-CN").get(ROWS))
    assert "¥100" in chinese
    assert "What was done" not in chinese
