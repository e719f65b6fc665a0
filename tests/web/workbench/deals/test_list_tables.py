"""The lists of registrations as tables: columns, filters, groups. No database behind them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.utils import translation

from qudao.core.models import Programme
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import Clock, NextActor, RegistrationFilters
from qudao.deals.registrations.states import QUEUE_STATES, State
from qudao.web.shared.lists import ListState, read, values_of
from qudao.web.workbench.deals.lists import grouped, lines_of
from qudao.web.workbench.deals.tables import (
    ALL,
    BY_RULE,
    EXPIRING,
    KINDS,
    QUEUE,
    SAMPLES,
    ListKind,
    filters_of,
    table_of,
)
from tests.web.workbench.deals.build import NOW, a_row, in_shanghai

PARTNERS = [("par_1", "Qiheng Info"), ("par_2", "Dingpei Integration")]
SHORT = (EXPIRING, SAMPLES, BY_RULE)

pytestmark = pytest.mark.usefixtures("kept_programme")


@pytest.fixture(autouse=True)
def in_english(kept_programme: Programme) -> object:
    with translation.override("en"):
        yield


def asked(kind: ListKind, **address: str) -> ListState:  # type: ignore[type-arg]
    request = RequestFactory().get("/workbench/registrations/", address)
    return read(request, table_of(kind, PARTNERS))


def test_each_list_has_an_address_and_a_name_of_its_own() -> None:
    assert len({kind.url_name for kind in KINDS}) == len(KINDS) == 5
    assert [str(kind.title) for kind in KINDS] == [
        "To decide",
        "All",
        "Protection about to end",
        "Sample to check",
        "Settled by rule",
    ]
    assert [table_of(kind, []).name for kind in KINDS] == [
        "registrations-queue",
        "registrations-all",
        "registrations-expiring",
        "registrations-samples",
        "registrations-by-rule",
    ]


def test_the_queue_is_filtered_by_the_states_that_wait() -> None:
    states, partners = table_of(QUEUE, PARTNERS).filters
    assert {value for value, _label in states.choices} == set(QUEUE_STATES)
    assert list(partners.choices) == PARTNERS


def test_all_are_filtered_by_every_state_but_drafts_which_no_vendor_sees() -> None:
    states, _partners = table_of(ALL, PARTNERS).filters
    assert [value for value, _label in states.choices] == [
        one.value for one in State if one is not State.DRAFT
    ]


@pytest.mark.parametrize("kind", SHORT, ids=lambda one: one.key)
def test_the_short_lists_are_neither_filtered_nor_sorted_nor_searched(kind: ListKind) -> None:
    table = table_of(kind, PARTNERS)
    assert table.filters == ()
    assert table.search_hint == ""
    assert [column.key for column in table.columns if column.sorts_by] == []
    state = asked(kind, state="protected", partner="par_1", sort="amount")
    assert (state.chosen, state.sort, state.bar().search) == ({}, "", None)


@pytest.mark.parametrize("kind", [QUEUE, ALL], ids=lambda one: one.key)
def test_what_the_open_lists_sort_by_is_a_column_of_registrations(kind: ListKind) -> None:
    own = {field.name for field in Registration._meta.get_fields()}
    for column in table_of(kind, PARTNERS).columns:
        for field in column.sorts_by:
            assert field.partition("__")[0] in own


@pytest.mark.parametrize(
    ("address", "filters"),
    [
        ({}, RegistrationFilters()),
        ({"state": "in_review"}, RegistrationFilters(states=("in_review",))),
        ({"partner": "par_2"}, RegistrationFilters(partner_id="par_2")),
        ({"q": "  浦岚  "}, RegistrationFilters(text="浦岚")),
        ({"state": "protected"}, RegistrationFilters()),  # nothing protected is in the queue
        ({"state": "draft"}, RegistrationFilters()),
        ({"state": "' OR 1=1"}, RegistrationFilters()),
        ({"partner": "par_3"}, RegistrationFilters()),
        ({"q": "x" * 300}, RegistrationFilters(text="x" * 100)),
        (
            {"q": "a", "state": "conflicted", "partner": "par_1"},
            RegistrationFilters(states=("conflicted",), text="a", partner_id="par_1"),
        ),
    ],
)
def test_the_address_narrows_to_what_is_offered(
    address: dict[str, str], filters: RegistrationFilters
) -> None:
    assert filters_of(asked(QUEUE, **address)) == filters


def test_a_row_is_exported_as_plain_values_with_its_advice_only_while_it_waits() -> None:
    due = NOW + timedelta(days=3)
    waiting = a_row()
    settled = a_row(
        state="protected",
        state_label="Protected",
        clock=Clock(NextActor.PARTNER),
        protected_until=date(2026, 6, 28),
        amount=None,
    )
    table = table_of(ALL, PARTNERS)
    first, second = values_of(table, [waiting, settled])
    assert first == [
        "QIHE-0001", "浦岚证券", "网点安全网关二期", "Qiheng Info", "Secure gateway",
        Decimal(1_860_000), "CNY", "In review", NOW, due, "Approve", None,
    ]  # fmt: skip
    assert second[5:] == [None, "CNY", "Protected", NOW, None, "", date(2026, 6, 28)]
    assert [column.key for column in table.columns if column.numeric] == ["amount"]


def test_headings_of_the_export_are_in_the_readers_language() -> None:
    assert table_of(ALL, PARTNERS).columns[0].label == "Number"
    with translation.override("zh-hans"):
        assert table_of(ALL, PARTNERS).columns[0].label == "编号"
        assert table_of(QUEUE, PARTNERS).search_hint == "客户、项目、编号"


# ------------------------------------------------------------------ groups


def clock(turn: NextActor, *, days: float = 0) -> Clock:
    due = NOW + timedelta(days=days)
    return Clock(turn, due, max(timedelta(0), due - NOW), 0.2, is_overdue=days <= 0)


WAITING = {
    "partner": a_row(number="partner", clock=clock(NextActor.PARTNER, days=1)),
    "later": a_row(number="later", clock=clock(NextActor.DECIDER, days=2)),
    "arbitration": a_row(number="arbitration", clock=Clock(NextActor.ARBITRATION)),
    "today": a_row(number="today", clock=clock(NextActor.DECIDER, days=0.3)),
    "overdue": a_row(number="overdue", clock=clock(NextActor.DECIDER, days=-1)),
    "undated": a_row(number="undated", clock=Clock(NextActor.DECIDER)),
    "late partner": a_row(number="late partner", clock=clock(NextActor.PARTNER, days=-2)),
}


def test_rows_stand_by_whose_turn_it_is_and_how_soon() -> None:
    ranked, bands = grouped(lines_of(list(WAITING.values()), now=NOW))
    assert [line.row.number for line in ranked] == [
        "overdue", "today", "later", "undated", "partner", "late partner", "arbitration",
    ]  # fmt: skip
    assert bands == {
        0: "Overdue",
        1: "Due today",
        2: "In the coming days",
        4: "With the partner",
        6: "In arbitration",
    }


def test_a_group_that_is_empty_has_no_title() -> None:
    rows = [WAITING["later"], WAITING["undated"]]
    _ranked, bands = grouped(lines_of(rows, now=NOW))
    assert bands == {0: "In the coming days"}
    assert grouped([]) == ([], {})


def test_within_a_group_the_order_of_the_list_stays() -> None:
    rows = [a_row(number=str(n), clock=clock(NextActor.DECIDER, days=9 - n)) for n in range(4)]
    ranked, _bands = grouped(lines_of(rows, now=NOW))
    assert [line.row.number for line in ranked] == ["0", "1", "2", "3"]


def test_what_was_due_last_night_is_overdue_this_morning() -> None:
    due = in_shanghai(3, 2, 0, 0)
    row = a_row(clock=Clock(NextActor.DECIDER, due, timedelta(0), 1.0, is_overdue=True))
    _ranked, bands = grouped(lines_of([row], now=NOW))
    assert bands == {0: "Overdue"}
