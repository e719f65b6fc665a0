"""What a partner types cannot break the decider's comparison, nor dodge the scope."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from qudao.core.errors import Conflict
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import Candidate, LiveClaim, Registration
from qudao.deals.registrations.selectors.facts import scope_key, tidy
from tests.deals.programme import Programme, in_review, submitted

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("number", ["", "²", "①", "12", "ZB-2026/01", "x" * 80, "鼎" * 80, "/"])
def test_a_tender_of_any_number_can_be_compared(
    programme: Programme, now: datetime, number: str
) -> None:
    cast = programme.cast
    row = submitted(
        programme,
        cast.seller_a,
        now=now,
        tender_kind="open_tender",
        purchase_stage="tender_published",
        tender_published_on=date(2026, 2, 20),
        earlier_work_on=date(2026, 1, 10),
        tender_number=number,
    )

    lines = selectors.comparison(cast.channel_manager, row.public_id)

    assert [(one.match, one.kind) for one in lines] == [("tender", "tender")]
    [compared] = lines[0].fields
    assert (compared.code, compared.mine) == ("tender_number", number)
    kept = Candidate.objects.unscoped(reason="test").get()
    assert len(kept.other_id) <= 40


@pytest.mark.parametrize(
    ("site", "tender", "key"),
    [
        ("", "", ""),
        ("浦东 新区", "", "s:浦东新区"),
        ("ＰＵＤＯＮＧ", "", "s:pudong"),
        ("Pu-Dong!", "", "s:pudong"),
        ("!!!", "", ""),
        ("——", "", ""),
        ("\u200b", "", ""),
        ("", "ZB 2026/01", "t:zb202601"),
        ("浦东", "ZB-1", "t:zb1"),
        ("浦东", "--", "s:浦东"),
        ("…", "／", ""),
    ],
)
def test_a_scope_is_compared_by_its_letters_and_digits(site: str, tender: str, key: str) -> None:
    row = Registration(site=site, tender_number=tender)

    assert scope_key(row) == key
    assert tidy(tidy(site)) == tidy(site)


@pytest.mark.parametrize("site", ["!", "——", "（ ）", "…"])
def test_a_site_of_signs_alone_dodges_no_scope(
    programme: Programme, now: datetime, site: str
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    second = submitted(programme, cast.seller_b, now=now + HOUR, site=site)

    assert second.state == "in_review"
    with pytest.raises(Conflict) as refusal:
        actions.approve(
            cast.other_channel_manager, second.public_id, version=second.version, now=now
        )
    assert refusal.value.code == "scope_is_held"
    assert LiveClaim.objects.unscoped(reason="test").count() == 1


def test_two_sites_are_two_scopes(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    first = submitted(programme, cast.seller_a, now=now, site="浦东")
    second = submitted(programme, cast.seller_b, now=now + HOUR, site="浦西")

    assert (first.state, second.state) == ("protected", "in_review")  # a person compares
    assert second.advice["outcome"] == "approve"
    keys = LiveClaim.objects.unscoped(reason="test").values_list("scope_key", flat=True)
    assert sorted(keys) == ["s:浦东", "s:浦西"]


def test_the_same_site_in_another_spelling_is_the_same_scope(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    submitted(programme, cast.seller_a, now=now, site="Tower 2")
    second = submitted(programme, cast.seller_b, now=now + HOUR, site="ｔｏｗｅｒ-２")

    assert second.state == "in_review"
    assert second.advice["outcome"] == "to_arbitration"


def test_a_part_of_a_scope_is_divided_by_a_person(programme: Programme, now: datetime) -> None:
    """The whole customer and one of its sites overlap in part: never decided by rule."""
    cast = programme.cast
    submitted(programme, cast.seller_a, now=now, site="浦东")
    whole = submitted(programme, cast.seller_b, now=now + HOUR)

    assert whole.state == "in_review"
    codes = [reason["code"] for reason in whole.advice["reasons"]]
    changes = [reason["code"] for reason in whole.advice["what_would_change"]]
    assert "divide_scope_first" in codes + changes
