"""The lifecycle board: counts, filters, moves at one tap, reasons, taking back, prospects."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.models import AuditEntry
from qudao.market.partners.actions import move_partner
from qudao.market.partners.models import Partner
from qudao.market.partners.states import Lifecycle
from tests.deals.programme import Programme, in_review
from tests.people import Cast, make_partner
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, text_of, words_of

BOARD = "/workbench/lifecycle/"
BOARD_QUERIES = 9


def at(partner: Partner) -> str:
    return f"{BOARD}{partner.public_id}/move/"


def stage_of(partner: Partner) -> str:
    return str(Partner.objects.unscoped(reason="a test").get(pk=partner.pk).lifecycle)


def entries() -> int:
    return AuditEntry.objects.unscoped(reason="a test").count()


def put(partner: Partner, stage: Lifecycle) -> None:
    Partner.objects.unscoped(reason="a test").filter(pk=partner.pk).update(lifecycle=stage)


def test_the_strip_counts_partners_by_stage(cast: Cast) -> None:
    put(cast.sub_reseller, Lifecycle.PROSPECT)
    page = words_of(client_of(cast.channel_manager).get(BOARD))
    assert "Prospect 1 Applicant 0 Active 2 Suspended 0 Exited 0" in page
    assert "Never registered 2" in page
    assert "Silent for 90 days 0" not in page  # what is nothing is not told


def test_stages_are_bands_in_the_order_of_life(cast: Cast) -> None:
    put(cast.sub_reseller, Lifecycle.PROSPECT)
    page = page_for(cast.channel_manager, BOARD)
    bands = re.findall(r'class="band"><td[^>]*>([^<]+)<', page)
    assert bands == ["Prospect 1", "Active 2"]
    sorted_page = page_for(cast.channel_manager, BOARD, sort="name")
    assert 'class="band"' not in sorted_page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("channel_manager", 200),
        ("channel_director", 200),
        ("account_manager", 200),
        ("operations", 200),
        ("human_resources", 403),
        ("seller_a", 404),
    ],
)
def test_who_may_see_the_board(cast: Cast, who: str, status: int) -> None:
    assert client_of(getattr(cast, who)).get(BOARD).status_code == status


def test_who_writes_no_partners_gets_no_buttons(cast: Cast) -> None:
    page = page_for(cast.account_manager, BOARD)
    assert "Qiheng Info" in page
    assert "/move/" not in page
    assert "New prospect" not in page
    assert client_of(cast.account_manager).post(at(cast.partner_a)).status_code == 403
    assert client_of(cast.account_manager).get(f"{BOARD}new/").status_code == 403


@pytest.mark.parametrize(
    ("stage", "labels"),
    [
        ("prospect", ["Activate", "Take the application", "End …"]),
        ("applicant", ["Activate", "Back to prospect", "End …"]),
        ("active", ["Suspend …", "End …"]),
        ("suspended", ["Reactivate", "End …"]),
        ("exited", ["Win back"]),
    ],
)
def test_only_the_moves_that_the_state_allows_are_offered(
    cast: Cast, stage: str, labels: list[str]
) -> None:
    Partner.objects.unscoped(reason="a test").update(lifecycle=stage)
    page = page_for(cast.other_channel_manager, BOARD)
    offered = re.findall(r'(?:type="submit"|href="[^"]*move/[^"]*")>([^<]+)<span class="vh">', page)
    assert offered == labels


def test_a_tap_moves_and_can_be_taken_back(cast: Cast) -> None:
    put(cast.partner_a, Lifecycle.PROSPECT)
    manager = client_of(cast.channel_manager)
    back = f"{BOARD}?stage=prospect"

    moved = manager.post(at(cast.partner_a), {"to": "applicant", "back": back})

    assert (moved.status_code, moved["Location"]) == (302, back)
    assert stage_of(cast.partner_a) == "applicant"
    page = text_of(manager.get(back))
    assert "Qiheng Info is an applicant now." in page
    undo = re.search(r'<form method="post" action="([^"]+move/[^"]+)">', page)
    assert undo is not None
    address = undo.group(1).replace("&amp;", "&")

    assert manager.post(address)["Location"] == back
    assert stage_of(cast.partner_a) == "prospect"
    verbs = AuditEntry.objects.unscoped(reason="a test").filter(verb="partners.moved")
    assert verbs.count() == 2


def test_what_cannot_be_taken_back_offers_nothing(cast: Cast) -> None:
    put(cast.partner_a, Lifecycle.PROSPECT)
    manager = client_of(cast.channel_manager)
    manager.post(at(cast.partner_a), {"to": "active"})
    page = text_of(manager.get(BOARD))
    assert "Qiheng Info is active now." in page
    toasts = page[page.index('id="toasts"') : page.index('id="toast-model"')]
    assert "<form" not in toasts


def test_ending_asks_why_and_keeps_the_answer(cast: Cast) -> None:
    manager = client_of(cast.channel_manager)
    asked = text_of(manager.get(at(cast.partner_a), {"to": "exited"}))
    assert '<option value="exited" selected>' in asked
    before = entries()

    for reason in ("", "   "):
        refused = manager.post(at(cast.partner_a), {"to": "exited", "reason": reason})
        assert refused.status_code == 422
        assert "Say why" in text_of(refused)
    assert (stage_of(cast.partner_a), entries()) == ("active", before)

    manager.post(at(cast.partner_a), {"to": "exited", "reason": "合同到期不续签"})
    assert stage_of(cast.partner_a) == "exited"
    entry = AuditEntry.objects.unscoped(reason="a test").order_by("-pk")[0]
    assert (entry.note, entry.after) == ("合同到期不续签", {"lifecycle": "exited"})


@pytest.mark.parametrize(
    ("stage", "to", "status"),
    [
        ("active", "prospect", 409),
        ("active", "active", 409),
        ("exited", "active", 409),
        ("active", "nonsense", 422),
        ("active", "", 422),
    ],
)
def test_a_move_that_is_not_in_the_table_changes_nothing(
    cast: Cast, stage: str, to: str, status: int
) -> None:
    put(cast.partner_a, Lifecycle(stage))
    before = entries()
    answer = client_of(cast.channel_manager).post(at(cast.partner_a), {"to": to, "reason": "x"})
    assert answer.status_code == status
    assert (stage_of(cast.partner_a), entries()) == (stage, before)


def test_a_colleagues_partner_is_not_there(cast: Cast) -> None:
    manager = client_of(cast.channel_manager)
    for path in (at(cast.partner_b), f"{BOARD}par_none/move/"):
        assert manager.get(path).status_code == 404
        assert manager.post(path, {"to": "suspended", "reason": "x"}).status_code == 404
    assert stage_of(cast.partner_b) == "active"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/workbench/", "/workbench/lifecycle/x/"]
)
def test_after_a_move_nobody_is_sent_elsewhere(cast: Cast, wanted: str) -> None:
    put(cast.partner_a, Lifecycle.SUSPENDED)
    answer = client_of(cast.channel_manager).post(
        at(cast.partner_a), {"to": "active", "back": wanted}
    )
    assert answer["Location"] == BOARD


def test_the_address_holds_the_state_and_the_export_follows_it(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    in_review(programme, cast.seller_a, now=now)
    head, *lines = csv_rows(cast.channel_manager, BOARD, signal="never", sort="name")
    assert head[:5] == ["Partner", "Code", "Kind of business", "Stage", "In the stage since"]
    assert [(line[0], line[9]) for line in lines] == [
        ("Hengbo Networks", "Never registered"),
        ("Lianji Distribution", "Never registered"),
    ]
    page = words_of(client_of(cast.channel_manager).get(BOARD, {"signal": "never"}))
    assert "Deserves a call: Never registered" in page
    assert "Qiheng Info" not in page


def test_a_filter_that_finds_nothing_offers_to_be_cleared(cast: Cast) -> None:
    page = page_for(cast.channel_manager, BOARD, stage="exited")
    assert "Nothing matches this filter." in page
    assert f'href="{BOARD}">Clear the filter' in page


def test_an_empty_board_teaches_the_stages(cast: Cast) -> None:
    Partner.objects.unscoped(reason="a test").filter(code="DING").update(lifecycle="active")
    cast.partner_b.assignments.all().delete()
    page = page_for(cast.other_channel_manager, BOARD)
    assert "No partner stands anywhere yet" in page
    assert "It wants to join; papers are on the way." in page


def test_the_board_asks_no_more_for_80_rows_than_for_four(
    cast: Cast, now: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(90):
        make_partner(f"P{number}", f"伙伴{number}", f"Partner {number}", now=now)
    director = client_of(cast.channel_director)
    director.get(BOARD)
    with django_assert_num_queries(BOARD_QUERIES):
        page = text_of(director.get(BOARD))
    assert "1–80 of 94" in page


def test_the_board_speaks_chinese(cast: Cast, now: datetime) -> None:
    move_partner(
        cast.channel_manager, cast.partner_a.public_id, Lifecycle.SUSPENDED, reason="审计",
        now=now - timedelta(days=12),
    )  # fmt: skip
    page = words_of(client_of(cast.channel_manager, "zh-CN").get(BOARD))
    assert "伙伴生命周期" in page
    assert "12 天" in page
    assert "恢复合作" in page


# ------------------------------------------------------------------ prospects


def prospect(actor: Actor, **stated: str) -> Any:
    usual = {"partner_type": "business_partner"}
    return client_of(actor).post(f"{BOARD}new/", {**usual, **stated})


def test_a_prospect_is_added_and_stands_on_the_board(cast: Cast) -> None:
    answer = prospect(cast.channel_manager, name_zh="岭南智信", city="广州")
    made = Partner.objects.unscoped(reason="a test").get(name_zh="岭南智信")
    assert answer["Location"] == f"/workbench/partners/{made.public_id}/"
    page = page_for(cast.channel_manager, BOARD, stage="prospect")
    assert "岭南智信" in page
    assert "广州" in page


def test_a_like_company_is_shown_before_it_is_added_twice(cast: Cast) -> None:
    stated = {"name_zh": "启恒信息科技（深圳）有限公司", "city": "深圳"}
    answer = prospect(cast.channel_manager, **stated)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Partners are alike." in page
    assert f"/workbench/partners/{cast.partner_a.public_id}/" in page
    assert 'name="is_another_company"' in page
    assert "启恒信息科技（深圳）有限公司" in page

    added = prospect(cast.channel_manager, **stated, is_another_company="on")
    assert added.status_code == 302


def test_a_colleagues_company_is_hinted_at(cast: Cast) -> None:
    page = text_of(prospect(cast.channel_manager, name_zh="鼎沛集成"))
    assert "A partner in a colleague" in page
    assert cast.partner_b.public_id not in page
    assert "Partners are alike" in page


def test_a_form_without_a_name_is_asked_for_one(cast: Cast) -> None:
    before = entries()
    answer = prospect(cast.channel_manager, city="广州")
    assert answer.status_code == 422
    assert "广州" in text_of(answer)
    assert entries() == before
