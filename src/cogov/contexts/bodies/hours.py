"""When a body is open, in words for its page."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.contexts.bodies import facade
from cogov.contexts.bodies.wording import Opening, openings
from cogov.kernel.calendars import calendar
from cogov.kernel.clock import now


@dataclass(frozen=True, slots=True)
class Hours:
    """`holidays` says whether public holidays are free."""

    week: tuple[Opening, ...]
    open_now: bool
    holidays: bool


def hours_of(body: int) -> Hours | None:
    """None where no calendar says anything. From memory."""
    code = facade.calendar(body)
    if not code:
        return None
    works = calendar(code)
    return Hours(openings(works), works.is_working(now()), bool(works.country))
