"""`qudao sweep`: queue everything that has fallen due."""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from django.db import OperationalError, close_old_connections
from django.utils.translation import gettext as _

from qudao.cli.daily import ensure_daily_jobs
from qudao.cli.numbers import above_zero
from qudao.cli.processes import StopRequested, stop_signals
from qudao.cli.terminal import say
from qudao.core import clock
from qudao.core.deadlines import sweep

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="qudao sweep", description=_("Queue the jobs of every deadline that has passed.")
    )
    parser.add_argument(
        "--every", type=above_zero, metavar="SECONDS", help=_("go on, with this pause in between")
    )
    options = parser.parse_args(arguments)
    if options.every is None:
        say(_("%(count)s jobs queued") % {"count": sweep_once()})
        return 0
    with stop_signals(), suppress(StopRequested):
        sweep_again_and_again(options.every)
    return 0


def sweep_once() -> int:
    moment = clock.now()
    ensure_daily_jobs(now=moment)
    return sweep(now=moment)


def sweep_again_and_again(pause: float) -> NoReturn:
    """Never return; a database that is away for a while is waited for."""
    while True:
        close_old_connections()
        try:
            sweep_once()
        except OperationalError:
            logger.exception("the sweep could not reach the database and will try again")
        time.sleep(pause)
