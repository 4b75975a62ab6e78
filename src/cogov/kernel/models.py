"""Tables of the spine: journal, deliveries, checkpoints, idempotent answers, versions, calendars, clocks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cogov.kernel.actors import Channel


class Journalled(models.Model):
    """A row whose every change is told in the journal.

    A new row promises its first entry, so `journal_seq` starts at 1; the hash of that entry is
    filled in by the second. `journal_seq` is also the revision that forms send back, so that
    two people editing one thing are noticed.
    """

    journal_seq = models.PositiveIntegerField(default=1, editable=False)
    journal_hash = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        abstract = True


class Entry(models.Model):
    """One immutable fact about one subject, chained to the subject's fact before it."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(help_text="UTC")
    kind = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField(help_text="1, 2, 3 … within the subject")
    person = models.BigIntegerField(null=True)
    role = models.CharField(max_length=16, blank=True)
    body = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    data = models.TextField(help_text="Canonical JSON, hashed as it stands")
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "seq"], name="kernel_entry_chain"),
        ]


class Delivery(models.Model):
    """One entry that one handler has still to see. Done means deleted; dead waits for a person."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    handler = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="UTC; moved on by each claim, so a lost worker's rows come back")
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="kernel_delivery_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(dead_at=None), name="kernel_delivery_due"),
            models.Index(fields=["dead_at"], condition=~Q(dead_at=None), name="kernel_delivery_dead"),
        ]


class Checkpoint(models.Model):
    """A Merkle root (RFC 6962) over the root before it and the entries first_id <= id <= last_id in order of id."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    first_id = models.BigIntegerField(unique=True)
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    prev_root = models.CharField(max_length=64, blank=True)


class Answer(models.Model):
    """The first answer to a request that came with a client-made key."""

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    result = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="kernel_answer_once")]


class Version(models.Model):
    """Counts the changes of a small table that processes hold in memory."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)


class WorkingTime(models.Model):
    """What a calendar says. `hours` maps ISO weekday "1".."7" to a list of ["08:30", "12:00"] in `zone`."""

    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    hours = models.JSONField()
    country = models.CharField(max_length=8, default="CN", blank=True, help_text="ISO 3166-1; holidays; empty = none")
    closures = models.JSONField(default=list, help_text='Own closed days as "2026-05-04"')
    openings = models.JSONField(default=list, help_text="Own extra working days")

    class Meta:
        abstract = True


class Calendar(WorkingTime, Journalled):
    """Working time of a body as it is now; what it was before stays in `CalendarVersion`."""

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1, help_text="Counts the changes of working time; 1 is the first")


class CalendarVersion(WorkingTime):
    """Working time as it was until somebody changed it. Kept for ever: promises were given by it."""

    id = models.BigAutoField(primary_key=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    until = models.DateTimeField(help_text="UTC; when the next version took its place")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="kernel_calendar_version_once")]


class Clock(models.Model):
    """A promise about a subject with its due time. Pauses and extensions are rows of `ClockChange`."""

    class Kind(models.TextChoices):
        REVIEW = "review"
        FIRST_ANSWER = "first_answer"
        DISPATCH = "dispatch"
        RESOLUTION = "resolution"
        VERIFICATION = "verification"

    id = models.BigAutoField(primary_key=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    calendar = models.CharField(max_length=40, blank=True, help_text="Code of the calendar; empty = round the clock")
    calendar_version = models.PositiveIntegerField(default=1, help_text="The one in force when the promise was given")
    amount = models.FloatField(null=True, help_text="What was promised, in `unit`; null = told by another system")
    unit = models.CharField(max_length=16, blank=True, help_text="kernel.limits.Unit")
    rule = models.BigIntegerField(null=True, help_text="What the limit was taken from, in the subject's own context")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="UTC, as promised")
    stopped_at = models.DateTimeField(null=True, help_text="When the promise was kept, late or in time")
    paused_at = models.DateTimeField(null=True)
    escalation = models.PositiveSmallIntegerField(default=0, help_text="Steps already taken")
    next_check_at = models.DateTimeField(null=True, help_text="When tick looks again; null = never")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "kind"], name="kernel_clock_once"),
            models.CheckConstraint(condition=Q(due_at__gte=models.F("started_at")), name="kernel_clock_forward"),
        ]
        indexes = [
            models.Index(fields=["next_check_at"], condition=~Q(next_check_at=None), name="kernel_clock_check"),
        ]


class ClockChange(models.Model):
    """One pause, resumption or extension of a clock, with who asked and who approved."""

    id = models.BigAutoField(primary_key=True)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=[("pause", "pause"), ("resume", "resume"), ("extend", "extend")])
    reason = models.TextField(blank=True)
    person = models.BigIntegerField(null=True)
    approved_by = models.BigIntegerField(null=True)
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()


class Bucket(models.Model):
    """How full one caller's bucket of requests is (kernel.throttle). A row whose `full_at` has passed says nothing."""

    key = models.CharField(max_length=32, primary_key=True, help_text="Keyed digest; says nothing about the caller")
    full_at = models.BigIntegerField(db_index=True, help_text="Unix ms at which the bucket will be full again")
    granted = models.BooleanField(help_text="The answer to the last request")


class Periodic(models.Model):
    """When a job that comes round again is due; claimed by moving `due_at` on, so that one worker runs it."""

    name = models.CharField(max_length=120, primary_key=True)
    due_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, help_text="When it last ended well")
    error = models.TextField(blank=True, help_text="Of the last run; empty = it ended well")


class Heartbeat(models.Model):
    """A worker that lives."""

    name = models.CharField(max_length=120, primary_key=True, help_text="host:process:thread")
    started_at = models.DateTimeField()
    at = models.DateTimeField()
    handled = models.PositiveBigIntegerField(default=0, help_text="Deliveries since the start")
