"""`qudao worker`: work through the queue of jobs until told to stop."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence

from django.core.management import call_command
from django.utils.translation import gettext as _


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="qudao worker", description=_("Work through the queue of jobs until told to stop.")
    )
    parser.add_argument(
        "--once", action="store_true", help=_("stop when no job is waiting any more")
    )
    options = parser.parse_args(arguments)
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).addFilter(is_worth_reading)
    call_command("db_worker", queue_name="*", batch=options.once, reload=False, startup_delay=False)
    return 0


def is_worth_reading(record: logging.LogRecord) -> bool:
    """Failures only: the queue's own lines tell of every start, end and stop."""
    return record.levelno >= logging.ERROR
