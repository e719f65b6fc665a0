import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity import Match, MatchKey, MatchKeyKind, compare, match_keys
from tests.engines.identity.build import FIRST_USCC, SECOND_USCC, company, name


def test_a_company_is_found_by_number_domain_name_and_sound() -> None:
    keys = match_keys([name("上海畅映文化传播有限公司")], [FIRST_USCC], ["foo.com"])

    assert keys == {
        MatchKey(MatchKeyKind.IDENTIFIER, "uscc:91110000600037341L"),
        MatchKey(MatchKeyKind.DOMAIN, "foo.com"),
        MatchKey(MatchKeyKind.CORE_NAME, "畅映文化传播"),
        MatchKey(MatchKeyKind.CORE_PINYIN, "changyingwenhuachuanbo"),
        MatchKey(MatchKeyKind.BRAND, "畅映"),
        MatchKey(MatchKeyKind.BRAND_PINYIN, "changying"),
    }


def test_short_name_and_legal_name_share_a_key() -> None:
    assert match_keys([name("畅映文化")]) & match_keys([name("上海畅映文化传播有限公司")])


def test_a_branch_shares_keys_with_its_head_office() -> None:
    head = match_keys([name("华东证券股份有限公司")])

    assert match_keys([name("华东证券上海分公司")]) == head


def test_a_name_without_core_gives_no_key() -> None:
    assert match_keys([name("有限公司"), name("😀")]) == frozenset()


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        ("华东证券", {"core_name", "core_pinyin", "brand", "brand_pinyin"}),
        ("华东", {"core_name", "core_pinyin", "brand", "brand_pinyin"}),
        ("一一", {"core_name", "core_pinyin", "brand", "brand_pinyin"}),
        ("鄂鄂", {"core_name", "brand"}),  # a sound of two letters is shared by everybody
        ("QQ", {"core_name", "brand"}),
        ("ABC", {"core_name", "brand"}),
        ("ABCD", {"core_name", "core_pinyin", "brand", "brand_pinyin"}),
        ("A", set()),
        ("", set()),
    ],
)
def test_short_sounds_are_no_keys(raw: str, kinds: set[str]) -> None:
    assert {str(key.kind) for key in match_keys([name(raw)])} == kinds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海畅映文化传播有限公司", "畅映"),
        ("暢映文化", "畅映文化"),
        ("唱映文化", "畅映文化"),
        ("Changying", "畅映"),
        ("华东证劵", "华东证券股份有限公司"),
        ("Zorbix Ltd", "ZORBIX GmbH"),
        ("Zorbix Technology", "Zorbix Services"),
        ("（华东证券）", "华东证券上海分公司"),
    ],
)
def test_names_that_a_person_should_compare_share_a_key(one: str, other: str) -> None:
    assert match_keys([name(one)]) & match_keys([name(other)])


@pytest.mark.parametrize(
    ("one", "other"), [("华东证券", "华南证券"), ("Acme Trading", "Zorbix Trading"), ("甲乙", "")]
)
def test_strangers_share_no_key(one: str, other: str) -> None:
    assert not match_keys([name(one)]) & match_keys([name(other)])


def test_keys_of_several_names_and_numbers_are_put_together() -> None:
    keys = match_keys([name("中兴通讯"), name("ZTE Corp")], [FIRST_USCC, SECOND_USCC], ["a.cn"])

    assert {key.value for key in keys if key.kind is MatchKeyKind.CORE_NAME} == {"中兴通讯", "zte"}
    assert {key.value for key in keys if key.kind is MatchKeyKind.IDENTIFIER} == {
        f"uscc:{FIRST_USCC.value}",
        f"uscc:{SECOND_USCC.value}",
    }
    assert sorted(keys) == sorted(keys, key=lambda key: (key.kind, key.value))


words = st.sampled_from(["华东", "畅映", "证券", "科技", "上海", "有限公司", "集团", "分公司"])


@given(st.lists(words, min_size=1, max_size=4), st.lists(words, min_size=1, max_size=4))
def test_one_core_always_means_a_key_in_common(one: list[str], other: list[str]) -> None:
    first, second = "".join(one), "".join(other)
    same = compare(company(first), company(second))

    if same.match is Match.LIKELY and same.reasons[0].code == "same_core_name":
        assert match_keys([name(first)]) & match_keys([name(second)])
