"""Chinese company names: 地区 + 字号 + 行业 + 组织形式 + 分支机构, in every order people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity.words import (
    HAN_BRANCH_WORDS,
    HAN_FORMS,
    HAN_GROUP_WORDS,
    HAN_TRADES,
    STRONG_HAN_FORMS,
)
from tests.engines.identity.build import name

BRAND = "畅映"


# ---------------------------------------------------------------------- legal form


@pytest.mark.parametrize("form", HAN_FORMS)
def test_every_legal_form_is_taken_off_the_end(form: str) -> None:
    parts = name(f"{BRAND}{form}")

    assert (parts.core, parts.legal_form) == (BRAND, form)
    assert parts.stripped == BRAND


@pytest.mark.parametrize("group", HAN_GROUP_WORDS)
def test_every_group_word_is_taken_off_and_remembered(group: str) -> None:
    parts = name(f"{BRAND}{group}有限公司")

    assert (parts.core, parts.in_group) == (BRAND, True)
    assert not name(f"{BRAND}有限公司").in_group


@pytest.mark.parametrize(
    ("raw", "core", "form"),
    [
        ("畅映集团股份有限公司", BRAND, "股份有限公司"),
        ("畅映（集团）股份有限公司", BRAND, "股份有限公司"),
        ("畅映控股集团有限公司", BRAND, "有限公司"),
        ("畅映投资中心（有限合伙）", "畅映投资中心", "有限合伙"),
        ("畅映有限责任公司有限公司", BRAND, "有限责任公司有限公司"),
        ("畅映公司", BRAND, "公司"),
        ("畅映", BRAND, ""),
        ("公司畅映", "公司畅映", ""),
    ],
)
def test_forms_come_in_heaps(raw: str, core: str, form: str) -> None:
    assert (name(raw).core, name(raw).legal_form) == (core, form)


# ---------------------------------------------------------------------- place


@pytest.mark.parametrize(
    ("raw", "brand", "regions"),
    [
        ("上海畅映科技有限公司", BRAND, ("310000",)),
        ("上海市畅映科技有限公司", BRAND, ("310000",)),
        ("畅映（上海）科技有限公司", BRAND, ("310000",)),
        ("畅映科技（上海）有限公司", BRAND, ("310000",)),
        ("畅映科技有限公司（上海）", BRAND, ("310000",)),
        ("畅映上海科技有限公司", "畅映上海", ()),
        ("畅映上海", BRAND, ("310000",)),
        ("广东深圳畅映科技有限公司", BRAND, ("440000", "440300")),
        ("广东省深圳市畅映科技有限公司", BRAND, ("440000", "440300")),
        ("内蒙古畅映科技有限公司", BRAND, ("150000",)),
        ("内蒙古自治区畅映科技有限公司", BRAND, ("150000",)),
        ("香港畅映科技有限公司", BRAND, ("810000",)),
        ("昆山市畅映科技有限公司", BRAND, ("320583",)),
        ("浦东畅映科技有限公司", BRAND, ("310115",)),
        ("前海畅映科技有限公司", BRAND, ("440300",)),
        ("畅映（上海）（北京）科技有限公司", BRAND, ("310000", "110000")),
        ("畅映（中国）科技有限公司", BRAND, ()),
        ("朝阳畅映科技有限公司", "朝阳畅映", ()),  # a district's short name is an everyday word
    ],
)
def test_places_are_found_where_people_write_them(
    raw: str, brand: str, regions: tuple[str, ...]
) -> None:
    assert (name(raw).brand, name(raw).regions) == (brand, regions)


@pytest.mark.parametrize(
    "raw", ["上海银行", "北京科技有限公司", "深圳软件", "广东省广州市银行", "上海证券有限责任公司"]
)
def test_a_place_that_is_all_the_brand_there_is_stays(raw: str) -> None:
    parts = name(raw)

    assert parts.is_usable
    assert parts.brand.startswith(("上海", "北京", "深圳", "广"))


@pytest.mark.parametrize("one", ["上海", "上海市"])
def test_a_place_alone_says_nothing_more_than_itself(one: str) -> None:
    assert name(one).core == one


# ---------------------------------------------------------------------- brand and trade


@pytest.mark.parametrize("trade", sorted(HAN_TRADES))
def test_every_trade_stands_behind_the_brand(trade: str) -> None:
    parts = name(f"{BRAND}{trade}有限公司")

    assert (parts.brand, parts.core) == (BRAND, BRAND + trade)
    assert parts.trade == trade


@pytest.mark.parametrize(
    ("raw", "brand", "trade"),
    [
        ("畅映文化传播", BRAND, "文化传播"),
        ("畅映网络科技发展", BRAND, "网络科技发展"),
        ("中国石油化工股份有限公司", "中国", "石油化工"),
        ("科技", "科技", ""),
        ("信息技术", "信息技术", ""),
        ("银行", "银行", ""),
        ("畅科技", "畅科技", ""),  # a brand of one sign is none
        ("畅映医药有限公司", BRAND, "医药"),
        ("华大基因科技", "华大基因", "科技"),
    ],
)
def test_a_brand_has_at_least_two_signs(raw: str, brand: str, trade: str) -> None:
    assert (name(raw).brand, name(raw).trade) == (brand, trade)


# ---------------------------------------------------------------------- branches


@pytest.mark.parametrize(("word", "kind"), HAN_BRANCH_WORDS.items())
def test_every_branch_word_has_its_kind(word: str, kind: str) -> None:
    parts = name(f"华东证券股份有限公司上海{word}")

    assert (parts.core, parts.branch.text) == ("华东证券", f"上海{word}")
    assert (parts.branch.place, parts.branch.kind) == ("310000", kind)


@pytest.mark.parametrize(
    ("raw", "core", "unit", "place"),
    [
        ("华东证券有限公司第三分公司", "华东证券", "第三分公司", "第三"),
        ("华东证券上海浦东分公司", "华东证券", "上海浦东分公司", "310000浦东"),
        ("华东证券股份有限公司（上海）分公司", "华东证券", "上海分公司", "310000"),
        ("华东证券（上海）分公司", "华东证券", "上海分公司", "310000"),
        ("华东证券有限公司信息技术部", "华东证券", "信息技术部", "信息技术部"),
        ("招商银行深圳分行", "招商银行", "深圳分行", "440300"),
        ("招商银行股份有限公司深圳分行", "招商银行", "深圳分行", "440300"),
        ("招商银行股份有限公司北京望京支行", "招商银行", "北京望京支行", "110000望京"),
        ("华东证券广州营业部", "华东证券", "广州营业部", "440100"),
        ("上海畅映科技有限公司北京办事处", "畅映科技", "北京办事处", "110000"),
    ],
)
def test_the_unit_is_kept_apart(raw: str, core: str, unit: str, place: str) -> None:
    parts = name(raw)

    assert (parts.core, parts.branch.text, parts.branch.place) == (core, unit, place)


@pytest.mark.parametrize("raw", ["分公司", "营业部", "上海分公司", "华东分公司", "第一支行"])
def test_a_branch_without_a_company_is_answered(raw: str) -> None:
    parts = name(raw)

    assert parts.text == raw
    assert parts.core == parts.brand + parts.trade


@pytest.mark.parametrize("form", STRONG_HAN_FORMS)
def test_what_stands_behind_a_strong_form_is_a_unit(form: str) -> None:
    parts = name(f"华东证券{form}软件中心")

    assert (parts.core, parts.branch.text, parts.branch.kind) == ("华东证券", "软件中心", "")


# ---------------------------------------------------------------------- untidy writing


@pytest.mark.parametrize(
    "raw",
    [
        "华东证券股份有限公司",
        "華東證券股份有限公司",
        "华东证券 股份 有限公司",
        "华东证券（股份有限公司）",
        " 华东证券股份有限公司 ",
        "华东·证券股份有限公司",
        "华东证券股份有限公司。",
        "华\u200b东证券股份有限公司",
        "\u202e华东证券股份有限公司\u202c",
        "华东证劵股份有限公司",
        "“华东证券股份有限公司”",
        "*华东证券股份有限公司*",
        "华东证券股份有限公司\n",
        "（华东证券）股份有限公司",
        "（华东证券股份有限公司）",
        "（（华东）证券）",
        "（华东）（证券）有限公司",
        "(华东)(证券)",
    ],
)
def test_untidy_writing_leads_to_one_core(raw: str) -> None:
    assert name(raw).core == "华东证券"


@pytest.mark.parametrize("raw", ["（上海（华东）证券）", "（上海(华东)证券)", "(上海)(华东)证券"])
def test_brackets_in_brackets_leave_no_gap(raw: str) -> None:
    parts = name(raw)

    assert " " not in parts.core + parts.brand + parts.trade + parts.stripped


@given(
    st.text(
        st.sampled_from("华东南证券中科信软件上海北京广州有限公司股份集团分支行营业部（）()"),
        max_size=24,
    )
)
def test_no_sign_of_a_core_is_made_up(raw: str) -> None:
    parts = name(raw)

    assert set(parts.core) <= set(parts.text)
    assert set(parts.stripped) <= set(parts.text)
    assert set(parts.branch.text) <= set(parts.text)


@given(st.sampled_from(["", "上海", "北京市", "广东省深圳市"]), st.sampled_from(sorted(HAN_TRADES)))
def test_the_place_never_changes_brand_and_trade(place: str, trade: str) -> None:
    assert name(f"{place}{BRAND}{trade}有限公司").core == name(f"{BRAND}{trade}").core


@given(st.sampled_from(HAN_FORMS), st.sampled_from(HAN_FORMS))
def test_the_legal_form_never_changes_the_core(one: str, other: str) -> None:
    assert name(f"畅映软件{one}").core == name(f"畅映软件{other}").core
