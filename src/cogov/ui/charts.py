"""Small charts that the server draws as SVG, coloured by the stylesheet; the component adds the table of the data."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 640
"""User units of the drawing; the page scales it."""
ROW = 34
"""Units of one bar with its words: room for 13-unit text above a 12-unit bar."""
HEIGHT = 200
PAD = 8
FOOT = 24
"""Units under a line chart for its labels."""

Points = Sequence[tuple[object, float]]


def number(value: float) -> str:
    """Short and exact enough to read: no decimals on whole numbers, one otherwise."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def bars(points: Points, label: str) -> SafeString:
    """Horizontal bars, one for each (label, value); zero and below draw no bar."""
    top = max((value for _, value in points), default=0) or 1
    rows = format_html_join(
        "",
        '<g><text x="0" y="{}">{}</text><text class="value-text" x="{}" y="{}" text-anchor="end">{}</text>'
        '<rect class="bar" x="0" y="{}" width="{}" height="10" rx="3"></rect></g>',
        (
            (
                n * ROW + 14,
                name,
                WIDTH,
                n * ROW + 14,
                number(value),
                n * ROW + 20,
                round(max(value, 0) / top * WIDTH, 1),
            )
            for n, (name, value) in enumerate(points)
        ),
    )
    return _frame(rows, label, max(len(points), 1) * ROW)


def line(points: Points, label: str) -> SafeString:
    """One line over equal steps, from zero; the first, last and highest points carry their words."""
    if not points:
        return _frame("", label, HEIGHT)
    top = max(value for _, value in points) or 1
    floor = HEIGHT - FOOT
    step = (WIDTH - 2 * PAD) / max(len(points) - 1, 1)
    spots = [(PAD + n * step, floor - value / top * (floor - 3 * PAD)) for n, (_, value) in enumerate(points)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    peak = max(range(len(points)), key=lambda n: points[n][1])
    drawn = format_html(
        '<path class="grid-line" d="M0 {f}H{w}"></path><polygon class="area" points="{x0},{f} {p} {x1},{f}">'
        '</polygon><polyline class="line" points="{p}"></polyline>',
        f=floor,
        w=WIDTH,
        x0=round(spots[0][0], 1),
        x1=round(spots[-1][0], 1),
        p=path,
    )
    return _frame(drawn + _words(points, spots, peak), label, HEIGHT)


def _words(points: Points, spots: list[tuple[float, float]], peak: int) -> SafeString:
    last = len(points) - 1
    anchor = {0: "start", last: "end"}
    shown = sorted({0, peak, last})
    return format_html_join(
        "",
        '<circle class="dot" cx="{}" cy="{}" r="4"></circle>'
        '<text class="value-text" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (
                round(spots[n][0], 1),
                round(spots[n][1], 1),
                round(spots[n][0], 1),
                round(spots[n][1] - 9, 1),
                anchor.get(n, "middle"),
                number(points[n][1]),
            )
            for n in shown
        ),
    ) + format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((round(spots[n][0], 1), HEIGHT - 6, anchor[n], points[n][0]) for n in sorted({0, last})),
    )


def _frame(inside: str, label: str, height: int) -> SafeString:
    return format_html('<svg role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>', label, WIDTH, height, inside)
