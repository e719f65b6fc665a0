"""Is this ZIP archive safe to unpack? Answered before any other library touches it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL_MAGIC = b"PK\x03\x04"
_CHUNK = 1024 * 256
_ENCRYPTED = 0x1


def open_archive(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive, after its directory has been found sane; refuses bombs by their figures."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise TabularError("workbook_broken") from error
    entries = archive.infolist()
    if len(entries) > limits.workbook_entries:
        raise TabularError("workbook_too_many_parts", limit=limits.workbook_entries)
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if packed > len(data):
        raise TabularError("archive_bomb", ratio=limits.ratio)
    if unpacked > limits.workbook_bytes:
        raise TabularError("file_too_large", limit=limits.workbook_bytes)
    if unpacked > max(packed, 1) * limits.ratio and unpacked > limits.ratio_from:
        raise TabularError("archive_bomb", ratio=limits.ratio)
    return archive


def entry_chunks(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one entry, inflated here so that a directory that lies is found out."""
    packed = _packed_bytes(data, entry)
    seen = 0
    for chunk in _inflated(packed, entry.compress_type):
        seen += len(chunk)
        if seen > entry.file_size:
            raise TabularError("workbook_broken")
        yield chunk


def _packed_bytes(data: bytes, entry: zipfile.ZipInfo) -> memoryview:
    start = entry.header_offset
    header = data[start : start + 30]
    if entry.flag_bits & _ENCRYPTED:
        raise TabularError("workbook_encrypted")
    if len(header) < 30 or header[:4] != _LOCAL_MAGIC:
        raise TabularError("workbook_broken")
    _magic, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    begin = start + 30 + name_length + extra_length
    return memoryview(data)[begin : begin + entry.compress_size]


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for begin in range(0, len(packed), _CHUNK):
            yield bytes(packed[begin : begin + _CHUNK])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise TabularError("workbook_broken")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    while rest and not inflater.eof:
        try:
            chunk = inflater.decompress(rest, _CHUNK)
        except zlib.error as error:
            raise TabularError("workbook_broken") from error
        rest = inflater.unconsumed_tail
        yield chunk
