"""What people type is folded into one spelling before anything else looks at it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity import bigram_likeness, fold
from qudao.engines.identity.text import (
    MOST_CHARACTERS,
    bigrams,
    has_han,
    pinyin,
    take_brackets,
    tokens,
    without_marks,
)

HAN = "华东证券软件上海国际數據劵帐"
MIXED = st.text(
    st.sampled_from(HAN + "abcXYZéØß（）()【】[]、，。·－-．. 　\u200b\u202e\ufeff\0😀ＡＢ１２"),
    max_size=40,
)


# ---------------------------------------------------------------------- folding


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ＡＢＣ", "abc"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("ｱｲｳ", "アイウ"),
        ("（上海）", "(上海)"),
        ("【上海】", "(上海)"),
        ("〔上海〕", "(上海)"),
        ("《上海》", "(上海)"),
        ("「上海」", "(上海)"),
        ("[上海]{北京}<广州>", "(上海)(北京)(广州)"),
        ("㈱", "(株)"),
        ("㏇", "co."),
        ("ﬁnance", "finance"),
        ("Ⅳ", "iv"),
        ("①号", "1号"),
        ("㎡", "m2"),
    ],
)
def test_width_and_shape_do_not_matter(raw: str, folded: str) -> None:
    assert fold(raw) == folded


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("華東證券", "华东证券"),
        ("臺灣積體電路", "台湾积体电路"),
        ("數據庫軟體", "数据库软体"),
        ("中國移動通訊集團", "中国移动通讯集团"),
        ("廣東發展銀行", "广东发展银行"),
        ("鋼鐵", "钢铁"),
        ("雲計算", "云计算"),
        ("後台", "后台"),
        ("麵粉", "面粉"),
    ],
)
def test_traditional_signs_become_simplified_ones(traditional: str, simplified: str) -> None:
    assert fold(traditional) == simplified
    assert fold(simplified) == simplified


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("华东证劵", "华东证券"),  # 劵 is often written for 券
        ("财务帐册", "财务账册"),
        ("Ångström", "angstrom"),
        ("Łódź", "lodz"),
        ("Çelik & Şahin", "celik & sahin"),
        ("Søren Ærø", "soren aero"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Œuvre", "oeuvre"),
        ("Þór", "thor"),
        ("Đà Nẵng", "da nang"),
        ("Việt Nam", "viet nam"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("ıstanbul", "istanbul"),
    ],
)
def test_letters_that_are_written_for_each_other_meet(raw: str, folded: str) -> None:
    assert fold(raw) == folded


@pytest.mark.parametrize("sign", list("\u200b\u200c\u200d\u2060\ufeff\u202a\u202e\u2066\u2069\xad"))
def test_invisible_signs_vanish_without_a_gap(sign: str) -> None:
    assert fold(f"华{sign}东") == "华东"
    assert fold(sign * 5) == ""


@pytest.mark.parametrize(
    "sign",
    list(
        "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180f\u200f\u206f\u2800\u3164\ufe00\ufe0f\uffa0"
        "\ufff0\U0001bca0\U0001d173\U000e0001\U000e0100\U000e0fff"
    ),
)
def test_a_sign_without_a_picture_is_no_part_of_a_name(sign: str) -> None:
    assert fold(f"{sign}华{sign}东{sign}") == "华东"
    assert fold(f"Zor{sign}bix") == "zorbix"
    assert fold(sign * 5) == ""


@pytest.mark.parametrize(
    ("radical", "sign"),
    [("\u2edd", "食"), ("\u2fb7", "食"), ("\u2ed1", "长"), ("\u2ea0", "民"), ("\u2ed4", "门"),
     ("\u2ee2", "马"), ("\u2ef3", "龟"), ("\u2f00", "一"), ("\u2fd5", "龠"), ("\u2e9f", "母"),
     ("\u2ec4", "西"), ("\u2ed8", "青"), ("\u2eef", "竜"), ("\u2e81", "厂")],
)  # fmt: skip
def test_a_radical_is_the_sign_that_it_looks_like(radical: str, sign: str) -> None:
    assert fold(f"上海{radical}品") == f"上海{sign}品"


def test_every_radical_has_its_sign() -> None:
    radicals = [chr(code) for code in range(0x2E81, 0x2EF4) if code != 0x2E9A]

    assert [one for one in radicals if not has_han(fold(one))] == []


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\n", "\t", "\r", "\x85", "\u2028", "😀"])
def test_control_signs_and_pictures_part_words(sign: str) -> None:
    assert fold(f"foo{sign}bar") == "foo bar"
    assert fold(f"{sign}foo{sign}{sign}") == "foo"


def test_private_and_unassigned_signs_are_dropped() -> None:
    assert fold("华\ue000东\U000f0000\u0378") == "华东"
    assert fold("\ud800华东") == "华东"


def test_composed_and_decomposed_accents_are_one() -> None:
    composed, decomposed = "Müller Café", unicodedata.normalize("NFD", "Müller Café")

    assert composed != decomposed
    assert fold(composed) == fold(decomposed) == "muller cafe"


def test_scripts_that_are_neither_han_nor_latin_keep_their_marks() -> None:
    assert fold("Компания Ёлка") == "компания ёлка"
    assert fold("Επιχείρηση") == "επιχείρηση"
    assert fold("パナソニック") == "パナソニック"
    assert fold("شركة") == "شركة"


@pytest.mark.parametrize("length", [511, 512, 513, 10_000])
def test_at_most_512_characters_are_read(length: int) -> None:
    assert fold("华" * length) == "华" * min(length, MOST_CHARACTERS)


def test_one_sign_that_unfolds_into_many_stays_bounded() -> None:
    assert len(fold("ﷺ" * 512)) <= MOST_CHARACTERS
    assert len(fold("㍿" * 512)) <= MOST_CHARACTERS


@given(MIXED)
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@given(st.text(max_size=60))
def test_a_folded_text_is_lower_case_and_has_single_spaces(raw: str) -> None:
    text = fold(raw)

    assert text == text.strip()
    assert "  " not in text
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in text)


@given(MIXED)
def test_case_and_width_never_change_the_folded_text(raw: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in raw)

    assert fold(wide) == fold(raw)
    assert fold(raw.swapcase().replace("SS", "ß")) == fold(raw)


# ---------------------------------------------------------------------- small helpers


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("华", True),
        ("abc华", True),
        ("𠮷野家", True),
        ("㐀", True),
        ("abc", False),
        ("한국", False),
        ("カタカナ", False),
        ("", False),
        ("（）", False),
    ],
)
def test_han_signs_are_seen(text: str, *, yes: bool) -> None:
    assert has_han(text) is yes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("foo bar", ["foo", "bar"]),
        ("foo-bar_baz", ["foo", "bar", "baz"]),
        ("b.v.", ["bv"]),
        ("sp. z o.o.", ["sp", "z", "oo"]),
        ("s.a.r.l. foo", ["sarl", "foo"]),
        ("u.s.a. inc.", ["usa", "inc"]),
        ("mcdonald's", ["mcdonalds"]),
        ("3m", ["3m"]),
        ("a & b", ["a", "b"]),
        ("foo.com", ["foo", "com"]),
        ("", []),
        ("...", []),
    ],
)
def test_a_latin_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("text", "outside", "inside"),
    [
        ("foo", "foo", ()),
        ("foo (bar)", "foo  ", ("bar",)),
        ("a(b)c(d)", "a c ", ("b", "d")),
        ("a((b)c)", "a ", ("b", " c")),
        ("(((a)))", " ", ("a",)),
        ("a(b", "a b", ()),
        ("a)b", "a b", ()),
        ("a()b", "a b", ()),
        (")(", "  ", ()),
    ],
)
def test_brackets_are_taken_out_from_inside(
    text: str, outside: str, inside: tuple[str, ...]
) -> None:
    assert take_brackets(text) == (outside, inside)


def test_brackets_in_brackets_without_end_are_left_after_eight() -> None:
    outside, inside = take_brackets("(" * 200 + "a" + ")" * 200)

    assert inside == ("a",)
    assert not {"(", ")"} & set(outside)


@given(st.text(st.sampled_from("ab() "), max_size=40))
def test_no_letter_is_lost_among_brackets(text: str) -> None:
    outside, inside = take_brackets(text)

    assert not {"(", ")"} & set(outside + "".join(inside))
    assert sorted((outside + "".join(inside)).replace(" ", "")) == sorted(
        sign for sign in text if sign in "ab"
    )


def test_marks_are_taken_off_and_brackets_stay() -> None:
    assert without_marks("华东·证券、(上海) - №1") == "华东证券(上海)№1".replace("№", "")


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("华东证券", "huadongzhengquan"),
        ("银行", "yinhang"),
        ("重庆", "chongqing"),
        ("长沙", "changsha"),
        ("音乐", "yinyue"),
        ("华为3", "huawei3"),
        ("", ""),
    ],
)
def test_a_name_has_a_sound(text: str, sound: str) -> None:
    assert pinyin(text) == sound


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", set()),
        ("华", {"华"}),
        ("华东", {"华东"}),
        ("华东证", {"华东", "东证"}),
        ("aaa", {"aa"}),
    ],
)
def test_pairs_of_neighbouring_signs(text: str, pairs: set[str]) -> None:
    assert bigrams(text) == frozenset(pairs)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("华东证券", "华东证券", 1.0),
        ("华东证券", "华东", 1 / 3),
        ("华东证券", "", 0.0),
        ("", "", 0.0),
        ("华", "华", 1.0),
        ("华", "华东", 0.0),
        ("东证", "证东", 0.0),
    ],
)
def test_likeness_is_the_share_of_common_pairs(one: str, other: str, likeness: float) -> None:
    assert bigram_likeness(one, other) == pytest.approx(likeness)


@given(st.text("华东证券ab", max_size=12), st.text("华东证券ab", max_size=12))
def test_likeness_is_bounded_and_the_same_both_ways(one: str, other: str) -> None:
    likeness = bigram_likeness(one, other)

    assert 0 <= likeness <= 1
    assert likeness == bigram_likeness(other, one)
    assert (likeness == 1) == (bool(one) and bigrams(one) == bigrams(other))
