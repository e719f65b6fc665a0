"""What Today shows of the reader's own registrations: what waits, what ends, what was settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from qudao.core.models import Programme as ProgrammeRow
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import Clock, NextActor
from qudao.deals.registrations.selectors.counts import Overdue
from qudao.deals.registrations.states import State
from qudao.people.notices import PeopleNotice
from qudao.people.notifications import notify
from qudao.web.workbench.deals.lists import Line, lines_of
from qudao.web.workbench.today.views import Work, _ending, _sub, _waits, work_of
from tests.deals.looking import in_state
from tests.deals.programme import Programme, in_review, quickly, submitted
from tests.web.deals_pages import client_of
from tests.web.workbench.deals.build import NOW, a_row, in_shanghai
from tests.web.workbench.pages import page_for, text_of, words_of

HOME = "/workbench/"
NOTHING = Work(
    waiting=[], bands={}, count=0, with_partner=0, overdue=Overdue(0, None), endings=[], settled=0,
    is_more_settled=False, samples=[], protected=0, received=0,
)  # fmt: skip


# ------------------------------------------------------------------ words, made by hand


@pytest.fixture
def english(kept_programme: ProgrammeRow) -> object:
    with translation.override("en"):
        yield


def due(at: datetime, *, is_overdue: bool = False) -> Line:
    left = timedelta(0) if is_overdue else at - NOW
    clock = Clock(NextActor.DECIDER, at, left, 1.0 if is_overdue else 0.2, is_overdue=is_overdue)
    return lines_of([a_row(clock=clock)], now=NOW)[0]


@pytest.mark.parametrize(
    ("days", "used", "hue"),
    [
        (0, 2, "bad"),
        (1, 3, "bad"),
        (7, 23, "bad"),
        (8, 27, "warn"),
        (14, 47, "warn"),
        (15, 50, ""),
        (30, 100, ""),
        (31, 100, ""),
        (None, 2, "bad"),
    ],
)
@pytest.mark.usefixtures("english")
def test_an_ending_is_coloured_by_its_last_days(days: int | None, used: int, hue: str) -> None:
    [line] = lines_of([a_row(state="protected", days_left=days)], now=NOW)
    ending = _ending(line)
    assert (ending.used, ending.hue) == (used, hue)


@pytest.mark.usefixtures("english")
def test_nothing_waiting_is_not_talked_about() -> None:
    assert _waits(NOTHING, now=NOW) == []
    assert _sub(None, None, now=NOW) == "Monday 2 March."
    assert _sub(None, NOTHING, now=NOW) == "Monday 2 March."


@pytest.mark.usefixtures("english")
def test_what_waits_is_told_with_the_first_deadline() -> None:
    first = due(in_shanghai(3, 5, 17))
    work = replace(NOTHING, waiting=[first], count=1)
    assert _waits(work, now=NOW) == ["1 decision waits.", "The first is due Thu 17:00."]
    more = replace(work, count=3, with_partner=2)
    assert _waits(more, now=NOW) == [
        "3 decisions wait.",
        "The first is due Thu 17:00.",
        "2 are with the partners.",
    ]
    assert _waits(replace(NOTHING, with_partner=1), now=NOW) == ["1 is with the partner."]


@pytest.mark.usefixtures("english")
def test_what_is_overdue_takes_the_place_of_the_first_deadline() -> None:
    late = in_shanghai(3, 1, 18)
    work = replace(NOTHING, waiting=[due(late, is_overdue=True)], overdue=Overdue(1, late), count=1)
    assert _waits(work, now=NOW)[1] == "1 is overdue since 1 Mar 18:00."
    two = replace(work, overdue=Overdue(2, late), count=2)
    assert _waits(two, now=NOW)[1] == "2 are overdue, the first since 1 Mar 18:00."


@pytest.mark.usefixtures("english")
def test_the_sentence_has_no_blanks_in_chinese() -> None:
    with translation.override("zh-hans"):
        first = due(in_shanghai(3, 5, 17))
        work = replace(NOTHING, waiting=[first], count=2)
        said = _sub(None, work, now=NOW)
    assert said.startswith("3月2日 星期一")
    assert "周四 17:00" in said
    assert "decision" not in said


@pytest.mark.usefixtures("english")
def test_the_first_is_one_that_is_to_be_decided() -> None:
    asked = Clock(NextActor.PARTNER, in_shanghai(3, 3, 9), timedelta(days=1), 0.2)
    [partners] = lines_of([a_row(state="info_requested", clock=asked)], now=NOW)
    assert replace(NOTHING, waiting=[partners], count=1).first is None
    ours = due(in_shanghai(3, 5, 17))
    work = replace(NOTHING, waiting=[partners, ours], count=1)
    assert work.first is ours
    assert _waits(work, now=NOW)[1] == "The first is due Thu 17:00."


@pytest.mark.usefixtures("english")
def test_a_count_that_is_older_than_the_rows_breaks_nothing() -> None:
    assert _waits(replace(NOTHING, count=2), now=NOW) == ["2 decisions wait."]


# ------------------------------------------------------------------ from the database


def test_work_is_counted_by_whose_turn_it_is(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    in_state(programme, State.INFO_REQUESTED, now=now)
    in_review(programme, cast.seller_distributor, now=now)
    quickly(programme, cast.seller_a, now=now, customer_name="寒舟制药")
    submitted(programme, cast.seller_a, now=now, customer_name="启明电力")
    in_review(programme, cast.seller_b, now=now)
    Registration.objects.unscoped(reason="test").update(is_sampled=False)

    with translation.override("en"):
        mine = work_of(cast.channel_manager, now=now)
        theirs = work_of(cast.other_channel_manager, now=now)

    assert (mine.count, mine.with_partner, mine.protected, mine.settled) == (1, 2, 1, 1)
    assert [line.row.state for line in mine.waiting] == [
        "in_review",
        "info_requested",
        "submitted",
    ]
    assert list(mine.bands.values()) == ["In the coming days", "With the partner"]
    assert (theirs.count, theirs.with_partner, theirs.protected) == (1, 0, 0)


def test_overdue_are_those_whose_time_is_over(
    programme: Programme, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_review(programme, programme.cast.seller_a, now=now - timedelta(days=10))
    in_review(programme, programme.cast.seller_distributor, now=now)
    monkeypatch.setattr("qudao.web.workbench.today.views.SHOWN", slice(0, 0))
    with translation.override("en"):
        work = work_of(programme.cast.channel_manager, now=now)
    assert (work.waiting, work.overdue.count) == ([], 1)  # of all, not of those shown
    page = words_of(client_of(programme.cast.channel_manager).get(HOME))
    assert "2 decisions wait." in page
    assert "1 is overdue since" in page


def test_the_start_leads_to_what_is_due_first(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    page = page_for(cast.channel_manager, HOME)
    start = f'href="/workbench/registrations/{row.public_id}/">Start with the first'
    assert start in page
    for reader in (cast.operations, cast.sales_director):
        other = page_for(reader, HOME)
        assert "Start with the first" not in other  # who reads decides nothing
        assert "decision waits" not in other


def test_where_everything_is_with_the_partners_there_is_no_first(
    programme: Programme, now: datetime
) -> None:
    in_state(programme, State.INFO_REQUESTED, now=now)
    page = page_for(programme.cast.channel_manager, HOME)
    assert "Start with the first" not in page
    assert "1 is with the partner." in page


def test_what_ends_soon_stands_below(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.PROTECTED, now=now)
    rows = Registration.objects.unscoped(reason="test").filter(pk=row.pk)
    for days, words in ((30, "30 days left"), (1, "1 day left"), (0, "ends today")):
        rows.update(protected_until=now.date() + timedelta(days=days))
        page = words_of(client_of(programme.cast.channel_manager).get(HOME))
        assert "Protection about to end 1" in page
        assert words in page
    rows.update(protected_until=now.date() + timedelta(days=31))
    page = words_of(client_of(programme.cast.channel_manager).get(HOME))
    assert "Protection about to end 1" not in page


def test_a_sample_is_announced(programme: Programme, now: datetime) -> None:
    in_state(programme, State.PROTECTED, now=now)
    rows = Registration.objects.unscoped(reason="test")
    rows.update(is_sampled=True, sample_checked_at=None)
    assert "1 sample to check" in page_for(programme.cast.channel_manager, HOME)
    rows.update(sample_checked_at=now)
    assert "sample to check" not in page_for(programme.cast.channel_manager, HOME)


def test_a_notice_about_what_stands_in_the_list_is_not_told_twice(
    programme: Programme, now: datetime
) -> None:
    manager = programme.cast.channel_manager
    row = in_review(programme, programme.cast.seller_a, now=now)
    notify(
        [manager.user_key], PeopleNotice.ROLES_CHANGED, subject=row,
        params={"organisation": "Chengyan"}, now=now,
    )  # fmt: skip
    assert "Told to you 0" in words_of(client_of(manager).get(HOME))
    rows = Registration.objects.unscoped(reason="test").filter(pk=row.pk)
    rows.update(state=State.WITHDRAWN)
    assert "Told to you 0" not in words_of(client_of(manager).get(HOME))


HOMES = {
    "channel_manager": "Today",
    "channel_director": "Today",
    "account_manager": "My accounts",
    "sales_director": "Today",
    "operations": "Today",
    "human_resources": "Today",
}


def test_each_role_has_its_home_in_both_languages(programme: Programme, now: datetime) -> None:
    in_review(programme, programme.cast.seller_a, now=now)
    chinese = {"Today": "今日", "My accounts": "我的客户"}
    for who, heading in HOMES.items():
        actor = getattr(programme.cast, who)
        assert f"<h1>{heading}</h1>" in page_for(actor, HOME)
        page = text_of(client_of(actor, "zh-CN").get(HOME))
        assert f"<h1>{chinese[heading]}</h1>" in page
        for english_words in ("Nothing", "To decide", "Weighted", "Conflicts", "Promises due"):
            assert english_words not in page
    assert client_of(programme.cast.seller_a).get(HOME).status_code == 404
    assert client_of(programme.cast.channel_manager).post(HOME).status_code == 405


def test_who_reads_no_deals_is_told_so(programme: Programme) -> None:
    page = page_for(programme.cast.human_resources, HOME)
    assert "No deals in your work" in page
    assert "Your role reads no registrations." in page
    assert "Conflicts" not in page
