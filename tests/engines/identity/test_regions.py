"""Places are known by every spelling that company names use, and by nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.identity import RegionTable, places_agree, region_table
from tests.engines.identity.build import REGIONS, name


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("上海", "310000"),
        ("上海市", "310000"),
        ("广东", "440000"),
        ("广东省", "440000"),
        ("深圳", "440300"),
        ("内蒙古", "150000"),
        ("内蒙古自治区", "150000"),
        ("香港", "810000"),
        ("香港特别行政区", "810000"),
        ("朝阳区", "110105"),
        ("昆山", "320583"),
        ("东方市", "469007"),
        ("雄安新区", "130000"),
    ],
)
def test_each_spelling_has_its_code(spelling: str, code: str) -> None:
    assert REGIONS.han[spelling] == code


@pytest.mark.parametrize("word", ["朝阳", "东方", "市", "省", "", "中国", "华东"])
def test_everyday_words_are_no_places(word: str) -> None:
    assert word not in REGIONS.han


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("shanghai", "310000"),
        ("guangdong", "440000"),
        ("hong kong", "810000"),
        ("xianggang", "810000"),
        ("taiwan", "710000"),
        ("peking", "110000"),
        ("shaanxi", "610000"),
    ],
)
def test_places_have_latin_spellings(spelling: str, code: str) -> None:
    assert REGIONS.latin[spelling] == code


def test_districts_have_no_latin_spelling() -> None:
    assert "chaoyang" not in REGIONS.latin
    assert "kunshan" not in REGIONS.latin


def test_the_higher_of_two_places_keeps_a_spelling() -> None:
    table = region_table([("220100", "吉林市"), ("220000", "吉林省")])

    assert table.han["吉林"] == "220000"
    assert table.han["吉林市"] == "220100"


def test_a_county_level_city_has_a_short_name_and_a_county_has_none() -> None:
    table = region_table([("320583", "昆山市"), ("410122", "中牟县"), ("110105", "朝阳区")])

    assert table.han["昆山"] == "320583"
    assert {"中牟", "朝阳"}.isdisjoint(table.han)


def test_without_rows_only_the_places_of_english_are_known() -> None:
    table = region_table([])

    assert (dict(table.han), table.longest) == ({}, 0)
    assert table.latin["canton"] == "440100"
    assert RegionTable().prefix("上海") == ""


def test_names_of_one_sign_are_left_out() -> None:
    assert "沪" not in region_table([("310000", "沪")]).han


@pytest.mark.parametrize(
    ("text", "prefix", "suffix"),
    [
        ("上海市畅映", "上海市", ""),
        ("上海畅映", "上海", ""),
        ("畅映上海", "", "上海"),
        ("畅映上海市", "", "上海市"),
        ("上海", "上海", "上海"),
        ("上", "", ""),
        ("", "", ""),
        ("内蒙古自治区伊泰", "内蒙古自治区", ""),
    ],
)
def test_the_longest_place_at_either_end_is_taken(text: str, prefix: str, suffix: str) -> None:
    assert (REGIONS.prefix(text), REGIONS.suffix(text)) == (prefix, suffix)


@pytest.mark.parametrize(
    ("text", "start", "at"),
    [
        ("华东证券上海分", 2, 4),
        ("上海华东", 0, 0),
        ("上海华东", 1, -1),
        ("华东证券", 0, -1),
        ("", 0, -1),
        ("华上海", 9, -1),
    ],
)
def test_a_place_inside_a_name_is_found_from_a_start(text: str, start: int, at: int) -> None:
    assert REGIONS.first_inside(text, start) == at


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("440000", "440300", True),
        ("440300", "440305", True),
        ("440000", "440305", True),
        ("440300", "440100", False),
        ("440305", "440306", False),
        ("440000", "110000", False),
        ("440300", "440300", True),
        ("310000", "310115", True),
        ("310115", "310000", True),
        ("110000", "111000", True),
    ],
)
def test_a_place_agrees_with_what_lies_inside_it(one: str, other: str, *, agree: bool) -> None:
    assert places_agree(one, other) is agree
    assert places_agree(other, one) is agree


codes = st.tuples(
    st.integers(11, 82), st.sampled_from([0, 1, 3, 99]), st.sampled_from([0, 5, 82])
).map(lambda parts: f"{parts[0]}{parts[1]:02}{parts[2] if parts[1] else 0:02}")


@given(codes, codes)
def test_agreeing_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert places_agree(one, one)
    assert places_agree(one, other) == places_agree(other, one)


def test_without_a_table_a_place_stays_in_the_brand() -> None:
    from qudao.engines.identity import normalise_name

    assert normalise_name("上海畅映科技有限公司", RegionTable()).brand == "上海畅映"
    assert name("上海畅映科技有限公司").brand == "畅映"
