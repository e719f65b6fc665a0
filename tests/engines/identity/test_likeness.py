"""How alike two names are: by core, sound, brand and trade, whatever else is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity.codes import IdentityCode as Code
from qudao.engines.identity.likeness import NameLikeness, name_likeness
from tests.engines.identity.build import name


def likeness(one: str, other: str) -> NameLikeness:
    return name_likeness(name(one), name(other))


def verdict(one: str, other: str) -> tuple[str, float]:
    found = likeness(one, other)
    return str(found.code), round(found.score, 3)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("华东证券股份有限公司", "华东证券", "华东证券"),
        ("華東證券", "华东证券", "华东证券"),
        ("华东证券（上海）有限公司", "华东证券有限公司", "华东证券"),
        ("Zorbix Ltd", "ZORBIX, Inc.", "zorbix"),
        ("Zörbix", "Zorbix GmbH", "zorbix"),
        ("北京华东证券", "上海华东证券", "华东证券"),
    ],
)
def test_one_core_is_sure(one: str, other: str, shared: str) -> None:
    found = likeness(one, other)

    assert (found.score, found.code, found.shared) == (1.0, Code.SAME_CORE_NAME, shared)


@pytest.mark.parametrize(
    ("one", "other", "code", "score"),
    [
        # the same sound, from six letters on
        ("鼎信诺科技", "鼎鑫诺科技", "same_sound", 0.85),
        ("畅映文化", "唱映文化", "same_sound", 0.85),
        # one brand
        ("畅映", "畅映文化传播", "same_brand_trade_missing", 0.75),
        ("畅映文化", "畅映文化传播", "same_brand_trade_alike", 0.8),
        ("畅映信息科技", "畅映科技", "same_brand_trade_alike", 0.8),
        ("华东证券", "华东电力", "same_brand_other_trade", 0.35),
        ("畅映文化传播", "畅映文化发展", "same_brand_other_trade", 0.44),
        # one name in the other
        ("明致达", "明致达服鞋", "one_name_in_the_other", 0.7),
        ("明致", "明致服鞋", "one_name_in_the_other", 0.62),
        # nothing in common
        ("东风汽车", "长安汽车", "names_differ", 0.15),
        ("甲乙", "丙丁", "names_differ", 0.0),
        # Latin words
        ("Micron Semiconductor", "Micron Semicondutor", "names_alike", 0.92),
        ("Zorbix Marine Works", "Zorbix Marine", "one_name_in_the_other", 0.7),
        ("Acme Trading", "Zorbix Trading", "names_differ", 0.0),
        # across scripts
        ("华为技术", "Huawei Jishu", "same_sound", 0.7),
        ("华为技术", "Huawei", "same_sound", 0.62),
        ("华东", "Zorbix", "names_differ", 0.0),
        ("安博", "Anbo", "names_differ", 0.0),  # too short a sound to say anything
    ],
)
def test_each_agreement_has_its_code_and_score(
    one: str, other: str, code: str, score: float
) -> None:
    assert verdict(one, other) == (code, score)


def test_many_words_of_trade_do_not_hide_two_brands() -> None:
    first, second = "Acme Global Technology Services", "Zyxx Global Technology Services"

    assert likeness(first, second).score < 0.35


@pytest.mark.parametrize("other", ["", "公司", "有限公司", "😀", "A", "Ltd", "\0"])
def test_a_name_without_a_core_is_like_nothing(other: str) -> None:
    assert verdict("华东证券", other) == ("no_usable_name", 0.0)
    assert verdict(other, other) == ("no_usable_name", 0.0)


# ---------------------------------------------------------------------- units


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("华东证券", "华东证券有限公司", None),
        ("华东证券上海分公司", "华东证券有限公司", Code.OTHER_BRANCH),
        ("华东证券上海分公司", "华东证券广州分公司", Code.OTHER_BRANCH),
        ("华东证券上海分公司", "华东证券上海市分公司", None),
        ("华东证券上海分公司", "华东证券（上海）分公司", None),
        ("华东证券上海分公司", "华东证券上海营业部", Code.OTHER_BRANCH),
        ("华东证券有限公司第一分公司", "华东证券有限公司第二分公司", Code.OTHER_BRANCH),
        ("上海华信科技", "北京华信科技", Code.OTHER_REGION),
        ("上海华信科技", "华信科技", None),
        ("广东华信科技", "深圳华信科技", None),
        ("深圳华信科技", "广州华信科技", Code.OTHER_REGION),
        ("华信集团", "华信有限公司", Code.OTHER_GROUP_LEVEL),
        ("华信集团", "华信控股", None),
        ("Zorbix Ltd Shanghai Branch", "Zorbix Ltd", Code.OTHER_BRANCH),
        ("Shanghai Zorbix", "Beijing Zorbix", Code.OTHER_REGION),
        ("Zorbix Group", "Zorbix", Code.OTHER_GROUP_LEVEL),
    ],
)
def test_units_of_one_company_are_told_apart(one: str, other: str, difference: Code | None) -> None:
    found = likeness(one, other)

    assert found.difference is difference
    assert likeness(other, one).difference is difference
    assert found.unit_differs is (difference in {Code.OTHER_BRANCH, Code.OTHER_REGION})


def test_group_and_company_of_one_name_are_a_little_less_sure() -> None:
    assert likeness("华信科技集团", "华信科技有限公司").score == pytest.approx(0.9)


# ---------------------------------------------------------------------- properties

WORDS = ["华东", "华南", "证券", "科技", "上海", "集团", "有限公司", "分公司", "Zorbix", "Ltd", ""]
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join)


@given(names, names)
def test_the_order_of_two_names_does_not_matter(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(names, names)
def test_the_score_lies_between_0_and_1(one: str, other: str) -> None:
    assert 0 <= likeness(one, other).score <= 1


@given(names)
def test_a_usable_name_is_like_itself(raw: str) -> None:
    found = likeness(raw, raw)

    assert found.score == (1.0 if name(raw).is_usable else 0.0)
    assert found.difference is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_are_compared(one: str, other: str) -> None:
    found = likeness(one, other)

    assert 0 <= found.score <= 1
    assert found == likeness(other, one)
