"""Which encoding a text file is in: looked at from its first byte to its last."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from charset_normalizer import from_bytes

from qudao.engines.tabular.problems import TabularError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = ["gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1250", "cp1251", "koi8_r"]
_SAMPLE = 256 * 1024
_BROKEN_SHARE = 0.02
_COMMON_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Encoding:
    """Name of a codec, and whether it was certain or the best guess."""

    name: str
    certain: bool


def find_encoding(blocks: Iterable[bytes]) -> Encoding:
    """The encoding of a whole text; guesses are marked as such.

    Bytes that do not decode are left to the reader, which keeps them as lone surrogates, so that
    one broken byte costs one row and not the file. Refuses with `encoding_unknown`.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    sample = bytearray()
    utf8, first = True, True
    for block in blocks:
        if first and (marked := _marked(block)):
            return marked
        first = False
        if not block.isascii() and len(sample) < _SAMPLE:
            sample += block
        if utf8:
            utf8 = _decodes(decoder, block, final=False)
    if utf8 and _decodes(decoder, b"", final=True):
        return Encoding("utf-8", certain=True)
    return _by_evidence(bytes(sample))


def _marked(block: bytes) -> Encoding | None:
    for mark, name in _BOMS:
        if block.startswith(mark):
            return Encoding(name, certain=True)
    head = block[:4096]
    if b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > even * 2:
        return Encoding("utf-16-le", certain=False)
    if even > odd * 2:
        return Encoding("utf-16-be", certain=False)
    raise TabularError("not_a_table_file")


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _by_evidence(sample: bytes) -> Encoding:
    if _broken_share(sample, "utf-8") <= _BROKEN_SHARE:
        return Encoding("utf-8", certain=False)
    if _broken_share(sample, "gb18030") <= _BROKEN_SHARE and _common_hanzi_share(sample) >= (
        _COMMON_SHARE
    ):
        return Encoding("gb18030", certain=True)
    best = from_bytes(sample, cp_isolation=_OTHERS).best()
    if best is None:
        raise TabularError("encoding_unknown")
    return Encoding(best.encoding, certain=False)


def _broken_share(sample: bytes, name: str) -> float:
    """Share of the non-ASCII characters that this codec cannot read."""
    text = sample.decode(name, "surrogateescape")
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    return sum("\ud800" <= char <= "\udfff" for char in foreign) / len(foreign)


def _common_hanzi_share(sample: bytes) -> float:
    """Share of the non-ASCII characters that GB 2312, the set of everyday Chinese, knows.

    Western text read as GB 18030 turns into rare characters, Chinese text does not.
    """
    foreign = [char for char in sample.decode("gb18030", "surrogateescape") if char > "\x7f"]
    common = sum(_in_gb2312(char) for char in foreign)
    return common / len(foreign) if foreign else 0.0


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
