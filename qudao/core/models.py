"""Rows that every room needs: the programme, its holidays and rates, audit, files, totals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor
from qudao.core.ids import new_public_id
from qudao.core.money import AmountField
from qudao.core.scoping import AppendOnlyQuerySet, ScopedQuerySet


def new_file_id() -> str:
    return new_public_id("fil")


class ProgrammeQuerySet(ScopedQuerySet["Programme"]):
    def visible_to_partner(self, actor: Actor) -> ProgrammeQuerySet:
        return self  # a partner reads name, language, zone and currency of the programme it is in


class Programme(models.Model):
    """The one partner programme of this installation."""

    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    default_language = models.CharField(
        max_length=10, choices=settings.LANGUAGES, default="zh-hans"
    )
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    currency = models.CharField(max_length=3, default="CNY")
    holiday_calendar = models.CharField(max_length=12, default="CN")
    fiscal_year_starts_in = models.PositiveSmallIntegerField(default=1)
    is_demonstration = models.BooleanField(default=False)
    logo = models.ForeignKey(
        "StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deciders_need_second_factor = models.BooleanField(default=False)
    mail_host = models.CharField(max_length=200, blank=True)
    mail_port = models.PositiveIntegerField(default=587)
    mail_user = models.CharField(max_length=200, blank=True)
    mail_password_sealed = models.TextField(blank=True)
    mail_from = models.EmailField(blank=True)
    mail_use_tls = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="one_programme", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.name_en

    @property
    def public_id(self) -> str:
        """There is one programme, so its kind is its name in the audit trail."""
        return "programme"

    def name(self, language: str) -> str:
        """The name in the reader's language, else in the other one."""
        if language.startswith("zh"):
            return self.name_zh or self.name_en
        return self.name_en or self.name_zh


class HolidayQuerySet(ScopedQuerySet["Holiday"]):
    def visible_to_partner(self, actor: Actor) -> HolidayQuerySet:
        return self


class Holiday(models.Model):
    """A day that departs from the calendar of the programme's country: off, or worked."""

    day = models.DateField(unique=True)
    is_working_day = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)

    objects = HolidayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class ExchangeRate(models.Model):
    """Units of the programme's currency for one unit of `currency`, from a day on."""

    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    objects = ScopedQuerySet["ExchangeRate"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="one_rate_a_day"),
            models.CheckConstraint(name="rate_positive", condition=Q(rate__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.valid_from}"


class AuditEntry(models.Model):
    """Who did what to which object. Append-only; a trigger refuses updates."""

    at = models.DateTimeField(db_index=True)
    actor_side = models.CharField(max_length=10)
    actor_name = models.CharField(max_length=120, blank=True)  # the system's job; persons by id
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organisation_id = models.BigIntegerField(null=True, blank=True)
    via_api_key = models.BooleanField(default=False)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    rule = models.CharField(max_length=60, blank=True)  # rulebook version and rule, e.g. 2026.2 G2
    request_id = models.CharField(max_length=36, blank=True)

    objects = AppendOnlyQuerySet["AuditEntry"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_id}"


class StoredFile(models.Model):
    """An uploaded file outside the web root. Access goes through the object it hangs on."""

    public_id = models.CharField(max_length=24, unique=True, default=new_file_id, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation_id = models.BigIntegerField(null=True, blank=True)  # for whom; counts in quota

    objects = ScopedQuerySet["StoredFile"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "stored_at"])]

    def __str__(self) -> str:
        return self.name


class Total(models.Model):
    """A maintained figure over many rows: count and sum by (kind, owner, bucket).

    Spread over shards so that concurrent writers seldom meet; readers sum the shards.
    """

    kind = models.CharField(max_length=40)
    owner = models.CharField(max_length=40, blank=True)
    bucket = models.CharField(max_length=40)
    shard = models.PositiveSmallIntegerField(default=0)
    count = models.BigIntegerField(default=0)
    amount = AmountField(default=0)

    objects = ScopedQuerySet["Total"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "owner", "bucket", "shard"], name="one_total_a_shard"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner} {self.bucket}"


class Sequence(models.Model):
    """The last number given in a named series."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.BigIntegerField(default=0)

    objects = ScopedQuerySet["Sequence"].as_manager()

    class Meta:
        verbose_name = _("number series")

    def __str__(self) -> str:
        return f"{self.name} {self.last}"


class Deadline(models.Model):
    """A job that falls due at a moment; the periodic sweep claims it and puts it in the queue.

    The job deletes the row in the transaction that carries out its work, so a worker killed in
    the middle leaves the row, which is claimed again after `claimed_until`.
    """

    job = models.CharField(max_length=80)  # a name for core.jobs.enqueue
    subject_id = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet["Deadline"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "subject_id"], name="one_deadline_a_job")
        ]
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.job} {self.subject_id}"
