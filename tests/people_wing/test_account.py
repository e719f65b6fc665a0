"""People change what is theirs; the trail names the fields and not the contents."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.core.actor import NOBODY
from qudao.core.errors import Invalid, NotPermitted
from qudao.core.models import AuditEntry
from qudao.people.actions.account import (
    DetailsInput,
    PreferencesInput,
    change_own_details,
    change_preferences,
)
from qudao.people.persons import own_account
from tests.people import Cast

ZH = PreferencesInput(language="zh-hans", theme="dark", single_key_shortcuts=False)
DETAILS = DetailsInput(name="陈晓雨", phone="+86 138 0000 0000", title="销售")


def test_preferences_are_ones_own(cast: Cast, now: datetime) -> None:
    change_preferences(cast.seller_a, ZH, now=now)

    mine, other = own_account(cast.seller_a), own_account(cast.principal_a)
    assert (mine.language, mine.theme, mine.single_key_shortcuts) == ("zh-hans", "dark", False)
    assert (other.language, other.theme, other.single_key_shortcuts) == ("", "", True)
    assert AuditEntry.objects.get().after == {
        "language": "zh-hans",
        "theme": "dark",
        "single_key_shortcuts": False,
    }


def test_details_change_without_leaving_their_contents_in_the_trail(
    cast: Cast, now: datetime
) -> None:
    change_own_details(cast.seller_a, DETAILS, now=now)

    account = own_account(cast.seller_a)
    assert (account.name, account.phone, account.title) == (
        "陈晓雨",
        "+86 138 0000 0000",
        "销售",
    )
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({}, {"fields": ["name", "phone", "title"]})


def test_wrong_input_is_refused_with_every_field(cast: Cast, now: datetime) -> None:
    wrong = DetailsInput(name="", phone="call me", title="x" * 121)
    with pytest.raises(Invalid) as refused:
        change_own_details(cast.seller_a, wrong, now=now)
    assert [problem.field for problem in refused.value.problems] == ["name", "phone", "title"]
    with pytest.raises(Invalid):
        change_preferences(
            cast.seller_a,
            PreferencesInput(language="fr", theme="pink", single_key_shortcuts=True),
            now=now,
        )
    assert own_account(cast.seller_a).name == "Chen Xiaoyu"
    assert AuditEntry.objects.count() == 0


def test_nobody_has_no_account(cast: Cast, now: datetime) -> None:
    for attempt in (
        lambda: own_account(NOBODY),
        lambda: change_preferences(NOBODY, ZH, now=now),
        lambda: change_own_details(NOBODY, DETAILS, now=now),
    ):
        with pytest.raises(NotPermitted):
            attempt()
