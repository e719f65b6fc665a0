"""A workbook is measured before it is opened; bombs never reach the reader."""

from __future__ import annotations

import struct
from string import ascii_uppercase

import pytest

from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import open_tabular
from tests.engines.tabular.messy import parts_of, with_sheet_xml, workbook, zip_of


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(TabularError) as caught:
        open_tabular(data, limits=limits)
    return caught.value.code


def cell(reference: str) -> str:
    row = reference.lstrip(ascii_uppercase)
    return f'<row r="{row}"><c r="{reference}"><v>1</v></c></row>'


def test_a_sane_workbook_passes() -> None:
    assert open_tabular(with_sheet_xml(cell("A1"))).sheets[0].name == "Sheet1"


def test_high_ratio_is_a_bomb() -> None:
    parts = parts_of(workbook([["a"]])) | {"xl/media/image.bin": b"\0" * 20_000_000}
    assert code_of(zip_of(parts)) == "archive_bomb"


def test_total_unpacked_size_is_bounded() -> None:
    parts = parts_of(workbook([["a"]])) | {"x": b"\0" * 100_000}
    assert code_of(zip_of(parts), Limits(workbook_bytes=50_000)) == "file_too_large"


def test_number_of_parts_is_bounded() -> None:
    parts = {f"part{number}": b"" for number in range(50)}
    assert code_of(zip_of(parts), Limits(workbook_entries=20)) == "workbook_too_many_parts"


@pytest.mark.parametrize(
    ("sheet_data", "code"),
    [
        (cell("A1") + cell("XFD1048576"), "too_many_columns"),
        (cell("A1") + cell("SF1048576"), "too_many_cells"),
        ('<row r="99999999"><c><v>1</v></c></row>', "too_many_rows"),
        ("<row r='1'><c t='>' r='XFD9'><v>1</v></c></row>", "too_many_columns"),
        ("<row>" + "<c><v>1</v></c>" * 600 + "</row>", "too_many_columns"),
    ],
)
def test_one_cell_in_the_last_corner_is_refused(sheet_data: str, code: str) -> None:
    assert code_of(with_sheet_xml(sheet_data), Limits(workbook_rows=2_000_000)) == code


def test_one_long_text_used_everywhere_is_refused() -> None:
    data = workbook([["x" * 30_000] * 50 for _ in range(50)])
    assert code_of(data, Limits(workbook_text_bytes=1_000_000)) == "workbook_text_too_large"


def test_one_long_text_used_once_passes() -> None:
    rows = [["short"] * 50 for _ in range(50)] + [["x" * 30_000]]
    opened = open_tabular(workbook(rows), limits=Limits(workbook_text_bytes=1_000_000))
    assert len(list(opened.sheets[0].rows())) == 51


def test_uses_of_a_text_that_cannot_be_counted_are_refused() -> None:
    parts = parts_of(workbook([["x" * 30_000] * 50]))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>0</v>", b"<v><![CDATA[0]]></v>")
    limits = Limits(workbook_text_bytes=1_000_000)
    assert code_of(zip_of(parts), limits) == "workbook_text_too_large"


def test_a_directory_that_understates_sizes_is_found_out() -> None:
    data = bytearray(zip_of(parts_of(workbook([["a"]])) | {"x": b"\0" * 100_000}))
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 10)
    assert code_of(bytes(data)) == "workbook_broken"


def test_encrypted_parts_are_refused() -> None:
    data = bytearray(workbook([["a"]]))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert code_of(bytes(data)) == "workbook_encrypted"


def test_error_cells_are_not_silently_empty() -> None:
    data = with_sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    rows = [row.cells for row in open_tabular(data).sheets[0].rows()]
    assert rows == [("a",), ("#DIV/0!",)]
