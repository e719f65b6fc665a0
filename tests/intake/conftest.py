"""The programme alone, for rows that nobody in particular brings in."""

from __future__ import annotations

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.core.models import Programme


@pytest.fixture
def importer(db: None) -> Actor:
    """The system as an importer, in a programme without people."""
    Programme.objects.create(pk=1, name_zh="澄岩伙伴计划", name_en="Chengyan Partners")
    return system_actor("import")
