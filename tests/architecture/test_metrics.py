"""The measuring itself, on a small tree whose figures are known by construction."""

from pathlib import Path

import pytest

from tests.architecture.metrics import Figures, measure

LONG_METHOD = "        x = 1\n" * 50 + "        return x\n"
TREE = {
    "app/__init__.py": "",
    "app/deals/__init__.py": "",
    "app/deals/models.py": (
        '"""Deals."""\nfrom app.partners import models\n\n'
        'def f(a: int) -> int:\n    """One."""\n    return a if a else 0\n'
    ),
    "app/deals/late.py": "def g(x):\n    from app.partners import models\n    return models\n",
    "app/partners/__init__.py": "",
    "app/partners/models.py": (
        f"from ..deals.models import f\n\nclass P:\n    def long(self):\n{LONG_METHOD}"
    ),
    "app/partners/typed.py": (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from app.deals import late\nX = 1\n"
    ),
    "app/deals/migrations/0001_initial.py": "X = 1\n",
    "venv/lib/other.py": "X = 1\n",
    "app/deals/tests/test_f.py": "def test_f():\n    assert 1\n",
}


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    for name, text in TREE.items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return measure(tmp_path)


def test_lines_of_files(figures: Figures) -> None:
    assert figures.median_lines == 4
    assert figures.longest_files[0] == "55 app/partners/models.py"
    assert len(figures.longest_files) == 4


def test_functions(figures: Figures) -> None:
    assert figures.functions == 3
    assert figures.long_functions == ["app/partners/models.py:4 long"]
    assert figures.untyped_functions == ["app/deals/late.py:1 g", "app/partners/models.py:4 long"]
    assert figures.percent_of_functions(figures.untyped_functions) == 66.7


def test_cycles_count_imports_inside_functions_but_not_those_for_typing(figures: Figures) -> None:
    assert figures.modules_in_cycles == ["app.deals.models", "app.partners.models"]
