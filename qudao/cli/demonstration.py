"""The demonstration programme as the command line sees it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.cli.terminal import ProgressBar, say
from qudao.core.clock import now
from qudao.core.errors import QudaoError
from qudao.core.programme import NoProgramme, current_programme


class NotSetUp(QudaoError):
    """There is no programme, and this installation is not a demonstration."""

    code = "not_set_up"
    message = gettext_lazy("There is no programme yet. Make one with: qudao setup")


class RealProgramme(QudaoError):
    """The demonstration's key is public: it must not guard real data."""

    code = "real_programme"
    message = gettext_lazy(
        "This database holds a real programme. Set QUDAO_SECRET_KEY and take out "
        "QUDAO_DEMONSTRATION."
    )


def ensure_programme() -> None:
    """Build the demonstration in an empty database; refuse what must not be served."""
    try:
        programme = current_programme()
    except NoProgramme:
        if not settings.IS_DEMONSTRATION:
            raise NotSetUp from None
        build()
        return
    if settings.IS_DEMONSTRATION and not programme.is_demonstration:
        raise RealProgramme


def build() -> None:
    """Build the programme through `qudao.demo.build`, with a progress bar."""
    if find_spec("qudao.demo.build") is None:
        return
    progress = ProgressBar(_("Building the demonstration programme"))
    import_module("qudao.demo.build").build(now=now(), progress=progress)


def show_logins() -> None:
    """The demonstration's logins by role; nothing outside a demonstration."""
    if not settings.IS_DEMONSTRATION or find_spec("qudao.demo.logins") is None:
        return
    logins = import_module("qudao.demo.logins").demonstration_logins()
    width = max((len(str(login.role)) for login in logins), default=0)
    for login in logins:
        say(f"  {login.role!s:<{width}}  {login.email}  {login.password}")
