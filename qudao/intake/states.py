"""The states of an import and what may follow each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    RECEIVED = "received", _("Waiting for its columns")
    CHECKING = "checking", _("Being read through")
    PREVIEWED = "previewed", _("Waiting for your go")
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")


TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.RECEIVED: frozenset({RunState.CHECKING, RunState.FAILED}),
    RunState.CHECKING: frozenset({RunState.PREVIEWED, RunState.FAILED}),
    RunState.PREVIEWED: frozenset({RunState.CHECKING, RunState.QUEUED}),
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.FAILED}),
    # a run whose worker was lost is taken up again
    RunState.RUNNING: frozenset(
        {RunState.RUNNING, RunState.DONE, RunState.STOPPED, RunState.FAILED}
    ),
    RunState.STOPPED: frozenset({RunState.QUEUED}),
    RunState.FAILED: frozenset({RunState.QUEUED, RunState.CHECKING}),
    RunState.DONE: frozenset(),
}

# Nothing was written yet, so the columns may still be chosen.
OPEN_TO_MAPPING = frozenset({RunState.RECEIVED, RunState.PREVIEWED})
AT_WORK = frozenset({RunState.CHECKING, RunState.QUEUED, RunState.RUNNING})
STARTABLE = frozenset({RunState.PREVIEWED, RunState.STOPPED, RunState.FAILED})
