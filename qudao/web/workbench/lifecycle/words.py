"""How the board names stages, moves between them and what deserves a call."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qudao.market.partners.states import Lifecycle

NEEDS_REASON = frozenset({Lifecycle.SUSPENDED, Lifecycle.EXITED})

# What a button says that moves a partner there; coming back reads otherwise than going on.
_GO: dict[Lifecycle, Promise] = {
    Lifecycle.PROSPECT: _("Back to prospect"),
    Lifecycle.APPLICANT: _("Take the application"),
    Lifecycle.ACTIVE: _("Activate"),
    Lifecycle.SUSPENDED: _("Suspend …"),
    Lifecycle.EXITED: _("End …"),
}
_COME_BACK: dict[tuple[Lifecycle, Lifecycle], Promise] = {
    (Lifecycle.SUSPENDED, Lifecycle.ACTIVE): _("Reactivate"),
    (Lifecycle.EXITED, Lifecycle.PROSPECT): _("Win back"),
}
_DONE: dict[Lifecycle, Promise] = {
    Lifecycle.PROSPECT: _("%(name)s is a prospect now."),
    Lifecycle.APPLICANT: _("%(name)s is an applicant now."),
    Lifecycle.ACTIVE: _("%(name)s is active now."),
    Lifecycle.SUSPENDED: _("%(name)s is suspended now."),
    Lifecycle.EXITED: _("%(name)s has left the programme."),
}
SIGNALS: dict[str, Promise] = {
    "never": _("Never registered"),
    "silent": _("Silent for 90 days"),
}


def move_label(stage: Lifecycle, to: Lifecycle) -> str:
    return str(_COME_BACK.get((stage, to), _GO[to]))


def moved_sentence(name: str, to: Lifecycle) -> str:
    return str(_DONE[to]) % {"name": name}
