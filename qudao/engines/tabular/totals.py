"""Rows that are not data: totals and notes, recognised by their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.numbers import read_number
from qudao.engines.tabular.problems import CellError

_TOTAL_ZH = re.compile(
    r".{0,20}?(?:合计|总计|小计|共计|累计|总额|汇总|总和)\d{0,4}(?:\(.*\))?[:：]?", re.DOTALL
)
_TOTAL_EN = re.compile(
    r"(?:.{1,30} )?(?:grand |sub-?|page |overall )?(?:sub)?totals?"
    r"(?: (?:amount|sales|revenue|quantity|qty|\d{4}))?(?: ?\(.*\))?:?|sum:?"
)
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|注意|制表|填表|审核|复核|批准|来源|数据来源|以上|note|notes|remark"
    r"|remarks|source|prepared by|printed|as of|comment)[人员s]?\s*[:：\d一、.]"
    r"|注[:：]?$|以上数据"
)
_HINT = re.compile(r"[合总小共累汇].{0,3}[计额总和]|total|\bsum\b", re.IGNORECASE)
_STARS = ("*", "※")
_NOTE_CELLS = 3
_SPACES = re.compile(r"\s+")


def is_total(held: Sequence[Cell]) -> bool:
    """Whether filled cells say 合计 or Total, hold a number, and name little else."""
    if not _HINT.search("\n".join([cell for cell in held if isinstance(cell, str)])):
        return False
    texts, numbers = _texts_and_numbers(held)
    labels = {text for text in texts if _says_total(text)}
    return bool(labels) and numbers > 0 and len(texts - labels) <= 1


def is_note(held: Sequence[Cell]) -> bool:
    """Whether filled cells are words under the table: 注：…, Note: …, 制表人：…"""
    if not held or len(set(held)) > _NOTE_CELLS or any(not isinstance(cell, str) for cell in held):
        return False
    text = _plain(str(held[0]))
    if text.startswith(_STARS):  # *客户名称 heads a column and *ST华信 is a company
        return len(set(held)) == 1
    return bool(_NOTE.match(text))


def _says_total(text: str) -> bool:
    plain = _plain(text)
    return bool(_TOTAL_ZH.fullmatch(plain.replace(" ", "")) or _TOTAL_EN.fullmatch(plain))


def _plain(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def _texts_and_numbers(held: Sequence[Cell]) -> tuple[set[str], int]:
    texts: set[str] = set()
    numbers = 0
    for cell in held:
        if isinstance(cell, Decimal) or _is_number(cell):
            numbers += 1
        else:
            texts.add(str(cell).strip())
    return texts, numbers


def _is_number(cell: Cell) -> bool:
    try:
        read_number(cell)
    except CellError:
        return False
    return True
