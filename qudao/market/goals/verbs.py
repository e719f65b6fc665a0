"""What can be done to goals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class GoalVerb(Verb):
    QUOTA_SET = "goals.quota_set", _("set a target")
    QUOTA_WITHDRAWN = "goals.quota_withdrawn", _("took a target away")
    SALES_PERSON_NOTED = "goals.sales_person_noted", _("noted a sales person's name")
    SALES_PERSON_LINKED = "goals.sales_person_linked", _("linked a sales person to a user")
