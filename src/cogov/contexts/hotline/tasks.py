"""Who called is forgotten after a month; looked for once an hour."""

from __future__ import annotations

from cogov.contexts.hotline import personal
from cogov.kernel.periodic import periodic


@periodic(seconds=3600)
def forget_callers() -> None:
    personal.forget_callers()
