"""What can be done in the register of promises, for the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class CommitmentVerb(Verb):
    RECORDED = "commitments.promise_recorded", _("recorded a promise")
    SETTLED = "commitments.promise_settled", _("settled a promise")
    REOPENED = "commitments.promise_reopened", _("opened a settled promise again")
