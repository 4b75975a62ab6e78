"""One thing that two books tell differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

MOST_OF_A_CHECK = 200
"""Differences of one check that are kept one by one; what is beyond is counted in a last one. A forged table must not
fill the database with alarms."""


@dataclass(frozen=True, slots=True)
class Found:
    """`subject` as "voucher:12"; `item` None stops all orders. `expected` is what the books behind it say."""

    code: str
    subject: str
    item: int | None = None
    expected: int | None = None
    found: int | None = None
    detail: str = ""


Check = Callable[[], Iterator[Found]]


def limited(check: Check) -> list[Found]:
    """All of a check's findings up to the bound; the last then says how many more there are."""
    found = list(check())
    if len(found) <= MOST_OF_A_CHECK:
        return found
    more = len(found) - MOST_OF_A_CHECK
    kept = found[:MOST_OF_A_CHECK]
    return [*kept, Found(kept[-1].code, "more", found=more, detail=f"{more} more of this kind")]
