"""`qudao reindex` and `qudao codes`: what the market derives from its rows and from standards."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from django.utils.translation import gettext as _

from qudao.cli.database import migrate_if_needed
from qudao.cli.terminal import ProgressBar, say
from qudao.core import clock
from qudao.core.actor import system_actor
from qudao.market.cells.actions import seed_reference
from qudao.market.customers.actions.indexing import check, reindex


def rebuild_keys(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="qudao reindex",
        description=_(
            "Write the match keys of all customers anew, by which one company under two names is "
            "found. Run it after an upgrade that says so; the site may go on running."
        ),
    )
    parser.add_argument(
        "--check", action="store_true", help=_("only compare the keys with the facts")
    )
    if parser.parse_args(arguments).check:
        return _check()
    done = reindex(ProgressBar(_("Writing match keys")))
    say(_("Customers whose match keys were written: %(customers)s") % {"customers": done})
    return 0


def _check() -> int:
    """Exit code 1 if keys are missing or stale, so that a script can tell."""
    found = check(ProgressBar(_("Checking match keys")))
    shown = {"customers": found.customers, "missing": found.missing, "stale": found.stale}
    say(_("Customers checked: %(customers)s. Keys missing: %(missing)s, stale: %(stale)s") % shown)
    return 1 if found.missing or found.stale else 0


def load_codes(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="qudao codes",
        description=_(
            "Load or bring up to date the codes of countries, divisions of China and industries. "
            "What is there already is left alone."
        ),
    )
    parser.parse_args(arguments)
    migrate_if_needed()
    seeded = seed_reference(system_actor("codes"), now=clock.now())
    shown = {"added": seeded.added, "renamed": seeded.renamed}
    say(_("%(added)s codes added, %(renamed)s renamed") % shown)
    return 0
