"""A partner's line on the board: its next moves, its days, what stands above the first of a
stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.utils.translation import override

from qudao.deals.registrations.selectors import LifeCounts, LifeRow
from qudao.market.partners.states import TRANSITIONS, Lifecycle
from qudao.web.shared.lists import Filter, ListState, Table
from qudao.web.workbench.lifecycle.board import (
    LifeLine,
    _bands,
    _columns,
    _figures,
    _line,
    _query,
    _signals,
)
from qudao.web.workbench.lifecycle.words import NEEDS_REASON, SIGNALS, move_label, moved_sentence
from tests.web.workbench.asking import asked

BOARD = "/workbench/lifecycle/"
ROW = LifeRow(
    public_id="par_1", code="QIHE", name="Qiheng Info", kind_label="Business partner",
    place="Shanghai", stage="active", stage_label="Active",
    since=datetime(2026, 1, 5, tzinfo=UTC), days=56, owner="Xu Mingyuan",
    last_touch=None, registrations=3, cells=2, signal="", next_stages=(),
)  # fmt: skip


def row(stage: Lifecycle, **more: Any) -> LifeRow:
    following = tuple(one for one in Lifecycle if one in TRANSITIONS[stage])
    stated: dict[str, Any] = {
        "stage": stage.value,
        "stage_label": str(stage.label),
        "next_stages": following,
    }
    return replace(ROW, **{**stated, **more})


def line(one: LifeRow) -> LifeLine:
    return _line(one, "", may_write=True)


def state(**said: str) -> ListState[LifeLine]:
    table: Table[LifeLine] = Table(
        name="partner-lifecycle",
        columns=_columns(),
        filters=[
            Filter("stage", "Stage", [(one.value, one.value) for one in Lifecycle]),
            Filter("signal", "Signal", [(one, one) for one in SIGNALS]),
            Filter("owner", "Owner", [("none", "Nobody")]),
        ],
        search_hint="Name",
    )
    return asked(table, BOARD, **said)


# ------------------------------------------------------------------ moves


@pytest.mark.parametrize(
    ("stage", "first", "more"),
    [
        (Lifecycle.PROSPECT, "active", ["applicant", "exited"]),
        (Lifecycle.APPLICANT, "active", ["prospect", "exited"]),
        (Lifecycle.ACTIVE, None, ["suspended", "exited"]),
        (Lifecycle.SUSPENDED, "active", ["exited"]),
        (Lifecycle.EXITED, "prospect", []),
    ],
)
def test_the_way_forward_stands_first_and_what_asks_why_in_the_menu(
    stage: Lifecycle, first: str | None, more: list[str]
) -> None:
    found = line(row(stage))
    assert (found.first_move.to if found.first_move else None) == first
    assert [one.to for one in found.more_moves] == more
    moves = [*([found.first_move] if found.first_move else []), *found.more_moves]
    assert {one.to for one in moves} == {one.value for one in TRANSITIONS[stage]}
    assert {one.to for one in moves if one.asks_why} <= {"suspended", "exited"}
    assert {one.url for one in moves} <= {f"{BOARD}par_1/move/"}


def test_who_may_not_write_is_offered_no_move() -> None:
    found = _line(row(Lifecycle.PROSPECT), "", may_write=False)
    assert (found.first_move, found.more_moves) == (None, [])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_move_that_the_table_allows_has_words_of_its_own(language: str) -> None:
    with override(language):
        for stage in Lifecycle:
            labels = [move_label(stage, to) for to in TRANSITIONS[stage]]
            assert len(set(labels)) == len(labels)
            assert all(labels)
        for to in Lifecycle:
            assert "启恒" in moved_sentence("启恒", to)
        asking = {move_label(a, b) for a, b in product(Lifecycle, NEEDS_REASON)}
        assert all(label.endswith("…") for label in asking)


def test_coming_back_reads_otherwise_than_going_on() -> None:
    assert move_label(Lifecycle.PROSPECT, Lifecycle.ACTIVE) == "Activate"
    assert move_label(Lifecycle.SUSPENDED, Lifecycle.ACTIVE) == "Reactivate"
    assert move_label(Lifecycle.EXITED, Lifecycle.PROSPECT) == "Win back"
    assert move_label(Lifecycle.APPLICANT, Lifecycle.PROSPECT) == "Back to prospect"
    assert moved_sentence("100% Data", Lifecycle.EXITED) == "100% Data has left the programme."


@pytest.mark.parametrize(
    ("days", "words"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1_200, "1,200 days")]
)
def test_days_are_counted_in_words(days: int, words: str) -> None:
    assert line(replace(ROW, days=days)).since == words


def test_a_signal_is_said_and_an_unknown_one_is_not() -> None:
    said = [line(replace(ROW, signal=one)).signal for one in ("never", "silent", "", "x")]
    assert said == ["Never registered", "Silent for 90 days", "", ""]


# ------------------------------------------------------------------ bands, figures, signals

COUNTS = LifeCounts(
    by_stage={"prospect": 1_200, "applicant": 0, "active": 2, "suspended": 0, "exited": 0},
    never=2,
    silent=0,
)


def test_a_band_stands_above_the_first_of_each_stage_with_its_count() -> None:
    rows = [
        row(Lifecycle.PROSPECT, public_id="p1"),
        row(Lifecycle.PROSPECT, public_id="p2"),
        row(Lifecycle.ACTIVE, public_id="a1"),
    ]
    assert _bands(rows, COUNTS.by_stage) == {"p1": "Prospect 1,200", "a1": "Active 2"}
    assert _bands([], COUNTS.by_stage) == {}


def test_a_band_over_a_filtered_list_counts_nothing() -> None:
    """The whole stage's number over the few rows that a filter left would be a lie."""
    assert _bands([row(Lifecycle.ACTIVE, public_id="a1")], {}) == {"a1": "Active"}


def test_figures_narrow_to_their_stage_and_keep_the_other_filters() -> None:
    found = _figures(COUNTS, state(owner="none", sort="name"))
    assert [(one.label, one.value) for one in found] == [
        ("Prospect", "1,200"), ("Applicant", "0"), ("Active", "2"), ("Suspended", "0"),
        ("Exited", "0"),
    ]  # fmt: skip
    assert found[2].url == f"{BOARD}?owner=none&sort=name&stage=active"


def test_a_signal_of_nobody_is_not_told_and_one_opens_all_stages() -> None:
    (never,) = _signals(COUNTS, state(stage="prospect"))
    assert (never.label, never.value) == ("Never registered", "2")
    assert never.url == f"{BOARD}?signal=never"


def test_the_address_becomes_the_question() -> None:
    query = _query(state(stage="active", signal="silent", owner="none", q=" Qihe "), slice(0, 9))
    assert (query.stage, query.signal, query.owner, query.text) == (
        "active", "silent", "none", "Qihe",
    )  # fmt: skip
    assert query.order == ("stage",)
    assert _query(state(sort="-touch"), slice(0, 9)).order == ("-touch",)
    nonsense = _query(state(stage="king", signal="x", owner="usr_none", sort="code"), slice(0, 9))
    assert (nonsense.stage, nonsense.signal, nonsense.owner) == ("", "", "")
    assert nonsense.order == ("stage",)
