"""Painted photos in the media store: each picture once, given to as many reports as show it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from cogov.contexts.media.facade import Picture, store_drawn
from cogov.demo.photos import BY_NIGHT, SCENES, at_night, picture
from cogov.demo.stories import Photo

Key = tuple[str, bool, bool]
ALL: tuple[Key, ...] = (
    *((scene, after, False) for scene in SCENES for after in (False, True)),
    *((scene, False, True) for scene in sorted(BY_NIGHT)),
)
"""Every photo that stories show: before and after, by night only before."""
MANY = 1000
"""From so many reports on nearly every photo is needed, so all are painted while the city is drawn."""


class Album:
    """Files of photos by what they show."""

    def __init__(self) -> None:
        self._stored: dict[Key, Picture] = {}
        self._coming: dict[Key, Future[Picture]] = {}

    def begin(self) -> None:
        """Paint everything in the background: painting and coding leave the interpreter free for others."""
        painter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="painter")
        for scene, after, night in ALL:
            photo = Photo(scene, after, night)
            self._coming[scene, after, night] = painter.submit(_paint, photo)
        painter.shutdown(wait=False)

    def find(self, photo: Photo) -> Picture:
        """The stored picture; painted and stored the first time it is asked for (about 60 ms)."""
        key = (photo.scene, photo.after, at_night(photo))
        if key not in self._stored:
            coming = self._coming.pop(key, None)
            self._stored[key] = coming.result() if coming else _paint(photo)
        return self._stored[key]


def _paint(photo: Photo) -> Picture:
    return store_drawn(picture(photo))
