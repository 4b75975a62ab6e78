"""Cases between neighbours. What one party says is in rows of its own and reaches no other party."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.kernel.models import Journalled


class About(models.TextChoices):
    NOISE = "noise", _("Noise")
    PARKING = "parking", _("Parking")
    WATER = "water", _("Water from upstairs")
    PETS = "pets", _("Pets")
    SHARED = "shared", _("Stairs, roof or yard")
    BUILDING = "building", _("Building work")
    OTHER = "other", pgettext_lazy("quarrel", "Something else")


class State(models.TextChoices):
    ASKED = "asked", pgettext_lazy("mediation", "Asked for")
    ACCEPTED = "accepted", pgettext_lazy("mediation", "Taken on")
    TALKS = "talks", pgettext_lazy("mediation", "In talks")
    AGREED = "agreed", pgettext_lazy("mediation", "Agreement signed")
    FAILED = "failed", pgettext_lazy("mediation", "No agreement")
    FOLLOWED_UP = "followed_up", pgettext_lazy("mediation", "Followed up")
    DECLINED = "declined", pgettext_lazy("mediation", "Not taken on")


CLOSED = (State.FOLLOWED_UP.value, State.DECLINED.value)


class Case(Journalled):
    """One quarrel with its mediator. `about_body`: an office that is itself a party; it never sees the case."""

    id = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    about = models.CharField(max_length=10, choices=About.choices)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", help_text="Who mediates")
    about_body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, null=True, related_name="+")
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    report = models.BigIntegerField(null=True, unique=True, help_text="The private report it came from")
    opened_at = models.DateTimeField(help_text="UTC")
    closed_at = models.DateTimeField(null=True, help_text="UTC")
    version = models.PositiveSmallIntegerField(default=0, help_text="Newest version of the agreement; 0 = none yet")
    holds = models.BooleanField(null=True, help_text="Whether it was quiet when somebody asked again")

    class Meta:
        indexes = [models.Index(fields=["body", "state"], name="mediation_case_desk")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="mediation_case_state"),
            models.CheckConstraint(condition=Q(about__in=About.values), name="mediation_case_about"),
            models.CheckConstraint(
                condition=(Q(state__in=CLOSED) & Q(closed_at__isnull=False))
                | (~Q(state__in=CLOSED) & Q(closed_at=None)),
                name="mediation_case_closed",
            ),
            models.CheckConstraint(condition=~Q(state="agreed") | Q(version__gte=1), name="mediation_case_agreed"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Party(models.Model):
    """One side. `code` is the digest of a secret of 160 bits that can be computed again from `salt` to print it."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties", db_index=False)
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True, help_text="As the mediator writes the letter to it")
    salt = models.CharField(max_length=32)
    code = models.CharField(max_length=64, unique=True)
    words = models.TextField(blank=True, help_text="Its own side")
    joined_at = models.DateTimeField(null=True, help_text="UTC")
    signed = models.PositiveSmallIntegerField(default=0, help_text="The version of the agreement it signed")
    signed_at = models.DateTimeField(null=True, help_text="UTC")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="mediation_party_place"),
            models.UniqueConstraint(fields=["case", "person"], name="mediation_party_once"),
        ]


class Message(models.Model):
    """Between the mediator and one party."""

    id = models.BigAutoField(primary_key=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="messages")
    from_mediator = models.BooleanField()
    text = models.TextField(blank=True)
    at = models.DateTimeField(help_text="UTC")


class Note(models.Model):
    """For the mediator's own eyes; `party` is whom it is about, empty = the case."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField(help_text="UTC")


class Meeting(models.Model):
    """With one party, or with all of them where `party` is empty."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    begins_at = models.DateTimeField(help_text="UTC")
    place = models.CharField(max_length=160)


class Agreement(models.Model):
    """A version of what the parties agree on; all of them read it."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreements", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    at = models.DateTimeField(help_text="UTC")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="mediation_agreement_once")]
