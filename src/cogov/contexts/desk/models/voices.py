"""The bodies' voices in the microblogs of the world (ActivityPub): keys, followers, what they said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cogov.kernel.models import Journalled


class Voice(Journalled):
    """A body that speaks in public, with the key that signs for it (sealed with the server's secret)."""

    id = models.BigIntegerField(primary_key=True, help_text="The body's own number")
    body = models.OneToOneField("bodies.Body", on_delete=models.PROTECT, related_name="+")
    sealed_key = models.TextField(help_text="PEM, encrypted")
    public_key = models.TextField(help_text="PEM")
    open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=F("body_id")), name="desk_voice_of_its_body")]


class Follower(models.Model):
    """An account elsewhere that wants a body's posts. The other side ends it by Undo, or by being gone."""

    id = models.BigAutoField(primary_key=True)
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.CharField(max_length=500, help_text="Its ActivityPub id")
    inbox = models.CharField(max_length=500, help_text="The shared one of its server where there is one")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "account"], name="desk_follower_once")]


class Post(Journalled):
    """Something that a body said in public, or answered to somebody."""

    id = models.BigAutoField(primary_key=True)
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+", db_index=False)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    report = models.BigIntegerField(null=True)
    answers = models.CharField(max_length=500, blank=True, help_text="The note elsewhere that it answers")
    to = models.CharField(max_length=500, blank=True, help_text="The account that it answers")
    published_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text_zh="", text_en=""), name="desk_post_says_something")]
        indexes = [models.Index(fields=["voice", "-id"], name="desk_post_newest")]
