"""Reading photos. Whoever asks here has checked who may know: the pages of the owner, or the photo view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import Size
from cogov.kernel.errors import Missing


@dataclass(frozen=True, slots=True)
class AssetCard:
    """What a page needs to show a photo. URLs are paths; `alt` is plain, owners may put a better one."""

    id: int
    token: str
    width: int
    height: int
    thumb: str
    page: str
    full: str
    hidden: bool
    sha256: str
    dhash: int
    alt: str

    def url(self, size: Size | str) -> str:
        return str(getattr(self, Size(size).value))


def by_token(token: str) -> Asset:
    """One query. Raises Missing."""
    asset = Asset.objects.filter(token=token).first()
    if asset is None:
        raise Missing
    return asset


def cards(ids: Iterable[int]) -> dict[int, AssetCard]:
    """Cards by id; ids that do not exist are absent. One query, none for no ids."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {asset.pk: card_of(asset) for asset in Asset.objects.filter(pk__in=wanted)}


def card_of(asset: Asset) -> AssetCard:
    urls = {size.value: url(asset.token, size) for size in Size}
    return AssetCard(
        id=asset.pk,
        token=asset.token,
        width=asset.width,
        height=asset.height,
        hidden=asset.hidden,
        sha256=asset.sha256,
        dhash=asset.dhash,
        alt=gettext("Photo"),
        **urls,
    )


def url(token: str, size: Size) -> str:
    """The path of one size; the gate stands behind it."""
    return reverse("photo", args=[token, size.value])
