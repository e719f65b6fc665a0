"""The one way in which an import changes its state."""

from __future__ import annotations

from typing import Any

from qudao.intake.models import ImportRun
from qudao.intake.states import OPEN_TO_MAPPING, STARTABLE, TRANSITIONS, RunState


def move(run: ImportRun, to: RunState, **values: Any) -> bool:
    """Move a run on, with the values that belong to it; False if its state does not allow it.

    The row decides, not what the caller read: of two moves at the same moment one counts.
    """
    allowed = [state for state, following in TRANSITIONS.items() if to in following]
    rows = ImportRun.objects.unscoped(reason="whoever moves a run has asked for the right to it")
    if not rows.filter(pk=run.pk, state__in=allowed).update(state=to, **values):
        return False
    run.state = to
    return True


def may_map(run: ImportRun) -> bool:
    """Whether columns may be chosen: nothing was written yet, and nothing is at work."""
    if run.state == RunState.FAILED:
        return not run.checked
    return run.state in OPEN_TO_MAPPING


def may_start(run: ImportRun) -> bool:
    """Whether the import may begin or go on: the file was read through before."""
    return run.state in STARTABLE and bool(run.checked)
