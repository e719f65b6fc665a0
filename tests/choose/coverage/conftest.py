"""The small market of build.py."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.choose.coverage.build import Ground, make_ground
from tests.people import Cast


@pytest.fixture
def ground(cast: Cast, now: datetime) -> Ground:
    return make_ground(cast, now)
