"""What can be done to prices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class PriceVerb(Verb):
    SET = "prices.set", _("set a price of the product")
    ENDED = "prices.ended", _("ended a price of the product")
