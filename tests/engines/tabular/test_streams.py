"""Bytes of a file, packed or not: counted as they come, closed when done."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.streams import CHUNK, blocks, open_raw, open_unpacked, packed_size

CONTENT = b"a,b\n" * 1_000


def unpacked(data: bytes | Path, limits: Limits | None = None) -> bytes:
    with open_unpacked(data, limits or Limits()) as stream:
        return b"".join(blocks(stream))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("as_path", [False, True])
def test_the_content_is_the_same_however_it_is_kept(
    tmp_path: Path, *, packed: bool, as_path: bool
) -> None:
    data = gzip.compress(CONTENT) if packed else CONTENT
    source: bytes | Path = data
    if as_path:
        source = tmp_path / "file"
        source.write_bytes(data)

    assert unpacked(source) == CONTENT
    assert packed_size(source) == len(data)
    with open_raw(source) as stream:
        assert stream.read() == data


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_a_file_of_few_bytes_is_no_gzip(size: int) -> None:
    assert unpacked(b"\x1f\x8b"[:1] * size) == b"\x1f" * size


def test_large_contents_come_in_blocks() -> None:
    content = bytes(range(256)) * 4_000
    with open_unpacked(content, Limits()) as stream:
        sizes = [len(block) for block in blocks(stream)]

    assert sum(sizes) == len(content)
    assert max(sizes) == CHUNK
    assert unpacked(gzip.compress(content)) == content


@pytest.mark.parametrize(
    ("limits", "code", "params"),
    [
        (Limits(unpacked_bytes=3_999), "file_too_large", {"limit": 3_999}),
        (Limits(ratio=3, ratio_from=3_999), "archive_bomb", {"ratio": 3}),
        (Limits(packed_bytes=5), "file_too_large", {"limit": 5}),
    ],
)
def test_what_grows_too_much_is_stopped(limits: Limits, code: str, params: dict[str, int]) -> None:
    with pytest.raises(TabularError) as caught:
        unpacked(gzip.compress(CONTENT), limits)
    assert (caught.value.code, dict(caught.value.params)) == (code, params)


@pytest.mark.parametrize(
    "limits",
    [Limits(unpacked_bytes=4_000), Limits(ratio=3, ratio_from=4_000), Limits(ratio=10_000)],
)
def test_what_grows_within_its_bounds_is_read(limits: Limits) -> None:
    assert unpacked(gzip.compress(CONTENT), limits) == CONTENT


def test_a_wrong_check_sum_is_noticed() -> None:
    data = bytearray(gzip.compress(CONTENT))
    data[-5] ^= 0xFF

    with pytest.raises(TabularError) as caught:
        unpacked(bytes(data))
    assert caught.value.code == "archive_broken"


def test_a_file_that_is_not_there_is_no_problem_of_its_content(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        unpacked(tmp_path / "nowhere.csv")


def test_problems_name_their_code_and_keep_their_figures() -> None:
    problem = TabularError("too_many_rows", limit=5, row=6)

    assert (problem.code, dict(problem.params), str(problem)) == (
        "too_many_rows",
        {"limit": 5, "row": 6},
        "too_many_rows",
    )
    with pytest.raises(TypeError):
        problem.params["limit"] = 7  # type: ignore[index]
