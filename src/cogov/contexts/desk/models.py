"""What goes out: who wants news of what, and each message on its way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.models import Journalled


class Subscription(Journalled):
    """Somebody wants e-mails about one report, or about all new ones of a choice. Counts once confirmed."""

    id = models.BigAutoField(primary_key=True)
    report = models.BigIntegerField(null=True, help_text="Number of the report; null = a choice of new ones")
    area = models.ForeignKey("areas.Area", null=True, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=60, blank=True)
    email = models.EmailField()
    person = models.ForeignKey("accounts.Person", null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    salt = models.CharField(max_length=32, help_text="Makes the links to confirm and to end")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "email"], condition=Q(report__isnull=False), name="desk_subscription_report"
            ),
            models.UniqueConstraint(
                fields=["area", "category", "email"],
                condition=Q(report=None, area__isnull=False),
                name="desk_subscription_place",
            ),
            models.UniqueConstraint(
                fields=["category", "email"], condition=Q(report=None, area=None), name="desk_subscription_kind"
            ),
        ]
        indexes = [models.Index(fields=["report"], name="desk_subscription_by_report")]


class Message(models.Model):
    """One message to one recipient. `occasion` and `to` together are unique, so an event told twice is sent once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    id = models.BigAutoField(primary_key=True)
    occasion = models.CharField(max_length=80, help_text="What it is about: entry:123")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="UTC; moved on by each attempt")
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occasion", "to"], name="desk_message_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="desk_message_due"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="desk_message_failed"),
        ]
