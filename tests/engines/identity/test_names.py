import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity import bigram_likeness, fold
from qudao.engines.identity.han import _LONGEST_WORD
from qudao.engines.identity.words import HAN_BRANCH_WORDS, HAN_FORMS, HAN_GROUP_WORDS, HAN_TRADES
from tests.engines.identity.build import name

HEAD_OFFICE = "华东证券股份有限公司"


@pytest.mark.parametrize(
    ("raw", "brand", "trade", "regions"),
    [
        ("上海市畅映文化传播有限公司", "畅映", "文化传播", ("310000",)),
        ("上海畅映文化传播有限责任公司", "畅映", "文化传播", ("310000",)),
        ("乐烯恒业（北京）科技有限公司", "乐烯恒业", "科技", ("110000",)),
        ("腾讯科技(深圳)有限公司", "腾讯", "科技", ("440300",)),
        ("广东省深圳市腾讯计算机系统有限公司", "腾讯", "计算机系统", ("440000", "440300")),
        ("苹果上海", "苹果", "", ("310000",)),
        ("昆山华信电子有限公司", "华信", "电子", ("320583",)),
        ("内蒙古伊泰煤炭股份有限公司", "伊泰", "煤炭", ("150000",)),
        ("北京市朝阳区华信商贸中心", "华信商贸中心", "", ("110000", "110105")),
        ("东方财富信息股份有限公司", "东方财富", "信息", ()),  # 东方 is a city and a word
        ("上海银行股份有限公司", "上海", "银行", ()),  # nobody's bank in Shanghai
        ("Siemens (Shanghai) Co., Ltd.", "siemens", "", ("310000",)),
        ("Shenzhen Foo Technology Co.,Ltd", "foo", "technology", ("440300",)),
        ("The Foo & Bar Company", "foo bar", "", ()),
        ("Bank of Hong Kong", "bank hong kong", "", ()),
    ],
)
def test_a_name_is_taken_apart(raw: str, brand: str, trade: str, regions: tuple[str, ...]) -> None:
    parts = name(raw)

    assert (parts.brand, parts.trade, parts.regions) == (brand, trade, regions)


@pytest.mark.parametrize(
    ("raw", "core", "form"),
    [
        (HEAD_OFFICE, "华东证券", "股份有限公司"),
        ("华东证券（集团）有限公司", "华东证券", "有限公司"),
        ("华东投资合伙企业（有限合伙）", "华东投资", "合伙企业"),
        ("Beliso Sp. z o.o.", "beliso", "sp z oo"),
        ("Edelman B.V.", "edelman", "bv"),
        ("PT. Primarindo, Tbk", "primarindo", "tbk pt"),
        ("Bari Textile Mills (Pvt) Limited", "bari textile mills", "limited"),
        ("Jäggi & Söhne GmbH", "jaggi sohne", "gmbh"),
        ("КОМПАНИЯ ООО", "компания ооо", ""),
    ],
)
def test_legal_forms_of_many_lands_are_taken_off(raw: str, core: str, form: str) -> None:
    assert (name(raw).core, name(raw).legal_form) == (core, form)


@pytest.mark.parametrize(
    ("raw", "core", "place", "kind"),
    [
        ("华东证券股份有限公司上海分公司", "华东证券", "310000", "branch"),
        ("华东证券上海分公司", "华东证券", "310000", "branch"),
        ("華東證券股份有限公司（上海）分公司", "华东证券", "310000", "branch"),
        ("华东证券上海市分公司", "华东证券", "310000", "branch"),
        ("招商银行望京支行", "招商银行", "望京", "bank_sub_branch"),
        ("华东证券广州天河营业部", "华东证券", "440100天河", "business_office"),
        ("华东证券股份有限公司信息中心", "华东证券", "信息中心", ""),
        ("Foo Securities Co., Ltd. Shanghai Branch", "foo securities", "310000", "branch"),
        ("Foo Securities Shanghai Representative Office", "foo securities", "310000", "office"),
    ],
)
def test_a_branch_is_kept_apart_from_the_core(raw: str, core: str, place: str, kind: str) -> None:
    parts = name(raw)

    assert (parts.core, parts.branch.place, parts.branch.kind) == (core, place, kind)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("華東證券", "华东证券"),
        ("ＡＢＣ Ｃｏ．，　Ｌｔｄ", "abc co., ltd"),
        ("华\u200b东\u202e证券\ufeff", "华东证券"),
        ("华东【证券】", "华东(证券)"),
        ("ÅNGSTRÖM", "angstrom"),
    ],
)
def test_spellings_of_one_text_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_kana_and_hangul_keep_their_marks() -> None:
    assert fold("がぎ 한국") == "がぎ 한국"


def test_the_worked_case_of_the_model() -> None:
    shanghai = name("华东证券股份有限公司上海分公司").stripped

    assert bigram_likeness(shanghai, name("华东证券上海分公司").stripped) == 1.0
    assert bigram_likeness(shanghai, name("华南证券广州分公司").stripped) == pytest.approx(1 / 9)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "东",
        "有限公司",
        "（集团）有限公司",
        "Co., Ltd.",
        "\0\0",
        "\u202e\u202d",
        "😀😀",
        "(((",
        "）（",
    ],
)
def test_a_name_without_a_core_says_nothing(raw: str) -> None:
    assert not name(raw).is_usable


@pytest.mark.parametrize("raw", ["华" * 10_000, "a " * 5_000, "(" * 10_000, "ﷺ" * 10_000])
def test_only_the_first_512_signs_are_read(raw: str) -> None:
    assert len(name(raw).text) <= 1_024
    assert len(name(raw).core) <= 1_024


def test_every_word_is_short_enough_to_be_found() -> None:
    words = {*HAN_TRADES, *HAN_BRANCH_WORDS, *HAN_FORMS, *HAN_GROUP_WORDS}

    assert max(map(len, words)) <= _LONGEST_WORD


@given(st.text(max_size=60))
def test_any_text_is_answered_and_folding_is_stable(raw: str) -> None:
    parts = name(raw)

    assert fold(parts.text) == parts.text
    assert name(parts.text) == parts


@given(
    st.text(
        st.sampled_from("华东南证券中科信软件上海北京广州有限公司股份集团分支行营业部（）()"),
        max_size=24,
    )
)
def test_names_made_of_name_words_are_answered(raw: str) -> None:
    parts = name(raw)

    assert parts.core == parts.brand + parts.trade
    assert set(parts.core) <= set(parts.text)
