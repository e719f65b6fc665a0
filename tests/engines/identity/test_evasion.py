"""A name dressed up to escape screening is still found; a stranger's name is left in peace."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.identity import Match, compare, match_keys
from tests.engines.identity.build import company, name

TRUE_NAME = "上海畅映文化传播有限公司"
LATIN_NAME = "Zorbix Marine Systems Co., Ltd."

DISGUISES = [
    "上海暢映文化傳播有限公司",
    "上海畅映文化传播有限责任公司",
    "上海市畅映文化传播有限公司",
    "畅映文化传播（上海）有限公司",
    "畅映文化传播有限公司（上海）",
    "上海 畅映 文化 传播 有限公司",
    "上海畅映文化传播有限公司。",
    "【上海畅映文化传播有限公司】",
    "《上海畅映文化传播有限公司》",
    "（上海畅映文化传播有限公司）",
    "（上海）（畅映文化传播）有限公司",
    "（（畅映）文化传播）有限公司",
    "上海\u200b畅\u200b映文化传播有限公司",
    "\u202e上海畅映文化传播有限公司",
    "上海畅映文化传播有限公司\0",
    "上海畅映文化传播有限公司😀",
    "上海畅\u3164映文化传播有限公司",
    "上海畅\u115f映文\u2800化传播有限公司",
    "上海畅映⽂化传播有限公司",  # a radical that looks like 文
    "上海·畅映·文化传播有限公司",
    "上海-畅映-文化传播-有限公司",
    "上海畅映文化传播",
    "畅映文化传播",
    "畅映文化",
    "畅映",
    "上海唱映文化传播有限公司",  # another sign of the same sound
    "上海畅映文化传媒传播有限公司",
    "CHANGYING",
    "Changying Wenhua Chuanbo",
]
LATIN_DISGUISES = [
    "ZORBIX MARINE SYSTEMS",
    "zorbix marine systems co ltd",
    "Zorbix-Marine-Systems",
    "Zorbix  Marine   Systems, Inc.",
    "The Zorbix Marine Systems Company",
    "(Zorbix Marine Systems) Ltd",
    "Ｚｏｒｂｉｘ Ｍａｒｉｎｅ Ｓｙｓｔｅｍｓ",
    "Zörbix Marine Systems",
    "Zor\u00adbix Marine Sys\u200btems",
    "Zor\u3164bix Mar\u2800ine Systems",
    "Zorbix Marine",
    "Zorbix Marine System",
    "Zorbix Marin Systems",
    "Shanghai Zorbix Marine Systems",
]
STRANGERS = [
    "上海畅达文化传播有限公司",
    "上海映画文化传播有限公司",
    "畅想文化传播有限公司",
    "上海文化传播有限公司",
    "北京传播文化有限公司",
    "上海华信科技有限公司",
    "有限公司",
    "上海",
    "Zorbix",
    "",
]
LATIN_STRANGERS = [
    "Acme Marine Systems Co., Ltd.",
    "Zyxel Marine Systems",
    "Global Systems Co., Ltd.",
    "Orbit Technology Services",
    "Ltd",
]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguised_chinese_name_is_compared_by_a_person(disguise: str) -> None:
    likeness = compare(company(TRUE_NAME), company(disguise))

    assert likeness.match is Match.LIKELY
    assert likeness == compare(company(disguise), company(TRUE_NAME))


@pytest.mark.parametrize("disguise", LATIN_DISGUISES)
def test_a_disguised_latin_name_is_compared_by_a_person(disguise: str) -> None:
    assert compare(company(LATIN_NAME), company(disguise)).match is Match.LIKELY


@pytest.mark.parametrize("disguise", [one for one in DISGUISES if "传媒" not in one])
def test_a_disguised_name_shares_a_key_so_that_it_is_compared_at_all(disguise: str) -> None:
    assert match_keys([name(TRUE_NAME)]) & match_keys([name(disguise)])


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_strangers_chinese_name_is_left_in_peace(stranger: str) -> None:
    assert compare(company(TRUE_NAME), company(stranger)).match is Match.DIFFERENT


@pytest.mark.parametrize("stranger", LATIN_STRANGERS)
def test_a_strangers_latin_name_is_left_in_peace(stranger: str) -> None:
    assert compare(company(LATIN_NAME), company(stranger)).match is Match.DIFFERENT


@pytest.mark.parametrize(
    "other",
    [
        "畅映文化传播有限公司北京分公司",
        "上海畅映文化传播有限公司第二分公司",
        "北京畅映文化传播有限公司",
        "深圳市畅映文化传播有限公司",
    ],
)
def test_another_unit_is_told_as_related(other: str) -> None:
    assert compare(company(TRUE_NAME), company(other)).match is Match.RELATED


invisible = st.sampled_from(["", "\u200b", "\u200d", "\u202e", "\ufeff", "\u2060", "\xad", " "])


@given(st.lists(invisible, min_size=len(TRUE_NAME), max_size=len(TRUE_NAME)))
@settings(max_examples=60)
def test_no_invisible_sign_anywhere_hides_a_name(signs: list[str]) -> None:
    dressed = "".join(sign + letter for sign, letter in zip(signs, TRUE_NAME, strict=True))

    assert name(dressed).core == name(TRUE_NAME).core


@given(st.sampled_from("()（）[]【】《》<>"), st.integers(0, len(TRUE_NAME)))
@settings(max_examples=60)
def test_no_stray_bracket_hides_a_name(bracket: str, at: int) -> None:
    dressed = TRUE_NAME[:at] + bracket + TRUE_NAME[at:]

    assert name(dressed).core == name(TRUE_NAME).core
