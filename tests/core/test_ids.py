"""Public ids: opaque, and drawn by one's own chance only where a block asks for that."""

from __future__ import annotations

import random

import pytest

from qudao.core.ids import ALPHABET, LENGTH, ids_drawn_by, new_public_id


def drawn(seed: int, count: int = 3) -> list[str]:
    with ids_drawn_by(random.Random(seed).randbytes):  # noqa: S311
        return [new_public_id("reg") for _number in range(count)]


def test_an_id_names_its_kind_and_tells_nothing_else() -> None:
    prefix, _mark, rest = new_public_id("cus").partition("_")
    assert (prefix, len(rest)) == ("cus", LENGTH)
    assert set(rest) <= set(ALPHABET)


def test_no_two_ids_are_alike() -> None:
    assert len({new_public_id("cus") for _number in range(500)}) == 500


def test_a_seeded_block_draws_the_same_ids_every_time() -> None:
    assert drawn(7) == drawn(7)
    assert len(set(drawn(7))) == 3
    assert drawn(7) != drawn(8)


def test_after_the_block_ids_are_drawn_as_before() -> None:
    with pytest.raises(KeyError), ids_drawn_by(random.Random(7).randbytes):  # noqa: S311
        raise KeyError
    assert new_public_id("reg") not in drawn(7, count=20)


def test_a_block_in_a_block_gives_back_the_outer_chance() -> None:
    with ids_drawn_by(random.Random(7).randbytes):  # noqa: S311
        first = new_public_id("reg")
        with ids_drawn_by(random.Random(8).randbytes):  # noqa: S311
            inner = new_public_id("reg")
        second = new_public_id("reg")
    assert [first, second] == drawn(7, count=2)
    assert inner == drawn(8, count=1)[0]
