"""`qudao demo`: build the demonstration programme anew."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from qudao.cli import demonstration
from qudao.cli.terminal import complain
from qudao.core.programme import NoProgramme, current_programme, forget_programme


def main(arguments: Sequence[str]) -> int:
    """Empty a demonstration and build it again. A real programme is never touched."""
    parser = argparse.ArgumentParser("qudao demo", description=_("Build the demonstration anew"))
    parser.parse_args(arguments)
    if not settings.IS_DEMONSTRATION or not _is_empty_or_demonstration():
        complain(_("This is not a demonstration; nothing was changed."))
        return 2
    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    forget_programme()
    demonstration.build()
    demonstration.show_logins()
    return 0


def _is_empty_or_demonstration() -> bool:
    try:
        return current_programme().is_demonstration
    except NoProgramme:
        return True
