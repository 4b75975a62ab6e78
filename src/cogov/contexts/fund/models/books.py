"""Where the money comes from, what it is for, who is paid, and from which amount two people must agree."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cogov.kernel.models import Journalled
from cogov.kernel.personal import Basis, not_personal, personal


class Named(Journalled):
    """Something with a name in both languages."""

    id = models.BigAutoField(primary_key=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        """In the language of the page."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Source(Named):
    """Who gives: one row for each giver or kind of income. `body` keeps the money and answers for it."""

    class Kind(models.TextChoices):
        TREASURY = "treasury", _("City budget")
        DONATION = "donation", _("Donations")
        PARTNER = "partner", _("Partners")
        OTHER = "other", _("Other income")

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", db_index=False)
    active = models.BooleanField(default=True)


class Purpose(Named):
    """What money is for: goods, services of partners, honours, running costs …"""

    code = models.SlugField(max_length=40, unique=True)


class Supplier(Journalled):
    """Who is paid. A natural person's name is shown to staff only."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=40, blank=True, help_text="Unified social credit code, when it has one")
    natural = models.BooleanField(default=False, help_text="A person, not an organisation")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="fund_supplier_number"),
            models.UniqueConstraint(fields=["name"], condition=Q(number=""), name="fund_supplier_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Budget(Journalled):
    """One line of the budget: a year, a source and a purpose."""

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", db_index=False)
    closed = models.BooleanField(default=False, help_text="Nothing new is committed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "source", "purpose"], name="fund_budget_once"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2200), name="fund_budget_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.purpose} ({self.source})"

    @property
    def name(self) -> str:
        return f"{self.year} · {self.purpose.name} · {self.source.name}"


class Limit(Journalled):
    """Above `fen` a voucher of this kind needs a second person. The newest row of a kind holds."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    fen = models.BigIntegerField(help_text="Above this amount two people approve; 0 = always")
    since = models.DateTimeField(help_text="UTC")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "since"], name="fund_limit_once"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="fund_limit_positive"),
        ]


personal(
    "fund.supplier",
    "name",
    "number",
    purpose=_("To pay who has delivered, and to prove it"),
    basis=Basis.LEGAL_DUTY,
    retention=None,
)
for _model in ("fund.source", "fund.purpose"):
    not_personal(_model, "name_zh", "name_en", because="names a giver or a purpose, not a person")
