"""A company that is a partner already is not added again because a file names it."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import patch

import pytest

from qudao.core.actor import system_actor
from qudao.intake import running
from qudao.intake.selectors import preview_of, reject_lines, rejects_of
from qudao.market.partners.bulk import PartnerLine
from qudao.market.partners.models import Partner
from qudao.market.partners.twins import Companies
from tests.intake.build import asked_for, bring_text, counts, previewed
from tests.people import Cast

SYSTEM = system_actor("test")
NUMBER, OTHER_NUMBER = "91430111355525404W", "91310000MA1FL0W635"
AGAIN = "公司名称,城市\n启恒信息,上海\n新远科技,上海\n"
Company = tuple[str, str, str]  # name, city, official number


def names() -> list[str]:
    rows = Partner.objects.visible_to(SYSTEM).order_by("pk")
    return [one.name_zh or one.name_en for one in rows]


def line(company: Company) -> PartnerLine:
    return PartnerLine(name_zh=company[0], city=company[1], uscc=company[2])


@pytest.mark.parametrize(
    ("there", "named", "is_one"),
    [
        (("启恒信息", "上海", ""), ("启恒信息", "上海", ""), True),
        (("启恒信息", "上海", ""), ("启恒信息", "上海市", ""), True),
        (("启恒信息", "上海", ""), ("启恒信息", "Shanghai", ""), True),
        (("启恒信息", "苏州", ""), ("启恒信息", "江苏", ""), True),
        (("启恒信息", "苏州", ""), ("启恒信息", "南京", ""), False),
        (("启恒信息", "上海", ""), ("启恒信息", "", ""), True),
        (("启恒信息", "", ""), ("启恒信息", "上海", ""), True),
        (("启恒信息", "上海", ""), ("启恒信息", "火星镇", ""), False),
        (("启恒信息", "火星镇", ""), ("启恒信息", " 火星镇 ", ""), True),
        (("启恒信息", "上海", ""), ("啟恆信息", "上海", ""), True),
        (("QIHENG Info", "", ""), ("qiheng  info", "", ""), True),
        (("QIHENG Info", "", ""), ("ＱＩＨＥＮＧ Info", "", ""), True),
        (("启恒信息", "上海", ""), ("启恒信息技术", "上海", ""), False),
        (("启恒信息", "上海", NUMBER), ("全新名字", "北京", NUMBER), True),
        (("启恒信息", "上海", NUMBER), ("全新名字", "北京", NUMBER.lower()), True),
        (("启恒信息", "上海", NUMBER), ("启恒信息", "上海", OTHER_NUMBER), False),
        (("启恒信息", "上海", NUMBER), ("启恒信息", "上海", "待补"), True),
        (("启恒信息", "上海", "待补"), ("全新名字", "上海", "待补"), False),
        (("", "上海", ""), ("", "上海", ""), False),
    ],
)
def test_one_company_is_told_from_two(there: Company, named: Company, *, is_one: bool) -> None:
    companies = Companies()
    companies.add(line(there))
    assert companies.has(line(named)) is is_one


def test_a_company_that_is_there_is_refused_with_what_to_do(cast: Cast, now: datetime) -> None:
    before = list(Partner.objects.visible_to(SYSTEM).order_by("pk").values())
    page = bring_text(cast.channel_director, "partners", AGAIN, now=now)

    assert counts(page) == {"created": 1, "rejected": 1}
    found = rejects_of(cast.channel_director, page.public_id, slice(0, 9))
    assert [(one.row, one.column, one.value, one.rule) for one in found] == [
        (2, "公司名称", "启恒信息", "partner_exists")
    ]
    assert "give it a number of your own" in found[0].words
    rows = Partner.objects.visible_to(SYSTEM).order_by("pk")
    assert list(rows.values())[: len(before)] == before
    assert names().count("启恒信息") == 1


def test_the_preview_tells_it_before_anything_is_written(cast: Cast, now: datetime) -> None:
    public_id = previewed(cast.channel_director, asked_for("partners", AGAIN), now=now)

    preview = preview_of(cast.channel_director, public_id)

    assert (preview.tried, preview.tried_refused, preview.tried_notes) == (2, 1, [])
    assert preview.tried_fates == [("new", 1)]
    assert [(one.row, one.rule) for one in preview.tried_rejects] == [(2, "partner_exists")]
    assert names().count("新远科技") == 0


def test_a_number_of_its_own_makes_a_namesake_and_that_is_noted(cast: Cast, now: datetime) -> None:
    content = "编号,公司名称,城市\nX-1,启恒信息,上海\nX-2,新远科技,上海\n"
    words = "rows name a company that is a partner already; their own numbers made them new ones"
    public_id = previewed(cast.channel_director, asked_for("partners", content), now=now)
    preview = preview_of(cast.channel_director, public_id)
    page = bring_text(cast.channel_director, "partners", content, now=now)

    assert (preview.tried_refused, preview.tried_notes) == (0, [(words, 1)])
    assert (counts(page), page.notes) == ({"created": 2}, [(words, 1)])
    assert names().count("启恒信息") == 2
    again = bring_text(cast.channel_director, "partners", content, now=now)
    assert (counts(again), again.notes) == ({"unchanged": 2}, [])


def test_a_partner_of_a_colleague_is_not_doubled_nor_told_about(cast: Cast, now: datetime) -> None:
    page = bring_text(cast.channel_manager, "partners", "公司名称\n鼎沛集成\n", now=now)

    assert counts(page) == {"rejected": 1}
    _head, lines = reject_lines(cast.channel_manager, page.public_id)
    said = " ".join(str(cell) for one in lines for cell in one)
    assert "DING" not in said
    assert "Lin Yue" not in said
    assert names().count("鼎沛集成") == 1


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_what_becomes_of_a_row_does_not_depend_on_the_batch(
    cast: Cast, now: datetime, batch: int
) -> None:
    content = (
        "编号,公司名称,城市\n"
        ",启恒信息,上海\n,启恒信息,上海\nP-1,新远科技,上海\n,新远科技,\n,远大科技,北京\n"
        ",海天软件,天津\n,海天软件,天津\n"
    )
    with patch.object(running, "BATCH", batch):
        first = bring_text(cast.channel_director, "partners", content, now=now)
        again = bring_text(cast.channel_director, "partners", content, now=now)

    assert counts(first) == {"created": 3, "merged": 1, "rejected": 3}
    assert counts(again) == {"unchanged": 3, "merged": 1, "rejected": 3}
    for page in (first, again):
        found = rejects_of(cast.channel_director, page.public_id, slice(0, 9))
        assert [(one.row, one.rule) for one in found] == [
            (2, "partner_exists"),
            (3, "partner_exists"),
            (5, "partner_exists"),
        ]


def test_a_refused_row_notes_nothing_of_what_it_would_have_left_out(
    cast: Cast, now: datetime
) -> None:
    content = "公司名称,统一社会信用代码,省份\n启恒信息,待补,无此省\n"
    page = bring_text(cast.channel_director, "partners", content, now=now)

    assert (counts(page), page.notes) == ({"rejected": 1}, [])
