"""How long things may take: rows of limits, the nearest of which counts (ADR 0012)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.reports.models.category import Difficulty
from cogov.kernel.actors import AreaLevel
from cogov.kernel.limits import Unit
from cogov.kernel.models import Journalled

LEVELS = (
    (AreaLevel.CITY.value, _("City")),
    (AreaLevel.DISTRICT.value, _("District")),
    (AreaLevel.STREET.value, _("Street")),
    (AreaLevel.COMMUNITY.value, _("Community")),
)


class Policy(Journalled):
    """One limit. A change ends the row and adds another, so that every old promise can still be explained."""

    class Kind(models.TextChoices):
        """The clocks of a report, and two ceilings."""

        FIRST_ANSWER = "first_answer", _("First answer")
        REVIEW = "review", pgettext_lazy("clock", "Review")
        DISPATCH = "dispatch", _("Handing over")
        RESOLUTION = "resolution", _("Solution")
        VERIFICATION = "verification", _("Checking")
        EXTENSION = "extension", _("At most as extensions")
        PAUSE = "pause", _("At most on hold")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    category = models.CharField(max_length=60, blank=True, help_text="Code, with all below it; empty = every category")
    difficulty = models.CharField(max_length=12, choices=Difficulty.choices, blank=True, help_text="Empty = every one")
    level = models.CharField(
        max_length=10, choices=LEVELS, blank=True, help_text="Of the responsible body; empty = every one"
    )
    amount = models.FloatField()
    unit = models.CharField(max_length=16, choices=Unit.choices, default=Unit.HOURS)
    latest = models.FloatField(null=True, blank=True, help_text="Hours round the clock by which it ends in any case")
    calendar = models.CharField(
        max_length=40, blank=True, help_text="Code of the calendar to count by; empty = the responsible body's"
    )
    note = models.CharField(max_length=200, blank=True, help_text="The decree or agreement it rests on")
    since = models.DateTimeField(help_text="UTC")
    until = models.DateTimeField(null=True, blank=True, help_text="UTC; empty = no end")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "category", "difficulty", "level"], condition=Q(until=None), name="reports_policy_one"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reports_policy_amount"),
            models.CheckConstraint(condition=Q(latest=None) | Q(latest__gt=0), name="reports_policy_latest"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="reports_policy_time"),
        ]
