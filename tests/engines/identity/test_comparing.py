from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity import CompanyFacts, IdentityPolicy, Match, compare, places_agree
from qudao.engines.kinds import PolicyProblem, Stance
from tests.engines.identity.build import FIRST_USCC, SECOND_USCC, company

HEAD = company("华东证券股份有限公司")
SHANGHAI = company("华东证券股份有限公司上海分公司")
NAMES = [
    "华东证券股份有限公司",
    "华东证券上海分公司",
    "华东证劵",
    "华南证券广州分公司",
    "上海华信科技有限公司",
    "北京华信科技有限公司",
    "Huadong Securities Co., Ltd.",
    "Huaxin Technology",
    "",
]


def codes(one: CompanyFacts, other: CompanyFacts) -> list[str]:
    return [str(reason.code) for reason in compare(one, other).reasons]


def test_the_worked_case_of_the_model() -> None:
    same = compare(SHANGHAI, company("华东证券上海分公司"))
    other = compare(SHANGHAI, company("华南证券广州分公司"))

    assert (same.match, same.score) == (Match.LIKELY, 1.0)
    assert same.reasons[0].params == {"shared": "华东证券"}
    assert (other.match, other.score < 0.2) == (Match.DIFFERENT, True)


def test_one_identifier_in_common_is_certain_whatever_the_names() -> None:
    one = replace(company("华东证券"), identifiers=frozenset({FIRST_USCC}))
    other = replace(company("Foo Inc"), identifiers=frozenset({FIRST_USCC, SECOND_USCC}))

    likeness = compare(one, other)

    assert (likeness.match, likeness.score) == (Match.EXACT, 1.0)
    assert dict(likeness.reasons[0].params) == {"scheme": "uscc", "value": FIRST_USCC.value}


def test_two_numbers_of_one_register_are_two_legal_entities() -> None:
    one = replace(HEAD, identifiers=frozenset({FIRST_USCC}))
    other = replace(HEAD, identifiers=frozenset({SECOND_USCC}))

    likeness = compare(one, other)

    assert (likeness.match, likeness.score) == (Match.RELATED, 0.4)
    assert codes(one, other) == ["same_core_name", "other_identifier"]


@pytest.mark.parametrize(
    ("one", "other", "match", "code"),
    [
        ("上海畅映文化传播有限公司", "畅映文化", "likely", "same_brand_trade_alike"),
        ("华为技术有限公司", "华为", "likely", "same_brand_trade_missing"),
        ("华东证劵股份公司", "华东证券", "likely", "same_core_name"),  # 劵 for 券
        ("鼎信诺科技", "鼎鑫诺科技", "likely", "same_sound"),
        ("明致服鞋有限公司", "明致", "likely", "one_name_in_the_other"),
        ("华东证券", "华东电力", "different", "same_brand_other_trade"),
        ("东风汽车", "长安汽车", "different", "names_differ"),
        ("Huawei Technologies Co., Ltd.", "华为技术有限公司", "likely", "same_sound"),
        ("Micron Semiconductor Inc", "Micron Semicondutor", "likely", "names_alike"),
        ("Foo Trading Ltd", "Bar Trading Ltd", "different", "names_differ"),
        ("Samsung Electro-Mechanics Philippines", "Samsung Electro-Mechanics", "likely",
         "one_name_in_the_other"),
        ("有限公司", "有限公司", "different", "no_usable_name"),
        ("", "华东证券", "different", "no_usable_name"),
    ],
)  # fmt: skip
def test_names_are_compared_by_their_parts(one: str, other: str, match: str, code: str) -> None:
    likeness = compare(company(one), company(other))

    assert (likeness.match, likeness.reasons[0].code) == (match, code)


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (SHANGHAI, HEAD, "other_branch"),
        (SHANGHAI, company("华东证券广州分公司"), "other_branch"),
        (company("上海华信科技有限公司"), company("北京华信科技有限公司"), "other_region"),
    ],
)
def test_another_branch_or_region_is_related_not_the_same(
    one: CompanyFacts, other: CompanyFacts, code: str
) -> None:
    likeness = compare(one, other)

    assert (likeness.match, likeness.score) == (Match.RELATED, 0.5)
    assert code in codes(one, other)


def test_a_city_inside_the_province_is_no_other_region() -> None:
    one, other = company("广东华信科技有限公司"), company("深圳市华信科技有限公司")

    assert compare(one, other).match is Match.LIKELY
    assert places_agree("440000", "440300")
    assert not places_agree("440100", "440300")


def test_a_domain_in_common_supports_names_that_are_alike() -> None:
    one, other = company("华东证券", domain="hd.com"), company("华东电力", domain="hd.com")

    likeness = compare(one, other)

    assert likeness.match is Match.LIKELY
    assert likeness.score == pytest.approx(0.805)
    assert codes(one, other) == ["same_brand_other_trade", "same_domain"]


def test_a_domain_in_common_alone_is_only_related() -> None:
    one, other = company("华东证券", domain="hd.com"), company("Foo Inc", domain="hd.com")

    assert compare(one, other).match is Match.RELATED


def test_one_group_is_related() -> None:
    one, other = company("华东证券", group="g"), company("远洋海运", group="g")

    assert compare(one, other).match is Match.RELATED
    assert codes(one, other) == ["names_differ", "same_group"]


@pytest.mark.parametrize(
    ("city", "score", "code"), [("310115", 0.8, "same_city"), ("110000", 0.5625, "other_city")]
)
def test_the_city_supports_or_weakens(city: str, score: float, code: str) -> None:
    likeness = compare(company("华为技术", city="310000"), company("华为", city=city))

    assert likeness.score == pytest.approx(score)
    assert likeness.reasons[-1].code == code


def test_the_best_of_several_names_counts() -> None:
    one = company("ZTE Corporation", "中兴通讯股份有限公司")

    assert compare(one, company("中兴通讯")).score == 1.0


def test_a_company_of_which_nothing_is_known_is_different() -> None:
    likeness = compare(CompanyFacts(), CompanyFacts())

    assert (likeness.match, likeness.score) == (Match.DIFFERENT, 0.0)


@pytest.mark.parametrize("wrong", [Decimal("-0.1"), Decimal("1.1")])
def test_shares_lie_between_0_and_1(wrong: Decimal) -> None:
    with pytest.raises(PolicyProblem, match="same_domain"):
        IdentityPolicy(same_domain=wrong)


companies = st.builds(
    company,
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    city=st.sampled_from(["", "310000", "110105"]),
    group=st.sampled_from(["", "g"]),
    domain=st.sampled_from(["", "foo.com"]),
).flatmap(
    lambda facts: st.sampled_from([frozenset(), {FIRST_USCC}, {SECOND_USCC}]).map(
        lambda numbers: replace(facts, identifiers=frozenset(numbers))
    )
)


@given(companies, companies)
def test_the_order_of_the_two_does_not_matter(one: CompanyFacts, other: CompanyFacts) -> None:
    assert compare(one, other) == compare(other, one)


@given(companies, companies)
def test_the_score_is_bounded_and_explained(one: CompanyFacts, other: CompanyFacts) -> None:
    likeness = compare(one, other)

    assert 0 <= likeness.score <= 1
    assert likeness.reasons
    assert likeness.match is not Match.LIKELY or likeness.score >= 0.6


@given(companies, companies)
def test_a_domain_in_common_never_lowers_the_score(one: CompanyFacts, other: CompanyFacts) -> None:
    shared = frozenset({"shared.com"})
    without = compare(replace(one, domains=frozenset()), replace(other, domains=frozenset()))
    with_it = compare(replace(one, domains=shared), replace(other, domains=shared))

    assert with_it.score >= without.score


@given(companies)
def test_a_company_is_like_itself(one: CompanyFacts) -> None:
    likeness = compare(one, one)

    assert likeness.match in {Match.EXACT, Match.LIKELY} or not any(
        name.is_usable for name in one.names
    )
    assert likeness.match is not Match.LIKELY or likeness.reasons[0].stance is Stance.FOR
