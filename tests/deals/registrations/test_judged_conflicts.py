"""What a person has judged about a possible conflict: it holds for later screenings, and what it
ruled out, or what has ended since, is no conflict any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qudao.core.errors import Conflict, NotFound
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import Candidate, Registration
from qudao.deals.registrations.states import State
from tests.deals import acting
from tests.deals.acting import Scene
from tests.deals.looking import WHY, claims, everything, last_entry, refused
from tests.deals.programme import LARGE, Programme, fresh, in_review, look_around, quickly

HOUR = timedelta(hours=1)
RULED_OUT = ["other_project", "not_the_same"]


@pytest.fixture
def on(programme: Programme, now: datetime) -> Scene:
    """A registration of partner A in review, an hour after one of partner B in the same scope."""
    return acting.rivals(programme, now)


def the_rival(on: Scene) -> Registration:
    rows = Registration.objects.unscoped(reason=WHY)
    return rows.get(partner=on.cast.partner_b)


def candidate(on: Scene) -> Candidate:
    return Candidate.objects.unscoped(reason=WHY).get(registration=on.row)


def judge(on: Scene, verdict: str) -> None:
    key = candidate(on).public_id
    actions.judge_candidate(on.cast.channel_manager, on.key, key, verdict, now=on.at)


def end_the_rival(on: Scene) -> None:
    rival = the_rival(on)
    actions.withdraw(
        on.cast.seller_b, rival.public_id, version=rival.version, now=on.at, reason="取消"
    )
    look_around(rival.public_id, now=on.at)


def badges(on: Scene) -> list[tuple[str, int]]:
    rows = selectors.queue(on.cast.channel_manager, now=on.at)
    [row] = [one for one in rows if one.public_id == on.key]
    return [(badge.match, badge.count) for badge in row.badges]


@pytest.mark.parametrize(
    ("verdict", "outcome", "shown"),
    [
        ("same_project", "to_arbitration", [("exact", 1)]),
        ("other_project", "approve", []),
        ("not_the_same", "approve", []),
    ],
)
def test_the_advice_and_the_badges_follow_the_verdict(
    on: Scene, verdict: str, outcome: str, shown: list[tuple[str, int]]
) -> None:
    assert badges(on) == [("exact", 1)]

    judge(on, verdict)

    row = fresh(on.row)
    assert row.advice["outcome"] == outcome
    assert badges(on) == shown
    kept = candidate(on)
    assert (kept.verdict, kept.verdict_by_id) == (verdict, on.cast.channel_manager.user_id)
    entry = last_entry(row)
    assert entry.note == f"exact registration {the_rival(on).public_id}"
    assert (entry.before, entry.after) == ({"verdict": ""}, {"verdict": verdict})


def test_a_verdict_can_be_thought_over(on: Scene) -> None:
    judge(on, "not_the_same")
    judge(on, "same_project")

    assert fresh(on.row).advice["outcome"] == "to_arbitration"
    entry = last_entry(on.row)
    assert (entry.before, entry.after) == (
        {"verdict": "not_the_same"},
        {"verdict": "same_project"},
    )
    assert badges(on) == [("exact", 1)]


@pytest.mark.parametrize("verdict", [*RULED_OUT, "same_project"])
def test_a_verdict_holds_when_the_registration_is_amended(on: Scene, verdict: str) -> None:
    judge(on, verdict)
    before = badges(on)
    first = candidate(on).public_id

    acting.amend(on.cast.seller_a, Scene(on.programme, fresh(on.row), on.now))

    kept = candidate(on)
    assert (kept.public_id, kept.verdict) == (first, verdict)
    assert badges(on) == before


@pytest.mark.parametrize("verdict", RULED_OUT)
def test_what_was_ruled_out_is_nothing_to_weigh_in_arbitration(on: Scene, verdict: str) -> None:
    judge(on, verdict)
    again = Scene(on.programme, fresh(on.row), on.now)
    before = everything(again.row)

    code = refused(Conflict, lambda: acting.arbitrate(on.cast.channel_manager, again))

    assert code == "no_candidate"
    assert everything(again.row) == before


@pytest.mark.parametrize("verdict", ["", "same_project"])
def test_what_has_ended_is_no_conflict_any_more(on: Scene, verdict: str) -> None:
    if verdict:
        judge(on, verdict)

    end_the_rival(on)

    assert badges(on) == []
    row = fresh(on.row)
    assert row.advice["outcome"] == "approve"
    again = Scene(on.programme, row, on.now)
    code = refused(Conflict, lambda: acting.arbitrate(on.cast.channel_manager, again))
    assert code == "no_candidate"


def test_what_a_person_judged_stays_readable_after_its_end(on: Scene) -> None:
    judge(on, "same_project")
    end_the_rival(on)

    [line] = selectors.comparison(on.cast.channel_manager, on.key)

    assert (line.verdict, line.overlaps, line.title) == ("same_project", False, "DING-0001")


def test_ruled_out_or_not_the_scope_is_held_by_one(on: Scene) -> None:
    """A verdict is about advice; the scope itself is held once, whatever a person believes."""
    judge(on, "other_project")
    again = Scene(on.programme, fresh(on.row), on.now)

    code = refused(Conflict, lambda: acting.approve(on.cast.channel_manager, again))

    assert code == "scope_is_held"


def test_a_verdict_makes_no_rule_protect_a_scope_that_another_one_holds(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    rival = in_review(programme, cast.seller_b, now=now)
    row = quickly(programme, cast.seller_a, now=now + HOUR)
    one = Candidate.objects.unscoped(reason=WHY).get(registration=row)
    actions.judge_candidate(
        cast.channel_manager, row.public_id, one.public_id, "other_project", now=now + HOUR
    )

    small = programme.full(cast.seller_a)
    actions.complete_registration(
        cast.seller_a, row.public_id, small, version=row.version, now=now + HOUR
    )

    row = fresh(row)
    assert (row.state, row.advice["outcome"]) == (State.IN_REVIEW, "approve")
    assert [holder for holder, _key in claims()] == [rival.pk]


def test_each_side_is_judged_on_its_own_page(on: Scene, now: datetime) -> None:
    rival = the_rival(on)
    look_around(on.key, now=on.at)
    mine = Candidate.objects.unscoped(reason=WHY).get(registration=rival)

    with pytest.raises(NotFound):  # a candidate of the other registration
        actions.judge_candidate(
            on.cast.channel_manager, on.key, mine.public_id, "same_project", now=now
        )
    actions.judge_candidate(
        on.cast.other_channel_manager, rival.public_id, mine.public_id, "not_the_same", now=now
    )

    assert candidate(on).verdict == ""
    assert fresh(on.row).advice["outcome"] == "to_arbitration"
    assert fresh(rival).advice["outcome"] == "approve"


def test_a_likely_company_that_is_the_same_project_counts_in_full(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    row = quickly(programme, cast.seller_b, now=now + HOUR, customer_name="浦岚证券")
    one = Candidate.objects.unscoped(reason=WHY).get(registration=row)
    assert one.match == "likely"

    actions.judge_candidate(
        cast.other_channel_manager, row.public_id, one.public_id, "same_project", now=now + HOUR
    )
    whole = replace(programme.full(cast.seller_b), customer_name="浦岚证券", amount=LARGE)
    actions.complete_registration(
        cast.seller_b, row.public_id, whole, version=row.version, now=now + HOUR
    )

    row = fresh(row)
    assert (row.state, row.advice["outcome"]) == (State.IN_REVIEW, "to_arbitration")
    [reason, *_rest] = row.advice["reasons"]
    assert (reason["code"], reason["rule"]) == ("scope_claimed", "G5")


@pytest.mark.parametrize("act", [acting.judge, acting.confirm])
def test_nothing_is_judged_any_more_after_the_end(on: Scene, act: acting.Act) -> None:
    acting.reject(on.cast.channel_manager, on)
    ended = Scene(on.programme, fresh(on.row), on.now)
    before = everything(ended.row)

    code = refused(Conflict, lambda: act(on.cast.channel_manager, ended))

    assert code == "wrong_state"
    assert everything(ended.row) == before
    assert candidate(ended).verdict == ""


def test_a_paper_that_was_checked_is_checked(on: Scene) -> None:
    """The same tap twice leaves one row in the trail, and no false one."""
    acting.confirm(on.cast.channel_manager, on)
    again = Scene(on.programme, fresh(on.row), on.now)
    before = everything(again.row)

    acting.confirm(on.cast.channel_manager, again)

    assert fresh(on.row).chosen_in_writing
    assert everything(again.row) == before
