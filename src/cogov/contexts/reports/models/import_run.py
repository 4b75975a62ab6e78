"""How far an import has come, so that a killed one goes on where it stopped."""

from __future__ import annotations

from django.db import models

from cogov.kernel.clock import now


class ImportRun(models.Model):
    """One input under one map. Position and counts are written in the transaction of the rows they count."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64, unique=True, help_text="Digest of the input's content and the map")
    name = models.CharField(max_length=300, help_text="File or address, for people")
    position = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    refused_bytes = models.PositiveBigIntegerField(default=0, help_text="Length of the file of refused rows")
    started_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)
