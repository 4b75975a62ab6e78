"""The report, from filing to closing: once accepted it is the city's case (ADR 0005)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports.models.category import Category, Difficulty
from cogov.kernel.actors import Channel
from cogov.kernel.models import Journalled


class State(models.TextChoices):
    """Where a report stands. The steps between them: reports.workflow."""

    RECEIVED = "received", _("Received")
    ASKED = "asked", _("Question to the reporter")
    ACCEPTED = "accepted", _("Accepted")
    DISPATCHED = "dispatched", _("Handed over")
    HANDLING = "handling", _("In progress")
    RESOLVED = "resolved", _("Done, being checked")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Not taken up")
    MERGED = "merged", _("Joined with another report")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = frozenset({State.RECEIVED, State.ASKED, State.ACCEPTED, State.DISPATCHED, State.HANDLING, State.RESOLVED})
CLOSED = frozenset(State) - OPEN


class Outcome(models.TextChoices):
    """How it ended."""

    NONE = "", _("Still open")
    FIXED = "fixed", _("Fixed")
    ANSWERED = "answered", _("Answered")
    UNFIXED = "unfixed", _("Cannot be fixed")


class Resolver(models.TextChoices):
    """Who said that it is done; somebody else has to check."""

    NOBODY = "", _("Nobody yet")
    BODY = "body", _("The responsible body")
    RESIDENT = "resident", _("A resident")
    REPORTER = "reporter", _("The reporter")


class Report(Journalled):
    """One report. Texts of the reporter, contact and position are personal; the journal holds digests only.

    `district` … `grid` are the areas at the place, kept so that each level's list is one index look-up;
    `cell` is the H3 cell of resolution 12 (about 10 m), whose integer order makes every coarser cell a range.
    """

    id = models.BigAutoField(primary_key=True)
    filed_at = models.DateTimeField(help_text="UTC")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    redacted_text = models.TextField(null=True, help_text="Shown in public instead of `text` when not null")
    attributes = models.JSONField(default=dict, help_text="Answers to the category's questions")
    address = models.CharField(max_length=300, blank=True)
    lat = models.FloatField(null=True, help_text="WGS84 degrees")
    lon = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    approximate = models.BooleanField(default=False, help_text="Only the community is known, not the spot")
    district = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    street = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    community = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    grid = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.WEB)
    reporter = models.ForeignKey(
        "accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    name_shown = models.BooleanField(default=False)
    private = models.BooleanField(default=False, help_text="Seen by the parties only")
    released_at = models.DateTimeField(null=True, help_text="From then on text and photos are public")
    receipt = models.CharField(max_length=64, help_text="SHA-256 of the receipt")
    salt = models.CharField(max_length=32, help_text="Makes the receipt and hides the text behind its digest")
    body = models.ForeignKey("bodies.Body", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    about_body = models.ForeignKey(
        "bodies.Body",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="The body that the complaint is about; neither it nor its parts see the report",
    )
    difficulty = models.CharField(max_length=12, choices=Difficulty.choices, default=Difficulty.EASY)
    emergency = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, help_text="Copy of the resolution clock")
    accepted_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    supporters = models.PositiveIntegerField(default=0, help_text="Me-toos and merged reports")
    reopened = models.PositiveSmallIntegerField(default=0)
    resolved_by = models.ForeignKey(
        "accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    resolver = models.CharField(max_length=8, choices=Resolver.choices, default=Resolver.NOBODY, blank=True)
    stars = models.PositiveSmallIntegerField(null=True, help_text="The reporter's last rating, 1 to 5")
    source = models.CharField(max_length=40, blank=True, help_text="Where an imported report comes from")
    source_id = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt"], name="reports_report_receipt"),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="reports_report_source"
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None, cell=None)
                | Q(lat__isnull=False, lon__isnull=False, cell__isnull=False),
                name="reports_report_place",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into=None)),
                name="reports_report_merged",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=sorted(CLOSED)) & Q(closed_at__isnull=False))
                | (Q(state__in=sorted(OPEN)) & Q(closed_at=None)),
                name="reports_report_closed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, outcome__gt="")
                | (~Q(state=State.CLOSED) & (Q(outcome="") | Q(state=State.RESOLVED))),
                name="reports_report_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DISPATCHED, State.HANDLING]) | Q(body__isnull=False),
                name="reports_report_body",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="reports_report_not_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["-filed_at", "-id"], name="reports_newest"),
            models.Index(fields=["category", "-filed_at"], name="reports_by_category"),
            models.Index(fields=["district", "-filed_at"], name="reports_by_district"),
            models.Index(fields=["street", "-filed_at"], name="reports_by_street"),
            models.Index(fields=["community", "-filed_at"], name="reports_by_community"),
            models.Index(  # whatever is asked of the reports near a point stands in it, so that no row is read for it
                fields=["cell", "filed_at", "category", "state", "private", "lat", "lon"], name="reports_near"
            ),
            models.Index(  # the same from the newest on, by cells of resolution 10 (cells.NEAR_SQL)
                F("cell").bitrightshift(15),
                F("filed_at").desc(),
                "category",
                "state",
                "private",
                "cell",
                "lat",
                "lon",
                name="reports_near_newest",
            ),
            models.Index(fields=["body", "due_at"], condition=Q(closed_at=None), name="reports_open_by_body"),
            models.Index(
                fields=["-emergency", "filed_at", "id"], condition=Q(state=State.RECEIVED), name="reports_review_queue"
            ),
            models.Index(fields=["due_at", "id"], condition=Q(closed_at=None, resolved_at=None), name="reports_late"),
            models.Index(fields=["state", "updated_at"], condition=Q(closed_at=None), name="reports_open_by_state"),
            models.Index(fields=["updated_at", "id"], name="reports_changed"),
            models.Index(
                fields=["reporter", "-filed_at"], condition=Q(reporter__isnull=False), name="reports_by_reporter"
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="reports_merged_into"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
