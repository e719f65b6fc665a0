"""Customers: legal entities, their names, identifiers, sites, and the partners that know them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role
from qudao.core.ids import new_public_id
from qudao.core.scoping import M, ScopedQuerySet
from qudao.market.cells.models import Industry, Region
from qudao.market.partners.models import Partner
from qudao.people.models import Person


def new_customer_id() -> str:
    return new_public_id("cus")


class AccountClass(models.TextChoices):
    """Who serves the account (rule G1)."""

    DIRECT = "direct", _("Direct")
    CHANNEL = "channel", _("Channel")
    SHARED = "shared", _("Shared")


class CustomerQuerySet(ScopedQuerySet["Customer"]):
    def visible_to_partner(self, actor: Actor) -> CustomerQuerySet:
        known = PartnerCustomer.objects.unscoped(reason="the relation decides what is visible")
        own = known.filter(partner_id=actor.organisation_key, customer=OuterRef("pk"))
        return self.filter(Exists(own))

    def visible_to_vendor(self, actor: Actor) -> CustomerQuerySet:
        return self if actor.roles - {Role.HUMAN_RESOURCES} else self.none()


class Customer(models.Model):
    """A legal entity, or below it a subsidiary or site (branch) that buys for itself.

    A merged customer points to its canonical one; nothing is rewritten, undo clears the pointer.
    """

    class Kind(models.TextChoices):
        GROUP = "group", _("Group")
        COMPANY = "company", _("Company")
        SITE = "site", _("Site or branch")

    public_id = models.CharField(
        max_length=24, unique=True, default=new_customer_id, editable=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMPANY)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="units"
    )
    canonical = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    name_zh = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    account_class = models.CharField(
        max_length=10, choices=AccountClass.choices, default=AccountClass.CHANNEL
    )
    is_named_account = models.BooleanField(default=False)
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="customers"
    )
    industry = models.ForeignKey(
        Industry, null=True, blank=True, on_delete=models.PROTECT, related_name="customers"
    )
    city = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    website = models.CharField(max_length=200, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="one_customer_a_source_key",
            ),
            models.CheckConstraint(
                name="customer_has_a_name", condition=~Q(name_zh="", name_en="")
            ),
            models.CheckConstraint(
                name="customer_not_its_own_canonical",
                condition=Q(canonical__isnull=True) | ~Q(canonical=F("id")),
            ),
            models.CheckConstraint(
                name="customer_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["name_en"]),
            models.Index(fields=["name_zh"]),
            # the market grid counts customers by place, out of this index alone
            models.Index(
                fields=["region", "industry"],
                condition=Q(canonical__isnull=True),
                name="customers_by_place",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def name(self, language: str) -> str:
        """The name in the reader's language, else in the other one."""
        if language.startswith("zh"):
            return self.name_zh or self.name_en
        return self.name_en or self.name_zh


class CustomerOwnedQuerySet(ScopedQuerySet[M]):
    """Rows with a `customer` column that the vendor collected from everywhere.

    No partner sees them: whoever knows one name of a customer must not learn from its other
    names, numbers and domains who else is at work there.
    """


class CustomerName(models.Model):
    """Another name of a customer: raw, former, short or brand, with its source. Kept for ever."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Registered name")
        SHORT = "short", _("Short name")
        FORMER = "former", _("Former name")
        ALIAS = "alias", _("Alias")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=60, blank=True)
    noted_at = models.DateTimeField()

    objects = CustomerOwnedQuerySet["CustomerName"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "name"], name="one_row_a_name")]

    def __str__(self) -> str:
        return self.name


class CustomerIdentifier(models.Model):
    """An official number of a customer; `is_valid` says whether its check digits hold."""

    class Scheme(models.TextChoices):
        USCC = "uscc", _("Unified social credit code")
        VAT = "vat", _("VAT number")
        LEI = "lei", "LEI"
        DUNS = "duns", "D-U-N-S"
        REGISTRATION = "registration", _("Registration number")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=14, choices=Scheme.choices)
    value = models.CharField(max_length=40)
    is_valid = models.BooleanField()
    source = models.CharField(max_length=60, blank=True)

    objects = CustomerOwnedQuerySet["CustomerIdentifier"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                # registers of different countries give the same registration number
                condition=Q(is_valid=True) & ~Q(scheme="registration"),
                name="one_customer_an_identifier",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class CustomerDomain(models.Model):
    """A registrable web or mail domain of a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=120)

    objects = CustomerOwnedQuerySet["CustomerDomain"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "domain"], name="one_row_a_domain")
        ]
        indexes = [models.Index(fields=["domain"])]

    def __str__(self) -> str:
        return self.domain


class CustomerKey(models.Model):
    """A typed match key of a customer, written in the same transaction as the customer itself."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=120)

    objects = CustomerOwnedQuerySet["CustomerKey"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value", "customer"], name="one_row_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class CustomerContact(models.Model):
    """A person at a customer. `known_to` limits a contact to the partner that recorded it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="customer_contacts")
    known_to = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class QuerySet(ScopedQuerySet["CustomerContact"]):
        def visible_to_partner(self, actor: Actor) -> CustomerContact.QuerySet:
            return self.filter(known_to_id=actor.organisation_key)

    objects = QuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "person"], name="one_contact_a_person_and_customer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.person_id}"


class PartnerCustomerQuerySet(ScopedQuerySet["PartnerCustomer"]):
    def visible_to_partner(self, actor: Actor) -> PartnerCustomerQuerySet:
        return self.filter(partner_id=actor.organisation_key)


class PartnerCustomer(models.Model):
    """A partner's relationship with a customer: how deep, since when, last touch, evidence."""

    class Depth(models.IntegerChoices):
        KNOWS = 1, _("Knows the customer")
        CALLS = 2, _("Visits regularly")
        SERVES = 3, _("Delivers or serves")
        TRUSTED = 4, _("Trusted by the decision maker")

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="customers")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="partners")
    depth = models.PositiveSmallIntegerField(choices=Depth.choices, default=Depth.KNOWS)
    since = models.DateField()
    last_touch = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    # the name that the partner itself gave: its own pages show this one and no other
    known_as = models.CharField(max_length=200, blank=True)

    objects = PartnerCustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "customer"], name="one_relation_a_partner_and_customer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.customer_id}"


class AccountAssignmentQuerySet(ScopedQuerySet["AccountAssignment"]):
    def current(self) -> AccountAssignmentQuerySet:
        return self.filter(until=None)


class AccountAssignment(models.Model):
    """The account manager of a customer, from a day to a day."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="account_assignments"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = AccountAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(until=None),
                name="one_account_manager_a_customer",
            ),
            models.CheckConstraint(
                name="account_assignment_runs_forward",
                condition=Q(until=None) | Q(until__gte=models.F("since")),
            ),
        ]
        indexes = [models.Index(fields=["user", "until"])]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.user_id}"
