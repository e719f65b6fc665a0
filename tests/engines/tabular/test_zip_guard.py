"""An archive is judged by its directory, and its directory by what really comes out."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import open_tabular
from qudao.engines.tabular.workbook_guard import check_workbook, column_number
from qudao.engines.tabular.zip_guard import entry_chunks, open_archive
from tests.engines.tabular.messy import parts_of, with_sheet_xml, workbook, zip_of

PLAIN = {"a.txt": b"hello" * 100, "b.txt": b""}


def refused(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(TabularError) as caught:
        contents(data, limits or Limits())
    return caught.value.code


def contents(data: bytes, limits: Limits) -> dict[str, bytes]:
    archive = open_archive(data, limits)
    return {entry.filename: b"".join(entry_chunks(data, entry)) for entry in archive.infolist()}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_sane_archive_is_read(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in PLAIN.items():
            archive.writestr(name, content)

    assert contents(buffer.getvalue(), Limits()) == PLAIN


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_way_of_packing_that_no_workbook_uses_is_refused(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.txt", b"hello" * 100)

    assert refused(buffer.getvalue()) == "workbook_broken"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(workbook_entries=1), "workbook_too_many_parts"),
        (Limits(workbook_bytes=499), "file_too_large"),
        (Limits(ratio=2, ratio_from=100), "archive_bomb"),
    ],
)
def test_each_figure_of_the_directory_is_bounded(limits: Limits, code: str) -> None:
    assert refused(zip_of(PLAIN), limits) == code


@pytest.mark.parametrize(
    "limits",
    [Limits(workbook_entries=2), Limits(workbook_bytes=500), Limits(ratio=2, ratio_from=500)],
)
def test_each_bound_itself_is_allowed(limits: Limits) -> None:
    assert len(open_archive(zip_of(PLAIN), limits).infolist()) == 2


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10, b"no archive at all", b"\0" * 100]
)
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    assert refused(data) == "workbook_broken"


def directory_of(data: bytearray) -> int:
    return data.index(b"PK\x01\x02")


@pytest.mark.parametrize(
    ("offset", "figure", "code"),
    [
        (24, 10, "workbook_broken"),  # it says less than comes out
        (20, 2**31, "archive_bomb"),  # it says more than the file holds
        (42, 2**30, "workbook_broken"),  # it points behind the end
        (42, 3, "workbook_broken"),  # it points into the middle
    ],
)
def test_a_directory_that_lies_is_found_out(offset: int, figure: int, code: str) -> None:
    data = bytearray(zip_of({"a.txt": b"hello" * 100}))
    struct.pack_into("<I", data, directory_of(data) + offset, figure)

    assert refused(bytes(data)) == code


def test_packed_rubbish_is_refused() -> None:
    data = bytearray(zip_of({"a.txt": b"hello" * 100}))
    start = data.index(b"a.txt") + 5
    data[start : start + 6] = b"\xff" * 6

    assert refused(bytes(data)) == "workbook_broken"


def test_one_part_over_another_is_counted_each_time() -> None:
    """Overlapping parts let a small file claim to be huge; the sum of the parts gives it away."""
    content = b"\0" * 200_000
    parts = {f"{at}.bin": content for at in range(40)}

    assert refused(zip_of(parts), Limits(workbook_bytes=7_999_999)) == "file_too_large"


@pytest.mark.parametrize(
    ("letters", "number"),
    [
        (b"A", 1),
        (b"Z", 26),
        (b"AA", 27),
        (b"az", 52),
        (b"ZZ", 702),
        (b"AAA", 703),
        (b"XFD", 16_384),
        (b"", 0),
    ],
)
def test_letters_of_columns_are_numbers(letters: bytes, number: int) -> None:
    assert column_number(letters) == number


@pytest.mark.parametrize(
    ("sheet_data", "limits", "code"),
    [
        ('<row r="11"><c r="A11"><v>1</v></c></row>', Limits(workbook_rows=10), "too_many_rows"),
        ('<row r="1"><c r="K1"><v>1</v></c></row>', Limits(columns=10), "too_many_columns"),
        (
            '<row r="10"><c r="J10"><v>1</v></c></row>',
            Limits(workbook_cells=99),
            "too_many_cells",
        ),
        ("<row><c><v>1</v></c></row>" * 11, Limits(workbook_rows=10), "too_many_rows"),
    ],
)
def test_the_extent_of_a_sheet_is_bounded(sheet_data: str, limits: Limits, code: str) -> None:
    with pytest.raises(TabularError) as caught:
        open_tabular(with_sheet_xml(sheet_data), limits=limits)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("sheet_data", "limits"),
    [
        ('<row r="10"><c r="A10"><v>1</v></c></row>', Limits(workbook_rows=10)),
        ('<row r="1"><c r="J1"><v>1</v></c></row>', Limits(columns=10)),
        ('<row r="10"><c r="J10"><v>1</v></c></row>', Limits(workbook_cells=100)),
        ("", Limits(workbook_rows=1, workbook_cells=1)),
    ],
)
def test_the_extent_itself_is_allowed(sheet_data: str, limits: Limits) -> None:
    assert open_tabular(with_sheet_xml(sheet_data), limits=limits).sheets[0].name == "Sheet1"


def test_error_cells_are_found_by_part_row_and_column() -> None:
    data = with_sheet_xml(
        '<row r="2"><c r="B2" t="e"><v>#REF!</v></c><c r="AA2" t="e"><v>#N/A</v></c></row>'
    )

    errors = check_workbook(data, Limits()).errors

    assert errors == {"xl/worksheets/sheet1.xml": {(1, 1): "#REF!", (1, 26): "#N/A"}}


@pytest.mark.parametrize("name", ["[content_types].XML", "[Content_Types].xml"])
def test_a_workbook_is_known_by_its_list_of_parts(name: str) -> None:
    parts = parts_of(workbook([["a"]]))
    listed = parts.pop("[Content_Types].xml")

    assert check_workbook(zip_of(parts | {name: listed}), Limits()).errors == {}
    with pytest.raises(TabularError) as caught:
        check_workbook(zip_of(parts), Limits())
    assert caught.value.code == "not_a_workbook"
