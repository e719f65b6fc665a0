"""Bytes of a file, unpacked when they are gzip, counted so that no bomb goes off."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError

Source = Path | bytes

GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 1024 * 256


def packed_size(source: Source) -> int:
    """Size in bytes as stored."""
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def open_raw(source: Source) -> BinaryIO:
    """The bytes as stored."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


class _Counted(io.RawIOBase):
    """A reader that stops with a problem once too much came out of too little."""

    def __init__(self, raw: BinaryIO, packed: int, limits: Limits) -> None:
        self._raw = raw
        self._inner = gzip.GzipFile(fileobj=raw, mode="rb")
        self._packed = max(packed, 1)
        self._limits = limits
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise TabularError("archive_broken") from error
        self._seen += len(data)
        self._check()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        self._raw.close()
        super().close()

    def _check(self) -> None:
        if self._seen > self._limits.unpacked_bytes:
            raise TabularError("file_too_large", limit=self._limits.unpacked_bytes)
        bomb = self._seen > self._packed * self._limits.ratio
        if bomb and self._seen > self._limits.ratio_from:
            raise TabularError("archive_bomb", ratio=self._limits.ratio)


def open_unpacked(source: Source, limits: Limits) -> BinaryIO:
    """The bytes of the content; `.gz` is recognised by its first two bytes, not by its name."""
    packed = packed_size(source)
    if packed > limits.packed_bytes:
        raise TabularError("file_too_large", limit=limits.packed_bytes)
    raw = open_raw(source)
    zipped = raw.read(2) == GZIP_MAGIC
    raw.seek(0)
    if not zipped:
        return raw
    return io.BufferedReader(_Counted(raw, packed, limits), CHUNK)


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in blocks."""
    while block := stream.read(CHUNK):
        yield block
