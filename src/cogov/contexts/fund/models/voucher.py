"""The voucher: one wish to move money, approved by others than who asks, then booked in the ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cogov.contexts.fund.models.books import Budget, Source, Supplier
from cogov.kernel.models import Journalled
from cogov.kernel.personal import Basis, personal


class Kind(models.TextChoices):
    """What happens to the money. The accounts that each kind moves: fund.moves."""

    RECEIPT = "receipt", _("Money received")
    ALLOTMENT = "allotment", _("Allotment to a budget")
    COMMITMENT = "commitment", _("Commitment")
    RELEASE = "release", _("Release of a commitment")
    PURCHASE = "purchase", _("Delivery and invoice")
    PAYMENT = "payment", _("Payment")
    REFUND = "refund", _("Refund")
    CORRECTION = "correction", _("Correction")


class State(models.TextChoices):
    """Where a voucher stands; the steps are in fund.workflow."""

    ASKED = "asked", _("Waits for approval")
    CHECKED = "checked", _("Waits for the second approval")
    BOOKED = "booked", _("Booked")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVERSED = "reversed", _("Taken back by a correction")


BOOKED = (State.BOOKED, State.REVERSED)
"""States in which the ledger holds the voucher's posting."""
_OPEN_OR_BOOKED = [State.ASKED, State.CHECKED, State.BOOKED]


class Voucher(Journalled):
    """`parent` is what it continues: a purchase its commitment, a payment its purchase, a refund its payment,
    a release its commitment, a correction what it corrects.

    `asked_by`, `checked_by` and `approved_by` are three different people; the database itself refuses otherwise.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    fen = models.BigIntegerField()
    limit_fen = models.BigIntegerField(help_text="The limit that held when it was asked")
    two = models.BooleanField(help_text="Two people have to approve")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey(Budget, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    item = models.BigIntegerField(null=True, help_text="Id of the catalogue's item that is bought")
    quantity = models.PositiveIntegerField(default=0, help_text="Pieces of the item")
    reference = models.CharField(max_length=80, blank=True, help_text="Number of the contract, invoice or bank slip")
    memo = models.CharField(max_length=200, help_text="Public: what for, in one sentence, without names of residents")
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was refused")
    posting = models.BigIntegerField(null=True, unique=True, help_text="Of the ledger")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(help_text="UTC")
    booked_at = models.DateTimeField(null=True, help_text="UTC")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="fund_voucher_positive"),
            models.CheckConstraint(
                condition=Q(state__in=BOOKED, posting__isnull=False, booked_at__isnull=False, approved_by__isnull=False)
                | (~Q(state__in=BOOKED) & Q(posting=None, booked_at=None, approved_by=None)),
                name="fund_voucher_booked",
            ),
            models.CheckConstraint(
                condition=(Q(checked_by=None) | ~Q(checked_by=F("asked_by")))
                & (Q(approved_by=None) | ~Q(approved_by=F("asked_by")))
                & (Q(approved_by=None) | Q(checked_by=None) | ~Q(approved_by=F("checked_by"))),
                name="fund_voucher_other_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BOOKED) | Q(two=False) | Q(checked_by__isnull=False), name="fund_voucher_two"
            ),
            models.CheckConstraint(condition=Q(kind=Kind.RECEIPT) | Q(budget__isnull=False) | Q(kind=Kind.CORRECTION),
                                   name="fund_voucher_budget"),
            models.UniqueConstraint(
                fields=["kind", "supplier", "reference"],
                condition=~Q(reference="") & Q(kind__in=[Kind.PURCHASE, Kind.PAYMENT], state__in=_OPEN_OR_BOOKED),
                name="fund_voucher_reference",
            ),
            models.UniqueConstraint(
                fields=["parent"],
                condition=Q(kind=Kind.CORRECTION, state__in=_OPEN_OR_BOOKED),
                name="fund_voucher_corrected_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["-booked_at", "-id"], name="fund_voucher_booked_at"),
            models.Index(fields=["budget", "kind"], name="fund_voucher_by_budget"),
            models.Index(
                fields=["asked_at"], condition=Q(state__in=[State.ASKED, State.CHECKED]), name="fund_voucher_waiting"
            ),
            models.Index(fields=["item"], condition=Q(item__isnull=False), name="fund_voucher_by_item"),
        ]

    def __str__(self) -> str:
        return f"voucher {self.pk}"


class Total(models.Model):
    """Sums of what is booked, kept in the transaction that books: so that the public page reads a few rows."""

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField(help_text="Of the budget; for money received the year of the day")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.BigIntegerField(default=0, help_text="Id of the purpose; 0 = none, as for money received")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    fen = models.BigIntegerField(default=0)
    vouchers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "source", "purpose", "kind"], name="fund_total_once"),
        ]


personal(
    "fund.voucher",
    "asked_by",
    "checked_by",
    "approved_by",
    purpose=_("To prove who asked for public money and who approved"),
    basis=Basis.LEGAL_DUTY,
    retention=None,
)
