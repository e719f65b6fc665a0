"""The demonstration programme as the command line sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.cli.terminal import ProgressBar, say
from qudao.core import clock
from qudao.core.errors import QudaoError
from qudao.core.mark import mark, unmark
from qudao.core.programme import NoProgramme, current_programme, forget_programme
from qudao.demo.build import build
from qudao.demo.logins import demonstration_logins


class NotSetUp(QudaoError):
    """There is no programme, and this installation is not a demonstration."""

    code = "not_set_up"
    message = gettext_lazy("There is no programme yet. Make one with: qudao setup")


class NoDemonstration(QudaoError):
    """Only a demonstration may be thrown away and built again."""

    code = "no_demonstration"
    message = gettext_lazy(
        "This installation is not a demonstration. Start one with QUDAO_DEMONSTRATION=1 and an "
        "empty database."
    )


class RealProgramme(QudaoError):
    """The demonstration's key is public: it must not guard real data."""

    code = "real_programme"
    message = gettext_lazy(
        "This database holds a real programme. Set QUDAO_SECRET_KEY and take out "
        "QUDAO_DEMONSTRATION."
    )


def ensure_programme() -> None:
    """Build the demonstration in an empty database; refuse what must not be served."""
    refuse_real_programme()
    if has_programme() and not unfinished().exists():
        keep_mark()
        return
    if not settings.IS_DEMONSTRATION:
        raise NotSetUp
    renew()


def has_programme() -> bool:
    try:
        current_programme()
    except NoProgramme:
        return False
    return True


def refuse_real_programme() -> None:
    if not settings.IS_DEMONSTRATION or not has_programme():
        return
    if not current_programme().is_demonstration:
        raise RealProgramme


def unfinished() -> Path:
    """Lies beside the data while the demonstration is being built, or after that broke off."""
    folder: Path = settings.VAR_DIR
    return folder / "demonstration-unfinished"


def renew() -> None:
    """Build the demonstration in place of whatever part of it is there."""
    unfinished().touch()
    if has_programme():
        call_command("flush", interactive=False, verbosity=0)
        shutil.rmtree(settings.FILES_DIR, ignore_errors=True)
        forget_programme()
    progress = ProgressBar(_("Building the demonstration programme"))
    build(now=clock.now(), progress=progress)
    unfinished().unlink()
    keep_mark()


def keep_mark() -> None:
    """Let commands that are typed by hand know what this database is."""
    if not settings.IS_DEMONSTRATION:
        return
    if current_programme().is_demonstration:
        mark(settings.VAR_DIR, settings.DATABASE_URL)
    else:
        unmark(settings.VAR_DIR)


def show_logins() -> None:
    """The demonstration's logins by role; nothing outside a demonstration."""
    if not settings.IS_DEMONSTRATION:
        return
    say()
    for login in demonstration_logins():
        say(f"  {login.email:<28} {login.password}   {login.role}")
    say()
