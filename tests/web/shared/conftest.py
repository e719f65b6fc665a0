"""A programme in the process, so that figures and days are formatted without a database."""

from __future__ import annotations

import pytest

from qudao.core import programme as core
from qudao.core.models import Programme

MakeProgramme = type[Programme]


@pytest.fixture
def in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Programme:
    """The programme that every page would read; nothing is asked of a database."""
    programme = Programme(pk=1, name_zh="澄岩伙伴计划", name_en="Chengyan Partners")
    monkeypatch.setattr(core, "_kept", core._Kept(programme, float("inf")))
    return programme
