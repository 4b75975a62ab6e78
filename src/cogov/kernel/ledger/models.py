"""Tables of the ledger. Nothing writes to them but this package; postings and lines are held by triggers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cogov.kernel.ledger.values import Unit
from cogov.kernel.models import Journalled


class Account(models.Model):
    """A count of one unit. With a floor `total` is the balance; without, `total` plus the account's changes is."""

    id = models.BigAutoField(primary_key=True)
    unit = models.CharField(max_length=8, choices=Unit.choices)
    kind = models.CharField(max_length=40)
    owner = models.CharField(max_length=64, blank=True, help_text='As "person:12"; empty for the only one of its kind')
    floor = models.BigIntegerField(null=True, help_text="Null = an open account, which may go negative")
    total = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0, help_text="Sum of its open holds")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "owner"], name="ledger_account_once"),
            models.CheckConstraint(
                condition=Q(floor=None, held=0) | Q(floor__isnull=False, held__gte=0), name="ledger_account_held"
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(total__gte=F("floor") + F("held")), name="ledger_account_floor"
            ),
        ]
        indexes = [models.Index(fields=["owner", "kind"], name="ledger_account_owner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner}".strip()


class Posting(Journalled):
    """One movement, told once in the journal with all its lines. Immutable."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True, help_text="Made by the caller; applied once")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of its lines, so that a key is not used twice")
    at = models.DateTimeField(help_text="UTC")
    why = models.CharField(max_length=60, help_text="Code of the reason; its context makes the sentence")
    facts = models.TextField(default="{}", help_text="Canonical JSON for the sentence; no personal data")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reverses=F("id")), name="ledger_posting_not_itself")]


class Line(models.Model):
    """One amount of a posting. Immutable."""

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField(help_text="+ into the account, - out of it")
    balance = models.BigIntegerField(null=True, help_text="Of the account after this line; null for an open account")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="ledger_line_amount")]
        indexes = [models.Index(fields=["account", "id"], name="ledger_line_statement")]


class Change(models.Model):
    """A line of an open account that is not yet in its `total`; removed by folding."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account"], include=["amount"], name="ledger_change_sum")]


class Hold(Journalled):
    """An amount set aside. It ends once: given back, or spent by a posting."""

    class State(models.TextChoices):
        OPEN = "open"
        RELEASED = "released"
        SETTLED = "settled"

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    why = models.CharField(max_length=60, help_text="Code of the reason")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField(help_text="UTC")
    until = models.DateTimeField(null=True, help_text="UTC; given back by itself from then on")
    posting = models.OneToOneField(Posting, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_hold_amount"),
            models.CheckConstraint(
                condition=Q(state="settled", posting__isnull=False) | (~Q(state="settled") & Q(posting=None)),
                name="ledger_hold_posting",
            ),
        ]
        indexes = [
            models.Index(fields=["account"], condition=Q(state="open"), name="ledger_hold_open"),
            models.Index(fields=["until"], condition=Q(state="open", until__isnull=False), name="ledger_hold_until"),
        ]
