"""What staff show beside their password."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SecondFactor(models.Model):
    """A person's one-time codes. The secret is derived from `nonce` and the server's key, so a copy of the
    database alone signs nobody in (see totp.py)."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    nonce = models.CharField(max_length=32)
    confirmed_at = models.DateTimeField(help_text="UTC; when the first code from the app was right")
    last_step = models.BigIntegerField(help_text="The 30-second step of the last code used; none is taken twice")


class RecoveryCode(models.Model):
    """One of ten codes on paper, for the day the telephone is lost; each works once."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    mac = models.CharField(max_length=32, help_text="Keyed digest of the code")
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "mac"], name="accounts_recoverycode_once")]
