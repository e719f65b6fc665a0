"""Whatever a text was saved in, its signs come back, or the file says why not."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.encodings import Encoding, find_encoding
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import open_tabular

CHINESE = "客户名称,产品,金额\n华东证券股份有限公司,防火墙,12.50\n南海医院,存储,3\n"
RARE = "客户名称,产品\n㐀㐁镕堃证券,𠮷野家\n华东证券,防火墙\n" + "浦江银行,存储\n" * 20


def found(data: bytes, size: int = 7) -> Encoding:
    """The encoding found in blocks of a few bytes, as a stream may come."""
    return find_encoding(data[at : at + size] for at in range(0, len(data), size))


def cells(data: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in open_tabular(data).sheets[0].rows()]


# ---------------------------------------------------------------------- certain ones


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
    ],
)
def test_a_mark_at_the_start_is_believed(mark: bytes, name: str) -> None:
    assert found(mark + b"a\0\0\0", size=64) == Encoding(name, certain=True)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gbk", "gb18030", "gb2312"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_chinese_text_comes_back_from_every_encoding(encoding: str, end: str) -> None:
    data = CHINESE.replace("\n", end).encode(encoding)

    assert cells(data)[1] == ("华东证券股份有限公司", "防火墙", "12.50")
    assert open_tabular(data).certain


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen_by_its_zeros(order: str) -> None:
    opened = open_tabular(CHINESE.encode(order))

    assert (opened.encoding, opened.certain) == (order, False)
    assert [row.cells for row in opened.sheets[0].rows()][2] == ("南海医院", "存储", "3")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rare_signs_survive(encoding: str) -> None:
    assert cells(RARE.encode(encoding))[1] == ("㐀㐁镕堃证券", "𠮷野家")


def test_plain_ascii_is_utf_8() -> None:
    assert found(b"a,b\n1,2\n") == Encoding("utf-8", certain=True)
    assert found(b"") == Encoding("utf-8", certain=True)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 1000])
def test_a_sign_cut_between_two_blocks_is_still_one(size: int) -> None:
    assert found(CHINESE.encode(), size) == Encoding("utf-8", certain=True)
    assert found(CHINESE.encode("gbk") * 3, size).name == "gb18030"


def test_an_ascii_start_does_not_decide_for_the_rest() -> None:
    data = b"name,amount\n" * 60_000 + CHINESE.encode("gbk") * 5

    assert found(data, size=4096).name == "gb18030"


def test_one_chinese_column_among_latin_ones_is_enough() -> None:
    data = ("code,name,amount\n" + "A-1,华东,5\n" * 3).encode("gbk")

    assert cells(data)[1] == ("A-1", "华东", "5")


# ---------------------------------------------------------------------- guesses


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "nom,ville\n" + "José Müller,Orléans\nRené Lefèvre,Besançon\n" * 20),
        ("cp1251", "имя,город\n" + "Иван Петров,Москва\nАнна Иванова,Казань\n" * 20),
        ("big5", "客戶名稱,產品\n" + "華東證券,防火牆\n南海醫院,儲存設備\n" * 20),
        ("shift_jis", "会社名,製品\n" + "パナソニック株式会社,ファイアウォール\n" * 20),
    ],
)
def test_other_encodings_are_guessed_and_said_to_be(encoding: str, text: str) -> None:
    opened = open_tabular(text.encode(encoding))

    assert opened.certain is False
    rows = [row.cells for row in opened.sheets[0].rows()]
    assert len(rows) == len(text.splitlines())
    assert all(len(row) == 2 for row in rows)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "big5", "shift_jis", "euc_kr"])
def test_the_user_knows_better_than_a_guess(encoding: str) -> None:
    signs = {"cp1252": "é", "cp1251": "Ж", "big5": "華", "shift_jis": "ア", "euc_kr": "한"}
    text = f"a,b\n{signs[encoding]},1\n"

    opened = open_tabular(text.encode(encoding), encoding=encoding)

    assert (opened.encoding, opened.certain) == (encoding, True)
    assert [row.cells for row in opened.sheets[0].rows()][1] == (signs[encoding], "1")


@pytest.mark.parametrize("tail", [b"\xff", b"\xe5\x8d", b"\x80", b"\xf0\x9f\x98", b"\xed\xa0\x80"])
def test_a_few_broken_bytes_leave_the_rest_readable(tail: bytes) -> None:
    data = CHINESE.encode() * 50 + tail + b",x,1\n"

    opened = open_tabular(data)
    rows = [row.cells for row in opened.sheets[0].rows()]

    assert opened.encoding == "utf-8"
    assert rows[1] == ("华东证券股份有限公司", "防火墙", "12.50")
    assert len(rows) == 151


@pytest.mark.parametrize("encoding", ["klingon", "utf-99", ""])
def test_an_encoding_that_is_none_is_a_problem_of_the_file(encoding: str) -> None:
    if not encoding:
        assert open_tabular(b"a,b\n", encoding=encoding).encoding == "utf-8"
        return
    with pytest.raises(TabularError) as caught:
        open_tabular(b"a,b\n", encoding=encoding)
    assert (caught.value.code, dict(caught.value.params)) == (
        "encoding_wrong",
        {"encoding": encoding},
    )


@pytest.mark.parametrize("encoding", ["hex", "base64", "rot13", "zip"])
def test_a_codec_that_is_no_text_is_refused(encoding: str) -> None:
    with pytest.raises(TabularError) as caught:
        open_tabular(b"a,b\n1,2\n", encoding=encoding)
    assert caught.value.code == "encoding_wrong"


@pytest.mark.parametrize(
    "data",
    [b"a\0b\0\0\0c,\0\0\0\0d" * 8, b"\0" * 64, b"\x01\0\0\x02" * 40],
)
def test_zeros_everywhere_are_no_text(data: bytes) -> None:
    with pytest.raises(TabularError) as caught:
        found(data, size=len(data))
    assert caught.value.code == "not_a_table_file"


def test_half_a_sign_at_the_end_of_utf_16_is_a_problem_or_a_row() -> None:
    data = CHINESE.encode("utf-16") + b"\x4e"

    with pytest.raises(TabularError) as caught:
        cells(data)
    assert caught.value.code == "encoding_wrong"


# ---------------------------------------------------------------------- properties

words = st.text(st.sampled_from("客户名称华东证券南海医院防火墙存储abcXYZ019 ."), max_size=12)


@given(st.lists(words, min_size=1, max_size=8), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
@settings(max_examples=60)
def test_what_was_written_is_read(names: list[str], encoding: str) -> None:
    text = "name,n\n" + "".join(f'"{name}",{at}\n' for at, name in enumerate(names))

    assert cells(text.encode(encoding))[1:] == [(name, str(at)) for at, name in enumerate(names)]


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_rows_or_a_problem(data: bytes) -> None:
    with suppress(TabularError):
        assert all(isinstance(cell, str) for row in cells(data) for cell in row)


def test_bytes_are_asked_for_once_and_in_order() -> None:
    asked: list[int] = []

    def stream() -> Iterator[bytes]:
        for at in range(5):
            asked.append(at)
            yield b"a,b\n"

    assert find_encoding(stream()).name == "utf-8"
    assert asked == [0, 1, 2, 3, 4]
