"""The stages of an opportunity, the same for partners and direct sales."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    PROSPECTING = "prospecting", _("Prospecting")
    ENGAGING = "engaging", _("Engaging")
    PROPOSING = "proposing", _("Proposing")
    NEGOTIATING = "negotiating", _("Negotiating")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


OPEN_STAGES = (Stage.PROSPECTING, Stage.ENGAGING, Stage.PROPOSING, Stage.NEGOTIATING)

# Chance of winning from each open stage, until own history gives better: expert judgement.
UNCALIBRATED_CHANCE: dict[Stage, Decimal] = {
    Stage.PROSPECTING: Decimal("0.10"),
    Stage.ENGAGING: Decimal("0.25"),
    Stage.PROPOSING: Decimal("0.45"),
    Stage.NEGOTIATING: Decimal("0.70"),
}
