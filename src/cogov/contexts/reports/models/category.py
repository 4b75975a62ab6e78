"""What a report can be about: a tree after China's practice (GB/T 30428), with extra questions at its leaves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.models import Journalled


class Kind(models.TextChoices):
    """部件 and 事件 of the grid system, and what people say beside them."""

    COMPONENT = "component", _("Component")
    EVENT = "event", _("Event")
    COMPLAINT = "complaint", _("Complaint")
    SUGGESTION = "suggestion", _("Suggestion")
    ENQUIRY = "enquiry", _("Enquiry")
    PLATFORM = "platform", _("About this platform")


class Difficulty(models.TextChoices):
    """Tier of S7: the usual limit is 24, 48 or 72 hours."""

    EASY = "easy", _("Easy")
    HARD = "hard", _("Hard")
    COMPLICATED = "complicated", _("Complicated")


class Category(Journalled):
    """One node of the tree. Reports are filed under leaves only.

    `questions` is a list in the form of Open311 attributes:
    {code, datatype, required, order, description_zh, description_en, values: [{key, name_zh, name_en}]}.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    description_zh = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    keywords_zh = models.TextField(blank=True, help_text="Separated by spaces")
    keywords_en = models.TextField(blank=True)
    icon = models.CharField(max_length=40, default="circle-dot")
    simple = models.BooleanField(default=False, help_text="Residents may fix it themselves")
    private = models.BooleanField(default=False, help_text="Seen by the parties only")
    needs_place = models.BooleanField(default=True)
    emergency = models.BooleanField(default=False)
    difficulty = models.CharField(max_length=12, choices=Difficulty.choices, default=Difficulty.EASY)
    limit_hours = models.PositiveSmallIntegerField(default=24, help_text="Hours until resolved, round the clock")
    questions = models.JSONField(default=list)
    leaf = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(limit_hours__gte=1), name="reports_category_limit"),
        ]

    def __str__(self) -> str:
        return self.code
