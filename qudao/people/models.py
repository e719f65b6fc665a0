"""Organisations, persons, users and how they may enter.

Personal data (names, addresses, numbers) lives in `Person` and `User` alone; every record
elsewhere holds their id, so that erasure reaches all of it and the evidence stays.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role, Side
from qudao.core.ids import new_public_id
from qudao.core.scoping import ScopedQuerySet
from qudao.people.names import spoken


def new_organisation_id() -> str:
    return new_public_id("org")


def new_person_id() -> str:
    return new_public_id("per")


def new_user_id() -> str:
    return new_public_id("usr")


def new_key_id() -> str:
    return new_public_id("key")


def new_invitation_id() -> str:
    return new_public_id("inv")


def new_notice_id() -> str:
    return new_public_id("ntc")


ROLE_LABELS = {
    Role.CHANNEL_MANAGER: _("Channel manager"),
    Role.CHANNEL_DIRECTOR: _("Head of channel"),
    Role.ACCOUNT_MANAGER: _("Account manager"),
    Role.SALES_DIRECTOR: _("Sales director"),
    Role.CHANNEL_MARKETER: _("Channel marketer"),
    Role.ENABLEMENT_PLANNER: _("Enablement planner"),
    Role.OPERATIONS: _("Channel operations"),
    Role.HUMAN_RESOURCES: _("Human resources"),
    Role.GENERAL_MANAGER: _("General manager"),
    Role.PARTNER_PRINCIPAL: _("Partner principal"),
    Role.PARTNER_SELLER: _("Partner seller"),
    Role.PARTNER_ENGINEER: _("Partner engineer"),
}
ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]


class OrganisationQuerySet(ScopedQuerySet["Organisation"]):
    def in_charge_of(self, actor: Actor) -> OrganisationQuerySet:
        """Companies that a vendor's person looks after.

        The relation is named, not imported: people stands below market.
        """
        own = Q(partner__assignments__user_id=actor.user_key, partner__assignments__until=None)
        return self.filter(own).distinct()

    def visible_to_partner(self, actor: Actor) -> OrganisationQuerySet:
        return self.filter(Q(pk=actor.organisation_key) | Q(side=Side.VENDOR.value))


class Organisation(models.Model):
    """The vendor, or a partner's company (whose partner row has the same key)."""

    class Kind(models.TextChoices):
        VENDOR = Side.VENDOR.value, _("Vendor")
        PARTNER = Side.PARTNER.value, _("Partner")

    public_id = models.CharField(
        max_length=24, unique=True, default=new_organisation_id, editable=False
    )
    side = models.CharField(max_length=10, choices=Kind.choices)
    name_zh = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["side"], condition=Q(side="vendor"), name="one_vendor_an_installation"
            ),
            models.CheckConstraint(
                name="organisation_has_a_name", condition=~Q(name_zh="", name_en="")
            ),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_zh

    def name(self, language: str) -> str:
        """The name in the reader's language, else in the other one."""
        first, second = (
            (self.name_zh, self.name_en)
            if language.startswith("zh")
            else (self.name_en, self.name_zh)
        )
        return first or second


class PersonQuerySet(ScopedQuerySet["Person"]):
    def visible_to_partner(self, actor: Actor) -> PersonQuerySet:
        own_people = Q(user__memberships__organisation_id=actor.organisation_key)
        return self.filter(own_people | Q(employer_id=actor.organisation_key)).distinct()


class Person(models.Model):
    """A human being: a user, or a contact without a login. The only place of personal data."""

    class ConsentBasis(models.TextChoices):
        CONTRACT = "contract", _("Needed for the contract")
        CONSENT = "consent", _("Consent given")
        NOT_RECORDED = "not_recorded", _("Not recorded")

    public_id = models.CharField(max_length=24, unique=True, default=new_person_id, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120, blank=True)
    employer = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    consent_basis = models.CharField(
        max_length=20, choices=ConsentBasis.choices, default=ConsentBasis.NOT_RECORDED
    )
    consent_note = models.CharField(max_length=200, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    @property
    def spoken_name(self) -> str:
        """The name as the reader of the moment reads it."""
        return spoken(self.name)

    def __str__(self) -> str:
        return self.public_id


class UserQuerySet(ScopedQuerySet["User"]):
    def visible_to_partner(self, actor: Actor) -> UserQuerySet:
        return self.filter(memberships__organisation_id=actor.organisation_key).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, person: Person, *, password: str | None = None) -> User:
        """A user who may log in once a password is set. E-mail is kept in lower case."""
        user: User = self.model(email=email.strip().lower(), person=person)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(email=(username or "").strip().lower())
        return user


class User(AbstractBaseUser):
    """A login. What it may do comes from its memberships."""

    public_id = models.CharField(max_length=24, unique=True, default=new_user_id, editable=False)
    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    language = models.CharField(max_length=10, blank=True, choices=settings.LANGUAGES)
    theme = models.CharField(max_length=8, blank=True)
    single_key_shortcuts = models.BooleanField(default=True)
    acting_for = models.ForeignKey(  # the organisation chosen last, for the next session
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(name="user_has_an_address", condition=~Q(email=""))]

    def __str__(self) -> str:
        return self.public_id

    def get_full_name(self) -> str:
        return self.person.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False  # Django's own permissions are not used; see Actor.may

    def has_module_perms(self, app_label: str) -> bool:
        return False


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def visible_to_partner(self, actor: Actor) -> MembershipQuerySet:
        return self.filter(organisation_id=actor.organisation_key)

    def active(self) -> MembershipQuerySet:
        return self.filter(ended_at=None)


class Membership(models.Model):
    """A user's role in an organisation, from joining to leaving. One row a role."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=24, choices=ROLE_CHOICES)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_at=None),
                name="one_active_membership_a_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class ApiKeyQuerySet(ScopedQuerySet["ApiKey"]):
    def visible_to_partner(self, actor: Actor) -> ApiKeyQuerySet:
        return self.filter(organisation_id=actor.organisation_key)

    def visible_to_vendor(self, actor: Actor) -> ApiKeyQuerySet:
        return self.filter(user_id=actor.user_key)


class ApiKey(models.Model):
    """A program's credential: acts as its user in one organisation, within its scopes.

    The secret has 256 random bits and is kept as a SHA-256 digest; it is shown once.
    """

    public_id = models.CharField(max_length=24, unique=True, default=new_key_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.public_id


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    def visible_to_partner(self, actor: Actor) -> InvitationQuerySet:
        return self.filter(organisation_id=actor.organisation_key)

    def open(self, now: datetime) -> InvitationQuerySet:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A link that lets one person join one organisation in one role, once, for a while."""

    public_id = models.CharField(
        max_length=24, unique=True, default=new_invitation_id, editable=False
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=24, choices=ROLE_CHOICES)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # the link shown to the inviter; the mail carries another, which proves the address
    digest = models.CharField(max_length=64, unique=True)
    mailed_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.public_id


class NoticeQuerySet(ScopedQuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> NoticeQuerySet:
        return self.filter(user_id=actor.user_key) if actor.user_id else self.none()


class Notice(models.Model):
    """Something that a user should hear of; worded when read, in the reader's language."""

    public_id = models.CharField(max_length=24, unique=True, default=new_notice_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict, blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "read_at", "created_at"])]

    def __str__(self) -> str:
        return self.public_id


class SignInTry(models.Model):
    """A password that was tried and not found right. Address and place are marks, not in clear."""

    address = models.CharField(max_length=32)
    place = models.CharField(max_length=32)  # the client's network address, or a known browser
    is_known = models.BooleanField()
    at = models.DateTimeField(db_index=True)

    objects = ScopedQuerySet["SignInTry"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"]),
            models.Index(fields=["place", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
