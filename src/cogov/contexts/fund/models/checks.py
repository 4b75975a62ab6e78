"""What the nightly reconciliation saw."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cogov.kernel.models import Journalled


class Run(Journalled):
    """One reconciliation. Its figures stand side by side: points, goods, money; amounts in fen."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True, help_text="UTC")
    figures = models.JSONField(help_text="Name → number, as of this moment")
    checks = models.PositiveSmallIntegerField(help_text="How many checks ran")
    found = models.PositiveIntegerField(help_text="How many differences there were")
    digest = models.CharField(max_length=64, help_text="SHA-256 over what differed: equal nights are told once")


class Difference(Journalled):
    """Something that two books tell differently. Open until a reconciliation no longer finds it."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=40, help_text="Which check")
    subject = models.CharField(max_length=60, help_text="What differs: voucher:12, account:4, item:7, order:9 …")
    item = models.BigIntegerField(null=True, help_text="Whose new orders stop; empty = of all items")
    expected = models.BigIntegerField(null=True)
    found = models.BigIntegerField(null=True)
    detail = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(help_text="UTC")
    until = models.DateTimeField(null=True, help_text="UTC; when it was first no longer found")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "subject"], condition=Q(until=None), name="fund_difference_open"),
        ]
