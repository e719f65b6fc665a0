"""The words of notices: what a user may hear of.

Each room declares its notices in its own `notices.py` as a subclass of `NoticeCode`; `wording`
finds the sentence of any of them. A sentence names nobody of another partner: it goes out by mail.
"""

from __future__ import annotations

from functools import cache

from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NoticeCode(models.TextChoices):
    """Base of the rooms' notices. A member is `("room.what", _("One sentence with %(params)s."))`.

    The parameters are those given to `notify`.
    """


class PeopleNotice(NoticeCode):
    ROLES_CHANGED = "people.roles_changed", _("Your roles at %(organisation)s have changed.")
    MEMBERSHIP_BEGAN = "people.membership_began", _("You now belong to %(organisation)s.")


@cache
def _wordings() -> dict[str, Promise | str]:
    autodiscover_modules("notices")
    return {code.value: code.label for kind in NoticeCode.__subclasses__() for code in kind}


def wording(code: str) -> Promise | str:
    """The sentence of a code; an unknown one (from a newer version) stays as it is."""
    return _wordings().get(code, code)
