"""What came in by any channel: kept as it arrived until a person, or a clear reading, made something of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.models import Journalled


class Incoming(Journalled):
    """One message from outside. `channel` and `mark` (digest of its own number there) are unique: repeats are one.

    `photos` are ids of assets; `pictures` are addresses still to be fetched by the worker.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")
        WECHAT = "wechat", _("WeChat")
        MICROBLOG = "microblog", _("Microblog")
        WEIBO = "weibo", _("Weibo")

    class State(models.TextChoices):
        NEW = "new", _("To be read")
        FILED = "filed", _("Became a report")
        JOINED = "joined", _("Joined to a case")
        ANSWERED = "answered", _("Answered")
        DISCARDED = "discarded", _("Set aside")

    id = models.BigAutoField(primary_key=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    mark = models.CharField(max_length=64, help_text="Digest of what names the message on its channel")
    sender = models.CharField(max_length=500, help_text="Address, number, or name on the channel")
    sender_name = models.CharField(max_length=80, blank=True)
    thread = models.CharField(max_length=500, blank=True, help_text="What an answer has to name: Message-ID, note")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    lat = models.FloatField(null=True, help_text="WGS84 degrees")
    lon = models.FloatField(null=True)
    address = models.CharField(max_length=300, blank=True)
    photos = models.JSONField(default=list)
    pictures = models.JSONField(default=list)
    left_out = models.PositiveSmallIntegerField(default=0, help_text="Attachments that are no photos")
    proof = models.CharField(max_length=100, blank=True, help_text="What is known of the sender: dmarc=pass")
    body = models.ForeignKey(
        "bodies.Body", null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The body that was spoken to",
    )  # fmt: skip
    report = models.BigIntegerField(null=True, help_text="The case that it belongs to, or may belong to")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        "accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was put aside, or why it waits")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "mark"], name="desk_incoming_once"),
            models.CheckConstraint(
                condition=Q(state="new", handled_at=None) | (~Q(state="new") & Q(handled_at__isnull=False)),
                name="desk_incoming_handled",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["filed", "joined"]) | Q(report__isnull=False), name="desk_incoming_report"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="new"), name="desk_incoming_to_read"),
            models.Index(fields=["channel", "sender"], name="desk_incoming_sender"),
            models.Index(fields=["handled_at"], name="desk_incoming_old"),
        ]
