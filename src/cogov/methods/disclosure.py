"""Small numbers can point at people: which cells of a table of counts have to be covered.

Cells of 1 to `least` - 1 are covered. Where a total stands beside them, one covered cell could be computed from the
others; then the next smallest is covered, too ("secondary suppression", Hundepool et al., Statistical Disclosure
Control, 2012, ch. 4). Zero says nothing about anybody and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")

LEAST = 10
"""People: fewer are not shown. The usual bound of public statistics about residents lies between 5 and 11; the wider
end, because a community knows its neighbours."""


def covered(counts: Mapping[K, int], *, least: int = LEAST) -> frozenset[K]:
    """Keys whose counts must not be shown when the sum of all is. Raises ValueError for a count below zero."""
    if any(count < 0 for count in counts.values()):
        raise ValueError("nobody is counted less than nothing")
    hidden = {key for key, count in counts.items() if 0 < count < least}
    if not hidden or (sum(counts[key] for key in hidden) >= least and len(hidden) > 1):
        return frozenset(hidden)
    shown = [key for key, count in counts.items() if count >= least]
    if shown:
        hidden.add(min(shown, key=lambda key: counts[key]))
    return frozenset(hidden)
