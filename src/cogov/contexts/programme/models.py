"""Tables of the programme: what takes part, by which item of publicity, and the reports of each month.

Everything but posters, their visits and age groups follows from the journal (`folding`) and can be made again.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import Channel
from cogov.kernel.models import Journalled
from cogov.kernel.personal import Basis, not_personal, personal


class Poster(Journalled):
    """An item of publicity with a link and a QR code of its own."""

    class Kind(models.TextChoices):
        POSTER = "poster", _("Poster")
        LEAFLET = "leaflet", _("Leaflet")
        BUS = "bus", _("Bus or metro")
        PRESS = "press", _("Press")
        ONLINE = "online", _("Online")
        EVENT = "event", _("On the spot")

    class Goal(models.TextChoices):
        """Where the link leads: pages of our own, never an address that somebody typed."""

        REPORT = "report", _("Report a problem")
        HOME = "home", _("Front page")
        SHOP = "shop", _("What points are for")
        FUND = "fund", _("The fund")

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=8, unique=True, help_text="Base32, in the link")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.POSTER)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    campaign = models.CharField(max_length=40, blank=True, help_text="What belongs together carries the same word")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    goal = models.CharField(max_length=8, choices=Goal.choices, default=Goal.REPORT)
    made_at = models.DateTimeField(help_text="UTC")
    ended_at = models.DateTimeField(null=True, help_text="UTC; the link still leads on, but is no longer counted")

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return (self.name_en if (get_language() or "").startswith("en") else "") or self.name_zh


class PosterDay(models.Model):
    """Counts of one item on one day; nothing about who came."""

    id = models.BigAutoField(primary_key=True)
    poster = models.ForeignKey(Poster, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(help_text="In the city's time zone")
    visits = models.PositiveIntegerField(default=0)
    reports = models.PositiveIntegerField(default=0)
    accounts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poster", "day"], name="programme_posterday_once")]


class Came(models.Model):
    """A report that was filed after an item of publicity was followed."""

    report = models.BigIntegerField(primary_key=True)
    poster = models.ForeignKey(Poster, on_delete=models.PROTECT, related_name="+")


class Part(models.Model):
    """What the programme knows of one report. `person` is gone once that person is erased."""

    report = models.BigIntegerField(primary_key=True)
    month = models.PositiveIntegerField(help_text="Of filing, in the city's time zone: 202611")
    person = models.BigIntegerField(null=True, help_text="Null = without account, or erased")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    district = models.BigIntegerField(null=True)
    community = models.BigIntegerField(null=True)
    category = models.CharField(max_length=60)
    useful = models.BooleanField(default=False, help_text="Accepted, and not turned down or joined afterwards")
    solved = models.BooleanField(default=False, help_text="Fixed, as somebody other than the handler has checked")
    solved_month = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["month", "district"], name="programme_part_month"),
            models.Index(fields=["solved_month"], condition=Q(solved=True), name="programme_part_solved"),
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="programme_part_person"),
        ]


class Active(models.Model):
    """A person who reported in a month; `first` in that month for the first time."""

    id = models.BigAutoField(primary_key=True)
    person = models.BigIntegerField()
    month = models.PositiveIntegerField()
    first = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="programme_active_once")]
        indexes = [models.Index(fields=["month", "first"], name="programme_active_month")]


class Award(models.Model):
    """Points that a rule gave for a report, as posted in the ledger."""

    posting = models.BigIntegerField(primary_key=True)
    rule = models.BigIntegerField()
    report = models.BigIntegerField(null=True, help_text="Null = for something else than a report")
    points = models.IntegerField(help_text="Below zero when they were taken back")
    month = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["month", "rule"], name="programme_award_month")]


class Registered(models.Model):
    """Accounts made in a month, by the way they were made."""

    id = models.BigAutoField(primary_key=True)
    month = models.PositiveIntegerField()
    via = models.CharField(max_length=12)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "via"], name="programme_registered_once")]


class AgeGroup(models.Model):
    """What a resident has said of their own accord, for statistics alone."""

    class Group(models.TextChoices):
        CHILD = "-17", _("Under 18")
        YOUNG = "18-29", _("18 to 29")
        ADULT = "30-44", _("30 to 44")
        MIDDLE = "45-59", _("45 to 59")
        SENIOR = "60-74", _("60 to 74")
        ELDER = "75-", _("75 and older")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    group = models.CharField(max_length=8, choices=Group.choices)
    at = models.DateTimeField(help_text="UTC")


class Folded(models.Model):
    """How far the journal has been read: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    entry = models.BigIntegerField(default=0)


class Monthly(Journalled):
    """The report of a month, as it was told then."""

    id = models.BigAutoField(primary_key=True)
    month = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField(help_text="UTC")
    data = models.JSONField()


for _model in ("programme.part", "programme.active"):
    personal(
        _model,
        "person",
        purpose=_("To count how many residents take part; only the numbers are shown"),
        basis=Basis.PUBLIC_TASK,
        retention=None,
    )
personal(
    "programme.agegroup",
    "person",
    "group",
    purpose=_("To see whether all ages take part, where somebody wished to say"),
    basis=Basis.CONSENT,
    retention=None,
)
not_personal("programme.poster", "name_zh", "name_en", because="names a poster")
