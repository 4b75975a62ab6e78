"""The files of photos: three JPEGs for each stem, durable before their row is.

    photos/ab/<stem>.thumb.jpg     the first two letters keep folders small
    photos/doubt/<stem>            an empty file: the database decides whether this stem's files stay

A mark is set before files are written or their row is deleted, and taken away when the outcome is
known. So whatever a kill, a power cut or a rolled-back transaction leaves is found by reading one
small folder (`doubtful`), never by walking through all photos.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from cogov.contexts.media.pipeline import Size
from cogov.kernel.errors import Unavailable

SHARD = 2  # letters: 1,024 folders, so that ten million photos make 30,000 files in each


class StoreFailed(Unavailable):
    """The disk is full or gone. Nothing was kept; trying again later may work."""

    code = "store_failed"
    default = _(
        "The photo could not be stored just now. Please try again in some minutes, or send your report without it."
    )


def write(stem: str, files: Mapping[Size, bytes]) -> None:
    """Mark the stem as doubtful and write its files through to the disk. Raises StoreFailed, leaving nothing."""
    doubt([stem])
    try:
        folder = path(stem, Size.FULL).parent
        _make(folder)
        for size, data in files.items():
            _write_through(path(stem, size), data)
        _sync(folder)
    except OSError as error:
        remove([stem])
        raise StoreFailed from error


def path(stem: str, size: Size) -> Path:
    return _home() / stem[:SHARD] / f"{stem}.{size.value}.jpg"


def doubt(stems: Iterable[str]) -> None:
    """Mark stems whose files may have to go; durable when it returns. Raises StoreFailed."""
    folder = _doubts()
    try:
        _make(folder)
        for stem in stems:
            (folder / stem).touch()
        _sync(folder)
    except OSError as error:
        raise StoreFailed from error


def trust(stems: Iterable[str]) -> None:
    """Take the marks away: the rows are committed. Losing this in a power cut only costs another look."""
    for stem in stems:
        with suppress(OSError):
            (_doubts() / stem).unlink(missing_ok=True)


def remove(stems: Iterable[str]) -> None:
    """Delete the files, then the marks; a file that resists keeps its mark and is tried again later."""
    for stem in stems:
        with suppress(OSError):
            for size in Size:
                path(stem, size).unlink(missing_ok=True)
            (_doubts() / stem).unlink(missing_ok=True)


def doubtful(before: datetime) -> Iterator[str]:
    """Stems marked before that moment."""
    with suppress(FileNotFoundError), os.scandir(_doubts()) as entries:
        for entry in entries:
            if datetime.fromtimestamp(entry.stat().st_mtime, UTC) < before:
                yield entry.name


def is_doubtful(stem: str) -> bool:
    return (_doubts() / stem).exists()


def stems() -> Iterator[str]:
    """Every stem that has a file, once. Reads all folders: for `doctor` and after a restore."""
    for folder in sorted(_home().glob("?" * SHARD)):
        yield from sorted({file.name.partition(".")[0] for file in folder.iterdir()})


def _home() -> Path:
    return Path(default_storage.path("photos"))


def _doubts() -> Path:
    return _home() / "doubt"


def _make(folder: Path) -> None:
    """The folder with its parents, durable."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _write_through(file: Path, data: bytes) -> None:
    """Never over an existing file: stems are random, so one that exists is a mistake."""
    with open(file, "xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    """New names in a folder survive a power cut only after this."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
