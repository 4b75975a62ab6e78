"""Who is told of public facts by a signed message, and what became of each message."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.clock import now
from cogov.kernel.models import Journalled
from cogov.kernel.personal import Basis, personal


class WebhookSubscription(Journalled):
    """An address that gets public facts. Its secret is derived from `salt`, so a copy of the database signs nothing."""

    id = models.BigAutoField(primary_key=True)
    label = models.CharField(max_length=80)
    contact = models.EmailField(help_text="Who is told when messages do not arrive")
    url = models.URLField(max_length=500)
    salt = models.CharField(max_length=32)
    kinds = models.JSONField(default=list, help_text="Kinds of facts; empty = all public ones")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    failures = models.PositiveIntegerField(default=0, help_text="Attempts that failed since the last success")
    paused_at = models.DateTimeField(null=True, help_text="Since when the machine itself stopped trying")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"), name="reports_webhook_url"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class WebhookMessage(models.Model):
    """One public fact for one subscriber; unique by the id of its entry, so that nothing is sent twice."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not yet sent")
        SENT = "sent", _("Arrived")
        FAILED = "failed", _("Given up")

    id = models.BigAutoField(primary_key=True)
    subscription = models.ForeignKey(WebhookSubscription, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.BigIntegerField(help_text="Id of the journal's entry")
    kind = models.CharField(max_length=64)
    report = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status of the last answer")
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=now)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "entry"], name="reports_webhookmessage_once")]
        indexes = [
            models.Index(fields=["subscription", "-id"], name="reports_webhookmessage_newest"),
            models.Index(fields=["created_at"], name="reports_webhookmessage_age"),
        ]


personal(
    "reports.webhooksubscription",
    "label",
    "contact",
    purpose=_("To reach whoever runs a system that is told of public facts"),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
