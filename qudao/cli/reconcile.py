"""`qudao reconcile`: make the maintained totals equal to the rows again."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from django.utils.translation import gettext as _

from qudao.cli.terminal import say
from qudao.deals.funnel.selectors import rebuild_totals
from qudao.deals.registrations.selectors import rebuild_counts


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="qudao reconcile", description=_("Rebuild the maintained totals from the rows.")
    )
    parser.parse_args(arguments)
    say(_("%(count)s figures of the funnel rebuilt") % {"count": rebuild_totals()})
    say(_("%(count)s counts of registrations rebuilt") % {"count": rebuild_counts()})
    return 0
