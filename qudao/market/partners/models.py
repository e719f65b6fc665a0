"""Partners: who they are, where they serve, who looks after them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role
from qudao.core.ids import new_public_id
from qudao.core.scoping import M, ScopedQuerySet
from qudao.market.cells.models import Cell, Product, Region
from qudao.market.partners.states import BusinessKind, Lifecycle, PartnerType
from qudao.people.models import Organisation, Person

# Roles that work across all partners without owning any.
_ACROSS_PARTNERS = (Role.CHANNEL_MARKETER, Role.ENABLEMENT_PLANNER, Role.ACCOUNT_MANAGER)


def new_partner_id() -> str:
    return new_public_id("par")


class PartnerQuerySet(ScopedQuerySet["Partner"]):
    def visible_to_partner(self, actor: Actor) -> PartnerQuerySet:
        return self.filter(pk=actor.organisation_key)

    def visible_to_vendor(self, actor: Actor) -> PartnerQuerySet:
        if actor.has_role(*_ACROSS_PARTNERS):
            return self
        if not actor.has_role(Role.CHANNEL_MANAGER):
            return self.none()
        return self.filter(Exists(assigned_to(actor).filter(partner=OuterRef("pk"))))


class Partner(models.Model):
    """A company that sells for the vendor. Its key is its organisation's key."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="partner"
    )
    public_id = models.CharField(max_length=24, unique=True, default=new_partner_id, editable=False)
    code = models.CharField(max_length=12, unique=True)  # stands in its registration numbers
    name_zh = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    sound = models.CharField(max_length=1000, blank=True)  # of the Chinese name, see sound.py
    lifecycle_since = models.DateTimeField(null=True, blank=True)
    lifecycle = models.CharField(max_length=12, choices=Lifecycle.choices)
    partner_type = models.CharField(max_length=20, choices=PartnerType.choices)
    business_kind = models.CharField(max_length=32, choices=BusinessKind.choices, blank=True)
    supplied_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="sub_resellers"
    )
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="partners"
    )
    city = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    website = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = PartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="one_partner_a_source_key",
            ),
            models.CheckConstraint(name="partner_has_a_name", condition=~Q(name_zh="", name_en="")),
            models.CheckConstraint(
                name="partner_not_supplied_by_itself",
                condition=Q(supplied_by__isnull=True) | ~Q(supplied_by=F("organisation")),
            ),
        ]
        indexes = [models.Index(fields=["lifecycle", "name_en"])]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        """The name in the reader's language, else in the other one."""
        if language.startswith("zh"):
            return self.name_zh or self.name_en
        return self.name_en or self.name_zh


class PartnerOwnedQuerySet(ScopedQuerySet[M]):
    """Rows with a `partner` column: seen with their partner."""

    def visible_to_partner(self, actor: Actor) -> PartnerOwnedQuerySet[M]:
        return self.filter(partner_id=actor.organisation_key)

    def visible_to_vendor(self, actor: Actor) -> PartnerOwnedQuerySet[M]:
        if actor.has_role(*_ACROSS_PARTNERS):
            return self
        return self.filter(Exists(assigned_to(actor).filter(partner_id=OuterRef("partner_id"))))


class PartnerContact(models.Model):
    """A person at a partner and what for."""

    class Function(models.TextChoices):
        PRINCIPAL = "principal", _("Principal")
        SALES = "sales", _("Sales")
        TECHNICAL = "technical", _("Technical")
        FINANCE = "finance", _("Finance")
        OTHER = "other", _("Other")

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="partner_contacts")
    function = models.CharField(max_length=12, choices=Function.choices)
    is_primary = models.BooleanField(default=False)

    objects = PartnerOwnedQuerySet["PartnerContact"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "person"], name="one_contact_a_person_and_partner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.person_id}"


class PartnerCell(models.Model):
    """A market cell that a partner serves."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="cells")
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="partners")
    since = models.DateField()

    objects = PartnerOwnedQuerySet["PartnerCell"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "cell"], name="partner_serves_a_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.cell_id}"


class ProductAuthorisation(models.Model):
    """A product family that a partner may sell, from a day to a day."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="authorisations")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PartnerOwnedQuerySet["ProductAuthorisation"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "product", "valid_from"], name="one_authorisation_a_day"
            ),
            models.CheckConstraint(
                name="authorisation_runs_forward",
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.product_id}"


class AssignmentQuerySet(ScopedQuerySet["PartnerAssignment"]):
    def current(self) -> AssignmentQuerySet:
        return self.filter(until=None)


class PartnerAssignment(models.Model):
    """The channel manager in charge of a partner (partner owner), from a day to a day."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="partner_assignments"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner"], condition=Q(until=None), name="one_owner_a_partner"
            ),
            models.CheckConstraint(
                name="partner_assignment_runs_forward",
                condition=Q(until=None) | Q(until__gte=models.F("since")),
            ),
        ]
        indexes = [models.Index(fields=["user", "until"])]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.user_id}"


def assigned_to(actor: Actor) -> AssignmentQuerySet:
    """The partners that are in this actor's charge now."""
    reason = "assignments decide what is visible"
    return (
        PartnerAssignment.objects.unscoped(reason=reason).current().filter(user_id=actor.user_key)
    )
