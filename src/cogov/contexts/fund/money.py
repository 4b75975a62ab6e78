"""Money is counted in fen (1/100 yuan), as integers; yuan exist at the edge only, where people read and type."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cogov.kernel.errors import Invalid

FEN = 100
"""Fen in a yuan."""

MOST = 10**13
"""Fen of one voucher at most (100 billion yuan): far above any city's fund, far below what 64 bits hold when summed."""

_YUAN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")


def yuan(fen: int) -> str:
    """ "1,234.50"; a minus before what is below zero. For machines and tables alike: no sign of currency."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // FEN:,}.{whole % FEN:02d}"


def brief(fen: int) -> str:
    """Short enough for a tile: whole yuan from ten thousand on; from a million on thousands, in Chinese 万."""
    if abs(fen) < 10_000 * FEN:
        return yuan(fen)
    if abs(fen) < 1_000_000 * FEN:
        return f"{fen / FEN:,.0f}"
    if (get_language() or "").startswith("zh"):
        return f"{fen / FEN / 10_000:,.1f}万"
    return f"{fen / FEN / 1_000:,.0f}k"


def plain(fen: int) -> str:
    """ "1234.50": for files, where a comma would part the field."""
    return yuan(fen).replace(",", "")


def parse(text: str) -> int:
    """Fen from what a person types: "1,234.5", "¥20", "20元". Raises Invalid for anything else, zero included."""
    cleaned = text.strip().replace(",", "").replace("，", "").lstrip("¥￥").removesuffix("元").strip()
    if not _YUAN.fullmatch(cleaned):
        raise Invalid(_("Please write the amount in yuan, as 1234.50."))
    fen = int(Decimal(cleaned) * FEN)
    if not 0 < fen <= MOST:
        raise Invalid(_("The amount must be above zero, and below 100 billion yuan."))
    return fen
