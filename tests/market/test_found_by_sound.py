"""A Chinese name is found by its pinyin or its initials, wherever partners and customers are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from qudao.core.actor import Actor
from qudao.core.upserting import Fate, Keyed
from qudao.engines.identity import initials, pinyin, typed_sound
from qudao.market.customers.actions import create_customer, edit_customer, reindex
from qudao.market.customers.actions.indexing import check
from qudao.market.customers.identity import INITIALS, company_facts
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import CustomerKey
from qudao.market.customers.selectors import CustomerQuery, customer_list, resolve_company
from qudao.market.partners.actions import create_partner, edit_partner
from qudao.market.partners.bulk import PartnerLine, put_partners
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner
from qudao.market.partners.selectors import PartnerQuery, partner_list
from qudao.market.partners.sound import LONGEST_SOUND, sound_of
from tests.people import Cast


def silent(*_counts: int) -> None:
    """A progress that nobody watches."""


SECURITIES = "浦岚证券股份有限公司"


def partners(actor: Actor, text: str) -> list[str]:
    return [row.code for row in partner_list(actor, PartnerQuery(text=text))]


def customers(actor: Actor, text: str) -> list[str]:
    return [row.name for row in customer_list(actor, CustomerQuery(text=text))]


@pytest.mark.parametrize(
    ("typed", "sound"),
    [
        ("QiHeng", "qiheng"),
        ("qi heng", "qiheng"),
        ("xi'an", "xian"),
        ("qh", "qh"),
        ("3m", "3m"),
        ("q", ""),
        ("", ""),
        ("   ", ""),
        ("2026", ""),
        ("启恒", ""),
        ("a-b", ""),
        ("ａｂ", ""),
        ("%_", ""),
        ("qi\x00heng", ""),
    ],
)
def test_only_plain_letters_are_a_sound(typed: str, sound: str) -> None:
    assert typed_sound(typed) == sound


@pytest.mark.parametrize(
    ("name", "whole", "short"),
    [
        ("启恒信息", "qihengxinxi", "qhxx"),
        ("ABC科技", "ABCkeji", "ABCkj"),
        ("中国3M（上海）", "zhongguo3Mshanghai", "zg3Msh"),
        ("Qiheng Info", "QihengInfo", "QihengInfo"),
        ("", "", ""),
        ("——", "", ""),
    ],
)
def test_a_name_has_a_whole_sound_and_a_short_one(name: str, whole: str, short: str) -> None:
    assert (pinyin(name), initials(name)) == (whole, short)


def test_the_kept_sound_fits_its_column_whatever_the_name() -> None:
    assert sound_of("启恒信息") == "qihengxinxi qhxx"
    assert sound_of("") == ""
    assert len(sound_of("装" * 200)) == LONGEST_SOUND


def test_a_partner_is_found_by_pinyin_and_initials(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    made = create_partner(director, PartnerInput(name_zh="岭南智信", code="LNZX"), now=now)

    for typed in ("lingnan", "zhixin", "ling nan zhi xin", "lnzx", "nzx", "LINGNAN"):
        assert partners(director, typed) == ["LNZX"], typed
    assert partners(director, "lingbei") == []
    assert partners(cast.channel_manager, "lingnan") == []  # nobody put it in this charge

    other = PartnerInput(name_zh="海胜货运")
    edit_partner(director, made.public_id, other, version=1, now=now)
    assert partners(director, "lingnan") == []
    assert partners(director, "hshy") == ["LNZX"]


def test_a_partner_from_a_file_is_found_by_pinyin(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    line = PartnerLine(name_zh="岭南智信")
    assert put_partners(director, "erp", [Keyed("LN-1", line)], now=now) == [Fate.CREATED]
    assert partners(director, "lnzx") == ["LN-1"]

    renamed = [Keyed("LN-1", replace(line, name_zh="海胜货运"))]
    assert put_partners(director, "erp", renamed, now=now) == [Fate.UPDATED]
    assert partners(director, "lnzx") == []
    assert partners(director, "haisheng") == ["LN-1"]
    row = Partner.objects.unscoped(reason="a test").get(code="LN-1")
    assert row.lifecycle_since == now


def test_a_customer_is_found_by_the_beginning_of_its_sound(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    made = create_customer(director, CustomerInput(name_zh=SECURITIES), now=now)
    create_customer(director, CustomerInput(name_zh="寒舟制药有限公司"), now=now)

    for typed in ("pulan", "pu lan", "pulanzhengquan", "plzq", "PLZ"):
        assert customers(director, typed) == [SECURITIES], typed
    for typed in ("zhengquan", "pulanb", "zq", "2026"):
        assert customers(director, typed) == [], typed
    assert customers(cast.human_resources, "pulan") == []

    edit_customer(
        director, made.public_id, CustomerInput(name_zh="云泽医药集团"), version=1, now=now
    )
    # the former name stays known, so the customer is still found by its sound
    assert customers(director, "plzq") == ["云泽医药集团"]
    assert customers(director, "yunze") == ["云泽医药集团"]


def test_initials_find_a_customer_and_match_no_two(cast: Cast, now: datetime) -> None:
    create_customer(cast.channel_director, CustomerInput(name_zh=SECURITIES), now=now)
    keys = CustomerKey.objects.unscoped(reason="a test").filter(kind=INITIALS)
    assert list(keys.values_list("value", flat=True)) == ["plzq"]
    # the same initials, another company
    assert resolve_company(company_facts(names=["普联智启有限公司"])) == []


def test_customers_from_before_get_their_initials_by_reindexing(cast: Cast, now: datetime) -> None:
    create_customer(cast.channel_director, CustomerInput(name_zh=SECURITIES), now=now)
    CustomerKey.objects.unscoped(reason="a test").filter(kind=INITIALS).delete()
    assert customers(cast.channel_director, "plzq") == []
    assert check(silent).missing == 1

    reindex(silent)

    assert customers(cast.channel_director, "plzq") == [SECURITIES]
    assert check(silent).missing == 0
