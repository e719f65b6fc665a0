"""What can be done to the rulebook, for the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class RulesVerb(Verb):
    PUBLISHED = "rules.version_published", _("published a version of the rulebook")
    ACKNOWLEDGED = "rules.version_acknowledged", _("acknowledged the rulebook")
