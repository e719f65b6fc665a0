"""What can be done in the funnel, for the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class FunnelVerb(Verb):
    CREATED = "funnel.opportunity_created", _("created the opportunity")
    MOVED = "funnel.opportunity_moved", _("moved the opportunity to another stage")
    FOLLOWED = "funnel.opportunity_followed", _("took the opportunity over from a registration")
    ACTIVITY_RECORDED = "funnel.activity_recorded", _("recorded direct work with the customer")
    ACTIVITY_CONFIRMED = "funnel.activity_confirmed", _("noted the customer's confirmation")
