"""The words of the audit trail: what can be done to an object.

Each room declares its verbs as a subclass of `Verb`; `wording` finds the sentence of any of them.
"""

from __future__ import annotations

from functools import cache

from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """Base of the rooms' verbs. A member is `("room.past_tense", _("past tense in words"))`."""


@cache
def _wordings() -> dict[str, Promise | str]:
    autodiscover_modules("verbs")  # whichever process asks, every room's words are known
    return {member.value: member.label for kind in Verb.__subclasses__() for member in kind}


class OperationVerb(Verb):
    """What is done to the installation as a whole."""

    BACKED_UP = "programme.backed_up", _("backed up")
    RESTORED = "programme.restored", _("restored from a backup")


def wording(verb: str) -> Promise | str:
    """The verb in words; an unknown one (from a newer version) stays as it is."""
    return _wordings().get(verb, verb)


def all_verbs() -> frozenset[str]:
    return frozenset(_wordings())
