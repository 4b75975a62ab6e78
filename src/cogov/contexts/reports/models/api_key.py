"""Keys by which other programs speak for an app or for a body's own system."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import Role
from cogov.kernel.clock import now
from cogov.kernel.models import Journalled
from cogov.kernel.personal import Basis, personal

QUOTA = 60
"""Requests a minute of a new key: one a second, what an app of one city needs at its morning peak."""


class ApiKey(Journalled):
    """One key. The key itself is shown once; its digest stays.

    Without `role` it files and reads like any resident; with one it acts as that body's system in that role.
    """

    id = models.BigAutoField(primary_key=True)
    label = models.CharField(max_length=80, help_text="The app or system, and whose it is")
    contact = models.EmailField(help_text="Who is told when the key misbehaves")
    prefix = models.CharField(max_length=8, help_text="First letters of the key, to tell keys apart")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key")
    role = models.CharField(max_length=16, choices=Role.choices, blank=True)
    body = models.ForeignKey("bodies.Body", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    quota = models.PositiveIntegerField(default=QUOTA, help_text="Requests a minute")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True, help_text="UTC; null = until it is switched off")
    last_used_on = models.DateField(null=True, help_text="Day only, so that use does not write at each request")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", body=None) | (~Q(role="") & Q(body__isnull=False)), name="reports_apikey_acts"
            ),
            models.CheckConstraint(condition=Q(quota__gte=1), name="reports_apikey_quota"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"


personal(
    "reports.apikey",
    "label",
    "contact",
    purpose=_("To reach whoever runs an app that uses the city's interface"),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
