"""Plans for emergencies, and emergencies with their calls, log and tasks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.kernel.models import Journalled


class Kind(models.TextChoices):
    FIRE = "fire", _("Fire")
    FLOOD = "flood", _("Flood")
    GAS = "gas", _("Gas")
    WATER = "water", _("Water supply")
    POWER = "power", _("Power failure")
    ROAD = "road", _("Road or bridge")
    WEATHER = "weather", _("Storm, heat or cold")
    HEALTH = "health", _("Health")
    OTHER = "other", pgettext_lazy("emergency", "Other")


class Trigger(models.TextChoices):
    """When a report of one of the plan's categories declares the emergency by itself."""

    NEVER = "never", _("Never: a person decides")
    ACCEPTED = "accepted", _("When a reviewer has accepted the report")
    FILED = "filed", _("At once when the report is filed")


class State(models.TextChoices):
    DECLARED = "declared", _("Declared, nobody commands yet")
    LED = "led", _("Under command")
    ENDED = "ended", _("Over, to be reviewed")
    REVIEWED = "reviewed", _("Reviewed")


ACTIVE = (State.DECLARED.value, State.LED.value)


class Outcome(models.TextChoices):
    OVER = "over", _("The danger is over")
    FALSE_ALARM = "false_alarm", _("It was a false alarm")
    PASSED_ON = "passed_on", _("Others have taken over")


class Plan(Journalled):
    """One plan of a body. `version` is its newest version, which counts for the next emergency."""

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", help_text="Who keeps it")
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(help_text="UTC")

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PlanVersion(models.Model):
    """What a plan said; never changed again. Advice: one step for residents on each line."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(help_text="UTC")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    trigger = models.CharField(max_length=10, choices=Trigger.choices, default=Trigger.NEVER)
    categories = models.JSONField(default=list, help_text="Codes of the categories that belong to it")
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    advice_zh = models.TextField()
    advice_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="emergencies_planversion_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="emergencies_planversion_kind"),
            models.CheckConstraint(condition=Q(trigger__in=Trigger.values), name="emergencies_planversion_trigger"),
        ]


class Duty(models.Model):
    """A duty officer of a body in a version of a plan; `position` counts within the body, the first is told first."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="duties", db_index=False)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "body", "position"], name="emergencies_duty_order"),
            models.UniqueConstraint(fields=["version", "body", "person"], name="emergencies_duty_once"),
        ]


class Emergency(Journalled):
    """One emergency or drill. A drill is never public."""

    id = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DECLARED)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    drill = models.BooleanField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", help_text="Where")
    report = models.BigIntegerField(null=True, help_text="What it was declared from")
    declared_at = models.DateTimeField(help_text="UTC")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    public_at = models.DateTimeField(null=True, help_text="UTC; since when everybody reads what to do")
    commander = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="UTC")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    learnt = models.TextField(blank=True, help_text="The review: what went well, what has to change")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["-declared_at"], name="emergencies_emergency_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="emergencies_emergency_state"),
            models.CheckConstraint(condition=Q(drill=False) | Q(public_at=None), name="emergencies_drill_not_public"),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE, ended_at=None, outcome="")
                | (~Q(state__in=ACTIVE) & Q(ended_at__isnull=False, outcome__in=Outcome.values)),
                name="emergencies_emergency_ended",
            ),
            models.CheckConstraint(
                condition=Q(state="declared", commander=None) | ~Q(state="declared"),
                name="emergencies_emergency_commanded",
            ),
            models.UniqueConstraint(
                fields=["plan", "drill"], condition=Q(state__in=ACTIVE), name="emergencies_one_of_a_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"emergency {self.pk}"


class Call(models.Model):
    """A body that is called until one of its people acknowledges. `next_at` empty: it is not called any more."""

    id = models.BigAutoField(primary_key=True)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="calls", db_index=False)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    rounds = models.PositiveSmallIntegerField(default=0, help_text="How often it was called")
    next_at = models.DateTimeField(null=True, help_text="UTC")
    acknowledged_at = models.DateTimeField(null=True, help_text="UTC")
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["emergency", "body"], name="emergencies_call_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(next_at=None), name="emergencies_call_acknowledged"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="emergencies_call_due")]


class What(models.TextChoices):
    """What a line of the log tells."""

    SAID = "said", _("Note")
    DECLARED = "declared", _("Declared")
    REPORT = "report", _("Another report came in")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    SHOWN = "shown", _("Shown to the public")
    COMMAND = "command", _("Command taken")
    HANDED_OVER = "handed_over", _("Command handed over")
    TASK = "task", _("Task given")
    DONE = "done", _("Task done")
    ENDED = "ended", _("Declared over")
    REVIEWED = "reviewed", _("Reviewed")


class LogLine(models.Model):
    """A line of the shared log; never changed, never removed. `what` says which words the house adds itself."""

    What = What

    id = models.BigAutoField(primary_key=True)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="lines")
    at = models.DateTimeField(help_text="UTC")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    public = models.BooleanField(default=False, help_text="Also on the public page")
    report = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(what__in=What.values), name="emergencies_logline_what")]


class LogPhoto(models.Model):
    """A picture on a line of the log."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(LogLine, on_delete=models.PROTECT, related_name="photos")
    asset = models.ForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+")


class TaskState(models.TextChoices):
    OPEN = "open", _("To be done")
    DONE = "done", pgettext_lazy("task", "Done")


class Task(Journalled):
    """Something that a body has to do now."""

    id = models.BigAutoField(primary_key=True)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="tasks")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=TaskState.choices, default=TaskState.OPEN)
    text_zh = models.CharField(max_length=300, blank=True)
    text_en = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(help_text="UTC")
    done_at = models.DateTimeField(null=True, help_text="UTC")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", done_at=None) | Q(state="done", done_at__isnull=False),
                name="emergencies_task_done",
            ),
            models.CheckConstraint(condition=~Q(text_zh="") | ~Q(text_en=""), name="emergencies_task_said"),
        ]
