"""What a person has agreed to, in which version of the text."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Consent(models.Model):
    """Given once, withdrawn at most once; giving again is a new row."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.SlugField(max_length=40, db_index=False)
    version = models.CharField(max_length=10, help_text="Date of the text that was agreed to: 2026-01-01")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at=None), name="accounts_consent_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")), name="accounts_consent_forward"
            ),
        ]
