"""The trail says in words who did what to an object; only the vendor's people read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import system_actor
from qudao.core.audit import Change, record
from qudao.core.errors import NotFound, NotPermitted
from qudao.core.verbs import Verb
from qudao.people.trail import ChangeLine, subject_of, trail
from tests.people import Cast


class ThingVerb(Verb):
    EDITED = "test.edited", _("edited")


def edit(cast: Cast, now: datetime) -> None:
    change = Change(
        {"lifecycle": "applicant", "city": "", "odd_column": True, "roles": []},
        {"lifecycle": "active", "city": "Suzhou", "odd_column": False, "roles": ["operations"]},
    )
    record(
        cast.channel_manager,
        ThingVerb.EDITED,
        cast.partner_a,
        now=now,
        change=change,
        note="as agreed",
        rule="2026.1 G2",
    )


def test_the_trail_reads_as_sentences(cast: Cast, now: datetime) -> None:
    edit(cast, now)

    (line,) = trail(cast.channel_manager, cast.partner_a)

    assert (line.who, line.organisation, line.what) == (
        "Xu Mingyuan",
        "Chengyan Software",
        "edited",
    )
    assert line.changes == (
        ChangeLine("Lifecycle", "Applicant", "Active"),
        ChangeLine("City", "", "Suzhou"),
        ChangeLine("Odd column", "yes", "no"),
        ChangeLine("Roles", "", "Channel operations"),
    )
    assert (line.note, line.rule, line.request_id) == ("as agreed", "2026.1 G2", "test-request")
    assert not line.via_api_key


def test_the_trail_reads_in_chinese_too(cast: Cast, now: datetime) -> None:
    edit(cast, now)

    with translation.override("zh-hans"):
        (line,) = trail(replace(cast.channel_manager, language="zh-hans"), cast.partner_a)

    assert line.organisation == "澄岩软件"
    assert line.changes[1] == ChangeLine("城市", "", "Suzhou")
    assert line.changes[2].before == "是"


def test_the_newest_row_comes_first_and_the_system_is_named(cast: Cast, now: datetime) -> None:
    edit(cast, now)
    later = now + timedelta(minutes=1)
    record(system_actor("sweep"), ThingVerb.EDITED, cast.partner_a, now=later)

    assert [line.who for line in trail(cast.operations, cast.partner_a)] == [
        "System (sweep)",
        "Xu Mingyuan",
    ]


def test_a_trail_holds_one_object_only(cast: Cast, now: datetime) -> None:
    edit(cast, now)

    assert trail(cast.operations, cast.partner_b) == []


@pytest.mark.parametrize("who", ["principal_a", "seller_a", "human_resources"])
def test_others_do_not_read_it(cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises(NotPermitted):
        trail(actor, cast.partner_a)
    with pytest.raises(NotPermitted):
        subject_of(actor, "partner", cast.partner_a.public_id)


def test_a_subject_is_found_only_where_it_is_visible(cast: Cast) -> None:
    assert subject_of(cast.channel_manager, "partner", cast.partner_a.public_id) == cast.partner_a
    assert subject_of(cast.channel_manager, "programme", "programme") == cast.programme
    for kind, public_id in (
        ("partner", cast.partner_b.public_id),
        ("partner", "par_0000000000000000"),
        ("session", cast.partner_a.public_id),
        ("membership", "1"),
        ("nothing", "x"),
    ):
        with pytest.raises(NotFound):
            subject_of(cast.channel_manager, kind, public_id)
