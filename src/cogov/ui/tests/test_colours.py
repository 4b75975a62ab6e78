"""The palette keeps its contrast, by day and by night, and the night is written twice the same way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cogov.ui

TOKENS = (Path(cogov.ui.__file__).parent / "styles" / "tokens.css").read_text()
TEXT, SHAPE = 4.5, 3.0
"""WCAG 2.2: 1.4.3 for text, 1.4.11 for the shapes of controls."""


def block(start: str) -> dict[str, str]:
    body = TOKENS[TOKENS.index(start) + len(start) :].split("}", 1)[0]
    return dict(re.findall(r"(--[\w-]+|color-scheme):\s*([^;]+);", body))


DAY = block(":root {")
DEVICE_NIGHT = block(':root:not([data-theme="light"]) {')
CHOSEN_NIGHT = block(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TONES = ("quiet", "info", "progress", "success", "warning", "danger")
PAIRS = [
    *(
        (ink, ground, TEXT)
        for ink in ("ink", "ink-2", "accent", "accent-strong", "danger")
        for ground in ("paper", "surface", "sunken")
    ),
    *((tone, f"{tone}-soft", TEXT) for tone in TONES),
    *(("ink", f"{tone}-soft", TEXT) for tone in TONES),
    *((tone, ground, TEXT) for tone in TONES for ground in ("surface", "accent-soft")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("accent-strong", "accent-soft", TEXT),
    ("ink", "accent-soft", TEXT),
    ("ink-2", "accent-soft", TEXT),
    ("star", "surface", SHAPE),
    ("line-strong", "surface", SHAPE),
    ("line-strong", "paper", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "surface", SHAPE),
]


def test_the_measure_is_the_known_one() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert contrast("#777777", "#ffffff") < TEXT < contrast("#767676", "#ffffff")


@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
@pytest.mark.parametrize("palette", [DAY, CHOSEN_NIGHT], ids=["day", "night"])
def test_contrast_is_enough(palette: dict[str, str], ink: str, ground: str, least: float) -> None:
    assert contrast(palette[f"--{ink}"], palette[f"--{ground}"]) >= least


def test_the_night_of_the_device_is_the_night_of_the_reader() -> None:
    assert DEVICE_NIGHT == CHOSEN_NIGHT


def test_the_night_changes_every_colour_of_the_day() -> None:
    colours = {name for name, value in DAY.items() if value.startswith(("#", "rgb"))}
    assert colours == {name for name in CHOSEN_NIGHT if name.startswith("--")}
