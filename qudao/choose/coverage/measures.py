"""What can be measured in a market cell."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

Value = int | Decimal


class Measure(models.TextChoices):
    """One figure of each cell. A further one is a member here and its reader in readings.py."""

    CUSTOMERS = "customers", _("Customers")
    PARTNERS = "partners", _("Partners at work")
    OPEN = "open", _("Open pipeline")
    WON = "won", _("Won in 12 months")
    PROTECTED = "protected", _("Registrations protected")


MONEY = frozenset({Measure.OPEN, Measure.WON})
# Without these two nobody could say where nobody or several are at work.
ALWAYS = frozenset({Measure.CUSTOMERS, Measure.PARTNERS})
EVERY = frozenset(Measure)
