"""Painted photos: one for each scene, before and after, without metadata, the same each time."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from cogov.demo.photos import SCENES, paint, picture


@dataclass(frozen=True)
class Shot:
    scene: str
    after: bool = False
    night: bool = False


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_shows_the_trouble_before_and_not_after(scene: str) -> None:
    before, after = (np.asarray(picture(Shot(scene, after=done)), dtype=int) for done in (False, True))

    assert before.shape == (768, 1024, 3)
    assert (np.abs(before - after).max(axis=2) > 24).mean() > 0.0015


def test_the_same_photo_is_the_same_to_the_byte() -> None:
    assert paint(Shot("pothole")) == paint(Shot("pothole"))


def test_a_photo_is_a_jpeg_of_a_hundred_kilobytes_without_metadata() -> None:
    jpeg = paint(Shot("bench"))
    opened = Image.open(io.BytesIO(jpeg))

    assert opened.format == "JPEG"
    assert opened.size == (1024, 768)
    assert not opened.getexif()
    assert 40_000 < len(jpeg) < 200_000


def test_night_is_darker_where_there_is_a_night() -> None:
    day, night = (np.asarray(picture(Shot("vendors", night=dark))).mean() for dark in (False, True))

    assert night < 0.7 * day
