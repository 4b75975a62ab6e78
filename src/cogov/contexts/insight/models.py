"""Tables of the figures: one narrow row a case, counts by scope and month, and what is still open by day.

All of it follows from the journal alone (`folding`) and can be made again at any time. Nothing personal:
ids, codes, times and counts.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cogov.kernel.models import Journalled

CITY, PRIVATE = "city", "private"
"""Scopes beside "a<area>" and "b<body>": everything that is public, and everything that is not."""


class Standing(models.TextChoices):
    """Where a case stands for the figures. `told`: closed, but nobody other than the handler has checked it."""

    OPEN = "open"
    VERIFIED = "verified"
    TOLD = "told"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Cut(models.TextChoices):
    """By what a count is split."""

    ALL = "all"
    CATEGORY = "category"
    CHANNEL = "channel"


class Case(models.Model):
    """What the figures know of one report; the fields are those of `facts.Row`. None = not decided, or not counted."""

    report = models.BigIntegerField(primary_key=True)
    filed_at = models.DateTimeField(help_text="UTC")
    filed_on = models.DateField(help_text="In the city's time zone")
    month = models.PositiveIntegerField(help_text="Of filing: 202611")
    category = models.CharField(max_length=60)
    channel = models.CharField(max_length=12)
    district = models.BigIntegerField(null=True)
    street = models.BigIntegerField(null=True)
    community = models.BigIntegerField(null=True)
    body = models.BigIntegerField(null=True)
    scopes = models.TextField(help_text='In whose figures it counts: "city a2 a5 b7"; with all above the body')
    private = models.BooleanField()
    standing = models.CharField(max_length=10, choices=Standing.choices)
    answered = models.BooleanField(null=True, help_text="First answer in time")
    in_time = models.BooleanField(null=True, help_text="Resolved in time")
    told_in_time = models.BooleanField(null=True, help_text="In time by the word of another system")
    done = models.BooleanField(help_text="Said to be done at least once")
    reopened = models.PositiveSmallIntegerField()
    stars = models.PositiveSmallIntegerField(null=True)
    minutes = models.FloatField(null=True, help_text="From filing to the resolution that was verified")
    resolved_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_month = models.PositiveIntegerField(null=True)
    check_at = models.DateTimeField(null=True, help_text="When time alone decides something about it")

    class Meta:
        indexes = [
            models.Index(fields=["month", "report"], name="insight_case_month"),
            models.Index(fields=["district", "month", "report"], name="insight_case_district"),
            models.Index(fields=["street", "month", "report"], name="insight_case_street"),
            models.Index(fields=["community", "month", "report"], name="insight_case_community"),
            models.Index(fields=["body", "month", "report"], name="insight_case_body"),
            models.Index(fields=["report"], condition=Q(standing="open"), name="insight_case_open"),
            models.Index(fields=["filed_at"], name="insight_case_filed"),
            models.Index(fields=["ended_at"], condition=~Q(ended_at=None), name="insight_case_ended"),
            models.Index(fields=["check_at"], condition=~Q(check_at=None), name="insight_case_check"),
        ]


class Cell(models.Model):
    """Counts of the cases of one scope filed in one month, whole or of one category or channel.

    `ended` alone counts by the month in which cases left the backlog. `lengths` is a histogram of
    `cogov.methods.lengths`: from filing to the verified resolution.
    """

    key = models.CharField(max_length=120, primary_key=True, help_text="scope/month/cut/value")
    scope = models.CharField(max_length=24)
    month = models.PositiveIntegerField(help_text="202611")
    cut = models.CharField(max_length=8, choices=Cut.choices)
    value = models.CharField(max_length=60, blank=True, help_text="Code of the category or channel")
    filed = models.IntegerField()
    open = models.IntegerField()
    late = models.IntegerField(help_text="Of the open ones those past their promise")
    verified = models.IntegerField()
    told = models.IntegerField()
    rejected = models.IntegerField()
    merged = models.IntegerField()
    withdrawn = models.IntegerField()
    answer_due = models.IntegerField(help_text="Whose first answer is decided")
    answered = models.IntegerField()
    due = models.IntegerField(help_text="Whose promise is decided")
    in_time = models.IntegerField()
    told_due = models.IntegerField()
    told_in_time = models.IntegerField()
    done = models.IntegerField()
    reopened = models.IntegerField()
    rated = models.IntegerField()
    satisfied = models.IntegerField()
    ended = models.IntegerField()
    lengths = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["scope", "month"], name="insight_cell_scope")]


class Waiting(models.Model):
    """How many cases filed on one day are still open: the backlog and its age without looking at the cases."""

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=24)
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "day"], name="insight_waiting_once")]


class Progress(models.Model):
    """How far the journal is folded: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    entry = models.BigIntegerField(default=0, help_text="Journal rows up to this id are counted")
    as_of = models.DateTimeField(null=True, help_text="What time alone decides is decided as of then")
    number = models.BigIntegerField(default=0, help_text="Changes with the figures")
    shape = models.CharField(max_length=64, blank=True, help_text="Digest of the trees of areas, bodies and categories")
    sweep = models.BigIntegerField(null=True, help_text="All cases up to this one follow a new shape; null = all do")
    held_until = models.DateTimeField(null=True, help_text="Nobody else folds before then")


class Weekly(Journalled):
    """The report of one week for one area, as it was told then."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    week = models.DateField(help_text="Its Monday")
    made_at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "week"], name="insight_weekly_once")]
        indexes = [models.Index(fields=["-week", "area"], name="insight_weekly_newest")]
