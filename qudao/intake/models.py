"""Imports: the file, its mapping, the run with its counts, and every row that was refused."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from qudao.core.actor import Actor
from qudao.core.ids import new_public_id
from qudao.core.models import StoredFile
from qudao.core.scoping import M, ScopedQuerySet
from qudao.intake.states import RunState


def new_run_id() -> str:
    return new_public_id("imp")


def new_analysis_id() -> str:
    return new_public_id("ana")


class OwnQuerySet(ScopedQuerySet[M]):
    """Rows with a `started_by` column: seen by whoever started them and the whole programme."""

    def visible_to_vendor(self, actor: Actor) -> OwnQuerySet[M]:
        return self.filter(started_by_id=actor.user_key)


class RunRowsQuerySet(ScopedQuerySet[M]):
    """Rows of a run: seen by whoever sees the run."""

    def visible_to_vendor(self, actor: Actor) -> RunRowsQuerySet[M]:
        return self.filter(run__started_by_id=actor.user_key)


class SavedMapping(models.Model):
    """A column mapping kept for the next file of the same shape."""

    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    header_digest = models.CharField(max_length=64, blank=True)
    columns = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ScopedQuerySet["SavedMapping"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="one_mapping_a_name")]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file brought in as one kind of rows."""

    public_id = models.CharField(max_length=24, unique=True, default=new_run_id, editable=False)
    kind = models.CharField(max_length=24)
    source = models.CharField(max_length=60)  # names the system; keys are unique within it
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    key_files = models.JSONField(default=dict, blank=True)  # look-up name → stored file's id
    columns = models.JSONField(default=dict, blank=True)
    header = models.JSONField(default=list, blank=True)  # the file's own headings, in order
    options = models.JSONField(default=dict, blank=True)
    checked = models.JSONField(default=dict, blank=True)  # what reading the file once has shown
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.RECEIVED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)  # totals, notes, filtered rows
    position = models.PositiveIntegerField(default=0)  # the last row number that is settled
    notes = models.JSONField(default=dict, blank=True)  # what good rows had to leave out, counted
    stop_asked = models.BooleanField(default=False)
    failure = models.CharField(max_length=60, blank=True)  # a code, with its figures beside
    failure_params = models.JSONField(default=dict, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet["ImportRun"].as_manager()

    def __str__(self) -> str:
        return self.public_id


class ImportReject(models.Model):
    """A row that was refused: where it stands, what it said and which rule refused it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejects")
    row_number = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=300, blank=True)
    rule = models.CharField(max_length=60)
    params = models.JSONField(default=dict, blank=True)
    row = models.JSONField(default=list)

    objects = RunRowsQuerySet["ImportReject"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "row_number"], name="one_reject_a_row")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.row_number}"


class ImportNote(models.Model):
    """A row that was taken with a note: merged, or without something that it said."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="noted")
    row_number = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=300, blank=True)
    row = models.JSONField(default=list)

    objects = RunRowsQuerySet["ImportNote"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["run", "code", "row_number"], name="notes_of_a_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.row_number} {self.code}"


class ChannelCheck(models.Model):
    """Findings about the own channel from two files of a stranger: registrations and shipments."""

    public_id = models.CharField(
        max_length=24, unique=True, default=new_analysis_id, editable=False
    )
    registrations_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    shipments_file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mappings = models.JSONField(default=dict)  # by file: kind's rules, headings, sheet
    rows = models.JSONField(default=dict)  # by file: the rows behind findings, as they stand there
    counts = models.JSONField(default=dict)  # by file: rows that hold, and that were refused
    findings = models.JSONField(default=list)
    rejected = models.JSONField(default=dict)  # by file: the first refused rows with their rules
    checked_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()

    objects = OwnQuerySet["ChannelCheck"].as_manager()

    def __str__(self) -> str:
        return self.public_id
