"""Small charts that the server draws: shapes as SVG that stretches, words as text that grows with the reader's type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Points = Sequence[tuple[object, float]]

WIDTH, HEIGHT = 100, 40
"""User units; the page stretches them, so only proportions count."""
HEADROOM = 0.12
"""Share of the height that stays free above the highest point."""


@dataclass(frozen=True)
class Bar:
    label: object
    words: str
    width: float


@dataclass(frozen=True)
class Line:
    """`points` for a polyline, `area` for what lies under it, `dots` as (x, y) of first, highest and last."""

    points: str
    area: str
    dots: list[tuple[float, float]]
    first: Bar
    highest: Bar
    last: Bar


def number(value: float) -> str:
    """Short and exact enough to read: no decimals on whole numbers, one otherwise."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def bars(points: Points) -> list[Bar]:
    """One bar for each (label, value), against the largest; zero and below have no length."""
    top = max((value for _, value in points), default=0) or 1
    return [Bar(label, number(value), round(max(value, 0) / top * WIDTH, 2)) for label, value in points]


def line(points: Points) -> Line | None:
    """One line over equal steps, from zero; None without points."""
    if not points:
        return None
    top = (max(value for _, value in points) or 1) * (1 + HEADROOM)
    step = WIDTH / max(len(points) - 1, 1)
    spots = [
        (round(n * step, 2), round(HEIGHT - max(value, 0) / top * HEIGHT, 2)) for n, (_, value) in enumerate(points)
    ]
    peak = max(range(len(points)), key=lambda n: points[n][1])
    path = " ".join(f"{x},{y}" for x, y in spots)
    first, highest, last = (Bar(points[n][0], number(points[n][1]), 0) for n in (0, peak, -1))
    return Line(
        path, f"0,{HEIGHT} {path} {spots[-1][0]},{HEIGHT}", [spots[0], spots[peak], spots[-1]], first, highest, last
    )
