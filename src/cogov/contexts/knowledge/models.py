"""Answers to what people ask, in two languages, with every version that ever was."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.models import Journalled


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Answer(Journalled):
    """One answer. `version` is its newest version, `shown` the one that residents read; 0 = none yet."""

    id = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", help_text="Who answers for it")
    category = models.CharField(max_length=60, blank=True, help_text="Code of the kind of matter it belongs to")
    version = models.PositiveIntegerField(default=1)
    shown = models.PositiveIntegerField(default=0)
    reviewed_on = models.DateField(null=True, help_text="When somebody last found it to be right")
    review_on = models.DateField(help_text="When somebody has to look at it again")
    helped = models.PositiveIntegerField(default=0, help_text="Readers who said that it answered them")
    failed = models.PositiveIntegerField(default=0, help_text="Readers who said that it did not")
    calls = models.PositiveIntegerField(default=0, help_text="Calls that ended with it and without a case")
    created_at = models.DateTimeField(help_text="UTC")

    class Meta:
        indexes = [models.Index(fields=["state", "review_on"], name="knowledge_answer_review")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="knowledge_answer_state"),
            models.CheckConstraint(condition=~Q(state="published") | Q(shown__gte=1), name="knowledge_answer_shown"),
            models.CheckConstraint(condition=Q(shown__lte=F("version")), name="knowledge_answer_versions"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Version(models.Model):
    """What an answer said; never changed again. `links` is a list of [label, address]."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(help_text="UTC")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    title_zh = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    keywords_zh = models.CharField(max_length=200, blank=True)
    keywords_en = models.CharField(max_length=200, blank=True)
    links = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="knowledge_version_once"),
            models.CheckConstraint(condition=~Q(title_zh="") | ~Q(title_en=""), name="knowledge_version_titled"),
        ]


class Vote(models.Model):
    """One reader's word on an answer; `who` is a digest that names nobody."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="+", db_index=False)
    who = models.CharField(max_length=64)
    helpful = models.BooleanField()
    at = models.DateTimeField(help_text="UTC")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "who"], name="knowledge_vote_once")]


class Use(models.Model):
    """An answer that ended a call without a case."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+")
    call = models.BigIntegerField(unique=True, help_text="Id of the call: one answer ends it")
    at = models.DateTimeField(help_text="UTC")


class Sought(models.Model):
    """Words for which nothing was found, counted by month so that no single search can be told."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(help_text="Its first day")
    words = models.CharField(max_length=60)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "words"], name="knowledge_sought_once")]
