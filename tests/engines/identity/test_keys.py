from qudao.engines.identity import MatchKey, MatchKeyKind, match_keys
from tests.engines.identity.build import FIRST_USCC, name


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
