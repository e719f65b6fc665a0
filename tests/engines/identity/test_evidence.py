"""What identifiers, domains, cities and groups add to names, and what they take away."""

from dataclasses import fields, replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity import (
    CompanyFacts,
    Identifier,
    IdentifierScheme,
    IdentityPolicy,
    Match,
    compare,
)
from qudao.engines.identity.comparing import MOST_PAIRS
from qudao.engines.kinds import PolicyProblem, Stance
from tests.engines.identity.build import FIRST_USCC, SECOND_USCC, company, name

PLAIN = company("华东证券")
ALIKE = company("华为")
ALIKE_TOO = company("华为技术")


def numbered(facts: CompanyFacts, *numbers: tuple[str, str]) -> CompanyFacts:
    identifiers = (Identifier(IdentifierScheme(scheme), value) for scheme, value in numbers)
    return replace(facts, identifiers=frozenset(identifiers))


# ---------------------------------------------------------------------- identifiers


@pytest.mark.parametrize("scheme", IdentifierScheme)
def test_a_number_in_common_is_certain_in_every_register(scheme: IdentifierScheme) -> None:
    one, other = numbered(PLAIN, (scheme, "12345")), numbered(company("Foo"), (scheme, "12345"))

    likeness = compare(one, other)

    assert (likeness.match, likeness.score) == (Match.EXACT, 1.0)
    assert dict(likeness.reasons[0].params) == {"scheme": scheme, "value": "12345"}


def test_of_several_numbers_in_common_always_the_same_is_named() -> None:
    numbers = (("uscc", "B"), ("lei", "C"), ("uscc", "A"))

    likeness = compare(numbered(PLAIN, *numbers), numbered(PLAIN, *reversed(numbers)))

    assert dict(likeness.reasons[0].params) == {"scheme": "lei", "value": "C"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("uscc", "A"), ("uscc", "B")),
        (("lei", "A"), ("lei", "B")),
        (("duns", "A"), ("duns", "B")),
        (("vat", "DE136695976"), ("vat", "DE136695977")),
    ],
)
def test_two_numbers_of_one_register_speak_against(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    likeness = compare(numbered(PLAIN, one), numbered(PLAIN, other))

    assert (likeness.match, likeness.score) == (Match.RELATED, 0.4)
    assert likeness.reasons[-1].code == "other_identifier"
    assert likeness.reasons[-1].stance is Stance.AGAINST


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("uscc", "A"), ("lei", "B")),
        (("vat", "DE136695976"), ("vat", "FR40303265045")),  # one company, two lands
        (("other", "HRB1234"), ("other", "CHE-123.456.788")),  # nobody knows the register
        (("other", "HRB1234"), ("uscc", "A")),
    ],
)
def test_numbers_of_two_registers_say_nothing(one: tuple[str, str], other: tuple[str, str]) -> None:
    likeness = compare(numbered(PLAIN, one), numbered(PLAIN, other))

    assert (likeness.match, likeness.score) == (Match.LIKELY, 1.0)
    assert "other_identifier" not in {reason.code for reason in likeness.reasons}


def test_a_number_that_only_one_has_says_nothing() -> None:
    assert compare(numbered(PLAIN, ("uscc", "A")), PLAIN) == compare(PLAIN, PLAIN)


def test_one_number_in_common_weighs_more_than_another_that_differs() -> None:
    one = numbered(PLAIN, ("uscc", "A"), ("lei", "X"))
    other = numbered(PLAIN, ("uscc", "A"), ("lei", "Y"))

    assert compare(one, other).match is Match.EXACT


# ---------------------------------------------------------------------- domain, city, group


@pytest.mark.parametrize(
    ("one", "other", "match", "score"),
    [
        (PLAIN, PLAIN, Match.LIKELY, 1.0),
        (company("华东证券"), company("华东电力"), Match.LIKELY, 0.805),
        (company("东风汽车"), company("长安汽车"), Match.RELATED, 0.15),
        (company(""), company("华东证券"), Match.RELATED, 0.0),
        (company("华东证券上海分公司"), PLAIN, Match.RELATED, 0.85),
    ],
)
def test_a_domain_in_common(
    one: CompanyFacts, other: CompanyFacts, match: Match, score: float
) -> None:
    domains = frozenset({"zorbix.com", "foo.com"})

    likeness = compare(replace(one, domains=domains), replace(other, domains=domains))

    assert (likeness.match, likeness.score) == (match, score)
    assert {"domain": "foo.com"} in [dict(reason.params) for reason in likeness.reasons]


@pytest.mark.parametrize(
    ("one", "other", "score", "code"),
    [
        ("310000", "310115", 0.8, "same_city"),
        ("310000", "310000", 0.8, "same_city"),
        ("310000", "440300", 0.5625, "other_city"),
        ("", "310000", 0.75, None),
        ("", "", 0.75, None),
    ],
)
def test_the_city(one: str, other: str, score: float, code: str | None) -> None:
    likeness = compare(replace(ALIKE, city=one), replace(ALIKE_TOO, city=other))

    assert likeness.score == pytest.approx(score)
    assert [str(reason.code) for reason in likeness.reasons[1:]] == [code] * bool(code)


def test_one_city_alone_makes_no_likeness() -> None:
    likeness = compare(company("甲乙", city="310000"), company("丙丁", city="310000"))

    assert (likeness.match, likeness.score) == (Match.DIFFERENT, 0.0)


@pytest.mark.parametrize(("one", "other", "related"), [("g", "g", True), ("g", "h", False)])
def test_the_group(one: str, other: str, *, related: bool) -> None:
    likeness = compare(company("甲乙", group=one), company("丙丁", group=other))

    assert (likeness.match is Match.RELATED) is related
    assert likeness.score == 0.0


def test_the_reasons_come_in_one_order() -> None:
    one = replace(
        company("华东证券集团", city="310000", group="g", domain="foo.com"),
        identifiers=frozenset({FIRST_USCC}),
    )
    other = replace(
        company("华东证券", city="440300", group="g", domain="foo.com"),
        identifiers=frozenset({SECOND_USCC}),
    )

    assert [str(reason.code) for reason in compare(one, other).reasons] == [
        "same_core_name",
        "other_group_level",
        "same_domain",
        "other_city",
        "same_group",
        "other_identifier",
    ]


def test_the_name_of_one_unit_wins_over_the_same_name_of_another() -> None:
    one = company("华东证券上海分公司", "华东")
    likeness = compare(one, company("华东证券"))

    assert likeness.match is Match.LIKELY
    assert likeness.reasons[0].code == "same_brand_trade_missing"


def test_no_more_than_64_pairs_of_names_are_compared() -> None:
    many = CompanyFacts(names=tuple(name(f"甲{n}乙") for n in range(MOST_PAIRS)))
    late = CompanyFacts(names=(*many.names, name("华东证券")))

    assert compare(CompanyFacts(names=(name("华东证券"),)), late).score < 1.0
    assert compare(late, CompanyFacts(names=(name("甲0乙"),))).score == 1.0


# ---------------------------------------------------------------------- policy


@pytest.mark.parametrize("field", [one.name for one in fields(IdentityPolicy)])
def test_each_figure_lies_between_0_and_1(field: str) -> None:
    for value in (Decimal("-0.001"), Decimal("1.001")):
        with pytest.raises(PolicyProblem) as caught:
            replace(IdentityPolicy(), **{field: value})
        assert (caught.value.field, caught.value.bound) == (field, "must be between 0 and 1")


def test_two_entities_can_never_be_likely_one() -> None:
    with pytest.raises(PolicyProblem) as caught:
        IdentityPolicy(likely_from=Decimal("0.4"))

    assert caught.value.field == "other_identifier_at_most"


def test_the_bound_of_likely_moves_with_the_policy() -> None:
    one, other = company("华东证券", "华东证券"), company("华东")

    assert compare(one, other).match is Match.LIKELY
    strict = IdentityPolicy(likely_from=Decimal("0.76"))
    assert compare(one, other, policy=strict).match is Match.DIFFERENT
    exact = IdentityPolicy(likely_from=Decimal("0.75"))
    assert compare(one, other, policy=exact).match is Match.LIKELY


@given(st.lists(st.decimals(0, 1, places=2), min_size=2, max_size=4))
def test_a_larger_share_of_the_domain_never_lowers_the_score(shares: list[Decimal]) -> None:
    one, other = company("华东证券", domain="f.com"), company("华东电力", domain="f.com")

    scores = [
        compare(one, other, policy=IdentityPolicy(same_domain=share)).score
        for share in sorted(shares)
    ]

    assert all(low <= high for low, high in pairwise(scores))
