"""Registrations: the claim, its numbered snapshots, what it collided with, and its live scope."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role
from qudao.core.ids import new_public_id
from qudao.core.models import StoredFile
from qudao.core.money import AmountField
from qudao.core.scoping import AppendOnlyQuerySet, M, ScopedQuerySet
from qudao.deals.registrations.states import (
    Business,
    DecisionCode,
    EvidenceKind,
    Kind,
    Purchase,
    PurchaseStage,
    State,
    TenderKind,
)
from qudao.market.cells.models import Product, Region
from qudao.market.customers.models import AccountAssignment, Customer
from qudao.market.partners.models import Partner, assigned_to
from qudao.people.models import Person
from qudao.rules.models import RulebookVersion


def new_registration_id() -> str:
    return new_public_id("reg")


def new_evidence_id() -> str:
    return new_public_id("evd")


def new_candidate_id() -> str:
    return new_public_id("cnd")


class RegistrationQuerySet(ScopedQuerySet["Registration"]):
    def visible_to(self, actor: Actor) -> RegistrationQuerySet:
        """A draft is the partner's own, whatever a vendor's person may see otherwise."""
        rows = super().visible_to(actor)
        return rows.exclude(number=None) if actor.is_vendor else rows

    def visible_to_partner(self, actor: Actor) -> RegistrationQuerySet:
        return self.filter(partner_id=actor.organisation_key)

    def visible_to_vendor(self, actor: Actor) -> RegistrationQuerySet:
        """A channel manager sees its partners' registrations, an account manager those on its
        accounts; marketers and planners see those of all."""
        if actor.has_role(Role.CHANNEL_MARKETER, Role.ENABLEMENT_PLANNER):
            return self
        # lists of keys and nothing beside, so that the database reads the few rows by an index
        seen: list[Q] = []
        if actor.has_role(Role.CHANNEL_MANAGER):
            seen.append(Q(partner_id__in=assigned_to(actor).values("partner_id")))
        if actor.has_role(Role.ACCOUNT_MANAGER):
            mine = AccountAssignment.objects.unscoped(reason="assignments decide what is visible")
            mine = mine.current().filter(user_id=actor.user_key)
            seen.append(Q(customer_id__in=mine.values("customer_id")))
        return self.filter(reduce(or_, seen)) if seen else self.none()


class Registration(models.Model):
    """A partner's claim on one customer, product family and project.

    The columns hold the latest snapshot; every submission and amendment is kept in `Snapshot`.
    """

    public_id = models.CharField(
        max_length=24, unique=True, default=new_registration_id, editable=False
    )
    # Partner's code and its own count: a programme-wide number would tell how much rivals do.
    number = models.CharField(max_length=24, unique=True, null=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="registrations")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="registrations"
    )
    created_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FOUND)
    business = models.CharField(max_length=10, choices=Business.choices, default=Business.PROJECT)
    purchase = models.CharField(max_length=10, choices=Purchase.choices, blank=True)
    is_full = models.BooleanField(default=False)

    customer_name = models.CharField(max_length=200, blank=True)
    customer_uscc = models.CharField(max_length=18, blank=True)
    customer_website = models.CharField(max_length=200, blank=True)
    customer_city = models.CharField(max_length=120, blank=True)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    project = models.CharField(max_length=200, blank=True)
    site = models.CharField(max_length=120, blank=True)
    tender_number = models.CharField(max_length=80, blank=True)
    contact = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    amount = AmountField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    purchase_stage = models.CharField(max_length=20, choices=PurchaseStage.choices, blank=True)
    tender_kind = models.CharField(max_length=16, choices=TenderKind.choices, blank=True)
    tender_published_on = models.DateField(null=True, blank=True)
    earlier_work_on = models.DateField(null=True, blank=True)  # work done before the tender
    expected_tender_on = models.DateField(null=True, blank=True)
    expected_award_on = models.DateField(null=True, blank=True)
    need = models.TextField(max_length=4000, blank=True)
    rival_brand = models.CharField(max_length=120, blank=True)
    value_added = models.TextField(max_length=2000, blank=True)  # what a teaming partner brings

    received_at = models.DateTimeField(null=True, blank=True)  # the priority time
    complete_by = models.DateTimeField(null=True, blank=True)
    review_started_at = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    clock_paused_at = models.DateTimeField(null=True, blank=True)
    last_update_at = models.DateTimeField(null=True, blank=True)
    update_due_on = models.DateField(null=True, blank=True)

    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by_rule = models.BooleanField(default=False)
    decision_code = models.CharField(max_length=40, choices=DecisionCode.choices, blank=True)
    decision_note = models.TextField(max_length=2000, blank=True)  # the partner reads it
    protected_until = models.DateField(null=True, blank=True)  # the last protected day
    # papers that a person of the vendor has checked (rules G4 and G13)
    earlier_work_proven = models.BooleanField(default=False)
    chosen_in_writing = models.BooleanField(default=False)
    is_sampled = models.BooleanField(default=False)
    sample_checked_at = models.DateTimeField(null=True, blank=True)
    advice = models.JSONField(default=dict, blank=True)  # the engine's decision, vendor-private
    rulebook_version = models.ForeignKey(
        RulebookVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registration_not_negative", condition=Q(amount=None) | Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="submitted_registration_is_numbered",
                condition=Q(state__in=["draft", "withdrawn"])
                | (Q(number__isnull=False) & Q(received_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="protected_registration_has_its_last_day",
                condition=~Q(state="protected") | Q(protected_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "-received_at"]),
            models.Index(fields=["partner", "state"]),
            models.Index(fields=["-received_at", "-id"]),
            models.Index(fields=["state", "decide_by"]),
            models.Index(fields=["state", "protected_until"]),
            models.Index(fields=["customer", "state"]),
            models.Index(
                fields=["-decided_at"], name="settled_by_rule", condition=Q(decided_by_rule=True)
            ),
            models.Index(
                fields=["decided_at"],
                name="samples_to_check",
                condition=Q(is_sampled=True, sample_checked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.public_id


class RegistrationOwnedQuerySet(ScopedQuerySet[M]):
    """Rows with a `registration` column that its partner sees too."""

    def visible_to_partner(self, actor: Actor) -> Self:
        return self.filter(registration__partner_id=actor.organisation_key)

    def visible_to_vendor(self, actor: Actor) -> Self:
        seen = Registration.objects.visible_to(actor).filter(pk=OuterRef("registration_id"))
        return self.filter(Exists(seen))


class VendorPrivateQuerySet(RegistrationOwnedQuerySet[M]):
    """Rows with a `registration` column that no partner ever sees."""

    def visible_to_partner(self, actor: Actor) -> Self:
        return self.none()


class SnapshotQuerySet(AppendOnlyQuerySet["Snapshot"]):
    def visible_to_partner(self, actor: Actor) -> SnapshotQuerySet:
        return self.filter(registration__partner_id=actor.organisation_key)

    def visible_to_vendor(self, actor: Actor) -> SnapshotQuerySet:
        seen = Registration.objects.visible_to(actor).filter(pk=OuterRef("registration_id"))
        return self.filter(Exists(seen))


class Snapshot(models.Model):
    """What the partner stated at a moment. Immutable; the digest shows any tampering."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="snapshots"
    )
    number = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "number"], name="one_snapshot_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} #{self.number}"


class StateChange(models.Model):
    """One move in a registration's life, as its partner may read it."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="changes")
    move = models.CharField(max_length=24)
    source = models.CharField(max_length=16)
    target = models.CharField(max_length=16, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(max_length=2000, blank=True)

    objects = RegistrationOwnedQuerySet["StateChange"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["registration", "at"])]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.move}"


class Evidence(models.Model):
    """A file that proves something about the claim."""

    public_id = models.CharField(
        max_length=24, unique=True, default=new_evidence_id, editable=False
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="evidence"
    )
    kind = models.CharField(max_length=20, choices=EvidenceKind.choices)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = RegistrationOwnedQuerySet["Evidence"].as_manager()

    def __str__(self) -> str:
        return self.public_id


class Candidate(models.Model):
    """Something that a registration may collide with, found by screening. Vendor-private."""

    class Verdict(models.TextChoices):
        SAME_PROJECT = "same_project", _("Same project")
        OTHER_PROJECT = "other_project", _("Other project")
        NOT_THE_SAME = "not_the_same", _("Not the same company")

    public_id = models.CharField(
        max_length=24, unique=True, default=new_candidate_id, editable=False
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="candidates"
    )
    match = models.CharField(max_length=12)  # exact, likely, related, direct, incumbent, self …
    other_kind = models.CharField(max_length=20)  # registration, opportunity, activity, sale
    other_id = models.CharField(max_length=40)
    score = models.DecimalField(max_digits=4, decimal_places=3)
    overlaps = models.BooleanField()
    waits_behind = models.BooleanField(default=False)  # came later and holds nothing
    reasons = models.JSONField(default=list)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VendorPrivateQuerySet["Candidate"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "other_kind", "other_id"], name="one_candidate_an_object"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.match}"


class LiveClaim(models.Model):
    """The scope that a registration holds: entity × product family × site or tender.

    Exactly one registration can hold a scope; the row goes when the claim ends. Rivals wait.
    """

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="live_claim"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    scope_key = models.CharField(max_length=200, blank=True)  # site or tender, normalised

    objects = VendorPrivateQuerySet["LiveClaim"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "product", "scope_key"], name="one_live_claim_a_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.scope_key}"


class OverlapQuerySet(ScopedQuerySet["Overlap"]):
    def visible_to_vendor(self, actor: Actor) -> OverlapQuerySet:
        """What was raised to an account manager is its own as long as the account is."""
        seen = Registration.objects.visible_to(actor).filter(pk=OuterRef("registration_id"))
        rows = self.filter(user_id=actor.user_key) if actor.has_role(Role.ACCOUNT_MANAGER) else self
        return rows.filter(Exists(seen))


class Overlap(models.Model):
    """A registration on an account manager's account, and the answer. No answer is no consent."""

    class Answer(models.TextChoices):
        NOTED = "noted", _("Noted")
        OBJECTED = "objected", _("I object")

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="overlaps"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="overlaps"
    )
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OverlapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "user"], name="one_overlap_a_registration_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.user_id}"
