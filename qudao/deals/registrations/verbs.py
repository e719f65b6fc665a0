"""What can be done to a registration, for the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb
from qudao.deals.registrations.states import Move


class RegistrationVerb(Verb):
    SAVED = "registrations.draft_saved", _("saved a draft")
    EVIDENCE_REMOVED = "registrations.evidence_removed", _("removed a file from the draft")
    SUBMITTED_QUICK = "registrations.submitted_quick", _("submitted a quick registration")
    SUBMITTED_FULL = "registrations.submitted_full", _("submitted a full registration")
    COMPLETED = "registrations.completed", _("completed the registration")
    AMENDED = "registrations.amended", _("amended the registration")
    APPROVED = "registrations.approved", _("approved the registration")
    APPROVED_BY_RULE = "registrations.approved_by_rule", _("approved the registration by rule")
    REJECTED = "registrations.rejected", _("rejected the registration")
    INFORMATION_REQUESTED = "registrations.information_requested", _("asked for information")
    ANSWERED = "registrations.answered", _("answered the request for information")
    SENT_TO_ARBITRATION = "registrations.sent_to_arbitration", _("sent it to arbitration")
    RESUMED = "registrations.resumed", _("took it back into review")
    ENDED_WITH_PARTNER = (
        "registrations.ended_with_partner",
        _("ended the registration with the partnership"),
    )
    NOTICE_GIVEN = (
        "registrations.notice_given",
        _("ends the protection after notice, since the partnership has ended"),
    )
    REOPENED = "registrations.reopened", _("put it before a person again")
    WITHDRAWN = "registrations.withdrawn", _("withdrew the registration")
    EXPIRED = "registrations.expired", _("let the registration expire")
    REVOKED = "registrations.revoked", _("revoked the protection")
    UPDATED = "registrations.updated", _("recorded an update")
    SAID_WON = "registrations.said_won", _("said that the deal is won")
    WON = "registrations.won", _("confirmed that the deal is won")
    NOT_YET_WON = "registrations.not_yet_won", _("did not confirm that the deal is won")
    LOST = "registrations.lost", _("marked the deal as lost")
    SCREENED = "registrations.screened", _("screened the registration")
    CANDIDATE_JUDGED = "registrations.candidate_judged", _("judged a possible conflict")
    PAPER_CHECKED = "registrations.paper_checked", _("checked a paper")
    PAPER_TAKEN_BACK = "registrations.paper_taken_back", _("took back the check of a paper")
    CUSTOMER_JOINED = (
        "registrations.customer_joined",
        _("joined the customer named with a known one"),
    )
    CUSTOMER_PARTED = "registrations.customer_parted", _("took the two customers apart again")
    SAMPLE_CHECKED = "registrations.sample_checked", _("checked the sample")
    OVERLAP_ANSWERED = "registrations.overlap_answered", _("answered an overlap")
    REMINDED = "registrations.reminded", _("sent a reminder")
    ESCALATED = "registrations.escalated", _("escalated the decision")


VERB_OF_MOVE: dict[Move, RegistrationVerb] = {
    Move.SUBMIT_QUICK: RegistrationVerb.SUBMITTED_QUICK,
    Move.SUBMIT_FULL: RegistrationVerb.SUBMITTED_FULL,
    Move.COMPLETE: RegistrationVerb.COMPLETED,
    Move.AMEND: RegistrationVerb.AMENDED,
    Move.APPROVE: RegistrationVerb.APPROVED,
    Move.APPROVE_BY_RULE: RegistrationVerb.APPROVED_BY_RULE,
    Move.REJECT: RegistrationVerb.REJECTED,
    Move.REQUEST_INFORMATION: RegistrationVerb.INFORMATION_REQUESTED,
    Move.ANSWER: RegistrationVerb.ANSWERED,
    Move.SEND_TO_ARBITRATION: RegistrationVerb.SENT_TO_ARBITRATION,
    Move.RECALL: RegistrationVerb.RESUMED,
    Move.RESUME: RegistrationVerb.RESUMED,
    Move.END_WITH_PARTNER: RegistrationVerb.ENDED_WITH_PARTNER,
    Move.GIVE_NOTICE: RegistrationVerb.NOTICE_GIVEN,
    Move.REOPEN: RegistrationVerb.REOPENED,
    Move.REOPEN_BY_RULE: RegistrationVerb.REOPENED,
    Move.WITHDRAW: RegistrationVerb.WITHDRAWN,
    Move.EXPIRE: RegistrationVerb.EXPIRED,
    Move.REVOKE: RegistrationVerb.REVOKED,
    Move.UPDATE: RegistrationVerb.UPDATED,
    Move.SAY_WON: RegistrationVerb.SAID_WON,
    Move.WIN: RegistrationVerb.WON,
    Move.NOT_YET_WON: RegistrationVerb.NOT_YET_WON,
    Move.LOSE: RegistrationVerb.LOST,
}
