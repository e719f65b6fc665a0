"""Reading a file through: everything is counted, the first refusals are shown, rows are tried."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from qudao.engines.tabular.checking import Aside, Fault, Good, Outcome, Reject, Remark
from qudao.intake.checking import (
    REPORT_EVERY,
    SHOWN_REJECTS,
    TRIED_ROWS,
    Tally,
    cells_as_texts,
    no_progress,
    read_through,
    reject_as_json,
)
from tests.intake.rows import open_text

HEAD = "编号,公司名称,城市\n"


def good(number: int, *remarks: tuple[str, str]) -> Good:
    return Good(number, {}, tuple(Remark(field, code, "x") for field, code in remarks))


def reject(number: int, *rules: str) -> Reject:
    faults = tuple(Fault("金额", "十", rule, {"minimum": "0"}) for rule in rules)
    return Reject(number, faults, ("甲", Decimal("1.50"), None))


def aside(number: int, reason: str) -> Aside:
    return Aside(number, reason, "合计", {})


def test_every_row_is_counted_as_one_thing() -> None:
    rows: list[Outcome] = [
        good(2),
        reject(3, "required"),
        aside(4, "total"),
        good(5, ("name", "formula_text")),
        good(6, ("name", "formula_text"), ("uscc", "digits_lost")),
        aside(7, "note"),
        aside(8, "total"),
    ]
    tally = read_through(iter(rows))

    assert (tally.good, tally.bad) == (3, 1)
    assert tally.as_json() == {
        "good": 3,
        "bad": 1,
        "asides": {"total": 2, "note": 1},
        "remarks": {"name:formula_text": 2, "uscc:digits_lost": 1},
        "rejects": [
            {
                "row": 3,
                "column": "金额",
                "value": "十",
                "rule": "required",
                "params": {"minimum": "0"},
            }
        ],
    }


def test_a_file_of_nothing_is_nothing() -> None:
    assert read_through(iter(())).as_json() == {
        "good": 0,
        "bad": 0,
        "asides": {},
        "remarks": {},
        "rejects": [],
    }


def test_only_the_first_refusals_are_kept_and_all_are_counted() -> None:
    tally = read_through(reject(number, "required") for number in range(2, 202))
    assert (tally.bad, len(tally.rejects)) == (200, SHOWN_REJECTS)
    assert [one["row"] for one in tally.rejects] == list(range(2, 2 + SHOWN_REJECTS))


def test_only_the_first_good_rows_are_kept_for_the_trial() -> None:
    tally = read_through(good(number) for number in range(2, 2002))
    assert (tally.good, len(tally.first_good)) == (2000, TRIED_ROWS)
    assert tally.first_good[0].row_number == 2


@pytest.mark.parametrize(
    ("rows", "told"), [(0, []), (999, []), (1000, [1000]), (2500, [1000, 2000])]
)
def test_progress_is_told_every_thousand_rows(rows: int, told: list[int]) -> None:
    heard: list[int] = []
    read_through((good(number) for number in range(rows)), heard.append)
    assert heard == told
    assert REPORT_EVERY == 1000
    no_progress(rows)  # whoever does not want to know is told nothing


def test_the_first_fault_stands_for_a_row_of_several() -> None:
    assert reject_as_json(reject(9, "required", "below_minimum"))["rule"] == "required"


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        ((), []),
        (("甲", None, Decimal("1.50"), True), ["甲", "", "1.50", "TRUE"]),
        (("x" * 1001,), ["x" * 1000]),
        (("=1+1", "<b>"), ["=1+1", "<b>"]),
    ],
)
def test_a_row_is_kept_as_its_file_writes_it(cells: tuple[Any, ...], texts: list[str]) -> None:
    kept = cells_as_texts(cells)
    assert [one.upper() if one.lower() == "true" else one for one in kept] == texts


def test_a_tally_counts_one_by_one_as_well() -> None:
    tally = Tally()
    outcomes: Iterator[Outcome] = iter([good(2), reject(3, "required"), aside(4, "note")])
    for outcome in outcomes:
        tally.count(outcome)
    assert (tally.good, tally.bad, dict(tally.asides)) == (1, 1, {"note": 1})


@pytest.mark.parametrize(
    ("content", "good_rows", "bad_rows", "asides"),
    [
        ("编号,公司名称,城市\n1,甲,上海\n2,乙,北京\n", 2, 0, {}),
        ("编号,公司名称,城市\n1,甲,上海\n\n\n2,乙,北京\n", 2, 0, {}),
        ("伙伴清单\n\n编号,公司名称,城市\n1,甲,上海\n2,,北京\n", 1, 1, {}),
        (f"{HEAD}1,甲,上海\n{HEAD}2,乙,北京\n", 2, 0, {"repeated_header": 1}),
        ("编号,公司名称,城市\n1,甲,上海\n2,乙,北京\n说明：仅供内部使用,,\n", 2, 0, {"note": 1}),
    ],
)  # fmt: skip
def test_rows_read_are_good_bad_or_set_aside(
    content: str, good_rows: int, bad_rows: int, asides: dict[str, int]
) -> None:
    tally = read_through(open_text("partners", content).outcomes())
    assert (tally.good, tally.bad, dict(tally.asides)) == (good_rows, bad_rows, asides)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_one_list_in_every_encoding(encoding: str) -> None:
    content = (
        "公司名称,城市,电话\n拓岭信息技术有限公司,上海,021-55500101\n"
        "北辰分销有限公司,北京,010-55500102\n"
    )
    opened = open_text("partners", content.encode(encoding))
    tally = read_through(opened.outcomes())
    assert (tally.good, tally.bad) == (2, 0)
    assert tally.first_good[0].values["city"] == "上海"


def test_a_broken_byte_costs_its_row_alone() -> None:
    lines = [f"{n},公司{n},上海".encode() for n in range(1, 40)]
    lines[9] = lines[9].replace("公".encode(), b"\xff\xfe\xfd", 1)
    data = "编号,公司名称,城市\n".encode() + b"\n".join(lines) + b"\n"
    tally = read_through(open_text("partners", data).outcomes())
    assert (tally.good, tally.bad) == (38, 1)
    assert [(one["row"], one["rule"]) for one in tally.rejects] == [(11, "text_not_decodable")]
