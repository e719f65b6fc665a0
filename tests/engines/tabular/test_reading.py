"""Files are known by their content: encoding, delimiter, gzip, workbook."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from qudao.engines.tabular.cells import Row
from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import Format, OpenedFile, open_tabular
from tests.engines.tabular.messy import parts_of, shipments_csv, workbook, zip_of

TEXT = "客户名称,金额\n华东证券股份有限公司,12.50\n南海医院,3\n"


def rows(opened: OpenedFile) -> list[tuple[object, ...]]:
    return [row.cells for row in opened.sheets[0].rows()]


def read_all(data: bytes, limits: Limits | None) -> None:
    for sheet in open_tabular(data, limits=limits).sheets:
        list(sheet.rows())


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(TabularError) as caught:
        read_all(data, limits)
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_encoding_is_found(encoding: str, found: str) -> None:
    opened = open_tabular(TEXT.encode(encoding))
    assert (opened.encoding, opened.certain) == (found, True)
    assert rows(opened)[1] == ("华东证券股份有限公司", "12.50")


def test_utf16_without_mark_is_guessed() -> None:
    opened = open_tabular("name,amount\nA,1\n".encode("utf-16-le"))
    assert (opened.encoding, opened.certain) == ("utf-16-le", False)
    assert rows(opened) == [("name", "amount"), ("A", "1")]


def test_western_bytes_are_not_taken_for_chinese() -> None:
    text = "nom,ville\nJosé Müller,Orléans\nRené Lefèvre,Besançon\n" * 20
    opened = open_tabular(text.encode("cp1252"))
    assert opened.certain is False
    assert rows(opened)[1] == ("José Müller", "Orléans")


def test_encoding_given_by_the_user_wins() -> None:
    opened = open_tabular("a,b\né,1\n".encode("cp1252"), encoding="cp1252")
    assert rows(opened)[1] == ("é", "1")


def test_unknown_encoding_name_is_a_problem() -> None:
    with pytest.raises(TabularError) as caught:
        open_tabular(b"a,b\n", encoding="klingon")
    assert caught.value.code == "encoding_wrong"


def test_one_broken_byte_costs_no_file() -> None:
    data = TEXT.encode() * 50 + b"\xe5\x8d\xff,1\n"
    opened = open_tabular(data)
    assert opened.encoding == "utf-8"
    assert len(rows(opened)) == 151


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_delimiter_is_found(mark: str) -> None:
    data = f"title\nname{mark}city{mark}amount\nA{mark}B{mark}1\nC{mark}D{mark}2\n".encode()
    opened = open_tabular(data)
    assert opened.delimiter == mark
    assert rows(opened)[1] == ("name", "city", "amount")


def test_decimal_commas_do_not_win_over_semicolons() -> None:
    opened = open_tabular(b"name;amount\nA;1 234,56\nB;2,50\nC;3,10\n")
    assert opened.delimiter == ";"


def test_first_line_of_a_spreadsheet_may_announce_the_delimiter() -> None:
    opened = open_tabular(b"sep=;\nname;amount\nA;1\n")
    assert opened.delimiter == ";"
    assert [row.number for row in opened.sheets[0].rows()] == [1, 2]


def test_line_breaks_in_quotes_keep_one_row_number() -> None:
    opened = open_tabular(b'a,b\n"x\ny",1\n\nz,2\n')
    assert list(opened.sheets[0].rows()) == [
        Row(1, ("a", "b")),
        Row(2, ("x\ny", "1")),
        Row(3, ()),
        Row(4, ("z", "2")),
    ]


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "no-suffix"
    path.write_bytes(gzip.compress(shipments_csv()))
    opened = open_tabular(path)
    assert (opened.format, opened.encoding) == (Format.CSV, "gb18030")
    assert len(rows(opened)) == 11


def test_rows_can_be_read_again() -> None:
    opened = open_tabular(TEXT.encode())
    assert rows(opened) == rows(opened)


def test_many_lines_stream_in_constant_memory() -> None:
    opened = open_tabular(gzip.compress(b"a,b\n" + b"1,2\n" * 300_000), limits=Limits(ratio=5000))
    stream: Iterator[Row] = opened.sheets[0].rows()
    assert next(stream).number == 1
    assert sum(1 for _ in stream) == 300_000


def test_workbook_cells_keep_types_and_numbers_exact() -> None:
    data = workbook([["a", 0.1 + 0.2, 1054, True, date(2025, 3, 1), None], [46875762.8251]])
    opened = open_tabular(data)
    assert opened.format is Format.XLSX
    assert rows(opened) == [
        ("a", Decimal("0.3"), Decimal(1054), True, date(2025, 3, 1)),
        (Decimal("46875762.8251"), None, None, None, None),
    ]


def test_workbook_keeps_sheet_names_and_row_numbers() -> None:
    opened = open_tabular(workbook([[], [], [None, "x"]], sheet="报备"))
    assert opened.sheets[0].name == "报备"
    assert [row.number for row in opened.sheets[0].rows()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7 ...", "not_a_table_file"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_table_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old_or_encrypted_workbook"),
        (b"PK\x03\x04 broken", "workbook_broken"),
        (gzip.compress(b"a,b\n" * 100, mtime=0)[:20], "archive_broken"),
        (zip_of({"readme.txt": b"hello"}), "not_a_workbook"),
        (b"a\0b\0\0\0c,\0\0\0\0d" * 8, "not_a_table_file"),
    ],
)
def test_other_files_are_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_workbook_without_its_parts_is_refused() -> None:
    parts = parts_of(workbook([["a"]]))
    del parts["xl/workbook.xml"]
    assert code_of(zip_of(parts)) == "workbook_without_sheets"


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (b"a,b\n" * 50, Limits(rows=20), "too_many_rows"),
        (b",".join([b"x"] * 30), Limits(columns=20), "too_many_columns"),
        (b"a,b\n" + b"x" * 500, Limits(line_chars=100), "line_too_long"),
        (b'a,b\n"' + b"x," * 100_000, Limits(), "row_not_readable"),
        (b"x" * 100, Limits(packed_bytes=50), "file_too_large"),
        (gzip.compress(b"a,b\n" * 500, mtime=0), Limits(unpacked_bytes=1000), "file_too_large"),
        (gzip.compress(b"0" * 10**6, mtime=0), Limits(ratio=100, ratio_from=10**5), "archive_bomb"),
    ],
)
def test_absurd_sizes_are_refused(data: bytes, limits: Limits, code: str) -> None:
    assert code_of(data, limits) == code
