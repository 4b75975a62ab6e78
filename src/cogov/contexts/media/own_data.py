"""What a person's own data say about photos, and what is left when the person goes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.media import actions, queries
from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import Size
from cogov.kernel.actors import Actor


def export(person: int) -> list[dict[str, Any]]:
    """One query."""
    return [_told(asset) for asset in Asset.objects.filter(uploaded_by=person).order_by("pk")]


@transaction.atomic
def erase(person: int, by: Actor) -> None:
    """Drafts go; a filed photo stays part of its record, by nobody. Whether it goes too is its owner's decision."""
    actions.drop(assets=Asset.objects.filter(uploaded_by=person, claimed_type="").values_list("pk", flat=True), by=by)
    Asset.objects.filter(uploaded_by=person).update(uploaded_by=None)


def register() -> None:
    accounts.contribute_personal_data("media", export, erase, _("Photos"))


def _told(asset: Asset) -> dict[str, Any]:
    return {
        "photo": queries.url(asset.token, Size.FULL),
        "sent_at": asset.created_at.isoformat(),
        "belongs_to": f"{asset.claimed_type} {asset.claimed_id}" if asset.claimed_type else None,
        "hidden": asset.hidden,
        "lat": asset.lat,
        "lon": asset.lon,
        "taken_at": asset.taken_at.isoformat() if asset.taken_at else None,
    }
