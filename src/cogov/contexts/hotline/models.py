"""Calls and visits that one operator takes, and the calls that the city owes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import Channel
from cogov.kernel.models import Journalled


class State(models.TextChoices):
    RINGING = "ringing", _("Ringing")
    OPEN = "open", _("In conversation")
    ENDED = "ended", _("Call over")
    MISSED = "missed", _("Missed")


class Outcome(models.TextChoices):
    """What a call came to."""

    FILED = "filed", _("Report filed")
    JOINED = "joined", _("Joined with a known case")
    ANSWERED = "answered", _("Answered")
    CONNECTED = "connected", _("Connected")
    CALL_BACK = "callback", _("To be called back")
    ADVISED = "advised", _("Talked it through")
    CUT_OFF = "cut_off", _("Broken off, or a wrong number")


CHANNELS = ((Channel.PHONE.value, Channel.PHONE.label), (Channel.COUNTER.value, Channel.COUNTER.label))


class Call(Journalled):
    """One call or visit. Who it was stands in `Caller`, which is forgotten; this row stays for the counts."""

    id = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=8, choices=State.choices)
    channel = models.CharField(max_length=8, choices=CHANNELS)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", help_text="Whose line rang")
    line = models.CharField(max_length=120, blank=True, help_text="The telephone's own id of the call")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField(help_text="UTC")
    taken_at = models.DateTimeField(null=True, help_text="UTC")
    hung_up_at = models.DateTimeField(null=True, help_text="UTC; the line closed, the work on it may go on")
    ended_at = models.DateTimeField(null=True, help_text="UTC")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    report = models.BigIntegerField(null=True, help_text="Filed or joined")
    answer = models.BigIntegerField(null=True, help_text="The answer that ended it")
    connected = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, null=True, related_name="+")
    looked = models.BooleanField(default=False, help_text="The operator's look at the caller is in the log")

    class Meta:
        indexes = [
            models.Index(fields=["body", "arrived_at"], condition=Q(state="ringing"), name="hotline_call_ringing"),
            models.Index(fields=["body", "ended_at"], name="hotline_call_ended"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="hotline_call_state"),
            models.UniqueConstraint(fields=["line"], condition=~Q(line=""), name="hotline_call_line"),
            models.UniqueConstraint(fields=["operator"], condition=Q(state="open"), name="hotline_call_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(state__in=("ringing", "missed"), operator=None, taken_at=None)
                | Q(state__in=("open", "ended"), taken_at__isnull=False),
                name="hotline_call_taken",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False, outcome__in=Outcome.values)
                | (~Q(state="ended") & Q(outcome="")),
                name="hotline_call_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class Caller(models.Model):
    """Who called: kept only as long as it is needed. `case` is a report whose receipt the caller showed."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, primary_key=True, related_name="caller")
    contact = models.CharField(max_length=254, blank=True, help_text="Number (E.164) or e-mail; empty = withheld")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.BigIntegerField(null=True)


class CallBackState(models.TextChoices):
    WAITING = "waiting", _("To be called")
    CLAIMED = "claimed", _("Taken on")
    DONE = "done", _("Called back")


class CallBack(Journalled):
    """A call that the city owes, taken on by one operator. `reason` is emptied once it is done."""

    id = models.BigAutoField(primary_key=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=CallBackState.choices, default=CallBackState.WAITING)
    due_at = models.DateTimeField(help_text="UTC; as promised")
    reason = models.CharField(max_length=300, blank=True)
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often nobody answered")
    reached = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, help_text="UTC")

    class Meta:
        indexes = [models.Index(fields=["body", "due_at"], condition=Q(done_at=None), name="hotline_callback_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CallBackState.values), name="hotline_callback_state"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="hotline_callback_done",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(operator__isnull=False), name="hotline_callback_claimed"
            ),
        ]

    def __str__(self) -> str:
        return f"call back {self.pk}"
