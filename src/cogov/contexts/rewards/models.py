"""Tables of the points: what is rewarded, who earned what, what looks wrong, and whose points lie together.

What anybody has stands in the ledger; an `Earning` says for what and what still has to happen.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.models import Journalled


class Kind(models.TextChoices):
    """What somebody did in a case, which is also their role in it."""

    ACCEPTED = "accepted", _("A report was accepted")
    USEFUL = "useful", _("A report led to a checked repair")
    FIRST = "first", _("First to report what others reported too")
    REPEAT = "repeat", _("Reported what was known already")
    FIXED = "fixed", _("Fixed by oneself, and checked")
    EVIDENCE = "evidence", _("Photos or an answer that helped")
    SURVEY = "survey", _("Said how it was done")
    VOLUNTEER = "volunteer", _("An hour of volunteering")
    RENTAL = "rental", _("A rental home kept well")
    OTHER = "other", _("Something else that is worth it")


class Rule(Journalled):
    """One version of a rule. A version that was switched on never changes; another one takes its place."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ON = "on", _("In force")
        ENDED = "ended", _("Ended")

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    points = models.PositiveIntegerField(help_text="Before the difficulty counts")
    category = models.CharField(max_length=60, blank=True, help_text="Code, with all below it; empty = every category")
    area = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    campaign = models.BooleanField(default=False, help_text="Comes on top of the usual rule")
    hard_percent = models.PositiveIntegerField(default=150, help_text="Of the points, in a hard case")
    complicated_percent = models.PositiveIntegerField(default=200, help_text="Of the points, in a complicated case")
    wait_days = models.PositiveIntegerField(default=0, help_text="Days between the check and the points")
    since = models.DateField(help_text="First day, in the city's own time")
    until = models.DateField(null=True, help_text="Last day; null = until it is ended")
    budget = models.PositiveIntegerField(null=True, help_text="Points that all versions together may give")
    caps = models.JSONField(default=dict, help_text='Points at most, as {"person_day": 60, "place_month": 2000}')
    made_at = models.DateTimeField(help_text="UTC")
    on_at = models.DateTimeField(null=True, help_text="UTC")
    ended_at = models.DateTimeField(null=True, help_text="UTC")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rewards_rule_version"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="on"), name="rewards_rule_one_on"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="rewards_rule_dates"),
            models.CheckConstraint(
                condition=Q(state="draft", on_at=None) | (~Q(state="draft") & Q(on_at__isnull=False)),
                name="rewards_rule_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Suspicion(Journalled):
    """Something that looks wrong. It holds points back until a person has decided, and can be appealed once."""

    class Kind(models.TextChoices):
        SAME_SPOT = "same_spot", _("First on the same spot again and again")
        OWN_GRID = "own_grid", _("Staff, or their family, reporting in their own area")
        RING = "ring", _("The same accounts help each other again and again")
        SHARED_CONTACT = "shared_contact", _("Several accounts with one address")
        OWN_MAKING = "own_making", _("Reported and fixed by the same person again and again")
        SAME_PHOTO = "same_photo", _("The photo of the repair is the photo of the problem")
        OLD_PHOTO = "old_photo", _("The photo stands in another report already")
        SPLIT = "split", _("One problem reported in parts")

    class State(models.TextChoices):
        OPEN = "open", _("To be looked at")
        CLEARED = "cleared", _("Nothing wrong")
        TAKEN = "taken", _("Points not given")
        APPEALED = "appealed", _("Appeal to be decided")
        UPHELD = "upheld", _("Decision stands")
        OVERTURNED = "overturned", _("Points given after all")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField(help_text="UTC")
    facts = models.JSONField(default=dict, help_text="Ids and numbers that made it look wrong")
    reason = models.TextField(blank=True, help_text="Why the points are not given; the resident reads it")
    decided_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    appeal = models.TextField(blank=True, help_text="What the resident says to it")
    appealed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="The second person's reason")
    answered_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "suspicions"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state="open"), name="rewards_suspicion_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "appealed", "upheld", "overturned"]) | ~Q(reason=""),
                name="rewards_suspicion_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(decided_by=None) | ~Q(answered_by=F("decided_by")),
                name="rewards_suspicion_two_persons",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "at"], name="rewards_suspicion_queue"),
            models.Index(fields=["person", "-at"], name="rewards_suspicion_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Earning(models.Model):
    """Points for one thing in one case, once. Their way stands in the ledger, told in the journal there."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its check")
        VESTED = "vested", _("Yours")
        FALLEN = "fallen", _("Fallen away")
        NONE = "none", _("No points")
        TAKEN = "taken", _("Not given")

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=40, help_text='Label of the case: "reports.report"')
    subject_id = models.BigIntegerField()
    points = models.PositiveIntegerField()
    cut = models.CharField(max_length=20, blank=True, help_text="The ceiling that made it less, empty for none")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField(help_text="UTC")
    due_at = models.DateTimeField(null=True, help_text="UTC; when checked: the points are given from then on")
    ended_at = models.DateTimeField(null=True, help_text="UTC; when given, fallen or taken")
    community = models.ForeignKey("areas.Area", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cell = models.BigIntegerField(null=True, help_text="H3, resolution 12")
    category = models.CharField(max_length=60, blank=True)
    household = models.BigIntegerField(null=True, help_text="Id of the family's pool")
    device = models.CharField(max_length=64, blank=True, help_text="Digest; empty = not known")
    contact = models.CharField(max_length=64, blank=True, help_text="Keyed digest of the address left in the case")
    other = models.BigIntegerField(null=True, help_text="The other person in the case")
    suspicion = models.ForeignKey(Suspicion, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="rewards_earning_ended",
            ),
            models.CheckConstraint(condition=~Q(state="none") | Q(points=0), name="rewards_earning_none"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="rewards_earning_person"),
            models.Index(fields=["subject_type", "subject_id"], name="rewards_earning_subject"),
            models.Index(fields=["rule", "at"], name="rewards_earning_rule"),
            models.Index(fields=["cell", "at"], name="rewards_earning_cell"),
            models.Index(fields=["contact"], condition=~Q(contact=""), name="rewards_earning_contact"),
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="rewards_earning_due"),
        ]

    def __str__(self) -> str:
        return self.key


class Print(models.Model):
    """What a photo of a case looks like, so that the same one is known again."""

    id = models.BigAutoField(primary_key=True)
    look = models.BigIntegerField(db_index=True, help_text="Difference hash of 64 bits, signed")
    subject_id = models.BigIntegerField(help_text="The report")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_id", "look"], name="rewards_print_once")]


class Pool(Journalled):
    """Points that several people put together: a family or a community."""

    class Kind(models.TextChoices):
        FAMILY = "family", _("Family")
        COMMUNITY = "community", _("Community")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=16, unique=True, help_text="Who has it may join")
    made_at = models.DateTimeField(help_text="UTC")

    def __str__(self) -> str:
        return self.name


class PoolMember(models.Model):
    """Somebody in a pool. Keepers spend for all."""

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Pool.Kind.choices, help_text="Of the pool: one family at a time")
    keeper = models.BooleanField(default=False)
    since = models.DateTimeField(help_text="UTC")
    until = models.DateTimeField(null=True, help_text="UTC")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "person"], condition=Q(until=None), name="rewards_poolmember_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until=None, kind="family"), name="rewards_poolmember_one_family"
            ),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(until=None), name="rewards_poolmember_now")]


class Trial(Journalled):
    """A draft rule tried on the past months."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be counted")
        RUNNING = "running", _("Counting")
        DONE = "done", _("All counted")
        FAILED = "failed", _("Could not be counted")

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0, help_text="Journal rows read")
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    at = models.DateTimeField(help_text="UTC")

    class Meta:
        indexes = [models.Index(fields=["rule", "-id"], name="rewards_trial_newest")]
