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
    """One message to one address by one way. These three are unique, so an event told twice is sent once."""

    class Way(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")
        PUSH = "push", _("On the lock screen")
        WECHAT = "wechat", _("WeChat")
        MICROBLOG = "microblog", _("Microblog")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    class Arrival(models.TextChoices):
        """What the gateway says later about a text message."""

        UNKNOWN = "", _("not known")
        ARRIVED = "arrived", _("arrived")
        LOST = "lost", _("did not arrive")

    id = models.BigAutoField(primary_key=True)
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.EMAIL)
    occasion = models.CharField(max_length=120, help_text="What it is about: entry:123")
    to = models.CharField(max_length=500, help_text="Address, number, device or inbox, as the way needs it")
    person = models.ForeignKey("accounts.Person", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    report = models.BigIntegerField(null=True, help_text="Its case, if answers belong to one")
    language = models.CharField(max_length=8, default="zh-hans")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    urgent = models.BooleanField(default=False, help_text="Neither quiet hours nor the day's spending stop it")
    joins = models.BooleanField(default=False, help_text="May become one with others to the same address")
    parts = models.PositiveSmallIntegerField(default=1, help_text="Text messages that are paid for")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    arrival = models.CharField(max_length=8, choices=Arrival.choices, default=Arrival.UNKNOWN, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="UTC; moved on by each attempt")
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occasion", "way", "to"], name="desk_message_only_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="desk_message_due"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="desk_message_failed"),
            models.Index(fields=["way", "to", "sent_at"], name="desk_message_by_address"),
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="desk_message_person"),
        ]


class Spending(models.Model):
    """Text messages of one day: in all (`who` empty) and for each number, by its digest."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(help_text="Local date")
    who = models.CharField(max_length=64, blank=True)
    parts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "who"], name="desk_spending_once")]


class Silence(models.Model):
    """An address that wants no more news by one way; only its digest. Urgent matters and codes still reach it."""

    id = models.BigAutoField(primary_key=True)
    way = models.CharField(max_length=12, choices=Message.Way.choices)
    mark = models.CharField(max_length=64)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["way", "mark"], name="desk_silence_once")]
