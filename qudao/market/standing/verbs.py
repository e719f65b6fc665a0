"""What can be done to a partner's standing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class StandingVerb(Verb):
    TIER_SET = "standing.tier_set", _("set the partner's tier")
