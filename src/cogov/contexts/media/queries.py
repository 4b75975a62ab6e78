"""Reading photos. Whoever asks here has checked who may know: the pages of the owner, or the photo view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext

from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import Size
from cogov.kernel.actors import Actor
from cogov.kernel.compiled import Compiled
from cogov.kernel.errors import Missing
from cogov.kernel.ids import digest


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

    @property
    def url(self) -> str:
        """Where a click on the photo leads."""
        return self.full


@dataclass(frozen=True, slots=True)
class Draft:
    """An upload that nobody has claimed, for its sender's eyes: the metadata offered place (WGS84 degrees) and time.

    `several`: the file held more pictures, of which only the first was kept.
    """

    token: str
    width: int
    height: int
    thumb: str
    page: str
    lat: float | None
    lon: float | None
    taken_at: datetime | None
    several: bool

    @property
    def id(self) -> str:
        """What a form sends back."""
        return self.token

    @property
    def url(self) -> str:
        return self.page


def by_token(token: str) -> Asset:
    """One query. Raises Missing."""
    asset = Asset.objects.filter(token=token).first()
    if asset is None:
        raise Missing
    return asset


def cards(ids: Iterable[int]) -> list[AssetCard]:
    """In the order of `ids`; those that do not exist are left out. One query, none for no ids."""
    wanted = list(ids)
    found = {asset.pk: asset for asset in _by_id(wanted)}
    return [card_of(found[pk]) for pk in wanted if pk in found]


_by_id = Compiled(lambda ids: Asset.objects.filter(pk__in=ids), list)


def drafts(tokens: Iterable[str], *, by: Actor, session: str) -> list[Draft]:
    """Unclaimed uploads of this session or person, in the order of `tokens`. One query, none for no tokens."""
    wanted = list(tokens)
    rows = Asset.objects.filter(token__in=wanted, claimed_type="") if wanted else []
    found = {asset.token: draft_of(asset) for asset in rows if is_sender(asset, by, session)}
    return [found[token] for token in wanted if token in found]


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


def draft_of(asset: Asset) -> Draft:
    return Draft(
        token=asset.token,
        width=asset.width,
        height=asset.height,
        thumb=url(asset.token, Size.THUMB),
        page=url(asset.token, Size.PAGE),
        lat=asset.lat,
        lon=asset.lon,
        taken_at=asset.taken_at,
        several=asset.several,
    )


def is_sender(asset: Asset, actor: Actor, session: str) -> bool:
    """Did this person, or this browser session, send the photo?"""
    if session and asset.upload_session == digest(session):
        return True
    return actor.person is not None and asset.uploaded_by_id == actor.person


def url(token: str, size: Size) -> str:
    """The path of one size; the gate stands behind it."""
    before, after = _around(size.value)
    return f"{before}{token}{after}"


@cache
def _around(size: str) -> tuple[str, str]:
    """What stands before and after the token: asked three times for each photo of a list."""
    some = "a" * 32
    before, _, after = reverse("photo", args=[some, size]).partition(some)
    return before, after
