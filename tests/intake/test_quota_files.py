"""Lists of targets: none is lost to another of the same person."""

from __future__ import annotations

from datetime import datetime

from qudao.core.actor import system_actor
from qudao.intake.selectors import rejects_of
from qudao.market.goals.models import Quota, SalesPerson
from tests.intake.build import bring_text, counts
from tests.people import Cast

SYSTEM = system_actor("test")


def test_targets_of_a_year_and_of_its_first_quarter_are_two(cast: Cast, now: datetime) -> None:
    content = "姓名,年度,季度,销售指标,币种\n沈一宁,2026,,400,CNY\n沈一宁,2026,1,100,CNY\n"
    page = bring_text(cast.channel_director, "quotas", content, now=now)

    assert counts(page) == {"created": 2}
    rows = Quota.objects.visible_to(SYSTEM).order_by("ends_on")
    assert [(str(row.ends_on), int(row.amount)) for row in rows] == [
        ("2026-04-01", 100),
        ("2027-01-01", 400),
    ]


def test_two_targets_of_one_person_and_period_contradict(cast: Cast, now: datetime) -> None:
    content = (
        "姓名,年度,季度,销售指标,币种\n沈一宁,2026,1,400,CNY\n沈一宁,2026,1,100,CNY\n"
        "沈一宁,2026,1,400,CNY\n"
    )
    page = bring_text(cast.channel_director, "quotas", content, now=now)

    assert counts(page) == {"created": 1, "merged": 1, "rejected": 1}
    found = rejects_of(cast.channel_director, page.public_id, slice(0, 9))
    assert [(one.row, one.column, one.value, one.rule) for one in found] == [
        (3, "销售指标", "100", "quota_contradicts")
    ]
    assert "another target" in found[0].words


def test_a_persons_long_name_does_not_hide_the_period(cast: Cast, now: datetime) -> None:
    name = "N" * 90
    lines = "".join(f"{name},2026,{quarter},100,CNY\n" for quarter in (1, 2, 3, 4))
    page = bring_text(
        cast.channel_director, "quotas", f"姓名,年度,季度,指标,币种\n{lines}", now=now
    )

    assert counts(page) == {"created": 4}


def test_two_long_names_with_one_beginning_stop_no_import(cast: Cast, now: datetime) -> None:
    content = f"姓名,年度,销售指标,币种\n{'N' * 90}A,2026,1,CNY\n{'N' * 90}B,2025,1,CNY\n"
    page = bring_text(cast.channel_director, "quotas", content, now=now)

    assert counts(page) == {"created": 2}
    assert SalesPerson.objects.visible_to(SYSTEM).count() == 1
