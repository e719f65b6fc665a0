"""The test runner adds up what pytest said and hides nothing."""

from collections import Counter

import pytest

from scripts.test import Result, closing_line, counts_in


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("===== 3 passed in 0.12s =====", {"passed": 3}),
        ("= 1 failed, 4 skipped in 61.00s (0:01:01) =", {"failed": 1, "skipped": 4}),
        ("\x1b[32m= \x1b[1m3 passed\x1b[0m in 1.00s =\x1b[0m", {"passed": 3}),
        ("3 passed in 0.12s", {}),
        ("=========== FAILURES ===========", {}),
    ],
)  # fmt: skip
def test_closing_line_is_read(line: str, counts: dict[str, int]) -> None:
    assert counts_in(line) == Counter(counts)


def test_closing_line_of_all_runs_is_their_sum() -> None:
    results = [
        Result("a", passed=True, seconds=1.5, counts=Counter(passed=3)),
        Result("b", passed=False, seconds=2.0, counts=Counter(passed=4, failed=1, error=1)),
    ]

    assert closing_line(results).strip("=") == " 1 failed, 7 passed, 1 errors in 3.50s "
    assert counts_in(closing_line(results)) == Counter(failed=1, passed=7, errors=1)
