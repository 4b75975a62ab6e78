"""How long things took, as a histogram that can be added, subtracted and asked for quantiles.

Buckets are equally wide in the logarithm, 16 for each doubling, so a quantile is at most 2.2 % off
(half a minute below one minute), however many cases there are: the middle of a bucket, in the
logarithm, is at most a factor of 2^(1/32) away from everything in it. Quantiles are of the nearest rank.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from math import ceil, floor, log2

PER_DOUBLING = 16
"""357 buckets from a minute to ten years, of which a real month fills some 100."""

ERROR = 2 ** (1 / (2 * PER_DOUBLING)) - 1
"""Largest relative error of a quantile of lengths from one minute on: 0.0219."""

Lengths = Mapping[int, int]
"""Count of each bucket."""


def bucket(minutes: float) -> int:
    """0 for less than a minute, then 16 for each doubling. Raises ValueError for a negative length."""
    if minutes < 0:
        raise ValueError("a length is not negative")
    return 0 if minutes < 1 else 1 + floor(PER_DOUBLING * log2(minutes))


def middle(number: int) -> float:
    """Minutes that stand for everything in the bucket."""
    return 0.5 if number == 0 else float(2 ** ((number - 0.5) / PER_DOUBLING))


def quantile(lengths: Lengths, share: float) -> float | None:
    """Minutes that `share` (0 to 1) of the cases needed at most; None without cases."""
    total = sum(lengths.values())
    if total == 0:
        return None
    wanted = max(1, ceil(share * total))
    seen = 0
    for number in sorted(lengths):
        seen += lengths[number]
        if seen >= wanted:
            return middle(number)
    raise ValueError("a count is negative")


def total(parts: Iterable[Lengths]) -> dict[int, int]:
    """All of them together, without empty buckets."""
    found: dict[int, int] = {}
    for part in parts:
        for number, count in part.items():
            found[number] = found.get(number, 0) + count
    return {number: count for number, count in found.items() if count}


def packed(lengths: Lengths) -> str:
    """As text: a JSON list of bucket, count, bucket, count …; empty for none."""
    flat = [value for number in sorted(lengths) if lengths[number] for value in (number, lengths[number])]
    return json.dumps(flat, separators=(",", ":")) if flat else ""


def unpacked(text: str) -> dict[int, int]:
    """What `packed` made."""
    if not text:
        return {}
    flat = json.loads(text)
    return dict(zip(flat[::2], flat[1::2], strict=True))
