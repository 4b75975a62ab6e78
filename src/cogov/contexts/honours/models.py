"""Thanks that are not goods: levels and badges, commendations, certificates, and benefits that people decide on.

Deeds are evidence. Levels and badges follow from them by rules and give no right. A benefit is only ever
granted by a named person with a reason, and another person decides on an objection.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.kernel.models import Journalled

PERSON = settings.AUTH_USER_MODEL


class Measure(models.TextChoices):
    """What a rule counts, always after somebody has checked it."""

    SOLVED = "solved", _("Reports that led to a checked repair")
    FIXED = "fixed", _("Problems fixed by oneself, and checked")
    DEEDS = "deeds", _("Everything done for the city, and checked")
    MONTHS = "months", _("Months in which something was done")


class Deed(models.Model):
    """Something that a person did and that was checked. Falls away when the check turns out wrong."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8, choices=[(Measure.SOLVED.value, "solved"), (Measure.FIXED.value, "fixed")])
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    report = models.BigIntegerField(help_text="Number of the report")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(help_text="UTC, when it was checked")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "kind"], name="honours_deed_once")]
        indexes = [
            models.Index(fields=["person", "at"], name="honours_deed_person"),
            models.Index(fields=["at"], name="honours_deed_at"),
        ]


class Honour(Journalled):
    """A level or badge as data: `at_least` of a measure, within the last `within_days` (0 = ever)."""

    class Kind(models.TextChoices):
        LEVEL = "level", pgettext_lazy("honour", "Level")
        BADGE = "badge", _("Badge")

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    text_zh = models.CharField(max_length=200, blank=True)
    text_en = models.CharField(max_length=240, blank=True)
    icon = models.CharField(max_length=40, default="star")
    measure = models.CharField(max_length=8, choices=Measure.choices)
    at_least = models.PositiveIntegerField()
    within_days = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "measure", "at_least", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(at_least__gte=1), name="honours_honour_at_least"),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="honours_honour_measure"),
        ]


class Award(Journalled):
    """An honour that a person has reached. It stays, whatever becomes of the rule."""

    id = models.BigAutoField(primary_key=True)
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(help_text="UTC")
    count = models.PositiveIntegerField(help_text="What was counted then")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "honour"], name="honours_award_once")]


class Certificate(Journalled):
    """A paper that anyone can check by its code. The name is in the PDF of its holder; the public page shows it only
    where the holder agreed."""

    id = models.BigAutoField(primary_key=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=400)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+")
    name_shown = models.BooleanField(default=False, help_text="The holder agreed that the public page shows the name")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", help_text="That issued it")
    issued_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(help_text="UTC, like all times here")
    valid_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.CharField(max_length=300, blank=True, help_text="The holder reads it")
    salt = models.CharField(max_length=32, help_text="Makes its code, together with the server's key")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the code of 160 bits")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, area=None) | Q(person=None, area__isnull=False),
                name="honours_certificate_holder",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoke_reason="") | Q(revoked_at__isnull=False) & ~Q(revoke_reason=""),
                name="honours_certificate_revoked",
            ),
        ]


class Commendation(Journalled):
    """A person, family or community proposed by the figures of a month; a person decides."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Resident")
        FAMILY = "family", _("Family")
        COMMUNITY = "community", _("Community")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("commendation", "Proposed")
        COMMENDED = "commended", pgettext_lazy("commendation", "Commended")
        DECLINED = "declined", pgettext_lazy("commendation", "Not this time")

    id = models.BigAutoField(primary_key=True)
    month = models.CharField(max_length=7, help_text='As "2026-11"')
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    person = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+", help_text="Of a family: its keeper"
    )
    family = models.BigIntegerField(null=True, help_text="Number of the family's pool")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField(help_text="Deeds in the month")
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind", "person"],
                condition=Q(person__isnull=False),
                name="honours_commendation_person",
            ),
            models.UniqueConstraint(
                fields=["month", "area"], condition=Q(area__isnull=False), name="honours_commendation_area"
            ),
            models.CheckConstraint(
                condition=Q(kind="community", area__isnull=False, person=None)
                | Q(kind__in=["person", "family"], area=None, person__isnull=False),
                name="honours_commendation_of",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None, certificate=None)
                | Q(state="commended", decided_by__isnull=False, decided_at__isnull=False, certificate__isnull=False)
                | Q(state="declined", decided_by__isnull=False, decided_at__isnull=False, certificate=None),
                name="honours_commendation_decided",
            ),
        ]
        indexes = [models.Index(fields=["-month", "state"], name="honours_commendation_month")]


class Benefit(Journalled):
    """Something that the city may grant on a certificate. `honour` is what is asked for as evidence; it decides
    nothing. `body`: whose people decide."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    text_zh = models.CharField(max_length=300, blank=True)
    text_en = models.CharField(max_length=400, blank=True)
    policy_zh = models.CharField(max_length=200, help_text="The decision that it rests on")
    policy_en = models.CharField(max_length=240)
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField(default=12, help_text="For which the certificate counts")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(months__gte=1), name="honours_benefit_months")]


class Claim(Journalled):
    """Somebody asks for a benefit. `evidence` is what was gathered then, as plain counts: no score is made of it."""

    class State(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("claim", "Asked for")
        GRANTED = "granted", pgettext_lazy("claim", "Granted")
        REFUSED = "refused", pgettext_lazy("claim", "Not granted")
        OBJECTED = "objected", pgettext_lazy("claim", "Objection made")
        UPHELD = "upheld", pgettext_lazy("claim", "Still not granted")
        OVERTURNED = "overturned", pgettext_lazy("claim", "Granted after all")

    id = models.BigAutoField(primary_key=True)
    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.APPLIED)
    evidence = models.JSONField(default=dict)
    applied_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True, help_text="Of the decision; the resident reads it")
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    objection = models.CharField(max_length=1000, blank=True)
    objected_at = models.DateTimeField(null=True)
    review = models.CharField(max_length=500, blank=True, help_text="Reason of the decision on the objection")
    reviewed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state="applied") | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(reason=""), name="honours_claim_decided"),
            models.CheckConstraint(condition=~Q(state__in=["upheld", "overturned"])
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(review="")
                & ~Q(reviewed_by=models.F("decided_by")), name="honours_claim_reviewed_by_another"),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=models.F("person")),
                name="honours_claim_not_oneself"),
            models.CheckConstraint(
                condition=Q(state__in=["granted", "overturned"], certificate__isnull=False)
                | ~Q(state__in=["granted", "overturned"]) & Q(certificate=None),
                name="honours_claim_certificate",
            ),
            models.UniqueConstraint(
                fields=["person", "benefit"], condition=Q(state__in=["applied", "objected"]), name="honours_claim_once"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person", "-id"], name="honours_claim_person"),
            models.Index(fields=["benefit", "state", "id"], name="honours_claim_work"),
        ]
