"""`qudao demo`: build the demonstration programme anew."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from qudao.cli.database import migrate_if_needed
from qudao.cli.demonstration import NoDemonstration, refuse_real_programme, renew, show_logins


def main(arguments: Sequence[str]) -> int:
    """Empty a demonstration and build it again. A real programme is never touched."""
    parser = argparse.ArgumentParser(
        prog="qudao demo",
        description=_(
            "Throw the demonstration programme away and build it again, with dates relative to "
            "today. Stop qudao serve before."
        ),
    )
    parser.parse_args(arguments)
    if not settings.IS_DEMONSTRATION:
        raise NoDemonstration
    migrate_if_needed()
    refuse_real_programme()
    renew()
    show_logins()
    return 0
