"""News for one person: on the page, on their devices, and how they want to hear of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cogov.kernel.models import Journalled


class Notice(models.Model):
    """One piece of news for somebody who has an account, shown behind the bell. An occasion is told once."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    occasion = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True, help_text="A path of this site")
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "occasion"], name="desk_notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="desk_notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="desk_notice_unread"),
            models.Index(fields=["created_at"], name="desk_notice_old"),
        ]


class Preference(Journalled):
    """How somebody wants to be told. Without a row: e-mail at once, text messages only where it is urgent."""

    id = models.BigIntegerField(primary_key=True, help_text="The person's own number")
    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, related_name="+")
    email = models.BooleanField(default=True)
    sms = models.BooleanField(default=False)
    push = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True, help_text="Local time; may be later than the end: over midnight")
    quiet_until = models.TimeField(null=True)
    gather_minutes = models.PositiveSmallIntegerField(default=10, help_text="What comes within them becomes one")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=F("person_id")), name="desk_preference_of_its_person"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="desk_preference_quiet_hours",
            ),
            models.CheckConstraint(condition=Q(gather_minutes__lte=1440), name="desk_preference_within_a_day"),
        ]


class Device(Journalled):
    """A browser that shows messages on its lock screen (RFC 8030). `mark` is the digest of its address."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64, unique=True)
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=100, help_text="Public key of the browser, base64url")
    auth = models.CharField(max_length=40, help_text="Secret shared with the browser, base64url")
    name = models.CharField(max_length=80, blank=True, help_text="Browser and system, for its owner to know it by")
    created_at = models.DateTimeField()
