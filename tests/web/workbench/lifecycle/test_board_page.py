"""The board's page: filters, bands, search, scope, and prospects that are refused in full."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.models import AuditEntry
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.states import Lifecycle
from tests.people import Cast, make_partner
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, text_of, words_of

BOARD = "/workbench/lifecycle/"
NEW = f"{BOARD}new/"


def put(partner: Partner, **values: object) -> None:
    Partner.objects.unscoped(reason="a test").filter(pk=partner.pk).update(**values)


def bands(page: str) -> list[str]:
    return re.findall(r'class="band"><td[^>]*>([^<]+)<', page)


def names(actor: Actor, **asked: str) -> list[str]:
    return [row[0] for row in csv_rows(actor, BOARD, **asked)[1:]]


def partners() -> int:
    return Partner.objects.unscoped(reason="a test").count()


def entries() -> int:
    return AuditEntry.objects.unscoped(reason="a test").count()


def prospect(actor: Actor, language: str = "en", **stated: str) -> Any:
    usual = {"partner_type": "business_partner"}
    return client_of(actor, language).post(NEW, {**usual, **stated})


def test_bands_of_a_filtered_list_do_not_count_what_it_leaves_out(cast: Cast) -> None:
    put(cast.sub_reseller, lifecycle=Lifecycle.PROSPECT)
    director = cast.channel_director
    assert bands(page_for(director, BOARD)) == ["Prospect 1", "Active 3"]
    filtered = page_for(director, BOARD, q="Qiheng")
    assert "Qiheng Info" in filtered
    assert "Lianji" not in filtered
    assert bands(filtered) == ["Active"]


def test_the_address_narrows_the_board(cast: Cast) -> None:
    director = cast.channel_director
    put(cast.partner_b, lifecycle=Lifecycle.SUSPENDED, city="苏州")
    PartnerAssignment.objects.unscoped(reason="a test").filter(partner=cast.distributor).delete()
    for asked, found in (
        ({"stage": "suspended"}, ["Dingpei Integration"]),
        ({"owner": "none"}, ["Lianji Distribution"]),
        ({"owner": cast.channel_manager.public_id}, ["Hengbo Networks", "Qiheng Info"]),
        ({"q": "苏州"}, ["Dingpei Integration"]),
        ({"q": "lian"}, ["Lianji Distribution"]),
        ({"signal": "never", "owner": "none"}, ["Lianji Distribution"]),
        ({"signal": "silent"}, []),
        ({"stage": "nonsense", "q": "\x00qihe"}, ["Qiheng Info"]),
    ):
        assert sorted(names(director, **asked)) == found, asked


def test_the_board_is_ordered_by_life_then_as_the_address_asks(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    put(cast.partner_a, lifecycle=Lifecycle.EXITED)
    put(cast.sub_reseller, lifecycle=Lifecycle.PROSPECT)
    put(cast.distributor, created_at=now - timedelta(days=9))
    assert names(director) == [
        "Hengbo Networks", "Dingpei Integration", "Lianji Distribution", "Qiheng Info",
    ]  # fmt: skip
    assert names(director, sort="-name")[0] == "Qiheng Info"
    assert names(director, sort="since")[0] == "Lianji Distribution"
    head = csv_rows(director, BOARD)[0]
    assert head[-3:] == ["Registrations", "Cells served", "Deserves a call"]


def test_each_reader_sees_the_own_partners(cast: Cast) -> None:
    seen = {
        who: sorted(names(getattr(cast, who)))
        for who in ("channel_manager", "other_channel_manager", "operations", "account_manager")
    }
    every = ["Dingpei Integration", "Hengbo Networks", "Lianji Distribution", "Qiheng Info"]
    assert seen == {
        "channel_manager": every[1:],
        "other_channel_manager": every[:1],
        "operations": every,
        "account_manager": every,
    }
    page = words_of(client_of(cast.other_channel_manager).get(BOARD))
    assert "Active 1 " in page


def test_a_page_beyond_the_last_leads_to_the_last(cast: Cast, now: datetime) -> None:
    director = client_of(cast.channel_director)
    answer = director.get(BOARD, {"page": "9"})
    assert (answer.status_code, answer["Location"]) == (302, BOARD)


# ------------------------------------------------------------------ prospects


def test_every_wrong_field_of_a_prospect_is_named_and_nothing_is_lost(cast: Cast) -> None:
    before = partners(), entries()
    wrong = {
        "name_zh": "岭南智信", "name_en": "L" * 201, "partner_type": "king",
        "business_kind": "duke", "uscc": "1" * 19, "region": "NOWHERE",
        "website": "w" * 201, "phone": "0" * 41,
    }  # fmt: skip
    for language in ("en", "zh-CN"):
        answer = prospect(cast.channel_manager, language, **wrong)
        page = text_of(answer)
        assert answer.status_code == 422
        named = set(re.findall(r'id="id_(\w+)_error"', page))
        assert named == set(wrong) - {"name_zh"}
        assert 'value="岭南智信"' in page
        assert f'value="{"1" * 19}"' in page
    assert (partners(), entries()) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("uscc", "NOT-A-NUMBER"),
        ("website", "javascript:alert(1)"),
        ("phone", "call me"),
    ],
)
def test_what_the_form_takes_and_the_rules_refuse_stands_beside_its_field(
    cast: Cast, field: str, value: str
) -> None:
    before = partners()
    answer = prospect(cast.channel_manager, **{"name_zh": "岭南智信", field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text_of(answer)
    assert partners() == before


def test_hostile_words_stay_words(cast: Cast) -> None:
    hostile = "<script>alert(1)</script>"
    answer = prospect(cast.channel_manager, name_en=hostile, city=hostile)
    assert answer.status_code == 302
    page = page_for(cast.channel_manager, BOARD, stage="prospect")
    assert hostile not in page
    assert "&lt;script&gt;" in page


def test_the_same_prospect_sent_twice_is_shown_as_alike_the_second_time(cast: Cast) -> None:
    stated = {"name_zh": "岭南智信科技有限公司", "city": "广州"}
    assert prospect(cast.channel_manager, **stated).status_code == 302
    before = partners(), entries()
    again = prospect(cast.channel_manager, **stated)
    assert again.status_code == 422
    assert "岭南智信科技有限公司" in text_of(again)
    assert (partners(), entries()) == before


def test_the_form_asks_nothing_that_a_prospect_cannot_say_yet(cast: Cast) -> None:
    page = page_for(cast.channel_manager, NEW)
    for name in ("address", "employees", "joined_on", "lifecycle", "code"):
        assert f'name="{name}"' not in page
    assert 'name="is_another_company"' not in page  # nothing alike was found yet
    assert "Official number, web domain and both names are compared" in page
    for who, status in (("account_manager", 403), ("human_resources", 403), ("seller_a", 404)):
        assert client_of(getattr(cast, who)).get(NEW).status_code == status


def test_a_prospect_begins_as_a_prospect_of_whoever_added_it(cast: Cast) -> None:
    assert prospect(cast.channel_manager, name_en="Nanling Smart").status_code == 302
    made = Partner.objects.unscoped(reason="a test").get(name_en="Nanling Smart")
    assert made.lifecycle == Lifecycle.PROSPECT
    assert "Nanling Smart" in page_for(cast.channel_manager, BOARD)
    assert "Nanling Smart" not in page_for(cast.other_channel_manager, BOARD)


def test_ninety_partners_come_in_two_pages_with_bands_on_each(cast: Cast, now: datetime) -> None:
    for number in range(88):
        make_partner(f"P{number:02}", f"伙伴{number:02}", f"Partner {number:02}", now=now)
    director = cast.channel_director
    first, second = page_for(director, BOARD), page_for(director, BOARD, page="2")
    assert (bands(first), bands(second)) == (["Active 92"], ["Active 92"])
    assert "81–92 of 92" in second
