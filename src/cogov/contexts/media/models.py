"""A photo as the city keeps it: redrawn, in three sizes, under a name that says nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cogov.kernel.clock import now
from cogov.kernel.ids import token
from cogov.kernel.models import Journalled


class Asset(Journalled):
    """One photo of one owner. Its chain in the journal starts when it is claimed, hence `journal_seq` 0 before.

    Several assets may share one `stem`: the same picture, each with its own owner, token and fate.
    """

    id = models.BigAutoField(primary_key=True)
    journal_seq = models.PositiveIntegerField(default=0, editable=False)
    token = models.CharField(max_length=32, unique=True, default=token, editable=False, help_text="The public name")
    stem = models.CharField(max_length=32, db_index=True, help_text="First part of the three files' names; never shown")
    sha256 = models.CharField(max_length=64, help_text="Of the full size, as hex")
    dhash = models.BigIntegerField(help_text="Difference hash of 8 × 8 bits, signed; near pictures differ in few bits")
    width = models.PositiveIntegerField(help_text="Pixels of the full size")
    height = models.PositiveIntegerField(help_text="Pixels of the full size")
    bytes = models.PositiveIntegerField(help_text="Of the three files together")
    several = models.BooleanField(default=False, help_text="The file held more pictures; only the first was kept")
    taken_at = models.DateTimeField(null=True, help_text="UTC, from the metadata; for the reporter only, until filed")
    lat = models.FloatField(null=True, help_text="WGS84 degrees, from the metadata; for the reporter only, until filed")
    lon = models.FloatField(null=True, help_text="WGS84 degrees, from the metadata; for the reporter only, until filed")
    uploaded_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    upload_session = models.CharField(max_length=64, blank=True, help_text="Digest; empty once claimed")
    claimed_type = models.CharField(
        max_length=40, blank=True, help_text='Label of the owner\'s model: "reports.report"'
    )
    claimed_id = models.BigIntegerField(null=True)
    hidden = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_type="", claimed_id=None) | (~Q(claimed_type="") & ~Q(claimed_id=None)),
                name="media_asset_claim_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
                name="media_asset_position_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(claimed_type="") | Q(lat=None, lon=None, taken_at=None, upload_session=""),
                name="media_asset_forgets_when_claimed",
            ),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="media_asset_has_pixels"),
        ]
        indexes = [
            models.Index(fields=["claimed_type", "claimed_id"], name="media_asset_owner"),
            models.Index(fields=["created_at"], condition=Q(claimed_type=""), name="media_asset_unclaimed"),
            models.Index(fields=["upload_session"], condition=Q(claimed_type=""), name="media_asset_session"),
        ]

    def __str__(self) -> str:
        return self.token
