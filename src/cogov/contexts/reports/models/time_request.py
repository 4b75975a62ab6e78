"""More time for a report: asked for by its body, decided by somebody else, told in public."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.reports.models.parts import Update
from cogov.contexts.reports.models.report import Report


class TimeRequest(models.Model):
    """One request. Its facts stand in the journal of its report; its words are two of the report's `Update`."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("More time")
        WAITING = "waiting", _("Waiting for the reporter")
        SUSPENDED = "suspended", _("On hold")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "Taken back")
        ENDED = "ended", _("Over")

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    until = models.DateTimeField(help_text="UTC; the new due time asked for, or when the pause ends at the latest")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        "accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    reason = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_before = models.DateTimeField(help_text="UTC; what was promised when it was asked for")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    answer = models.ForeignKey(Update, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, help_text="When a pause was over")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(state="asked"), name="reports_time_request_one_asked"
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state="approved") & ~Q(kind="extension"),
                name="reports_time_request_one_pause",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused", "ended"]) | Q(decided_at__isnull=False),
                name="reports_time_request_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False), name="reports_time_request_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["report", "id"], name="reports_time_request_report"),
            models.Index(fields=["body", "asked_at"], condition=Q(state="asked"), name="reports_time_request_queue"),
            models.Index(
                fields=["until"],
                condition=Q(state="approved") & ~Q(kind="extension"),
                name="reports_time_request_pauses",
            ),
        ]

    @property
    def is_pause(self) -> bool:
        return self.kind != self.Kind.EXTENSION
