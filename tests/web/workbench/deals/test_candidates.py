"""A possible conflict beside the registration: which one is in view, and each field in words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from qudao.core.models import Programme
from qudao.core.money import Money
from qudao.deals.registrations.models import Candidate
from qudao.deals.registrations.selectors.comparing import ComparedField, Value
from qudao.web.workbench.deals.candidates import VERDICTS, CandidateView, Row, candidate_view, shown
from qudao.web.workbench.deals.words import Sign
from tests.web.workbench.deals.build import NOW, a_candidate, a_reason

ADDRESS = "/workbench/registrations/reg_1/"

pytestmark = pytest.mark.usefixtures("kept_programme")


@pytest.fixture(autouse=True)
def in_english(kept_programme: Programme) -> object:
    with translation.override("en"):
        yield


def view(asked: str = "", **changes: object) -> CandidateView:
    found = candidate_view([a_candidate(**changes)], asked, ADDRESS)
    assert found is not None
    return found


def of_three(asked: str) -> CandidateView:
    lines = [a_candidate(public_id=f"cnd_{n}", title=f"DING-000{n}") for n in (1, 2, 3)]
    found = candidate_view(lines, asked, ADDRESS)
    assert found is not None
    return found


def row_of(code: str, mine: Value, other: Value, match: str = "differs") -> Row:
    [row] = view(fields=(ComparedField(code, mine, other, match),)).rows
    return row


def test_without_a_candidate_there_is_nothing_to_compare() -> None:
    assert candidate_view([], "", ADDRESS) is None
    assert candidate_view([], "3", ADDRESS) is None


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("", 1),
        ("1", 1),
        ("2", 2),
        ("3", 3),
        ("4", 3),
        ("999", 3),
        ("0", 1),
        ("-1", 1),
        ("1000", 1),  # nobody compares a thousand
        ("2.0", 1),
        (" 2", 1),
        ("two", 1),
        ("２", 1),
        ("²", 1),
        ("9" * 400, 1),
    ],
)
def test_the_address_chooses_the_candidate_and_nonsense_the_first(asked: str, place: int) -> None:
    found = of_three(asked)
    assert (found.place, found.count, found.title) == (place, 3, f"DING-000{place}")


def test_neighbours_are_one_step_away_and_none_beyond_the_ends() -> None:
    first, middle, last = (of_three(place) for place in "123")
    assert (first.previous_url, first.next_url) == (None, f"{ADDRESS}?candidate=2#compare")
    assert middle.previous_url == f"{ADDRESS}?candidate=1#compare"
    assert middle.next_url == f"{ADDRESS}?candidate=3#compare"
    assert (last.previous_url, last.next_url) == (f"{ADDRESS}?candidate=2#compare", None)


@pytest.mark.parametrize(
    ("score", "percent"),
    [("0", None), ("0.000", None), ("0.004", 0), ("0.5", 50), ("0.934", 93), ("1.000", 100)],
)
def test_likeness_is_told_in_per_cent_where_companies_were_compared(
    score: str, percent: int | None
) -> None:
    assert view(score=Decimal(score)).percent == percent


def test_the_sign_is_that_of_its_class() -> None:
    assert view(match="direct").sign == Sign("people", "act", "Direct at work")
    assert view(match="unheard_of").sign == Sign("info", "", "unheard_of")


@pytest.mark.parametrize(
    ("kind", "title", "shown_title"),
    [
        ("registration", "DING-0001", "DING-0001"),
        ("sale", "", "Last delivery"),
        ("opportunity", "Gateway renewal", "Gateway renewal"),
        ("activity", "", "Direct activity"),
        ("newer", "", "newer"),
    ],
)
def test_a_candidate_without_a_title_is_called_by_its_kind(
    kind: str, title: str, shown_title: str
) -> None:
    assert view(kind=kind, title=title).title == shown_title


def test_the_other_is_opened_only_where_the_reader_may() -> None:
    assert view(visible_id="").open_url is None
    assert view(visible_id="reg_9").open_url == "/workbench/registrations/reg_9/"


def test_the_three_answers_are_those_that_can_be_kept() -> None:
    assert [value for value, _label in VERDICTS] == Candidate.Verdict.values
    answers = view(verdict="other_project").answers
    assert [(one.label, one.chosen) for one in answers] == [
        ("Same project", False),
        ("Other project", True),
        ("Not the same", False),
    ]
    assert not any(one.chosen for one in view(verdict="").answers)


def test_reasons_are_their_sentences() -> None:
    found = view(reasons=(a_reason("The same customer."), a_reason("The same scope.")))
    assert found.reasons == ["The same customer.", "The same scope."]


# ------------------------------------------------------------------ fields


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        ("浦岚证券", "浦岚证券"),
        ("<b>bold</b>", "<b>bold</b>"),  # the template escapes
        (date(2026, 5, 29), "29 May 2026"),
        (NOW, "2 Mar 2026 09:30"),
        (Money(Decimal(1_860_000), "CNY"), "¥1,860,000"),
        (Money(Decimal("0.5"), "USD"), "$0.50"),
    ],
)
def test_a_value_is_written_as_its_kind_is_read(value: Value, words: str) -> None:
    assert shown(value) == words


def test_values_are_written_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        assert shown(NOW) == "2026-03-02 09:30"
        assert row_of("amount", None, "x").field == "金额"


def test_a_field_that_nobody_filled_is_left_out() -> None:
    fields = (
        ComparedField("site", "", "", "missing"),
        ComparedField("amount", None, None, "missing"),
        ComparedField("customer_city", "上海", "", "missing"),
        ComparedField("project", "", "二期", "missing"),
    )
    rows = view(fields=fields).rows
    assert [(row.field, row.mine, row.other, row.match) for row in rows] == [
        ("City", "上海", "", "missing"),
        ("Project", "", "二期", "missing"),
    ]


def test_a_field_of_a_newer_version_stands_under_its_code() -> None:
    assert row_of("moon_phase", "full", "new").field == "moon_phase"


@pytest.mark.parametrize(
    ("earlier", "verdict"),
    [
        (timedelta(days=20), "20 days earlier"),
        (timedelta(days=1, hours=23), "1 day earlier"),
        (timedelta(hours=2, minutes=59), "2 hours earlier"),
        (timedelta(minutes=1), "1 minute earlier"),
        (timedelta(seconds=1), "1 second earlier"),
        (timedelta(0), None),
        (timedelta(minutes=-5), "5 minutes later"),
        (timedelta(days=-400), "400 days later"),
    ],
)
def test_who_came_first_is_said_by_how_long(earlier: timedelta, verdict: str | None) -> None:
    assert row_of("received_at", NOW, NOW - earlier).verdict == verdict


def test_who_came_first_is_said_of_the_receipt_alone_and_of_two_moments() -> None:
    assert row_of("last_update_at", NOW, NOW - timedelta(days=3)).verdict is None
    assert row_of("received_at", NOW, None, "missing").verdict is None
    assert row_of("received_at", None, NOW, "missing").verdict is None


def test_the_order_in_time_is_said_in_chinese() -> None:
    with translation.override("zh-hans"):
        said = {
            row_of("received_at", NOW, NOW - apart).verdict
            for apart in (
                timedelta(days=20),
                timedelta(hours=-3),
                timedelta(minutes=9),
                timedelta(seconds=-2),
            )
        }
    assert said == {"早 20天", "晚 3小时", "早 9分钟", "晚 2秒"}


def test_what_lies_outside_the_scope_is_not_called_held() -> None:
    same, other = (ComparedField("product", "Gateways", "x", word) for word in ("same", "differs"))
    assert view(match="exact", overlaps=True, fields=(same,)).sign.text == "Same scope held"
    assert view(match="exact", overlaps=False, fields=(same,)).sign.text == "Another part held"
    another = view(match="exact", overlaps=False, fields=(other,)).sign.text
    assert another == "Another product registered"
