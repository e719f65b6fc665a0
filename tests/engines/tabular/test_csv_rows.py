"""Delimited text as people and programs write it: every record, numbered as in a spreadsheet."""

from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Row
from qudao.engines.tabular.csv_source import find_delimiter
from qudao.engines.tabular.limits import UPLOAD, Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import OpenedFile, open_tabular


def rows(data: bytes, **options: str) -> list[tuple[object, ...]]:
    opened: OpenedFile = open_tabular(data, **options)  # type: ignore[arg-type]
    return [row.cells for row in opened.sheets[0].rows()]


def code_of(data: bytes, limits: Limits) -> str:
    with pytest.raises(TabularError) as caught:
        list(open_tabular(data, limits=limits).sheets[0].rows())
    return caught.value.code


# ---------------------------------------------------------------------- delimiters


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("columns", [2, 3, 12])
def test_each_mark_is_found_at_any_width(mark: str, columns: int) -> None:
    lines = [mark.join(f"c{n}" for n in range(columns)) for _ in range(5)]

    assert find_delimiter(lines) == mark


@pytest.mark.parametrize(
    ("lines", "mark"),
    [
        ([], ","),
        (["one column"], ","),
        (["a", "b", "c"], ","),
        (["a,b", "c,d"], ","),
        (["name;amount", "A;1,5", "B;2,5"], ";"),
        (["name;amount", "A, Inc.;1", "B, Inc.;2", "C;3"], ";"),
        (["a|b|c", "1|2|3"], "|"),
        (["title, with comma", "a\tb\tc", "1\t2\t3", "4\t5\t6"], "\t"),
        (['"a;b",c', '"d;e",f'], ","),
        (['"a,b";c', '"d,e";f'], ";"),
        (["2025-03-01 10:20|x", "2025-03-02 11:30|y"], "|"),
    ],
)
def test_the_mark_that_cuts_evenly_wins(lines: list[str], mark: str) -> None:
    assert find_delimiter(lines) == mark


@pytest.mark.parametrize(
    ("first", "mark"), [("sep=;", ";"), ("SEP=|", "|"), ('"sep=\t"', "\t"), ("sep=,", ",")]
)
def test_a_spreadsheet_may_announce_its_mark(first: str, mark: str) -> None:
    data = f"{first}\na{mark}b\n1{mark}2\n".encode()

    opened = open_tabular(data)

    assert opened.delimiter == mark
    assert list(opened.sheets[0].rows()) == [Row(1, ("a", "b")), Row(2, ("1", "2"))]


@pytest.mark.parametrize("first", ["sep=", "sep=;;", "separator=;", "sep ;"])
def test_what_only_looks_like_an_announcement_is_a_row(first: str) -> None:
    assert len(rows(f"{first}\na,b\n".encode())) == 2


def test_the_user_may_name_the_mark() -> None:
    assert rows(b"a;b,c\n", delimiter=";") == [("a", "b,c")]
    assert rows(b"a:b\n", delimiter=":") == [("a", "b")]


# ---------------------------------------------------------------------- records


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a,b", [("a", "b")]),
        (b"a,b\n", [("a", "b")]),
        (b"a,b\r\n1,2\r\n", [("a", "b"), ("1", "2")]),
        (b"a,b\r1,2\r", [("a", "b"), ("1", "2")]),
        (b"a,b\n\n1,2\n", [("a", "b"), (), ("1", "2")]),
        (b"a,b\n,\n", [("a", "b"), ("", "")]),
        (b"a,b\n1\n1,2,3\n", [("a", "b"), ("1",), ("1", "2", "3")]),
        (b'a,b\n"x,y",2\n', [("a", "b"), ("x,y", "2")]),
        (b'a,b\n"say ""hi""",2\n', [("a", "b"), ('say "hi"', "2")]),
        (b'a,b\n"x\ny",2\n', [("a", "b"), ("x\ny", "2")]),
        (b'a,b\n"x\r\ny",2\r\n', [("a", "b"), ("x\r\ny", "2")]),
        (b'a,b\n5" pipe,2\n', [("a", "b"), ('5" pipe', "2")]),
        (b'a,b\n"x"y,2\n', [("a", "b"), ("xy", "2")]),
        (b"a,b\n  x  , 2 \n", [("a", "b"), ("  x  ", " 2 ")]),
        (b"a,b\n'x','2'\n", [("a", "b"), ("'x'", "'2'")]),
        (b"a,b\n=1+1,@x\n", [("a", "b"), ("=1+1", "@x")]),
        ("a,b\n1\u2028,2\n".encode(), [("a", "b"), ("1\u2028", "2")]),
        ("a,b\n1\x85,2\n".encode(), [("a", "b"), ("1\x85", "2")]),
        (b"a,b\n1\x0b,2\x0c\n", [("a", "b"), ("1\x0b", "2\x0c")]),
    ],
)
def test_records_are_cut_where_a_spreadsheet_cuts_them(
    data: bytes, expected: list[tuple[str, ...]]
) -> None:
    assert rows(data) == expected


def test_numbers_of_records_are_those_of_the_spreadsheet() -> None:
    data = b'a,b\n"1\n2\n3",x\n\ny,z\n'

    numbers = [row.number for row in open_tabular(data).sheets[0].rows()]

    assert numbers == [1, 2, 3, 4]


def test_an_open_quote_swallows_the_rest_as_one_cell_or_is_refused() -> None:
    data = b'a,b\n"open,1\n2,3\n'

    assert rows(data) == [("a", "b"), ("open,1\n2,3\n",)]


def test_a_cell_beyond_every_bound_is_refused_by_its_row() -> None:
    data = b'a,b\n1,2\n"' + b"x" * 200_000 + b'",1\n'

    with pytest.raises(TabularError) as caught:
        rows(data)
    assert (caught.value.code, dict(caught.value.params)) == ("row_not_readable", {"row": 3})


# ---------------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (b"a\n" * 11, Limits(rows=10), "too_many_rows"),
        (b"a,b,c\n", Limits(columns=2), "too_many_columns"),
        (b"x" * 101, Limits(line_chars=100), "line_too_long"),
        (b"a,b\n" * 10, Limits(packed_bytes=39), "file_too_large"),
    ],
)
def test_each_bound_is_refused_one_above_it(data: bytes, limits: Limits, code: str) -> None:
    assert code_of(data, limits) == code


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b"a\n" * 10, Limits(rows=10)),
        (b"a,b\n", Limits(columns=2)),
        (b"x" * 100, Limits(line_chars=100)),
        (b"a,b\n" * 10, Limits(packed_bytes=40)),
    ],
)
def test_each_bound_itself_is_allowed(data: bytes, limits: Limits) -> None:
    assert list(open_tabular(data, limits=limits).sheets[0].rows())


def test_an_upload_is_smaller_than_what_a_command_may_read() -> None:
    assert UPLOAD.packed_bytes == 25 * 1024**2
    assert UPLOAD.rows < Limits().rows
    assert UPLOAD.unpacked_bytes < Limits().unpacked_bytes


# ---------------------------------------------------------------------- gzip


@pytest.mark.parametrize("name", ["lines.csv.gz", "lines.csv", "lines", "表格.txt"])
def test_gzip_is_known_by_its_first_bytes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))

    assert [row.cells for row in open_tabular(path).sheets[0].rows()] == [("a", "b"), ("1", "2")]


def test_a_packed_file_may_be_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "twice.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 100))
    sheet = open_tabular(path).sheets[0]

    assert len(list(sheet.rows())) == len(list(sheet.rows())) == 100


@pytest.mark.parametrize("cut", [2, 5, 12, 20])
def test_a_packed_file_that_was_cut_off_is_refused(cut: int) -> None:
    data = gzip.compress(b"a,b\n1,2\n" * 50, mtime=0)[:-cut]

    assert code_of(data, Limits()) == "archive_broken"


def test_packed_rubbish_is_refused() -> None:
    assert code_of(b"\x1f\x8b" + b"rubbish" * 9, Limits()) == "archive_broken"


def test_several_packed_parts_are_one_file() -> None:
    data = gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n")

    assert rows(data) == [("a", "b"), ("1", "2")]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(unpacked_bytes=100_000), "file_too_large"),
        (Limits(ratio=10, ratio_from=1_000), "archive_bomb"),
        (Limits(packed_bytes=10), "file_too_large"),
    ],
)
def test_a_bomb_is_stopped_before_it_fills_the_memory(limits: Limits, code: str) -> None:
    assert code_of(gzip.compress(b"a,b\n" * 100_000), limits) == code


def test_a_gzip_in_a_gzip_is_not_unpacked_twice() -> None:
    data = gzip.compress(gzip.compress(b"a,b\n1,2\n"))

    with suppress(TabularError):
        assert rows(data) != [("a", "b"), ("1", "2")]


# ---------------------------------------------------------------------- properties

plain = st.text(st.sampled_from('abc,;|\t"\n 华东0.9'), max_size=8)


@given(st.lists(st.lists(plain, min_size=2, max_size=4), min_size=1, max_size=6))
@settings(max_examples=80)
def test_quoted_cells_come_back_as_they_were(table: list[list[str]]) -> None:
    quoted = [[cell.replace('"', '""') for cell in row] for row in table]
    text = "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in quoted)

    assert rows(text.encode(), delimiter=",") == [tuple(row) for row in table]


@given(st.lists(st.text("ab ", max_size=4), min_size=2, max_size=5), st.sampled_from(",;|\t"))
@settings(max_examples=80)
def test_row_numbers_rise_by_one(cells: list[str], mark: str) -> None:
    data = ((mark.join(cells) + "\n") * 4).encode()

    numbers = [row.number for row in open_tabular(data, delimiter=mark).sheets[0].rows()]

    assert numbers == [1, 2, 3, 4]
