"""Addresses of photos that came with a report and have still to be fetched."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports.models.report import Report
from cogov.kernel.clock import now
from cogov.kernel.personal import Basis, personal

FETCH_LIFE = timedelta(days=1)
"""As long as the worker tries: a photo whose server was away for a day is given up."""

URL_LIMIT = 2000
"""Characters; longer addresses do not pass common proxies."""


class PendingMedia(models.Model):
    """A `media_url` as the client sent it. Deleted when fetched, or when it is certain that it cannot be."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=URL_LIMIT)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="reports_pendingmedia_age")]


personal(
    "reports.pendingmedia",
    "url",
    purpose=_("To fetch the photos that the reporter's app has published"),
    basis=Basis.CONSENT,
    retention=FETCH_LIFE,
)
