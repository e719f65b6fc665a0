"""Two files write one company in many ways; two companies of one name stay two."""

from __future__ import annotations

import pytest

from qudao.intake.channel.companies import company_keys

NUMBER, WRONG = "91430111355525404W", "91430111355525404X"


@pytest.mark.parametrize(
    ("first", "second", "companies"),
    [
        ("浦江银行股份有限公司", "浦江银行", 1),
        ("浦江银行", "浦江银行 ", 1),
        ("上海云帆科技有限公司", "上海市云帆科技公司", 1),
        ("上海云帆科技有限公司", "云帆科技", 1),
        ("上海云帆科技有限公司", "北京云帆科技有限公司", 2),
        ("浦江银行", "浦江证券", 2),
        ("Pulan Securities Ltd.", "PULAN SECURITIES LIMITED", 1),
    ],
)
def test_names_of_one_company_share_a_key(first: str, second: str, companies: int) -> None:
    key = company_keys([first, second], {})
    assert len({key(first), key(second)}) == companies


def test_a_name_without_a_place_joins_nobody_where_two_places_are_in_question() -> None:
    shanghai, beijing, plain = "上海云帆科技有限公司", "北京云帆科技有限公司", "云帆科技"
    key = company_keys([shanghai, beijing, plain], {})
    assert len({key(shanghai), key(beijing), key(plain)}) == 3


def test_a_proven_number_joins_what_names_do_not() -> None:
    names = ["长沙市畅映文化传播有限公司", "映秀集团"]
    joined = company_keys(names, dict.fromkeys(names, NUMBER))
    assert joined(names[0]) == joined(names[1])
    apart = company_keys(names, dict.fromkeys(names, WRONG))
    assert apart(names[0]) != apart(names[1])
