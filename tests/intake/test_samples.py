"""The sample files are what they teach: every row of each is taken."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from qudao.intake.kinds import IMPORTABLE
from qudao.intake.samples import sample_of
from qudao.market.cells.actions import seed_reference
from tests.intake.build import bring_text, counts
from tests.people import Cast


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_sample_is_taken_whole_and_twice_changes_nothing(
    cast: Cast, now: datetime, language: str
) -> None:
    seed_reference(cast.channel_director, now=now)
    for times in ("created", "unchanged"):
        for kind in IMPORTABLE:
            rows = sample_of(kind, language)
            page = bring_text(cast.channel_director, kind, as_csv(rows), now=now)
            assert (kind, counts(page), page.notes) == (kind, {times: len(rows) - 1}, [])


def as_csv(rows: tuple[tuple[str, ...], ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
