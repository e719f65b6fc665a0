"""The programme of the tests about deals."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.deals.programme import Programme, make_programme
from tests.people import Cast


@pytest.fixture
def programme(cast: Cast, now: datetime) -> Programme:
    return make_programme(cast, now)
