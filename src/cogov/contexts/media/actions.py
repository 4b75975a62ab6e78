"""Storing photos, giving them to their owner, hiding them, and letting them go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image

from cogov.contexts.media import darkroom, pipeline, storage
from cogov.contexts.media.events import Attached, Dropped, Hidden, Shown
from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import Drawn, Facts, Oversized, Reason
from cogov.contexts.media.queries import is_sender
from cogov.contexts.media.rules import DRAFT_LIFE
from cogov.kernel import clock, journal
from cogov.kernel.actors import Actor
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.ids import digest, token

DOUBT_LIFE = timedelta(hours=1)
"""After it no transaction that marked a file can still be running: requests end within two minutes."""
BATCH = 500  # rows of one statement or transaction, so that no other writer waits longer than some milliseconds
EARLIEST = 1990  # the year before the first camera that wrote EXIF
CLOCK_SLIP = timedelta(days=1)  # by which a camera's clock and zone may run ahead

GONE = _("A photo is no longer here. Please add it again.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A trusted picture in its files, ready to be given to any number of owners."""

    stem: str
    sha256: str
    dhash: int
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Purged:
    """`rows` unclaimed uploads that were too old, `files` sets of files that no row knew."""

    rows: int
    files: int


def store_photo(*, data: bytes | IO[bytes], by: Actor, session: str = "", at: datetime | None = None) -> Asset:
    """Redraw an upload and keep it until it is claimed. The same picture sent twice by one session is one asset.

    Drawing takes a tenth of a second and more, in another process: call it outside of a transaction, which
    would hold up every other writer. Raises Invalid, TooLarge, TooMany (all rooms are busy) or StoreFailed.
    """
    photo = darkroom.redraw(_read(data))
    moment = at or clock.now()
    sent_before = _sent_before(photo.drawn, session)
    if sent_before is not None:
        return sent_before
    asset = _asset_of(_kept(photo.drawn))
    asset.several, asset.created_at = photo.several, moment
    asset.lat, asset.lon, asset.taken_at = photo.facts.lat, photo.facts.lon, _moment(photo.facts, moment)
    asset.uploaded_by_id, asset.upload_session = by.on_behalf_of or by.person, digest(session) if session else ""
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
            transaction.on_commit(partial(storage.trust, [asset.stem]))
    except BaseException:
        storage.remove([asset.stem])
        raise
    return asset


@transaction.atomic
def claim(*, tokens: Sequence[str], owner_type: str, owner_id: int, by: Actor, session: str = "") -> list[Asset]:
    """Give unclaimed photos to their owner, in the order named, and forget where and when they were taken.

    Asked again for the same owner it answers the same. With `session` only that session's (or the
    actor's own) photos are taken; without, knowing the token is enough. Raises Invalid. Cost: one
    query, and three for each photo.
    """
    found = {asset.token: asset for asset in Asset.objects.select_for_update().filter(token__in=tokens)}
    assets = [found.get(name) for name in dict.fromkeys(tokens)]
    for asset in assets:
        if asset is None or not _claimable(asset, owner_type, owner_id, by, session):
            raise Invalid(GONE, fields={"photos": GONE})
    owned = [asset for asset in assets if asset is not None]
    for asset in owned:
        if not asset.claimed_type:
            _attach(asset, owner_type, owner_id, by)
    return owned


@transaction.atomic
def copy(*, asset: int, by: Actor, session: str = "") -> Asset:
    """The same picture once more, unclaimed, as if it were sent anew: for what is handed on to another owner.

    The files are shared. Raises Missing. Two statements.
    """
    old = Asset.objects.filter(pk=asset).exclude(claimed_type="").first()
    if old is None:
        raise Missing
    new = _asset_of(Picture(old.stem, old.sha256, old.dhash, old.width, old.height, old.bytes))
    new.created_at = clock.now()
    new.uploaded_by_id, new.upload_session = by.on_behalf_of or by.person, digest(session) if session else ""
    new.save(force_insert=True)
    return new


@transaction.atomic
def set_hidden(*, asset: int, hidden: bool, by: Actor) -> Asset:
    """Keep the photo from the public, or show it again. Who may ask for it is the owner's rule. Raises Missing."""
    found = _locked(asset)
    if found.hidden != hidden:
        found.hidden = hidden
        journal.record(Hidden() if hidden else Shown(), subject=found, by=by, save=("hidden",))
    return found


@transaction.atomic
def drop(*, assets: Iterable[int], by: Actor) -> int:
    """Erase photos with their files, which go after the commit; returns how many there were.

    Rows of other tables that point at them must be gone before.
    """
    rows = list(Asset.objects.select_for_update().filter(pk__in=list(assets)))
    for asset in rows:
        if asset.claimed_type:
            journal.record(Dropped(asset.sha256), subject=asset, by=by)
    _forget(rows)
    return len(rows)


def purge_unclaimed(now: datetime) -> Purged:
    """Erase uploads that nobody filed within `DRAFT_LIFE`, and files whose row never came or has gone."""
    rows = 0
    while purged := _purge_batch(now - DRAFT_LIFE):
        rows += purged
    return Purged(rows, settle(list(storage.doubtful(now - DOUBT_LIFE))))


def settle(stems: Sequence[str]) -> int:
    """Let the database decide about doubtful stems: files of living rows are trusted, all others removed."""
    living = set(Asset.objects.filter(stem__in=stems).values_list("stem", flat=True))
    gone = [stem for stem in stems if stem not in living]
    storage.trust(living)
    storage.remove(gone)
    return len(gone)


def store_drawn(image: Image.Image) -> Picture:
    """Files of a picture of our own making (the demo city); no row yet. About 70 ms for 3 MP, once a picture."""
    return _kept(pipeline.draw(image))


@transaction.atomic
def attach_drawn(*, rows: Sequence[tuple[Picture, int, datetime]], owner_type: str, by: Actor) -> list[int]:
    """Bulk: one claimed asset for each (picture, owner's id, moment), sharing the picture's files; ids in order.

    About 0.2 ms a row.
    """
    assets = []
    for pk, (picture, owner_id, at) in zip(reserve_ids(Asset, len(rows)), rows, strict=True):
        asset = _asset_of(picture)
        asset.pk, asset.created_at = pk, at
        asset.claimed_type, asset.claimed_id = owner_type, owner_id
        assets.append(asset)
    write_chains(Chain(asset, [Link(_attached(asset), by=by, at=asset.created_at)]) for asset in assets)
    Asset.objects.bulk_create(assets, batch_size=BATCH)
    transaction.on_commit(partial(storage.trust, {picture.stem for picture, _owner, _at in rows}))
    return [asset.pk for asset in assets]


def _read(data: bytes | IO[bytes]) -> bytes:
    """No more than one byte past the limit, however long the stream."""
    if isinstance(data, bytes):
        return data
    content = data.read(pipeline.MAX_BYTES + 1)
    if len(content) > pipeline.MAX_BYTES:
        raise Oversized(Reason.BYTES)
    return content


def _sent_before(drawn: Drawn, session: str) -> Asset | None:
    """A request whose answer was lost is sent again; drawing is deterministic, so its picture is known."""
    if not session:
        return None
    return Asset.objects.filter(claimed_type="", upload_session=digest(session), sha256=drawn.sha256).first()


def _kept(drawn: Drawn) -> Picture:
    stem = token()
    storage.write(stem, drawn.files)
    return Picture(stem, drawn.sha256, drawn.dhash, drawn.width, drawn.height, drawn.bytes)


def _asset_of(picture: Picture) -> Asset:
    return Asset(
        stem=picture.stem,
        sha256=picture.sha256,
        dhash=picture.dhash,
        width=picture.width,
        height=picture.height,
        bytes=picture.bytes,
    )


def _moment(facts: Facts, now: datetime) -> datetime | None:
    """When the photo was taken, aware; None where the camera's clock was plainly wrong."""
    taken = facts.taken_at
    if taken is None or taken.year < EARLIEST:
        return None
    aware = taken if taken.tzinfo else timezone.make_aware(taken)
    return aware if aware <= now + CLOCK_SLIP else None


def _claimable(asset: Asset, owner_type: str, owner_id: int, by: Actor, session: str) -> bool:
    if asset.claimed_type:
        return (asset.claimed_type, asset.claimed_id) == (owner_type, owner_id)
    return not session or is_sender(asset, by, session)


def _attach(asset: Asset, owner_type: str, owner_id: int, by: Actor) -> None:
    asset.claimed_type, asset.claimed_id = owner_type, owner_id
    asset.lat = asset.lon = asset.taken_at = None
    asset.upload_session = ""
    forgotten = ("lat", "lon", "taken_at", "upload_session")
    journal.record(_attached(asset), subject=asset, by=by, save=("claimed_type", "claimed_id", *forgotten))


def _attached(asset: Asset) -> Attached:
    assert asset.claimed_id is not None
    return Attached(asset.sha256, asset.width, asset.height, asset.claimed_type, asset.claimed_id)


def _locked(asset: int) -> Asset:
    found = Asset.objects.select_for_update().filter(pk=asset).exclude(claimed_type="").first()
    if found is None:
        raise Missing
    return found


@transaction.atomic
def _purge_batch(before: datetime) -> int:
    overdue = Asset.objects.select_for_update(skip_locked=True).filter(claimed_type="", created_at__lt=before)
    rows = list(overdue.order_by("created_at")[:BATCH])
    _forget(rows)
    return len(rows)


def _forget(rows: Sequence[Asset]) -> None:
    """Delete locked rows now and, once that is certain, the files that no other row shares."""
    stems = sorted({asset.stem for asset in rows})
    storage.doubt(stems)
    Asset.objects.filter(pk__in=[asset.pk for asset in rows]).delete()
    transaction.on_commit(partial(settle, stems))
