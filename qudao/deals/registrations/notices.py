"""What people hear of registrations. No sentence has room for another partner's name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.people.notices import NoticeCode


class RegistrationNotice(NoticeCode):
    # to the partner
    APPROVED = (
        "registrations.approved",
        _("%(customer)s: your registration %(number)s is protected until %(until)s."),
    )
    REJECTED = (
        "registrations.rejected",
        _("%(customer)s: your registration %(number)s was rejected. The reason is given there."),
    )
    INFORMATION_REQUESTED = (
        "registrations.information_requested",
        _("%(customer)s: please answer a question on %(number)s by %(until)s."),
    )
    IN_ARBITRATION = (
        "registrations.in_arbitration",
        _("%(customer)s: your registration %(number)s went to arbitration. You will be heard."),
    )
    RESUMED = ("registrations.resumed", _("%(customer)s: %(number)s is in review again."))
    LAPSED_UNFINISHED = (
        "registrations.lapsed_unfinished",
        _("%(customer)s: quick registration %(number)s was not completed in time and expired."),
    )
    LAPSED_UNANSWERED = (
        "registrations.lapsed_unanswered",
        _("%(customer)s: %(number)s was not answered in time and expired."),
    )
    COMPLETION_DUE = (
        "registrations.completion_due",
        _("%(customer)s: please complete quick registration %(number)s by %(until)s."),
    )
    PROTECTION_ENDS = (
        "registrations.protection_ends",
        _("%(customer)s: the protection of %(number)s ends on %(until)s."),
    )
    PROTECTION_ENDED = (
        "registrations.protection_ended",
        _("%(customer)s: the protection of %(number)s ended on %(until)s."),
    )
    UPDATE_DUE = (
        "registrations.update_due",
        _("%(customer)s: please record an update on %(number)s. It was due on %(until)s."),
    )
    REVOKED = (
        "registrations.revoked",
        _("%(customer)s: the protection of %(number)s was revoked. The reason is given there."),
    )
    ENDED_WITH_PARTNER = (
        "registrations.ended_with_partner",
        _("%(customer)s: %(number)s ended with the partnership."),
    )
    NOTICE_GIVEN = (
        "registrations.notice_given",
        _("%(customer)s: the partnership has ended; %(number)s stays protected until %(until)s."),
    )
    REOPENED = (
        "registrations.reopened",
        _("%(customer)s: a person looks at %(number)s again, which was approved by rule."),
    )
    WON = (
        "registrations.won",
        _("%(customer)s: we confirmed that the deal of %(number)s is won."),
    )
    NOT_YET_WON = (
        "registrations.not_yet_won",
        _("%(customer)s: we cannot confirm yet that %(number)s is won. The note says why."),
    )
    # to the vendor's people
    TO_REASSIGN = (
        "registrations.to_reassign",
        _("%(customer)s: the partner has left. Give %(number)s to somebody else by %(until)s."),
    )
    SAID_WON = (
        "registrations.said_won",
        _("%(customer)s: the partner says that %(number)s is won. Confirm it by %(until)s."),
    )
    TO_DECIDE = (
        "registrations.to_decide",
        _("%(customer)s: decide registration %(number)s by %(until)s."),
    )
    HALF_TIME = (
        "registrations.half_time",
        _("%(customer)s: half of the time to decide %(number)s is gone; it is due on %(until)s."),
    )
    OVERDUE = (
        "registrations.overdue",
        _("%(customer)s: registration %(number)s was to be decided by %(until)s and waits still."),
    )
    ANSWERED = (
        "registrations.answered",
        _("%(customer)s: the partner answered your question on %(number)s."),
    )
    OVERLAP = (
        "registrations.overlap",
        _("%(customer)s: a partner registered a project at your account (%(number)s)."),
    )
    OBJECTED = (
        "registrations.objected",
        _("%(customer)s: the account manager objects to registration %(number)s."),
    )


TO_OUR_PEOPLE = frozenset(
    {
        RegistrationNotice.TO_REASSIGN,
        RegistrationNotice.SAID_WON,
        RegistrationNotice.TO_DECIDE,
        RegistrationNotice.HALF_TIME,
        RegistrationNotice.OVERDUE,
        RegistrationNotice.ANSWERED,
        RegistrationNotice.OVERLAP,
        RegistrationNotice.OBJECTED,
    }
)
