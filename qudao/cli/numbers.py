"""Numbers that are typed at the command line."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

MOST = 86_400


def above_zero(written: str) -> int:
    """How many processes, or seconds of a pause."""
    return whole_number(written, highest=MOST)


def port_number(written: str) -> int:
    return whole_number(written, highest=65535)


def whole_number(written: str, *, highest: int) -> int:
    """From 1 on; anything else is refused with the bounds."""
    if written.isascii() and written.isdigit() and 1 <= int(written) <= highest:
        return int(written)
    message = _("%(value)s: write a whole number from 1 to %(highest)s.")
    raise argparse.ArgumentTypeError(message % {"value": written, "highest": highest})
