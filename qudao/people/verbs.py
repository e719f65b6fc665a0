"""What can be done to people, their access and the programme."""

from django.utils.translation import gettext_lazy as _

from qudao.core.verbs import Verb


class PeopleVerb(Verb):
    INVITED = "people.invited", _("invited a person")
    INVITATION_ACCEPTED = "people.invitation_accepted", _("accepted the invitation")
    INVITATION_REVOKED = "people.invitation_revoked", _("took the invitation back")
    ROLES_CHANGED = "people.roles_changed", _("changed the roles")
    MEMBERSHIP_ENDED = "people.membership_ended", _("ended the membership")
    DETAILS_CHANGED = "people.details_changed", _("changed the own details")
    PREFERENCES_CHANGED = "people.preferences_changed", _("changed the own preferences")
    KEY_CREATED = "people.key_created", _("created an API key")
    KEY_REVOKED = "people.key_revoked", _("revoked an API key")
    CONSENT_NOTED = "people.consent_noted", _("noted the basis of consent")
    PERSON_EXPORTED = "people.person_exported", _("exported the personal data")
    PERSON_ERASED = "people.person_erased", _("erased the personal data")


class ProgrammeVerb(Verb):
    SET_UP = "programme.set_up", _("set up the programme")
    CHANGED = "programme.changed", _("changed the programme's settings")
    HOLIDAY_SET = "programme.holiday_set", _("set a day of the calendar")
    HOLIDAY_REMOVED = "programme.holiday_removed", _("removed a day from the calendar")
    RATE_SET = "programme.rate_set", _("set an exchange rate")
    RATE_REMOVED = "programme.rate_removed", _("removed an exchange rate")
    MAIL_CHANGED = "programme.mail_changed", _("changed the mail server")
    MAIL_TESTED = "programme.mail_tested", _("sent a test mail")
    LOGO_CHANGED = "programme.logo_changed", _("changed the logo")
