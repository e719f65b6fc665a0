"""What waits is counted now and then, for each person apart, and anew once the person acted."""

from __future__ import annotations

import pytest

from qudao.core.actor import NOBODY, Actor, Side
from qudao.web.shared import waiting
from qudao.web.shared.waiting import (
    KEPT_SECONDS,
    MOST_PEOPLE,
    forget_all_counts,
    forget_counts,
    kept_counts,
)
from tests.web.shared.reading import manager, seller


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(waiting, "time", made)
    return made


class Counting:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> dict[str, int]:
        self.asked += 1
        return {"portal:home": self.asked}


def test_counts_are_kept_for_some_seconds(clock: Clock) -> None:
    count, actor = Counting(), seller()
    assert kept_counts(actor, count) == {"portal:home": 1}
    clock.at += KEPT_SECONDS
    assert kept_counts(actor, count) == {"portal:home": 1}
    clock.at += 0.001
    assert kept_counts(actor, count) == {"portal:home": 2}


def test_counting_again_starts_the_seconds_anew(clock: Clock) -> None:
    count, actor = Counting(), seller()
    kept_counts(actor, count)
    clock.at += KEPT_SECONDS + 1
    kept_counts(actor, count)
    clock.at += KEPT_SECONDS - 1
    kept_counts(actor, count)
    assert count.asked == 2


def test_that_nothing_waits_is_kept_too(clock: Clock) -> None:
    asked: list[int] = []

    def nothing() -> dict[str, int]:
        asked.append(1)
        return {}

    for _again in range(3):
        assert kept_counts(seller(), nothing) == {}
    assert len(asked) == 1


def test_nobody_sees_the_counts_of_another(clock: Clock) -> None:
    people = [
        seller(user_id=1),
        seller(user_id=2),
        manager(user_id=1),
        Actor(side=Side.PARTNER, user_id=1, organisation_id=71),
        NOBODY,
    ]
    for number, actor in enumerate(people):
        assert kept_counts(actor, lambda number=number: {"n": number}) == {"n": number}  # type: ignore[misc]
    for number, actor in enumerate(people):
        assert kept_counts(actor, dict) == {"n": number}


def test_only_who_acted_is_counted_anew(clock: Clock) -> None:
    mine, theirs = Counting(), Counting()
    kept_counts(seller(user_id=1), mine)
    kept_counts(seller(user_id=2), theirs)
    forget_counts(seller(user_id=1))
    kept_counts(seller(user_id=1), mine)
    kept_counts(seller(user_id=2), theirs)
    assert (mine.asked, theirs.asked) == (2, 1)


def test_whoever_was_never_counted_may_be_forgotten() -> None:
    forget_counts(seller(user_id=999))
    forget_all_counts()
    assert kept_counts(seller(), lambda: {"n": 1}) == {"n": 1}


def test_all_are_forgotten_at_once(clock: Clock) -> None:
    counts = [Counting() for _person in range(3)]
    for number, count in enumerate(counts):
        kept_counts(seller(user_id=number), count)
    forget_all_counts()
    for number, count in enumerate(counts):
        kept_counts(seller(user_id=number), count)
    assert [count.asked for count in counts] == [2, 2, 2]


def test_the_memory_for_counts_is_bounded(clock: Clock) -> None:
    for number in range(MOST_PEOPLE + 10):
        kept_counts(seller(user_id=number), dict)
    assert len(waiting._kept) <= MOST_PEOPLE


def test_a_count_that_fails_is_not_kept(clock: Clock) -> None:
    def broken() -> dict[str, int]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        kept_counts(seller(), broken)
    assert kept_counts(seller(), lambda: {"n": 1}) == {"n": 1}
