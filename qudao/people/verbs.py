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


class EntranceVerb(Verb):
    SIGNED_IN = "people.signed_in", _("signed in")
    SIGN_IN_FAILED = "people.sign_in_failed", _("tried to sign in, in vain")
    SIGNED_OUT = "people.signed_out", _("signed out")
    PASSWORD_CHANGED = "people.password_changed", _("changed the password")
    PASSWORD_RESET = "people.password_reset", _("set a new password by the mailed link")
    SECOND_FACTOR_ON = "people.second_factor_on", _("switched the second step on")
    SECOND_FACTOR_OFF = "people.second_factor_off", _("switched the second step off")
    SECOND_FACTOR_FAILED = "people.second_factor_failed", _("gave a wrong code of the second step")
    RECOVERY_CODES_MADE = "people.recovery_codes_made", _("made new recovery codes")
    EMAIL_CHANGED = "people.email_changed", _("changed the e-mail address for signing in")


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
