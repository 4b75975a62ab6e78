"""Icons and pictures that the server draws into the page (no request, no font, coloured by the text)."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = Path(__file__).parent / "icons"

QUIET_ZONE = 2
"""Modules around a QR code; the white box around it adds the rest of the four that scanners ask for."""


@cache
def _body(name: str) -> str:
    path = ICONS / f"{name}.svg"
    if not path.is_file() or path.parent != ICONS:
        raise ValueError(f"There is no icon {name!r}: add it to icons/names.txt and run npm run icons")
    return path.read_text().strip()


def icon_names() -> list[str]:
    return sorted(path.stem for path in ICONS.glob("*.svg"))


def icon(name: str, extra: str = "", label: str = "") -> SafeString:
    """An icon beside a word is silent; one that stands alone needs a `label`."""
    return _drawn(str(name), str(extra), str(label))


@lru_cache(maxsize=1024)  # some forty icons stand on a page, mostly the same ones
def _drawn(name: str, extra: str, label: str) -> SafeString:
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-linecap="round" stroke-linejoin="round" focusable="false">{}</svg>',
        f"icon {extra}".strip(),
        voice,
        mark_safe(_body(name)),  # noqa: S308 - our own committed file
    )


def qr(text: str, label: str) -> SafeString:
    """A QR code as paths; about 2 KB for an address."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, svgclass=None, lineclass=None, border=QUIET_ZONE
    )
    voice = format_html('<svg role="img" aria-label="{}" ', label)
    return mark_safe(drawn.replace("<svg ", voice, 1))  # noqa: S308 - segno draws numbers only
