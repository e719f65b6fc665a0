"""The measured floor: figures below which the code has become hard to own."""

import pytest

from tests.architecture.metrics import Figures, measure
from tests.architecture.sources import ROOT

MOST_REPEATED_LINES = 4.0
LEAST_TESTS_PER_CODE = 1.3


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(ROOT)


def test_files_are_short(figures: Figures) -> None:
    longest = int(figures.longest_files[0].split()[0])

    assert figures.median_lines <= 90
    assert figures.p90_lines <= 250
    assert longest <= 500, figures.longest_files


def test_functions_fit_a_screen(figures: Figures) -> None:
    assert figures.percent_of_functions(figures.long_functions) <= 1.5, figures.long_functions


def test_functions_branch_little(figures: Figures) -> None:
    share = figures.percent_of_functions(figures.branching_functions)

    assert share <= 1.5, figures.branching_functions


def test_functions_are_typed(figures: Figures) -> None:
    assert figures.percent_of_functions(figures.untyped_functions) <= 2, figures.untyped_functions


def test_lines_are_not_repeated(figures: Figures) -> None:
    assert figures.repeated_percent <= MOST_REPEATED_LINES


def test_no_module_imports_itself_round_about(figures: Figures) -> None:
    assert figures.modules_in_cycles == []


def test_there_is_more_test_than_code(figures: Figures) -> None:
    assert figures.tests_per_code >= LEAST_TESTS_PER_CODE
